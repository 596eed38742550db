// Package oauth requests bearer tokens at token endpoints (RFC 6749).
package oauth
