// Package cache is a private HTTP cache (RFC 9111), with stores in memory and on disk.
package cache
