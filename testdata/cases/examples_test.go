// Examples: what gen describe shows as a call's request and response is valid by the contract.

package cases_test

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// The header blocks and bodies of every example are valid, for the contracts of the mapping rules, for those that are
// hard to make examples of, and for CareFlex. Bodies of style rpc are in no schema (SOAP 1.1, section 7.1).
func TestExamples(t *testing.T) {
	careflex := t.TempDir()
	contract, err := schema.Contracts.ReadFile("careflex.wsdl")
	if err == nil {
		err = os.WriteFile(filepath.Join(careflex, "contract.wsdl"), contract, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	hard := "../../internal/example/testdata"
	contracts := append(glob(t, "*", "contract.wsdl"), filepath.Join(careflex, "contract.wsdl"),
		filepath.Join(hard, "values", "contract.wsdl"), filepath.Join(hard, "shapes", "contract.wsdl"),
		"../../internal/describe/testdata/library/contract.wsdl")
	for _, contract := range contracts {
		folder := filepath.Dir(contract)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			api, ds := wsdl.Read(schema.Source{FS: os.DirFS(folder), Name: "contract.wsdl"})
			ds = append(ds, schema.Name(api, schema.Settings{})...)
			if ds.Faulty() {
				t.Fatal(ds)
			}
			j := newXMLJudge(t, folder)
			for _, op := range api.SOAP.Operations {
				call := example.SOAP(api, op)
				if (call.Response == nil) != (op.Output == nil) {
					t.Errorf("the response of %s: %v, want %v", op.Wire, call.Response, op.Output)
				}
				examples := map[string]exampleOf{"request": {&call.Request, op.Input, op.InputHeaders}}
				if call.Response != nil {
					examples["response"] = exampleOf{call.Response, op.Output, op.OutputHeaders}
				}
				for part, e := range examples {
					part += " of " + op.Wire
					if beside := e.body.Type != nil && len(e.body.Type.Attached) > 0; beside != (len(e.message.Notes) > 0) {
						t.Errorf("%s: %q", part, e.message.Notes)
					}
					found := blocks(t, e.message.Body)
					e.checkNames(t, part, found)
					for _, block := range found {
						if body := op.Input.Type; !op.Encoded && (body == nil || body.Port == nil) {
							j.add(part, []byte(block.text), true)
						}
					}
				}
			}
			j.verdict()
		})
	}
}

// exampleOf is an example message, and what it is an example of.
type exampleOf struct {
	message *example.Message
	body    *schema.Message
	headers []*schema.Message
}

// checkNames reports an error unless found, which the message holds, are its header blocks and its body, and the body
// has as many attributes and elements as it must have.
func (e exampleOf) checkNames(t *testing.T, part string, found []block) {
	t.Helper()
	var want, got []string
	for _, m := range append(e.headers[:len(e.headers):len(e.headers)], e.body) {
		switch {
		case m.IsBody():
			for _, f := range m.Type.Content.Fields() {
				want = append(want, f.Wire.String())
			}
		case m.Element.Local != "":
			want = append(want, m.Element.String())
		}
	}
	for _, b := range found {
		got = append(got, schema.QName{Space: b.name.Space, Local: b.name.Local}.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s holds %q, want %q", part, got, want)
		return
	}
	if e.body.Type == nil || e.body.IsBody() || len(found) == len(e.headers) {
		return
	}
	required := 0
	for _, f := range e.body.Type.Fields() {
		if f.Min > 0 && f != e.body.Type.Value {
			required++
		}
	}
	if body := found[len(found)-1]; len(body.names) < required {
		t.Errorf("the body of %s has fewer than %d attributes and elements: %s", part, required, body.text)
	}
}

// block is an element in the header or in the body of an envelope.
type block struct {
	name  xml.Name
	names []string // of its attributes and children
	text  string
}

// blocks returns the elements in the header and in the body of an envelope.
func blocks(t *testing.T, envelope string) []block {
	t.Helper()
	var list []block
	decoder := xml.NewDecoder(strings.NewReader(envelope))
	depth, start := 0, int64(0)
	var open block
	for {
		before := decoder.InputOffset()
		token, err := decoder.Token()
		if err == io.EOF {
			return list
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, envelope)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch depth++; depth {
			case 3: // in the envelope, and in its header or body
				start, open = before, block{name: token.Name}
				for _, a := range token.Attr {
					open.names = append(open.names, a.Name.Local)
				}
			case 4:
				open.names = append(open.names, token.Name.Local)
			}
		case xml.EndElement:
			if depth--; depth == 2 {
				open.text = envelope[start:decoder.InputOffset()]
				list = append(list, open)
			}
		}
	}
}
