// Package clientcall calls operations of generated clients that are known by name only, and records the requests that are
// sent.
package clientcall

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Package is a generated package.
type Package struct {
	Types   *xmltype.Types
	Clients map[string]func(url string) (any, error) // by the names of their constructors
}

// Call is a call of an operation.
type Call struct {
	Package, New, Method string
	Element              xml.Name          // of the request
	Request              []byte            // a document; nil for an empty body, empty for a message without an envelope
	Headers              map[string][]byte // documents, by the fields of the struct of header blocks
}

// Sent is the request that a call sends.
type Sent struct {
	Fault  string // why there is none
	Method string
	URI    string
	Header http.Header
	Body   string
}

// Recorder is a server that records the last request.
type Recorder struct {
	*httptest.Server
	last Sent
}

// NewRecorder starts a Recorder. The caller closes it.
func NewRecorder() *Recorder {
	r := &Recorder{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			r.last = Sent{Fault: err.Error()}
			return
		}
		r.last = Sent{Method: request.Method, URI: request.RequestURI, Header: request.Header, Body: string(body)}
		if boundary := multipart.Parameter(request.Header.Get("Content-Type"), "boundary"); boundary != "" { // of this request alone
			request.Header.Set("Content-Type", strings.ReplaceAll(request.Header.Get("Content-Type"), boundary, "boundary"))
			r.last.Body = strings.ReplaceAll(r.last.Body, boundary, "boundary")
		}
	}))
	return r
}

// Record returns the request that do sends to r.
func (r *Recorder) Record(do func() error) Sent {
	r.last = Sent{Fault: "nothing is sent"}
	if err := do(); err != nil && r.last.Fault != "" {
		r.last.Fault += ": " + err.Error()
	}
	return r.last // whatever the response is to the client
}

// Main makes the calls in the JSON array on standard input, and prints one of what they sent.
func Main(packages map[string]Package) {
	var calls []Call
	if err := json.NewDecoder(os.Stdin).Decode(&calls); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	recorder := NewRecorder()
	defer recorder.Close()
	sent := make([]Sent, len(calls))
	for i, c := range calls {
		sent[i] = recorder.Record(func() error { return packages[c.Package].call(recorder.URL, c) })
	}
	if err := json.NewEncoder(os.Stdout).Encode(sent); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// call makes the call c at url.
func (p Package) call(url string, c Call) (err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("panic: %v", panicked)
		}
	}()
	client, err := p.Clients[c.New](url)
	if err != nil {
		return err
	}
	return Do(client, c, func(doc []byte, element string, v any) error {
		if element == "" {
			element = p.tag(c.Element)
		}
		return p.Types.DecodeDocument(doc, element, v)
	})
}

// tag returns name with the prefix that p has for its namespace.
func (p Package) tag(name xml.Name) string {
	for _, n := range p.Types.Namespaces {
		if n.URI == name.Space && n.URI != "" {
			return n.Prefix + ":" + name.Local
		}
	}
	return name.Local
}

// Do makes the call c by client. decode reads a document into a pointer to a message: element is "" for the request, and the
// name in the tag for a header block.
func Do(client any, c Call, decode func(doc []byte, element string, v any) error) error {
	method := reflect.ValueOf(client).MethodByName(c.Method)
	if !method.IsValid() {
		return fmt.Errorf("no method %s", c.Method)
	}
	in := []reflect.Value{reflect.ValueOf(context.Background())}
	rest := method.Type().NumIn() - 1 // the options
	if c.Request != nil {
		request, err := message(method.Type().In(1), func(v any) error {
			if len(c.Request) == 0 {
				return nil
			}
			return decode(c.Request, "", v)
		})
		if err != nil {
			return err
		}
		in = append(in, request)
	}
	if len(in) < rest {
		headers := reflect.New(method.Type().In(len(in)).Elem())
		for name, doc := range c.Headers {
			field, _ := headers.Elem().Type().FieldByName(name)
			element, _, _ := strings.Cut(field.Tag.Get("soap"), ",")
			block, err := message(field.Type, func(v any) error { return decode(doc, element, v) })
			if err != nil {
				return fmt.Errorf("header block %s: %w", name, err)
			}
			headers.Elem().FieldByIndex(field.Index).Set(block)
		}
		in = append(in, headers)
	}
	out := method.Call(in)
	err, _ := out[len(out)-1].Interface().(error)
	return err
}

// message returns a message that decode reads. typ is that of a pointer to a struct, or an interface of several.
func message(typ reflect.Type, decode func(v any) error) (reflect.Value, error) {
	isPointer := typ.Kind() == reflect.Pointer
	if isPointer {
		typ = typ.Elem()
	}
	m := reflect.New(typ)
	err := decode(m.Interface())
	attach(m)
	if !isPointer {
		m = m.Elem()
	}
	return m, err
}

// ContentType is that of all attachments, so that they are sent beside the envelope, and Content is what those have that a
// document does not have.
const (
	ContentType = "application/x-example"
	Content     = "example"
)

// attach gives the attachments below v the ContentType, and adds those that are in no document.
func attach(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		switch attachment := reflect.TypeFor[*xmlwire.Attachment](); {
		case v.IsNil():
		case v.Kind() == reflect.Pointer && v.Type().ConvertibleTo(attachment):
			v.Convert(attachment).Interface().(*xmlwire.Attachment).ContentType = ContentType
		default:
			attach(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			attach(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if _, isPart := f.Tag.Lookup("part"); isPart {
				part := &xmlwire.Attachment{ContentType: ContentType, Body: strings.NewReader(Content)}
				v.Field(i).Set(reflect.ValueOf(part).Convert(f.Type))
			} else if f.IsExported() {
				attach(v.Field(i))
			}
		}
	}
}
