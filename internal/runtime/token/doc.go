// Package token keeps one bearer token for all calls and renews it.
package token
