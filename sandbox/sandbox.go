// Package sandbox runs contracts as services, for tests of programs that call them.
//
// [New] serves contracts on a port of the loopback interface until the test ends:
//
//	services := sandbox.New(t) // both built-in contracts; or sandbox.New(t, "payroll.wsdl")
//	client, err := careflex.New(careflex.Config{
//		Endpoint:   services.Endpoint("careflex"),
//		TokenURL:   services.TokenURL("careflex"),
//		UserID:     sandbox.User,
//		UserSecret: sandbox.Secret,
//	})
//
// Each request is checked against its contract. A valid one gets a valid response, with values of the request where both
// have fields of the same name. An invalid one gets a fault that lists the violations, and fails the test.
//
// [Sandbox.On] replaces the response to an operation, or makes trouble:
//
//	services.On("NewIncident").Times(1).Drop()
//	services.On("NewIncident").Fault("Server", "The report was not imported.")
//
// [Sandbox.Received] returns the requests to an operation, for the test to inspect.
//
// [Replay] answers from a cassette instead: calls of the real service that gen serve --record wrote.
package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// The only credentials that the sandbox accepts: of service users, programs and customers alike.
const (
	User   = "sandbox-user"
	Secret = "sandbox-secret"
)

// TB is the part of [testing.TB] that New needs.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// A Sandbox runs services. It is an [http.Handler], and can be used by several goroutines at once.
type Sandbox struct {
	// URL is where the sandbox can be reached, without a slash at the end.
	URL string
	// Seen is called after each response; nil for nothing. Set it before the first request.
	Seen func(*Request)

	tb       TB // nil outside of tests
	services []*service

	mu       sync.Mutex
	rules    []*Rule
	lastRule int // the id of the last rule
	seed     uint64
	received []*Request
	size     int           // of the bodies of the received requests and their responses
	ahead    time.Duration // how far the clock was moved
	tokens   tokens
	lastID   int                    // of the received requests
	changes  int                    // of the received requests
	watchers map[chan struct{}]bool // which are told of changes
}

// service is one contract.
type service struct {
	name     string // the first segment of the paths of its requests
	contract *kernel.Contract
	secrets  []string // names of the contract
	state    state

	rejections map[*schema.SOAPOperation]*rejections // of a SOAP service

	examples sync.Map // of a SOAP service: the examples of responses, by *schema.SOAPOperation

	routed    sync.Once // of a REST service: base and routeList are set
	base      *regexp.Regexp
	routeList []route
}

// New serves contracts until the test ends: files, or the built-in contracts careflex and mvp by these names. Without
// contracts it serves both built-in ones. A contract that cannot be read ends the test.
func New(t TB, contracts ...string) *Sandbox {
	t.Helper()
	if len(contracts) == 0 {
		contracts = builtinNames
	}
	var apis []*schema.API
	var sources []schema.Source
	for _, contract := range contracts {
		api, source, err := read(contract)
		if err != nil {
			t.Fatalf("sandbox: %v", err)
		}
		apis, sources = append(apis, api), append(sources, source)
	}
	s, err := Of(apis...)
	if err != nil {
		t.Fatalf("sandbox: %v", err)
	}
	for i, source := range sources {
		if err := s.ReadRejections(s.services[i].name, source); err != nil {
			t.Fatalf("sandbox: %v", err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("sandbox: %v", err)
	}
	s.tb = t
	s.URL = "http://" + listener.Addr().String()
	server := &http.Server{Handler: s}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return s
}

// Of returns a sandbox of apis, whose Go names [schema.Name] has chosen. The caller serves it and sets its URL.
func Of(apis ...*schema.API) (*Sandbox, error) {
	s := &Sandbox{
		tokens:   tokens{access: map[string]time.Time{}, refresh: map[string]bool{}, codes: map[string]code{}},
		watchers: map[chan struct{}]bool{},
	}
	for _, api := range apis {
		contract, ds := kernel.New(api)
		if err := ds.Err(); err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(api.Contract, filepath.Ext(api.Contract))
		if s.service(name) != nil {
			return nil, fmt.Errorf("two contracts are called %s: rename the file of one of them", name)
		}
		s.services = append(s.services, &service{name: name, contract: contract, secrets: api.SecretNames()})
	}
	return s, nil
}

// builtinNames are the names of the built-in contracts.
var builtinNames = []string{"careflex", "mvp"}

// read returns the model of a contract, and where it is.
func read(contract string) (*schema.API, schema.Source, error) {
	dir, file := filepath.Split(contract)
	source := schema.Source{FS: os.DirFS(filepath.Clean(dir)), Name: file, Dir: dir}
	var settings schema.Settings
	switch contract {
	case "careflex":
		source = schema.Source{FS: schema.Contracts, Name: "careflex.wsdl"}
		settings.Auth = &schema.Setting{Value: string(schema.PasswordToken)}
	case "mvp":
		source = schema.Source{FS: schema.Contracts, Name: "mvp.yaml"}
	}
	reader := wsdl.Read
	if extension := filepath.Ext(source.Name); extension == ".yaml" || extension == ".yml" {
		reader = rest.Read
	}
	api, ds := reader(source)
	if !ds.Faulty() {
		ds = append(schema.Configure(api, settings), schema.Name(api, settings)...)
	}
	if !ds.Faulty() {
		ds = append(ds, example.ReadDocuments(api, source)...)
	}
	return api, source, ds.Err()
}

// service returns the service called name; nil if there is none.
func (s *Sandbox) service(name string) *service {
	for _, service := range s.services {
		if service.name == name {
			return service
		}
	}
	return nil
}

// mustService is service for a caller who knows that there is one.
func (s *Sandbox) mustService(name string) *service {
	service := s.service(name)
	if service == nil {
		s.fatal(fmt.Errorf("there is no contract %q: the sandbox has %s", name, strings.Join(s.Names(), ", ")))
	}
	return service
}

// fatal ends the test, or panics outside of tests: the program uses the sandbox wrongly.
func (s *Sandbox) fatal(err error) {
	if s.tb == nil {
		panic("sandbox: " + err.Error())
	}
	s.tb.Helper()
	s.tb.Fatalf("sandbox: %v", err)
}

// Names returns the names of the contracts: those of their files, without extensions.
func (s *Sandbox) Names() []string {
	var names []string
	for _, service := range s.services {
		names = append(names, service.name)
	}
	return names
}

// Endpoint returns the URL of a SOAP service.
func (s *Sandbox) Endpoint(contract string) string { return s.URL + "/" + s.mustService(contract).name }

// BaseURL returns the base URL of a REST service, with its parameters in braces.
func (s *Sandbox) BaseURL(contract string) string {
	service := s.mustService(contract)
	if service.contract.API.REST == nil {
		s.fatal(fmt.Errorf("%s is not a REST service: it has an Endpoint", contract))
	}
	return s.URL + "/" + service.name + service.basePath()
}

// now returns the time of the sandbox's clock; the caller holds the lock.
func (s *Sandbox) now() time.Time { return time.Now().Add(s.ahead) }

// Advance moves the clock of the sandbox, by which tokens expire.
func (s *Sandbox) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
}

// ServeHTTP serves one request. The first segment of its path is the name of the contract.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, path, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	if name == controlName {
		s.control(w, r, path)
		return
	}
	service := s.service(name)
	if service == nil {
		http.Error(w, fmt.Sprintf("The sandbox has no contract %q%s\nIts contracts are: %s.", name,
			cmp.Or(nearest(name, s.Names()), "."), strings.Join(s.Names(), ", ")), http.StatusNotFound)
		return
	}
	if serve := tokenPaths["/"+path]; serve != nil && r.URL.RawPath == "" {
		request := &Request{Contract: name, Method: r.Method, Path: "/" + path, Header: r.Header, service: service, endpoint: "/" + path}
		s.respond(request, func() *response { return record(func(w http.ResponseWriter) { serve(s, w, r) }) }).send(r.Context(), w)
		return
	}
	request, err := newRequest(service, "/"+path, w, r)
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		http.Error(w, fmt.Sprintf("The sandbox reads requests of at most %d bytes.", tooLarge.Limit), http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		panic(http.ErrAbortHandler) // the client has gone
	}
	response := s.handle(request)
	defer s.finish(request)
	response.send(r.Context(), w)
}

// handle returns the response to r, and keeps both.
func (s *Sandbox) handle(r *Request) *response {
	var response *response
	if r.service.contract.API.SOAP != nil {
		response = s.soap(r.service, r)
	} else {
		response = s.rest(r.service, r)
	}
	s.keep(r, response)
	return response
}

// Outside of tests, which keep all requests, maxKept of them are kept at least, unless the bodies of requests and responses
// have more than maxKeptSize bytes.
const (
	maxKept     = 200
	maxKeptSize = 64 << 20
)

// keep adds r, whose response is known, to the received requests, and reports an invalid one.
func (s *Sandbox) keep(r *Request, response *response) {
	if !response.isDropped {
		r.Status = response.status
	}
	r.response = response
	s.mu.Lock()
	s.lastID++
	r.id = s.lastID
	s.received = append(s.received, r)
	s.size += r.size()
	s.note(r)
	if s.tb == nil && (len(s.received) > 2*maxKept || s.size > maxKeptSize) {
		s.forget()
	}
	s.mu.Unlock()
	if s.tb != nil && len(r.Violations) > 0 && !r.isExpected {
		s.tb.Errorf("sandbox: %s", r.describeViolations())
	}
}

// forget forgets the oldest requests, but not the last one; the caller holds the lock.
func (s *Sandbox) forget() {
	n := 0
	for ; n < len(s.received)-1 && (len(s.received)-n > maxKept || s.size > maxKeptSize); n++ {
		s.size -= s.received[n].size()
	}
	s.received = slices.Delete(s.received, 0, n)
}

// finish notes that the response to r was sent, or will not be.
func (s *Sandbox) finish(r *Request) {
	s.mu.Lock()
	r.duration, r.isDone = time.Since(r.at), true
	s.note(r)
	s.mu.Unlock()
	if s.Seen != nil {
		s.Seen(r)
	}
}

// note tells those who watch that r has changed; the caller holds the lock.
func (s *Sandbox) note(r *Request) {
	s.changes++
	r.change = s.changes
	for watcher := range s.watchers {
		select {
		case watcher <- struct{}{}:
		default: // it was told already
		}
	}
}

// Received returns the requests to an operation that the sandbox has received, in their order. The operation has its name
// in the contract, after that of the contract and a dot if several contracts have such an operation.
func (s *Sandbox) Received(operation string) []*Request {
	contract, name, err := s.operation(operation)
	if err != nil {
		s.fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var received []*Request
	for _, r := range s.received {
		if r.Contract == contract && r.Operation == name {
			received = append(received, r)
		}
	}
	return received
}

// operation returns the contract and the name of the operation called label.
func (s *Sandbox) operation(label string) (contract, operation string, err error) {
	var found, all []string
	for _, service := range s.services {
		for _, name := range service.operations() {
			all = append(all, name)
			if name == label || service.name+"."+name == label {
				contract, operation = service.name, name
				found = append(found, service.name+"."+name)
			}
		}
	}
	switch found = slices.Compact(found); len(found) {
	case 0:
		return "", "", fmt.Errorf("there is no operation %q%s", label, nearest(label, all))
	case 1:
		return contract, operation, nil
	}
	return "", "", fmt.Errorf("several contracts have an operation %s: write %s", label, strings.Join(found, " or "))
}

// operations returns the names of the operations in the contract.
func (s *service) operations() (names []string) {
	if soap := s.contract.API.SOAP; soap != nil {
		for _, op := range soap.Operations {
			names = append(names, op.Wire)
		}
		return names
	}
	for _, op := range s.contract.API.REST.Operations {
		names = append(names, op.Wire)
	}
	return names
}
