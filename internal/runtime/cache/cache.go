// The private cache of one session (RFC 9111): which response a call gets, and when a response is stored.

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

// Cache responds to the calls of one session, that is of one user, with stored responses: a private cache in the sense
// of RFC 9111. It uses no response beyond the lifetime that the service stated, but validates it. Call Logout when the
// user changes. It is safe for concurrent use.
type Cache struct {
	store   Store
	session string // the partition of private responses
	shared  bool   // others may use the store, so private responses are used only for a user that the service accepted

	mu       sync.RWMutex // read-locked to store responses, write-locked to drop them
	epoch    uint64       // counts logouts and invalidations; a response to a request of an earlier epoch is not stored
	fault    error        // why the store may still have what was dropped; it is not used until a logout succeeds
	signedIn signedIn

	saving [16]sync.Mutex // by URL: locked while a response is compared with the stored one and replaces it

	flightMu   sync.Mutex
	flights    map[string]*flight  // by URL: the calls that are asking the service now
	ended      uint64              // counts the flights that ended
	unstorable map[string]struct{} // URLs whose responses were not stored, so that waiting for them is useless
}

// flight is a call that asks the service while others with the same URL wait for the response that it stores.
type flight struct {
	done      chan struct{}
	abandoned bool // its caller gave up, so another one must ask; set before done is closed
}

// publicPartition is the partition of a Store for responses that are not private to a session.
const publicPartition = ""

// New returns a cache in memory of at most maxBytes, header fields and URLs included. The least recently used responses
// are dropped first. A response larger than the limit is not stored.
func New(maxBytes int64) *Cache { return newCache(newMemoryStore(maxBytes), "session") }

// NewShared returns a cache whose responses are in a store that other clients, processes and sessions may share.
// session is the configuration that tells users of the store apart, such as a tenant. Stores see it, so it must not be
// secret. A private response is used only after the service has accepted a token of its user, in a response to a call
// of this process.
func NewShared(store Store, session string) *Cache {
	c := newCache(store, "session "+session)
	c.shared = true
	return c
}

func newCache(store Store, session string) *Cache {
	return &Cache{store: store, session: session, flights: make(map[string]*flight),
		unstorable: make(map[string]struct{})}
}

// location is where a store has a response.
type location struct{ partition, key string }

// locations returns where responses for url can be: the private location of the user who is signed in, and the public
// one.
func (c *Cache) locations(url string) []location {
	public := location{publicPartition, url}
	switch {
	case !c.shared:
		return []location{{c.session, url}, public}
	case c.signedIn.open:
		return []location{{c.session, c.signedIn.user + " " + url}, public}
	}
	return []location{public}
}

// Logout drops every response of the session that the service did not mark as public ("Caching" in the MVP's document).
// Responses to earlier requests are not stored afterwards. The error is the store's: it may still have private
// responses, and the cache does not use it until a Logout succeeds.
func (c *Cache) Logout(ctx context.Context) error {
	c.flightMu.Lock()
	clear(c.flights)
	clear(c.unstorable)
	c.flightMu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	acceptedTokens.forget(c.signedIn.token)
	c.signedIn = signedIn{logouts: c.signedIn.logouts + 1}
	ctx = context.WithoutCancel(ctx)
	err := c.store.DeleteAll(ctx, c.session)
	if c.fault != nil { // the responses that could not be dropped may be public
		err = errors.Join(err, c.store.DeleteAll(ctx, publicPartition))
	}
	if c.fault = err; err != nil {
		return fmt.Errorf("cached responses could not be deleted: %w", err)
	}
	return nil
}

// Invalidate drops what is stored for url, because an unsafe call may have changed it (RFC 9111, section 4.4).
// Responses to earlier requests may be out of date too, so none of them is stored.
func (c *Cache) Invalidate(ctx context.Context, url string) {
	ctx = context.WithoutCancel(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	if c.shared && !c.signedIn.open { // the user whose responses are out of date is unknown
		c.fault = errors.Join(c.fault, c.store.DeleteAll(ctx, c.session))
	}
	for _, p := range c.locations(url) {
		c.fault = errors.Join(c.fault, c.store.Delete(ctx, p.partition, p.key))
	}
}

// Do responds to a GET call from the cache, or asks the endpoint. Concurrent calls that miss ask once: the others wait
// for the response that the first stores, each until its own context ends, and ask themselves if they cannot use it. If
// the last response was not stored, no call waits. accept gets the response, whatever its status. A response is stored
// if accept returns nil, or if it is an error that may be stored.
func (c *Cache) Do(ctx context.Context, e *transport.Endpoint, call *transport.Call,
	accept func(*transport.Response) error) error {
	c.SignIn(ctx, e)
	for waited := false; ; {
		ended := c.flightsEnded()
		x := c.lookup(ctx, e, call)
		if response := x.Fresh(); response != nil {
			return accept(response)
		}
		f, leads := c.join(x.url)
		switch {
		case leads:
			defer c.leave(ctx, x.url, f)
			if c.flightsEnded() != ended { // one of them may have stored the response
				x = c.lookup(ctx, e, call)
				if response := x.Fresh(); response != nil {
					return accept(response)
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

// flightsEnded returns the number of flights that ended.
func (c *Cache) flightsEnded() uint64 {
	c.flightMu.Lock()
	defer c.flightMu.Unlock()
	return c.ended
}

// maxUnstorable bounds the number of URLs that are remembered as unstorable.
const maxUnstorable = 1024

// noteStorable remembers whether the response for url could be stored.
func (c *Cache) noteStorable(url string, storable bool) {
	c.flightMu.Lock()
	defer c.flightMu.Unlock()
	if storable {
		delete(c.unstorable, url)
		return
	}
	if _, known := c.unstorable[url]; !known && len(c.unstorable) == maxUnstorable {
		clear(c.unstorable)
	}
	c.unstorable[url] = struct{}{}
}

// join returns the flight for url, nil if waiting is useless. If leads is true, the caller must ask, and then call
// leave.
func (c *Cache) join(url string) (f *flight, leads bool) {
	c.flightMu.Lock()
	defer c.flightMu.Unlock()
	if _, unstorable := c.unstorable[url]; unstorable {
		return nil, false
	}
	if f := c.flights[url]; f != nil {
		return f, false
	}
	f = &flight{done: make(chan struct{})}
	c.flights[url] = f
	return f, true
}

// leave ends a flight, so that the calls that wait for it continue.
func (c *Cache) leave(ctx context.Context, url string, f *flight) {
	c.flightMu.Lock()
	defer c.flightMu.Unlock()
	if c.flights[url] == f {
		delete(c.flights, url)
	}
	c.ended++
	f.abandoned = ctx.Err() != nil
	close(f.done)
}

// cachedCall is one GET call through the cache, by itself or as a part of a MultiCall: looked up, sent, resolved and,
// once its response was accepted, saved.
type cachedCall struct {
	cache     *Cache
	endpoint  *transport.Endpoint
	url       string
	call      *transport.Call
	epoch     uint64
	requested time.Time
	stored    *cacheEntry // can be used or validated; nil for none
	received  *cacheEntry // what save stores; nil for none
	recency   recency     // of the response
}

// lookup begins a call with the most recent stored response that can be used for it (RFC 9111, section 4).
func (c *Cache) lookup(ctx context.Context, e *transport.Endpoint, call *transport.Call) *cachedCall {
	x := c.begin(e, call)
	c.mu.RLock()
	locations, fault := c.locations(x.url), c.fault
	c.mu.RUnlock()
	if fault != nil {
		return x
	}
	for _, p := range locations {
		stored := c.load(ctx, p, func(e *cacheEntry) bool { return e.matches(call) })
		if x.stored == nil || stored != nil && stored.recency().after(x.stored.recency()) {
			x.stored = stored
		}
	}
	return x
}

// load returns the response at p if it is usable, or nil.
func (c *Cache) load(ctx context.Context, p location, usable func(*cacheEntry) bool) *cacheEntry {
	text, ok := c.store.Load(ctx, p.partition, p.key)
	if !ok {
		return nil
	}
	return usableEntry(text, usable)
}

// Lookup begins a call that the caller sends.
func (c *Cache) Lookup(ctx context.Context, e *transport.Endpoint, call *transport.Call) transport.CachedCall {
	return c.lookup(ctx, e, call)
}

// begin begins a call without looking at what is stored.
func (c *Cache) begin(e *transport.Endpoint, call *transport.Call) *cachedCall {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return &cachedCall{cache: c, endpoint: e, url: e.URL(call), call: call, epoch: c.epoch, requested: time.Now()}
}

// Fresh returns the stored response if it needs no request, or nil.
func (x *cachedCall) Fresh() *transport.Response {
	if x.stored == nil {
		return nil
	}
	return x.stored.fresh(x.call, time.Now())
}

// Request returns the call to send: conditional if a stored response can be validated.
func (x *cachedCall) Request() *transport.Call {
	if x.stored == nil {
		return x.call
	}
	return x.stored.conditional(x.call)
}

// resolve returns the response for the caller: the given one, or the stored one if that is a 304. ok is false for a 304
// without one: nothing was validated, the 304 describes another response, or the stored one was dropped meanwhile.
func (x *cachedCall) resolve(response *transport.Response) (result *transport.Response, ok bool, err error) {
	defer x.endpoint.Guard(x.call, response, &err)
	if response.Status == http.StatusNotModified && !x.call.HasConditions() {
		if x.stored == nil || x.outdated() {
			return response, false, nil
		}
		renewed := x.stored.renewed(response.Header)
		if renewed == nil {
			return response, false, nil
		}
		response = renewed
	}
	now := time.Now()
	x.recency = recencyOf(response.Header, x.requested, now)
	if response.Status < 500 || x.stored == nil { // a failure does not replace a response that can be validated
		x.received = newCacheEntry(x.call, response, x.requested, now)
	}
	return response, true, nil
}

// outdated reports whether there was a logout or an invalidation since the call began.
func (x *cachedCall) outdated() bool {
	x.cache.mu.RLock()
	defer x.cache.mu.RUnlock()
	return x.epoch != x.cache.epoch
}

// save stores the response. It must be complete and accepted. A response that must not be stored still replaces an
// older one; none replaces a newer one. If the store fails, the next call asks the service.
func (x *cachedCall) save(ctx context.Context) {
	c := x.cache
	ctx = context.WithoutCancel(ctx)
	c.mu.RLock()
	defer c.mu.RUnlock()
	if x.epoch != c.epoch || c.fault != nil {
		return
	}
	saving := &c.saving[maphash.String(savingSeed, x.url)%uint64(len(c.saving))]
	saving.Lock()
	defer saving.Unlock()
	locations, now := c.locations(x.url), time.Now()
	newer := func(e *cacheEntry) bool { return e.recency().after(x.recency) && e.plausible(now) }
	for _, p := range locations {
		if c.load(ctx, p, newer) != nil {
			return
		}
	}
	for _, p := range locations {
		if x.received != nil && x.received.public == (p.partition == publicPartition) &&
			c.store.Save(ctx, p.partition, p.key, x.received.text()) == nil {
			continue
		}
		_ = c.store.Delete(ctx, p.partition, p.key) // if it stays, its own header limits its use
	}
}

var savingSeed = maphash.MakeSeed()

// ask sends the call by itself. If the response is a 304 that cannot be resolved, ask sends one more request, without
// conditions.
func (x *cachedCall) ask(ctx context.Context, accept func(*transport.Response) error) error {
	response, err := x.endpoint.Fetch(ctx, x.Request())
	switch {
	case err != nil:
		return err
	case x.stored != nil:
		return x.Settle(ctx, response, x.call, accept)
	}
	result, _, err := x.resolve(response)
	if err != nil {
		return err
	}
	return x.deliver(ctx, result, accept)
}

// Settle passes accept the response, or the stored one after a 304, and stores it if accept returns nil. After a 304
// that cannot be resolved, Settle sends call without conditions.
func (x *cachedCall) Settle(ctx context.Context, response *transport.Response, call *transport.Call,
	accept func(*transport.Response) error) error {
	switch result, ok, err := x.resolve(response); {
	case err != nil:
		return err
	case ok:
		return x.deliver(ctx, result, accept)
	}
	return x.cache.begin(x.endpoint, call).ask(ctx, accept)
}

// deliver passes the response to accept, and stores it if accept returns nil, or if it is an error that may be stored.
// A 304 here was requested by the caller's own conditions, and is not stored.
func (x *cachedCall) deliver(ctx context.Context, response *transport.Response,
	accept func(*transport.Response) error) error {
	err := accept(response)
	if response.Status == http.StatusNotModified {
		return err
	}
	x.cache.noteStorable(x.url, x.received != nil)
	if err == nil || response.Status >= 300 && x.received != nil {
		x.save(ctx)
	}
	return err
}
