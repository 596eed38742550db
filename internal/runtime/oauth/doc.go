// Package oauth requests bearer tokens by the grants of OAuth 2.0 (RFC 6749).
package oauth
