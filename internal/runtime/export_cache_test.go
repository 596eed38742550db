// What tests of the cache see besides: answers that are errors to callers, and dates.

package runtime

import "context"

// ParseHTTPDate is the cache's reader of dates.
var ParseHTTPDate = parseHTTPDate

// Answer is the answer to call, whatever its status, from the cache or the service.
func (e *Endpoint) Answer(ctx context.Context, call *Call) (answer *Answer, err error) {
	err = e.do(ctx, call, func(a *Answer) error {
		answer = a
		return e.statusError(call, a)
	})
	if answer != nil {
		return answer, nil
	}
	return nil, err
}

// Holds reports whether something is stored that can be used for call, or validated.
func (c *Cache) Holds(ctx context.Context, url string, call *Call) bool {
	return c.lookup(ctx, url, call).stored != nil
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
