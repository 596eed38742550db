// Package oauth requests bearer tokens with the grants of OAuth 2.0 (RFC 6749).
package oauth
