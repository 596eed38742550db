//go:build peers

// Clients of peers, which call a service.

package peers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// client is a peer that makes calls. It makes them in one of two ways.
type client struct {
	name     string
	versions []string // the command that prints its version
	speaks   func(s style) bool
	// command makes calls with given values: see clients/php.php for its input and output. Its arguments are the contract,
	// the URL, and the folder of the packages of npm.
	command []string
	// build returns the command that calls an operation, and sends each value that it receives back in the next call. Its
	// arguments are the URL, the operation, the number of calls, and the header block of the operation greet. It prints what
	// greet returns, and the code and the reason of the declared fault.
	build func(t *testing.T, s style) *exec.Cmd
}

var clients = []client{
	{name: "PHP", versions: servers[0].versions, speaks: anything, command: []string{"php", "clients/php.php"}},
	{name: "gSOAP", versions: servers[1].versions, speaks: anything, build: buildGSOAP},
	{name: "Axis", versions: servers[2].versions, speaks: servers[2].speaks, build: buildAxis},
	{name: "node-soap", versions: servers[4].versions, speaks: anything, command: []string{"node", "clients/node.js"}},
	{name: "zeep", versions: []string{"/usr/bin/python3", "-c", "import zeep; print(zeep.__version__)"},
		speaks:  func(s style) bool { return s.name != "encoded" },
		command: []string{"/usr/bin/python3", "clients/zeep_client.py"}},
}

// version returns the version of c that is installed, "" for none.
func (c client) version() string { return server{versions: c.versions}.version() }

// session is the user in the header block of greet.
const session = "ann"

// beCalled lets p call a service with random values.
func (s style) beCalled(t *testing.T, p client, note func(*testing.T, cell, outcome, error)) {
	service := s.serve(t)
	var build *exec.Cmd
	if p.build != nil {
		build = p.build(t, s)
	}
	for _, shape := range shapes {
		method := service.method(shape.operation)
		if !method.IsValid() {
			continue
		}
		var wants []any
		var calls [][]reflect.Value
		g := s.values(uint64(len(shape.operation)))
		for range rounds {
			request := reflect.New(method.Type().In(1).Elem())
			g.fill(request.Elem())
			if value := request.Elem().Field(0); s.name == "encoded" && shape.operation != "EchoNothing" {
				g.fill(g.allocate(value)) // nil is a shape of its own
			}
			call := []reflect.Value{request}
			if method.Type().NumIn() > 3 { // with header blocks
				headers := reflect.New(method.Type().In(2).Elem())
				g.allocate(headers.Elem().FieldByName("Session")).FieldByName("User").SetString(session)
				call = append(call, headers)
			}
			wants, calls = append(wants, neutral(request.Elem())), append(calls, call)
		}
		var difference error
		if build != nil {
			difference = service.relay(t, build, shape, wants, calls)
		} else {
			difference = service.send(t, p, s, shape, wants, calls)
		}
		seen := understood
		if difference != nil {
			seen = lost
		}
		note(t, cell{p.name + " client", s.name, shape.operation}, seen, difference)
	}
}

// wire returns the name of an operation in the contract.
func (s shape) wire() string { return strings.ToLower(s.operation[:1]) + s.operation[1:] }

// relay lets a command call an operation. It returns why one of the values in the responses, those of calls, did not come
// back in the next request.
func (s *service) relay(t *testing.T, build *exec.Cmd, shape shape, wants []any, calls [][]reflect.Value) error {
	t.Helper()
	isEcho := strings.HasPrefix(shape.operation, "Echo")
	var sends []string
	n := 1
	for _, call := range calls {
		if isEcho {
			sends = append(sends, s.request(t, shape.operation, call))
			n = len(sends) + 1
		}
	}
	header := s.request(t, "Greet", s.greeting(t))
	_, header, _ = strings.Cut(header, "Header>")
	header, _, _ = strings.Cut(header, "</soapenv:Header")
	header = strings.Replace(header, " ", ` xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" `, 1) // of its attributes
	s.begin(calls[0], sends)
	var stderr bytes.Buffer
	command := exec.Command(build.Path, append(build.Args[1:], s.URL, shape.wire(), strconv.Itoa(n), header)...)
	command.Dir, command.Stderr = build.Dir, &stderr
	output, err := command.Output()
	for i := 1; i < len(s.received); i++ {
		switch want := wants[min(i, len(wants))-1]; {
		case s.faults[i] != nil:
			return fmt.Errorf("the request is not as the contract says: %w", s.faults[i])
		case !cmp.Equal(want, s.received[i]):
			return fmt.Errorf("the request differs:\n%s", cmp.Diff(want, s.received[i]))
		}
	}
	want := map[string]string{"Greet": session + ": hello", "Fail": "7 full"}[shape.operation]
	switch got := strings.TrimSpace(string(output)); {
	case err != nil:
		return fmt.Errorf("%w: %s", err, &stderr)
	case len(s.received) != n:
		return fmt.Errorf("%d requests, want %d: %s", len(s.received), n, &stderr)
	case !isEcho && s.faults[0] != nil:
		return s.faults[0]
	case got != want:
		return fmt.Errorf("it received %q, want %q: %s", got, want, &stderr)
	}
	return nil
}

// greeting returns the arguments of a call of greet.
func (s *service) greeting(t *testing.T) []reflect.Value {
	t.Helper()
	method := s.method("Greet")
	headers := reflect.New(method.Type().In(2).Elem())
	values{}.allocate(headers.Elem().FieldByName("Session")).FieldByName("User").SetString(session)
	return []reflect.Value{reflect.New(method.Type().In(1).Elem()), headers}
}

// send lets p make calls with the values wants. It returns why one was not received, or not returned.
func (s *service) send(t *testing.T, p client, in style, shape shape, wants []any, calls [][]reflect.Value) error {
	t.Helper()
	s.begin(calls[0], nil)
	var inputs, values []any
	for _, want := range wants {
		value := onWire(want)
		if in.name != "bare" || !strings.HasPrefix(shape.operation, "Echo") {
			value = value.(map[string]any)["value"]
		}
		values, inputs = append(values, value), append(inputs, []any{shape.wire(), value})
	}
	for i, result := range p.call(t, in.contract(), s.URL, inputs) {
		var err error
		switch {
		case i >= len(s.received):
			err = fmt.Errorf("no request for %v: %s", values[i], result.Error)
		case s.faults[i] != nil:
			err = fmt.Errorf("the request is not as the contract says: %w", s.faults[i])
		case shape.operation == "Fail":
			if want := map[string]any{"code": 7.0, "reason": "full"}; !equal(want, result.Fault) {
				err = fmt.Errorf("the fault is %v, %s", result.Fault, result.Error)
			}
		case shape.operation == "Greet":
			if want := session + ": " + values[i].(string); !equal(want, result.Value) {
				err = fmt.Errorf("returned %v, want %q: %s", result.Value, want, result.Error)
			}
		case !cmp.Equal(wants[i], s.received[i]):
			err = fmt.Errorf("the request differs:\n%s", cmp.Diff(wants[i], s.received[i]))
		case result.Error != "":
			err = errors.New(result.Error)
		case !equal(values[i], result.Value):
			err = fmt.Errorf("sent and received differ:\n%s", cmp.Diff(values[i], result.Value))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// result is what a client received.
type result struct {
	Value any
	Error string
	Fault any // the content of the detail of a fault
}

// call lets p make calls.
func (p client) call(t *testing.T, contract, url string, calls []any) (results []result) {
	t.Helper()
	input, err := json.Marshal(calls)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(p.command[0], p.command[1], contract, url, absolute(t, "testdata/npm/node_modules"))
	command.Stdin = bytes.NewReader(input)
	output, err := command.Output()
	if err == nil {
		err = json.Unmarshal(output, &results)
	}
	if err != nil || len(results) != len(calls) {
		t.Fatalf("%s: %v\n%s", command, err, output)
	}
	return results
}

// onWire returns a neutral value with the names of the contract. An array of SOAP's encoding is a list.
func onWire(value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for name, v := range value {
			object[strings.ToLower(name[:1])+name[1:]] = onWire(v)
		}
		if items, isArray := object["item"]; isArray {
			return items
		}
		return object
	case []any:
		list := []any{}
		for _, v := range value {
			list = append(list, onWire(v))
		}
		return list
	}
	return value
}

// equal reports whether a client returned got for sent. Clients differ in how they represent values: an element that is
// nil can be absent, a list of one item can be the item, a number a text, and a date a time.
func equal(sent, got any) bool {
	switch sent := sent.(type) {
	case nil:
		return got == nil
	case map[string]any:
		object, ok := got.(map[string]any)
		ok = ok || got == nil
		for name, v := range sent {
			ok = ok && equal(v, object[name])
		}
		return ok
	case []any:
		list, ok := got.([]any)
		if !ok {
			list = []any{got}
		}
		for i := range sent {
			if len(list) != len(sent) || !equal(sent[i], list[i]) {
				return false
			}
		}
		return true
	case float64:
		number, err := strconv.ParseFloat(fmt.Sprint(got), 64)
		return err == nil && number == sent
	case string:
		return strings.HasPrefix(fmt.Sprint(got), strings.TrimSuffix(sent, "Z"))
	}
	return fmt.Sprint(sent) == fmt.Sprint(got)
}
