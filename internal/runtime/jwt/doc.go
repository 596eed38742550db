// Package jwt signs assertions: JSON Web Tokens (RFC 7519) that authenticate a program (RFC 7523).
package jwt
