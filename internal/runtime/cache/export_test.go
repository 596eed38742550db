// What tests of the cache see besides: answers that are errors to callers, and dates.

package cache

import (
	"context"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// ParseHTTPDate is the cache's reader of dates.
var ParseHTTPDate = parseHTTPDate

// Holds reports whether something is stored that can be used for call, or validated.
func (c *Cache) Holds(ctx context.Context, url string, call *transport.Call) bool {
	return slices.ContainsFunc(c.places(url), func(p place) bool {
		return c.load(ctx, p, func(e *cacheEntry) bool { return e.matches(call) }) != nil
	})
}

// ForgetAcceptedTokens makes the caches that are made from now on those of another process.
func ForgetAcceptedTokens() {
	acceptedTokens.mu.Lock()
	defer acceptedTokens.mu.Unlock()
	clear(acceptedTokens.users)
	clear(acceptedTokens.sessions)
}

// AcceptedTokens says how many tokens are remembered, and of how many sessions.
func AcceptedTokens() (tokens, sessions int) {
	acceptedTokens.mu.Lock()
	defer acceptedTokens.mu.Unlock()
	return len(acceptedTokens.users), len(acceptedTokens.sessions)
}

// MemoryStore is the store in memory.
type MemoryStore = memoryStore

// NewMemoryStore makes one.
var NewMemoryStore = newMemoryStore

// Bytes is what the store believes to hold.
func (s *memoryStore) Bytes() int64 { return s.bytes }

// ParsesEntry reports whether text is that of an entry. It does not recover from a panic.
func ParsesEntry(text string) bool { return parseCacheEntry(text) != nil }
