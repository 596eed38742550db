//go:build peers

// Clients of peers, which call a server that is made of generated types.

package peers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// client is a peer that makes calls: see clients/php.php for its input and output.
type client struct {
	name     string
	versions []string // the command that prints its version
	command  []string // its arguments are the contract, the URL, and the folder of the packages of npm
}

var clients = []client{
	{"PHP", servers[0].versions, []string{"php", "clients/php.php"}},
	{"node-soap", servers[4].versions, []string{"node", "clients/node.js"}},
	{"zeep", []string{"/usr/bin/python3", "-c", "import zeep; print(zeep.__version__)"},
		[]string{"/usr/bin/python3", "clients/zeep_client.py"}},
}

// version returns the version of c that is installed, "" for none.
func (c client) version() string { return server{versions: c.versions}.version() }

// isServed reports whether the messages of s can be read and written without a client: not encoded ones, and not types
// that several elements have.
func (s style) isServed() bool { return s.name != "bare" && s.name != "encoded" }

// service returns the values that it receives, and keeps them.
type service struct {
	operations reflect.Value // a client, for the types of its messages
	received   []any
	faults     []error
}

// message is a generated type of an element.
type message interface {
	AppendXML(b []byte) ([]byte, error)
	DecodeXML(document []byte) error
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	response, err := s.answer(string(body))
	if err != nil {
		s.faults[len(s.faults)-1] = err
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", r.Header.Get("Content-Type"))
	w.Write(response)
}

// answer returns an envelope with the value in envelope.
func (s *service) answer(envelope string) ([]byte, error) {
	s.received, s.faults = append(s.received, nil), append(s.faults, nil)
	d := xmlwire.NewDecoder(envelope, []string{""})
	space, name, element := "", "", ""
	for isOpen := d.Child(); isOpen && d.Child(); {
		if space = d.Space(); d.Name() != "Body" {
			d.Skip()
			continue
		}
		for d.Child() {
			name, element = d.Name(), d.Outer()
		}
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	method := s.operations.MethodByName(strings.ToUpper(name[:1]) + name[1:])
	if !method.IsValid() {
		return nil, errors.New("no operation " + name)
	}
	request := reflect.New(method.Type().In(1).Elem())
	if err := request.Interface().(message).DecodeXML([]byte(element)); err != nil {
		return nil, err
	}
	s.received[len(s.received)-1] = neutral(request.Elem())
	response := reflect.New(method.Type().Out(0).Elem())
	response.Elem().Set(request.Elem().Convert(response.Elem().Type()))
	b := []byte(`<s:Envelope xmlns:s="` + space + `"><s:Body>`)
	b, err := response.Interface().(message).AppendXML(b)
	return append(b, `</s:Body></s:Envelope>`...), err
}

// beCalled lets p call a server with random values.
func (s style) beCalled(t *testing.T, p client, note func(*testing.T, cell, outcome, error)) {
	generated, err := s.client("http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	service := &service{operations: reflect.ValueOf(generated)}
	server := httptest.NewServer(service)
	defer server.Close()
	for _, shape := range shapes {
		method := service.operations.MethodByName(shape.operation)
		if !strings.HasPrefix(shape.operation, "Echo") || !method.IsValid() {
			continue
		}
		var calls, wants []any
		g := s.values(uint64(len(shape.operation)))
		for range rounds {
			request := reflect.New(method.Type().In(1).Elem())
			g.fill(request.Elem())
			want := neutral(request.Elem())
			wants = append(wants, want)
			calls = append(calls, []any{strings.ToLower(shape.operation[:1]) + shape.operation[1:],
				onWire(want).(map[string]any)["value"]})
		}
		service.received, service.faults = nil, nil
		seen, difference := understood, error(nil)
		for i, result := range p.call(t, s.contract(), server.URL, calls) {
			if difference = service.difference(i, wants[i], calls[i].([]any)[1], result); difference != nil {
				seen = lost
				break
			}
		}
		note(t, cell{p.name + " client", s.name, shape.operation}, seen, difference)
	}
}

// result is what a client received.
type result struct {
	Value any
	Error string
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

// difference returns why call i, which should have received want, and returned sent, did not.
func (s *service) difference(i int, want, sent any, r result) error {
	switch {
	case i >= len(s.received):
		return fmt.Errorf("no request for %v: %s", sent, r.Error)
	case s.faults[i] != nil:
		return fmt.Errorf("the request is not as the contract says: %w", s.faults[i])
	case !cmp.Equal(want, s.received[i]):
		return fmt.Errorf("the request differs:\n%s", cmp.Diff(want, s.received[i]))
	case r.Error != "":
		return errors.New(r.Error)
	case !equal(sent, r.Value):
		return fmt.Errorf("sent and received differ:\n%s", cmp.Diff(sent, r.Value))
	}
	return nil
}

// onWire returns a neutral value with the names of the contract.
func onWire(value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for name, v := range value {
			object[strings.ToLower(name[:1])+name[1:]] = onWire(v)
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
