//go:build peers

// The matrix: each shape of values, in each style of messages, with each peer.

package peers

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/peers/testdata/bare"
	"github.com/kontrakt-dev/kontrakt/internal/peers/testdata/encoded"
	"github.com/kontrakt-dev/kontrakt/internal/peers/testdata/rpc"
	"github.com/kontrakt-dev/kontrakt/internal/peers/testdata/wrapped"
	"github.com/kontrakt-dev/kontrakt/internal/peers/testdata/wrapped12"
)

// style is a style of messages, with the client of its contract.
type style struct {
	name, title string
	client      func(url string) (any, error)
	shapes      []any // structs that an interface takes
	failure     error // a nil pointer to the declared fault
}

// contract returns the path of the contract.
func (s style) contract() string { return "testdata/" + s.name + "/" + s.name + ".wsdl" }

var styles = []style{
	{"wrapped", "document/literal, wrapped",
		func(url string) (any, error) { return wrapped.New(wrapped.Config{Endpoint: url}) },
		[]any{wrapped.Shape{}, wrapped.Circle{}}, (*wrapped.Failure)(nil)},
	{"wrapped12", "document/literal, wrapped, SOAP 1.2",
		func(url string) (any, error) { return wrapped12.New(wrapped12.Config{Endpoint: url}) },
		[]any{wrapped12.Shape{}, wrapped12.Circle{}}, (*wrapped12.Failure)(nil)},
	{"bare", "document/literal, bare",
		func(url string) (any, error) { return bare.New(bare.Config{Endpoint: url}) },
		[]any{bare.Shape{}, bare.Circle{}}, (*bare.Failure)(nil)},
	{"rpc", "rpc/literal",
		func(url string) (any, error) { return rpc.New(rpc.Config{Endpoint: url}) },
		[]any{rpc.Shape{}, rpc.Circle{}}, (*rpc.Failure)(nil)},
	{"encoded", "rpc/encoded",
		func(url string) (any, error) { return encoded.New(encoded.Config{Endpoint: url}) },
		[]any{encoded.Shape{}, encoded.Circle{}}, (*encoded.Failure)(nil)},
}

// values returns a source of values of s.
func (s style) values(seed uint64) values {
	g := values{Rand: rand.New(rand.NewPCG(15, seed))}
	for _, shape := range s.shapes {
		g.shapes = append(g.shapes, reflect.TypeOf(shape))
	}
	return g
}

// shape is a row of the table: an operation, and what its values show.
type shape struct{ operation, title string }

var shapes = []shape{
	{"EchoScalars", "text, numbers, Boolean, base64"},
	{"EchoMoments", "date and dateTime"},
	{"EchoLists", "lists"},
	{"EchoNothing", "nil"},
	{"EchoMoods", "enumeration"},
	{"EchoChoice", "choice"},
	{"EchoShapes", "extension with xsi:type"},
	{"Greet", "header block"},
	{"Fail", "declared fault"},
	{"EchoNumbers", "array of integers"},
	{"EchoPoints", "array of structs"},
	{"EchoGrid", "array of two dimensions"},
	{"EchoLines", "array of arrays"},
}

// rounds is how many values of each shape are sent.
const rounds = 30

// TestMatrix calls each server in each style, and lets each client call a server of generated types. What is not
// understood must be known, with its reason.
func TestMatrix(t *testing.T) {
	found := map[cell]outcome{}
	note := func(t *testing.T, c cell, seen outcome, difference error) {
		if found[c] = seen; (seen > understood) != (reason(c) != "") {
			t.Errorf("%s: the known reason is %q, found %v", c.operation, reason(c), difference)
		}
	}
	for _, p := range servers {
		if p.version() == "" {
			t.Errorf("%s is not installed", p.name)
			continue
		}
		for _, s := range styles {
			if p.speaks(s) {
				t.Run(p.name+"/"+s.name, func(t *testing.T) { s.callServer(t, p, note) })
			}
		}
	}
	for _, p := range clients {
		if p.version() == "" {
			t.Errorf("%s is not installed", p.name)
			continue
		}
		for _, s := range styles {
			if p.speaks(s) {
				t.Run(p.name+" client/"+s.name, func(t *testing.T) { s.beCalled(t, p, note) })
			}
		}
	}
	comparePage(t, found)
}

// callServer calls a server of p with random values.
func (s style) callServer(t *testing.T, p server, note func(*testing.T, cell, outcome, error)) {
	client, err := s.client(p.serve(t, s))
	if err != nil {
		t.Fatal(err)
	}
	for _, shape := range shapes {
		if method := reflect.ValueOf(client).MethodByName(shape.operation); method.IsValid() {
			seen, difference := s.try(t, method, shape.operation)
			note(t, cell{p.name, s.name, shape.operation}, seen, difference)
		}
	}
}

// try calls an operation with random values. It returns the worst outcome with its difference or error.
func (s style) try(t *testing.T, method reflect.Value, operation string) (worst outcome, difference error) {
	g := s.values(uint64(len(operation)))
	worst = understood
	for range rounds {
		request := reflect.New(method.Type().In(1).Elem())
		g.fill(request.Elem())
		in := []reflect.Value{reflect.ValueOf(t.Context()), request}
		want := neutral(request.Elem())
		if operation == "Greet" {
			headers := reflect.New(method.Type().In(2).Elem())
			session := g.allocate(headers.Elem().FieldByName("Session"))
			g.fill(session)
			in = append(in, headers)
			want = map[string]any{"Value": session.FieldByName("User").String() + ": " + request.Elem().FieldByName("Value").String()}
		}
		out := method.Call(in)
		err, _ := out[1].Interface().(error)
		switch {
		case operation == "Fail":
			if err := s.checkFault(err); err != nil {
				return lost, err
			}
		case out[0].IsNil():
			return lost, err
		default:
			if diff := cmp.Diff(want, neutral(out[0].Elem())); diff != "" {
				return lost, fmt.Errorf("%v, sent and received differ:\n%s", err, diff)
			}
			if err != nil {
				worst, difference = deviates, err
			}
		}
	}
	return worst, difference
}

// checkFault returns an error unless err is the declared fault.
func (s style) checkFault(err error) error {
	failure := reflect.New(reflect.TypeOf(s.failure))
	if !errors.As(err, failure.Interface()) {
		detail, _ := json.Marshal(err)
		return fmt.Errorf("not the declared fault: %v %s", err, detail)
	}
	if got := neutral(failure.Elem()); !cmp.Equal(got, map[string]any{"Code": 7.0, "Reason": "full"}) {
		return fmt.Errorf("the fault is %v", got)
	}
	return nil
}

// neutral returns a struct as JSON has it. Lists without items are nil.
func neutral(v reflect.Value) any {
	text, err := json.Marshal(v.Interface())
	if err != nil {
		panic(err)
	}
	var value any
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), ":[]", ":null")), &value); err != nil {
		panic(err)
	}
	return value
}

var update = flag.Bool("update", false, "write docs/interop.md")

// comparePage compares the page with what was found, or writes it.
func comparePage(t *testing.T, found map[cell]outcome) {
	t.Helper()
	const name = "../../docs/interop.md"
	want := page(found)
	if *update {
		write(t, name, want)
		return
	}
	if got, _ := os.ReadFile(name); string(got) != want {
		t.Errorf("docs/interop.md is not what was found: run make peers, and read the difference\n%s", cmp.Diff(string(got), want))
	}
}
