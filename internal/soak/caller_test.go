// A caller: one of several that share a user's clients, and what it checks of every result.

package soak_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// caller has a customer that nobody else writes.
type caller struct {
	*soak
	user     string
	careflex *careflex.Client
	mvp      *mvp.Client
	batching *mvp.Client // that gathers its calls, and keeps its answers on disk beside those of the other users
	random   *rand.Rand
	customer string
	serial   int          // of what it has sent
	version  int          // of its customer, as far as it knows
	maybe    map[int]bool // versions that the service may have taken
}

// session is a source of tokens without a network, as a team of the MVP's would plug in its own.
type session struct {
	service *service
	user    string
	mu      sync.Mutex
	token   string
}

func (s *session) Token(context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == "" {
		s.token = s.service.issue(s.user)
	}
	return s.token, nil
}

func (s *session) Invalidate(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == token {
		s.token = ""
	}
}

// newCallers makes the clients of each user, and the callers that share them.
func (s *soak) newCallers() []*caller {
	var all []*caller
	base := "http://" + s.network.host
	store, err := mvp.DiskCache(filepath.Join(s.TempDir(), "cache"), 256<<10)
	if err != nil {
		s.Fatal(err)
	}
	trace := func(ctx context.Context, _ string) (context.Context, func(int, error)) {
		s.spans.Add(1)
		return ctx, func(int, error) { s.spans.Add(-1) }
	}
	for i := range users {
		c := caller{soak: s, user: string(rune('a'+i)) + "nna"}
		tokens := &session{service: s.service, user: c.user}
		var errs [3]error
		c.careflex, errs[0] = careflex.New(careflex.Config{
			Endpoint: base + "/soap", TokenURL: base + "/token", UserID: c.user, UserSecret: passwordMark + c.user,
			HTTPClient: s.client, Timeout: s.timeout, MaxResponseBytes: maxResponse, AllowHTTP: true, Logger: s.log,
			Trace: trace,
		})
		config := mvp.Config{
			BaseURL: base + "/rest", Mitarbeiter: c.user, Token: tokens, CacheBytes: 64 << 10,
			HTTPClient: s.client, Timeout: s.timeout, MaxResponseBytes: maxResponse, AllowHTTP: true, Logger: s.log,
			Trace: trace,
		}
		c.mvp, errs[1] = mvp.New(config)
		config.CacheStore, config.BatchWindow, config.MaxParts = store, 5*time.Millisecond, 4
		c.batching, errs[2] = mvp.New(config)
		if err := errors.Join(errs[:]...); err != nil {
			s.Fatal(err)
		}
		for range callers / users {
			own := c
			own.customer, own.maybe = fmt.Sprint("k", len(all)), map[int]bool{}
			own.random = rand.New(rand.NewPCG(*seed, uint64(1+len(all))))
			all = append(all, &own)
		}
	}
	return all
}

// act makes one call. Its caller sometimes loses patience.
func (c *caller) act() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	if c.random.IntN(20) == 0 {
		time.AfterFunc(time.Duration(c.random.Int64N(int64(c.timeout))), cancel)
	}
	actions := []func(context.Context){
		c.report, c.report, c.reportNothing, c.read, c.read, c.readBatched, c.write, c.add, c.download, c.multiCall,
		c.multiCall,
	}
	if c.random.IntN(100) == 0 {
		if err := errors.Join(c.mvp.Logout(ctx), c.batching.Logout(ctx)); err != nil {
			c.Error(err)
		}
	}
	actions[c.random.IntN(len(actions))](ctx)
}

// failed notes how a call went, and that the error tells no secret.
func (c *caller) failed(err error) bool {
	if err == nil {
		c.count("succeeded")
		return false
	}
	text := fmt.Sprintf("%v %+v %#v", err, err, err)
	kind := "?"
	if e, ok := errors.AsType[*mvp.Error](err); ok {
		text, kind = text+fmt.Sprintf("%+v", *e), e.Kind.Error()
	}
	if e, ok := errors.AsType[*careflex.Error](err); ok {
		text, kind = text+fmt.Sprintf("%+v %+v", *e, e.Fault), e.Kind.Error()
	}
	findSecrets(c.T, text)
	if kind == "?" || errors.Is(err, mvp.ErrInvalid) {
		c.Errorf("not an error that a fault explains: %v", err)
	}
	c.count(kind)
	return true
}

// told is what the error of an unsafe call says of whether it was carried out.
func told(err error) string {
	e, _ := errors.AsType[*mvp.Error](err)
	switch {
	case err == nil:
		return "yes"
	case errors.Is(err, mvp.ErrUnknownOutcome) || e == nil:
		return "unknown"
	case e.Kind == mvp.ErrTransport, e.Kind == mvp.ErrAuth, e.Kind == mvp.ErrRedirect, e.Status/100 == 4:
		return "no"
	}
	return "unknown"
}

// next gives an id that was never used.
func (c *caller) next() string {
	c.serial++
	return fmt.Sprintf("%s-%d", c.customer, c.serial)
}

// report sends incidents in up to three requests, some of them at a time. Half of the time it tries again to send those
// that were not sent.
func (c *caller) report(ctx context.Context) {
	request := &careflex.NewIncidentRequest{CareflexID: "09ce3580d84bf090", APIToken: apiTokenMark + c.user}
	day := careflex.NewDate(2020, time.August, 24)
	for range 1 + c.random.IntN(5)*c.random.IntN(60) {
		kind := careflex.IncidentTypeRST
		if c.random.IntN(10) == 0 {
			kind = "BAD"
		}
		request.IncidentList.Incidents = append(request.IncidentList.Incidents, careflex.IncidentListItem{
			PlainIncident: &careflex.PlainIncident{EmployeeID: c.next(), ValidFrom: day, CreatedAt: day, Type: kind},
		})
	}
	options := &careflex.NewIncidentAllOptions{Concurrency: 1 + c.random.IntN(3)}
	summary, err := c.careflex.NewIncidentAll(ctx, request, options)
	if c.failed(err) && c.random.IntN(2) == 0 {
		options.Continue = summary
		summary, err = c.careflex.NewIncidentAll(ctx, request, options)
		c.failed(err)
	}
	if len(summary.Rows) != len(request.IncidentList.Incidents) {
		c.Fatalf("%d rows for %d incidents: %v", len(summary.Rows), len(request.IncidentList.Incidents), err)
	}
	for i, row := range summary.Rows {
		item, accepted := &request.IncidentList.Incidents[i], row.Outcome == careflex.Accepted
		if row.Index != i || row.Item != item || (row.Err == nil) != accepted {
			c.Errorf("row %d is %+v", i, row)
		}
		told := "unknown"
		switch row.Outcome {
		case careflex.Accepted:
			told = "yes"
		case careflex.Rejected, careflex.NotSent:
			told = "no"
		}
		c.carriedOut(&c.service.applied, row.Item.PlainIncident.EmployeeID, told)
	}
}

func (c *caller) reportNothing(ctx context.Context) {
	_, err := c.careflex.NoIncident(ctx, &careflex.NoIncidentRequest{
		CareflexID: "09ce3580d84bf090", APIToken: apiTokenMark + c.user,
		CreatedAt: careflex.NewDate(2020, time.August, 24),
	})
	c.failed(err)
}

// read reads the caller's customer, or one that all callers of the user read.
func (c *caller) read(ctx context.Context) {
	customer := c.anyCustomer()
	answer, err := c.mvp.GetKunde(ctx, customer)
	if !c.failed(err) {
		c.checkCustomer(customer, answer)
	}
}

func (c *caller) anyCustomer() string {
	if c.random.IntN(2) == 0 {
		return c.customer
	}
	return "shared" + strconv.Itoa(c.random.IntN(5))
}

// checkCustomer checks that answer is this user's, of the customer that was asked for, and not older than what the
// caller knows of.
func (c *caller) checkCustomer(customer string, answer *mvp.Kunde) {
	var got struct {
		Benutzer, Pfad string
		Version        int
	}
	text, err := json.Marshal(answer)
	if err == nil {
		err = json.Unmarshal(text, &got)
	}
	if err != nil {
		c.Errorf("%s: %v", text, err)
	}
	if got.Benutzer != c.user || got.Pfad != "/"+c.user+"/kunden/"+customer {
		c.Errorf("%s, who asked for %s, got %s", c.user, customer, text)
	}
	if customer != c.customer || got.Version == c.version {
		return
	}
	if !c.maybe[got.Version] || got.Version < c.version {
		c.Errorf("%s has version %d, its caller knows of %d", customer, got.Version, c.version)
	}
	c.version = got.Version
}

// write changes the caller's customer.
func (c *caller) write(ctx context.Context) {
	body, version := c.newVersion()
	_, err := c.mvp.SetKunde(ctx, c.customer, body)
	c.failed(err)
	c.wrote(version, err)
}

func (c *caller) newVersion() (*mvp.Kunde, int) {
	c.serial++
	return &mvp.Kunde{ID: new(strconv.Itoa(c.serial))}, c.serial
}

func (c *caller) wrote(version int, err error) {
	switch told(err) {
	case "yes":
		c.version = version
	case "unknown":
		c.maybe[version] = true
	}
}

// add adds a customer with a name that is used once.
func (c *caller) add(ctx context.Context) {
	name := c.next()
	added, err := c.mvp.AddKunde(ctx, &mvp.Kunde{Benutzername: &name})
	c.carriedOut(&c.service.added, name, told(err))
	if !c.failed(err) && (added.Benutzername == nil || *added.Benutzername != name) {
		c.Errorf("%s was added as %+v", name, added)
	}
}

// download reads a file to its end.
func (c *caller) download(ctx context.Context) {
	f, err := c.mvp.GetArchivDatei(ctx, "1", "pdf")
	if c.failed(err) {
		return
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if !c.failed(err) && string(content) != strings.Repeat(c.user[:1], file) {
		c.Errorf("%s got a file of %d bytes, %.10q", c.user, len(content), content)
	}
}

// multiCall makes several calls in one request, sometimes with one that changes something.
func (c *caller) multiCall(ctx context.Context) {
	m := c.mvp.MultiCall()
	reads := map[string]*mvp.Call[*mvp.Kunde]{}
	writes := c.random.IntN(3) == 0
	for range 1 + c.random.IntN(4) {
		if customer := c.anyCustomer(); reads[customer] == nil && !(writes && customer == c.customer) {
			reads[customer] = m.GetKunde(customer)
		}
	}
	anreden := m.GetAnreden()
	body, version := c.newVersion()
	write := func() error { return nil }
	if writes {
		result := m.SetKunde(c.customer, body)
		write = func() error { _, err := result.Result(); return err }
	}
	c.failed(m.Do(ctx))
	for customer, call := range reads {
		if answer, err := call.Result(); !c.failed(err) {
			c.checkCustomer(customer, answer)
		}
	}
	if items, err := anreden.Result(); !c.failed(err) {
		c.checkAnreden(items)
	}
	if writes {
		err := write()
		c.failed(err)
		c.wrote(version, err)
	}
}

// readBatched reads what other callers read at about the same time, under URLs that are the user's own, or everybody's.
func (c *caller) readBatched(ctx context.Context) {
	if c.random.IntN(3) == 0 {
		items, err := c.batching.GetAnreden(ctx)
		if !c.failed(err) {
			c.checkAnreden(items)
		}
		return
	}
	customer := "shared" + strconv.Itoa(c.random.IntN(5))
	answer, err := c.batching.GetKunde(ctx, customer)
	if !c.failed(err) {
		c.checkCustomer(customer, answer)
	}
}

// checkAnreden checks that items, which are private although their URL is everybody's, are this user's.
func (c *caller) checkAnreden(items []mvp.EnumerationItem) {
	if len(items) != 1 || items[0].Text == nil || *items[0].Text != c.user {
		c.Errorf("%s got %+v", c.user, items)
	}
}

// counts lists counts by name.
func counts(m map[string]int) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(m)) {
		fmt.Fprintf(&b, "\n    %-60s %7d", name, m[name])
	}
	return b.String()
}
