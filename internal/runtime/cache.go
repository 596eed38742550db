// The private cache of one session (RFC 9111): what a call is answered with, and when an answer is stored.

package runtime

import (
	"container/list"
	"context"
	"net/http"
	"sync"
	"time"
)

// Cache stores answers for the calls of one client, that is of one user at a time: a private cache in the sense of
// RFC 9111. It never uses an answer beyond the lifetime that the service stated, but has it validated, and bounds
// what it holds. One cache must not serve clients of different users at the same time; when the user changes, call
// Logout. It is safe for concurrent use.
type Cache struct {
	mu      sync.Mutex
	store   cacheStore
	epoch   uint64             // counts logouts and invalidations; an answer asked for in an earlier epoch is not stored
	flights map[string]*flight // by URL: the calls that are asking the service now
}

// flight is a call that asks the service while others with the same URL wait for what it stores.
type flight struct {
	done      chan struct{}
	abandoned bool // its caller gave up, so another one has to ask; set before done is closed
}

// NewCache makes an empty cache that holds at most maxBytes of answers, header fields and URLs included. The least
// recently used go first, and an answer greater than the limit is not stored.
func NewCache(maxBytes int64) *Cache {
	return &Cache{
		store:   cacheStore{maxBytes: maxBytes, elements: make(map[string]*list.Element)},
		flights: make(map[string]*flight),
	}
}

// Logout drops every answer that the service did not mark as public ("Caching" in the MVP's document). What was asked
// for before the logout and is answered after it is not stored.
func (c *Cache) Logout() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.store.deletePrivate()
	c.epoch++
	clear(c.flights)
}

// invalidate drops what is stored for url, because an unsafe call may have changed it (RFC 9111, section 4.4).
// Answers that were asked for before may be out of date too, so none of them is stored.
func (c *Cache) invalidate(url string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.store.delete(url)
	c.epoch++
}

// do answers a GET call from the cache, or asks the endpoint. Calls that miss at the same time ask once: the others wait,
// each no longer than its own context, for what the first stores, and ask for themselves where that is of no use to them.
func (c *Cache) do(ctx context.Context, e *Endpoint, call *Call, use func(*Answer) error) error {
	url := e.url(call)
	for waited := false; ; {
		x := c.lookup(url, call)
		if a := x.fresh(); a != nil {
			return use(a)
		}
		f, leads := c.join(url)
		switch {
		case leads:
			defer c.leave(ctx, url, f)
			x = c.lookup(url, call) // another flight may have ended since
			if a := x.fresh(); a != nil {
				return use(a)
			}
			return x.ask(ctx, e, use)
		case waited:
			return x.ask(ctx, e, use)
		}
		select {
		case <-f.done:
			waited = !f.abandoned
		case <-ctx.Done():
			return e.failure(call, ErrTransport, 0, context.Cause(ctx))
		}
	}
}

// join gives the flight for url; leads says that the caller is the one to ask, and to leave when done.
func (c *Cache) join(url string) (f *flight, leads bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.flights[url]; f != nil {
		return f, false
	}
	f = &flight{done: make(chan struct{})}
	c.flights[url] = f
	return f, true
}

// leave ends a flight, so that those who wait for it go on.
func (c *Cache) leave(ctx context.Context, url string, f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.flights[url] == f {
		delete(c.flights, url)
	}
	f.abandoned = ctx.Err() != nil
	close(f.done)
}

// cachedCall is the way of one GET call through the cache, by itself or as a part of a MultiCall: looked up, asked
// for, answered and, once the answer has proved usable, stored.
type cachedCall struct {
	cache     *Cache
	url       string
	call      *Call
	epoch     uint64
	requested time.Time
	stored    *cacheEntry // what may be used or validated, nil for none
	received  *cacheEntry // what store is to keep, nil for none
}

// lookup begins a call with what is stored for it.
func (c *Cache) lookup(url string, call *Call) *cachedCall {
	x := c.miss(url, call)
	c.mu.Lock()
	defer c.mu.Unlock()
	if stored := c.store.get(url); stored != nil && stored.matches(call) {
		x.stored = stored
	}
	return x
}

// miss begins a call as if nothing were stored for it.
func (c *Cache) miss(url string, call *Call) *cachedCall {
	c.mu.Lock()
	defer c.mu.Unlock()
	return &cachedCall{cache: c, url: url, call: call, epoch: c.epoch, requested: time.Now()}
}

// fresh is the answer that needs no request, or nil.
func (x *cachedCall) fresh() *Answer {
	if x.stored == nil {
		return nil
	}
	return x.stored.fresh(time.Now())
}

// request is the call to send: conditional where there is something to validate.
func (x *cachedCall) request() *Call {
	if x.stored == nil {
		return x.call
	}
	return x.stored.conditional(x.call)
}

// answered turns what the service said into what the caller is to see. ok is false for a 304 that nothing here stands
// behind: the stored answer was not asked about or is another one, or it was dropped meanwhile by a logout or an
// unsafe call.
func (x *cachedCall) answered(a *Answer) (seen *Answer, ok bool) {
	if a.Status == http.StatusNotModified {
		if x.stored == nil || x.outdated() {
			return a, false
		}
		renewed := x.stored.renewed(a.Header)
		if renewed == nil {
			return a, false
		}
		a = renewed
	}
	x.received = newCacheEntry(x.call, a, x.requested, time.Now())
	return a, true
}

// outdated reports whether there was a logout or an invalidation since the call began.
func (x *cachedCall) outdated() bool {
	x.cache.mu.Lock()
	defer x.cache.mu.Unlock()
	return x.epoch != x.cache.epoch
}

// keep stores the answer, to be called only once it was found complete and readable. An answer that must not be
// stored still takes the place of an older one.
func (x *cachedCall) keep() {
	x.cache.mu.Lock()
	defer x.cache.mu.Unlock()
	switch {
	case x.epoch != x.cache.epoch:
	case x.received == nil:
		x.cache.store.delete(x.url)
	default:
		x.cache.store.put(x.url, x.received)
	}
}

// ask sends the call by itself. A 304 that does not help is followed by one request without conditions.
func (x *cachedCall) ask(ctx context.Context, e *Endpoint, use func(*Answer) error) error {
	a, err := e.exchange(ctx, x.request())
	if err != nil {
		return err
	}
	seen, ok := x.answered(a)
	if !ok && x.stored != nil {
		return x.cache.miss(x.url, x.call).ask(ctx, e, use)
	}
	return x.deliver(e, seen, use)
}

// deliver hands the answer to the caller, unless its status is an error, and stores it if the caller accepts it.
func (x *cachedCall) deliver(e *Endpoint, a *Answer, use func(*Answer) error) error {
	if err := e.statusError(x.call, a); err != nil {
		return err
	}
	if err := use(a); err != nil {
		return err
	}
	x.keep()
	return nil
}
