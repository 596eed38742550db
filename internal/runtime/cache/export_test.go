// Internals of the cache for its tests.

package cache

import (
	"context"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// ParseHTTPDate is the cache's reader of dates.
var ParseHTTPDate = parseHTTPDate

// Has reports whether something is stored that can be used for call, or validated.
func (c *Cache) Has(ctx context.Context, url string, call *transport.Call) bool {
	return slices.ContainsFunc(c.locations(url), func(p location) bool {
		return c.load(ctx, p, func(e *cacheEntry) bool { return e.matches(call) }) != nil
	})
}

// ForgetAcceptedTokens makes the next caches behave as in another process.
func ForgetAcceptedTokens() {
	acceptedTokens.mu.Lock()
	defer acceptedTokens.mu.Unlock()
	clear(acceptedTokens.users)
	clear(acceptedTokens.sessions)
}

// AcceptedTokens returns the numbers of tokens and of sessions that are remembered.
func AcceptedTokens() (tokens, sessions int) {
	acceptedTokens.mu.Lock()
	defer acceptedTokens.mu.Unlock()
	return len(acceptedTokens.users), len(acceptedTokens.sessions)
}

// MemoryStore is the store in memory.
type MemoryStore = memoryStore

// NewMemoryStore makes one.
var NewMemoryStore = newMemoryStore

// Bytes returns the estimated memory of all texts.
func (s *memoryStore) Bytes() int64 { return s.bytes }

// ParsesEntry reports whether text is that of an entry. It does not recover from a panic.
func ParsesEntry(text string) bool { return parseCacheEntry(text) != nil }
