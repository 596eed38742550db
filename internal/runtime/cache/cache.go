// The private cache of one session (RFC 9111): what a call is answered with, and when an answer is stored.

package cache

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"net/http"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Cache answers the calls of one session, that is of one user, with what was stored of earlier answers: a private cache
// in the sense of RFC 9111. It never uses an answer beyond the lifetime that the service stated, but has it validated.
// When the user changes, call Logout. It is safe for concurrent use.
type Cache struct {
	store   Store
	session string // the partition of private answers
	shared  bool   // others may use the store, so private answers are used only of a user that the service accepted

	mu       sync.RWMutex // held for reading while answers are stored, for writing while they are dropped
	epoch    uint64       // counts logouts and invalidations; an answer asked for in an earlier epoch is not stored
	fault    error        // why the store may hold what was to be dropped: it is not used until a logout succeeds
	signedIn signedIn

	keeping [16]sync.Mutex // by URL: held while an answer is compared with the stored one and takes its place

	flightMu sync.Mutex
	flights  map[string]*flight  // by URL: the calls that are asking the service now
	landed   uint64              // counts the flights that ended
	solo     map[string]struct{} // URLs of answers that were not stored, so that it is no use to wait for them
}

// flight is a call that asks the service while others with the same URL wait for what it stores.
type flight struct {
	done      chan struct{}
	abandoned bool // its caller gave up, so another one has to ask; set before done is closed
}

// publicPartition is where a Store keeps what is not private to a session.
const publicPartition = ""

// New makes a cache of its own memory, which holds at most maxBytes of answers, header fields and URLs included.
// The least recently used go first, and an answer greater than the limit is not stored.
func New(maxBytes int64) *Cache { return newCache(newMemoryStore(maxBytes), "session") }

// NewShared makes a cache whose answers are in a store that other clients, processes and sessions may share. The
// session names what two users of the store can differ in by their configuration, such as a tenant. It is no secret,
// for stores see it. A private answer is used only after the service has accepted a token of the user it belongs to, in
// an answer to a call of this process.
func NewShared(store Store, session string) *Cache {
	c := newCache(store, "session "+session)
	c.shared = true
	return c
}

func newCache(store Store, session string) *Cache {
	return &Cache{store: store, session: session, flights: make(map[string]*flight), solo: make(map[string]struct{})}
}

// place is where a store has an answer.
type place struct{ partition, key string }

// places returns where answers for url can be: the private one of the user who is signed in, and the public one.
func (c *Cache) places(url string) []place {
	public := place{publicPartition, url}
	switch {
	case !c.shared:
		return []place{{c.session, url}, public}
	case c.signedIn.open:
		return []place{{c.session, c.signedIn.user + " " + url}, public}
	}
	return []place{public}
}

// Logout drops every answer of the session that the service did not mark as public ("Caching" in the MVP's document).
// What this cache was asked for before the logout and is answered after it is not stored. The error is the store's:
// then private answers may still be in it, and the cache does not use it any more until a Logout succeeds.
func (c *Cache) Logout(ctx context.Context) error {
	c.flightMu.Lock()
	clear(c.flights)
	clear(c.solo)
	c.flightMu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	acceptedTokens.forget(c.signedIn.token)
	c.signedIn = signedIn{logouts: c.signedIn.logouts + 1}
	ctx = context.WithoutCancel(ctx)
	err := c.store.DeleteAll(ctx, c.session)
	if c.fault != nil { // what could not be dropped before may be public
		err = errors.Join(err, c.store.DeleteAll(ctx, publicPartition))
	}
	if c.fault = err; err != nil {
		return fmt.Errorf("cached answers could not be deleted: %w", err)
	}
	return nil
}

// Invalidate drops what is stored for url, because an unsafe call may have changed it (RFC 9111, section 4.4).
// Answers that were asked for before may be out of date too, so none of them is stored.
func (c *Cache) Invalidate(ctx context.Context, url string) {
	ctx = context.WithoutCancel(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	if c.shared && !c.signedIn.open { // whose answers are out of date is not known
		c.fault = errors.Join(c.fault, c.store.DeleteAll(ctx, c.session))
	}
	for _, p := range c.places(url) {
		c.fault = errors.Join(c.fault, c.store.Delete(ctx, p.partition, p.key))
	}
}

// Do answers a GET call from the cache, or asks the endpoint. Calls that miss at the same time ask once: the others
// wait, each no longer than its own context, for what the first stores, and ask for themselves where that is of no use
// to them. Where the last answer was not stored, nobody waits. accept is given the answer, whatever its status; only
// what it accepts is stored, and errors that say how long they hold.
func (c *Cache) Do(ctx context.Context, e *transport.Endpoint, call *transport.Call,
	accept func(*transport.Response) error) error {
	c.SignIn(ctx, e)
	for waited := false; ; {
		landed := c.flightsLanded()
		x := c.lookup(ctx, e, call)
		if a := x.Fresh(); a != nil {
			return accept(a)
		}
		f, leads := c.join(x.url)
		switch {
		case leads:
			defer c.leave(ctx, x.url, f)
			if c.flightsLanded() != landed { // one of them may have stored what is asked for
				x = c.lookup(ctx, e, call)
				if a := x.Fresh(); a != nil {
					return accept(a)
				}
			}
			return x.ask(ctx, accept)
		case waited || f == nil:
			return x.ask(ctx, accept)
		}
		select {
		case <-f.done:
			waited = !f.abandoned
		case <-ctx.Done():
			return e.Failure(call, failure.ErrTransport, 0, context.Cause(ctx))
		}
	}
}

// flightsLanded counts the flights that ended.
func (c *Cache) flightsLanded() uint64 {
	c.flightMu.Lock()
	defer c.flightMu.Unlock()
	return c.landed
}

// maxSolo bounds how many URLs are remembered for their answers not being stored.
const maxSolo = 1024

// note remembers whether the answer for url was one to be stored.
func (c *Cache) note(url string, storable bool) {
	c.flightMu.Lock()
	defer c.flightMu.Unlock()
	if storable {
		delete(c.solo, url)
		return
	}
	if _, known := c.solo[url]; !known && len(c.solo) == maxSolo {
		clear(c.solo)
	}
	c.solo[url] = struct{}{}
}

// join gives the flight for url, nil where none is of use; leads says that the caller is the one to ask, and to leave
// when done.
func (c *Cache) join(url string) (f *flight, leads bool) {
	c.flightMu.Lock()
	defer c.flightMu.Unlock()
	if _, solo := c.solo[url]; solo {
		return nil, false
	}
	if f := c.flights[url]; f != nil {
		return f, false
	}
	f = &flight{done: make(chan struct{})}
	c.flights[url] = f
	return f, true
}

// leave ends a flight, so that those who wait for it go on.
func (c *Cache) leave(ctx context.Context, url string, f *flight) {
	c.flightMu.Lock()
	defer c.flightMu.Unlock()
	if c.flights[url] == f {
		delete(c.flights, url)
	}
	c.landed++
	f.abandoned = ctx.Err() != nil
	close(f.done)
}

// cachedCall is the way of one GET call through the cache, by itself or as a part of a MultiCall: looked up, asked
// for, answered and, once the answer has proved usable, stored.
type cachedCall struct {
	cache     *Cache
	endpoint  *transport.Endpoint
	url       string
	call      *transport.Call
	epoch     uint64
	requested time.Time
	stored    *cacheEntry // what may be used or validated, nil for none
	received  *cacheEntry // what keep is to store, nil for none
	recency   recency     // of the answer
}

// lookup begins a call with what is stored for it: the most recent of the answers that may be used (RFC 9111, section
// 4).
func (c *Cache) lookup(ctx context.Context, e *transport.Endpoint, call *transport.Call) *cachedCall {
	x := c.miss(e, call)
	c.mu.RLock()
	places, fault := c.places(x.url), c.fault
	c.mu.RUnlock()
	if fault != nil {
		return x
	}
	for _, p := range places {
		stored := c.load(ctx, p, func(e *cacheEntry) bool { return e.matches(call) })
		if x.stored == nil || stored != nil && stored.recency().after(x.stored.recency()) {
			x.stored = stored
		}
	}
	return x
}

// load returns the answer at a place of the store if it is usable, or nil.
func (c *Cache) load(ctx context.Context, p place, usable func(*cacheEntry) bool) *cacheEntry {
	text, ok := c.store.Load(ctx, p.partition, p.key)
	if !ok {
		return nil
	}
	return usableEntry(text, usable)
}

// Lookup begins a call that somebody else sends.
func (c *Cache) Lookup(ctx context.Context, e *transport.Endpoint, call *transport.Call) transport.CachedCall {
	return c.lookup(ctx, e, call)
}

// miss begins a call as if nothing were stored for it.
func (c *Cache) miss(e *transport.Endpoint, call *transport.Call) *cachedCall {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return &cachedCall{cache: c, endpoint: e, url: e.URL(call), call: call, epoch: c.epoch, requested: time.Now()}
}

// Fresh returns the answer that needs no request, or nil.
func (x *cachedCall) Fresh() *transport.Response {
	if x.stored == nil {
		return nil
	}
	return x.stored.fresh(x.call, time.Now())
}

// Request returns the call to send: conditional if there is something to validate.
func (x *cachedCall) Request() *transport.Call {
	if x.stored == nil {
		return x.call
	}
	return x.stored.conditional(x.call)
}

// answered turns what the service said into what the caller is to see. ok is false for a 304 that nothing here stands
// behind: the stored answer was not asked about or is another one, or it was dropped meanwhile by a logout or an
// unsafe call.
func (x *cachedCall) answered(a *transport.Response) (seen *transport.Response, ok bool, err error) {
	defer x.endpoint.Guard(x.call, a, &err)
	if a.Status == http.StatusNotModified && !x.call.HasConditions() {
		if x.stored == nil || x.outdated() {
			return a, false, nil
		}
		renewed := x.stored.renewed(a.Header)
		if renewed == nil {
			return a, false, nil
		}
		a = renewed
	}
	now := time.Now()
	x.recency = recencyOf(a.Header, x.requested, now)
	if a.Status < 500 || x.stored == nil { // a failure does not take the place of what can be validated
		x.received = newCacheEntry(x.call, a, x.requested, now)
	}
	return a, true, nil
}

// outdated reports whether there was a logout or an invalidation since the call began.
func (x *cachedCall) outdated() bool {
	x.cache.mu.RLock()
	defer x.cache.mu.RUnlock()
	return x.epoch != x.cache.epoch
}

// keep stores the answer, to be called only once it was found complete and readable. An answer that must not be
// stored still takes the place of an older one, and no response that of a newer one. Where the store fails to keep it,
// the next call asks the service.
func (x *cachedCall) keep(ctx context.Context) {
	c := x.cache
	ctx = context.WithoutCancel(ctx)
	c.mu.RLock()
	defer c.mu.RUnlock()
	if x.epoch != c.epoch || c.fault != nil {
		return
	}
	keeping := &c.keeping[maphash.String(keepingSeed, x.url)%uint64(len(c.keeping))]
	keeping.Lock()
	defer keeping.Unlock()
	places, now := c.places(x.url), time.Now()
	newer := func(e *cacheEntry) bool { return e.recency().after(x.recency) && e.plausible(now) }
	for _, p := range places {
		if c.load(ctx, p, newer) != nil {
			return
		}
	}
	for _, p := range places {
		if x.received != nil && x.received.public == (p.partition == publicPartition) &&
			c.store.Save(ctx, p.partition, p.key, x.received.text()) == nil {
			continue
		}
		_ = c.store.Delete(ctx, p.partition, p.key) // what stays is used as far as its own header allows
	}
}

var keepingSeed = maphash.MakeSeed()

// ask sends the call by itself. A 304 that does not help is followed by one request without conditions.
func (x *cachedCall) ask(ctx context.Context, accept func(*transport.Response) error) error {
	a, err := x.endpoint.Fetch(ctx, x.Request())
	switch {
	case err != nil:
		return err
	case x.stored != nil:
		return x.Settle(ctx, a, x.call, accept)
	}
	seen, _, err := x.answered(a)
	if err != nil {
		return err
	}
	return x.deliver(ctx, seen, accept)
}

// Settle gives accept the answer that a stands for, and stores it if accept takes it. If a is a 304 that does not help,
// Settle sends call without conditions.
func (x *cachedCall) Settle(ctx context.Context, a *transport.Response, call *transport.Call,
	accept func(*transport.Response) error) error {
	switch seen, ok, err := x.answered(a); {
	case err != nil:
		return err
	case ok:
		return x.deliver(ctx, seen, accept)
	}
	return x.cache.miss(x.endpoint, call).ask(ctx, accept)
}

// deliver hands the answer to the caller, and stores it if the caller accepts it. An error that may be stored is what
// the service says of the resource; a 304 here is one that the caller asked for with conditions of its own.
func (x *cachedCall) deliver(ctx context.Context, a *transport.Response, accept func(*transport.Response) error) error {
	err := accept(a)
	if a.Status == http.StatusNotModified {
		return err
	}
	x.cache.note(x.url, x.received != nil)
	if err == nil || a.Status >= 300 && x.received != nil {
		x.keep(ctx)
	}
	return err
}
