// Package digest authenticates calls by HTTP Digest (RFC 7616).
package digest
