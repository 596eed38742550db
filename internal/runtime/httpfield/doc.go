// Package httpfield has the syntax of header fields (RFC 9110, section 5).
package httpfield
