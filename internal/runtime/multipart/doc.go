// Package multipart reads and writes the framing of multipart bodies (RFC 2046, section 5.1).
package multipart
