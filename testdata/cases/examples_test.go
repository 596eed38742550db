// Examples: what gen describe shows as a call's request and answer is valid by the contract.

package cases_test

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
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
			j := newJudge(t, folder)
			for _, op := range api.SOAP.Operations {
				call := example.SOAP(api, op)
				if call.Response == nil {
					call.Response = &example.Message{}
				}
				for part, message := range map[string]example.Message{"request": call.Request, "response": *call.Response} {
					if len(message.Notes) > 0 {
						t.Errorf("%s of %s: %q", part, op.Wire, message.Notes)
					}
					for _, block := range blocks(t, message.Body) {
						if folder != "rpc" {
							j.add(part+" of "+op.Wire, []byte(block), true)
						}
					}
				}
			}
			j.verdict()
		})
	}
}

// blocks returns the elements in the header and in the body of an envelope; "" has none.
func blocks(t *testing.T, envelope string) []string {
	t.Helper()
	var list []string
	decoder := xml.NewDecoder(strings.NewReader(envelope))
	depth, start := 0, int64(0)
	for {
		before := decoder.InputOffset()
		token, err := decoder.Token()
		if err == io.EOF {
			return list
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, envelope)
		}
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth == 3 { // in the envelope, and in its header or body
				start = before
			}
		case xml.EndElement:
			if depth--; depth == 2 {
				list = append(list, envelope[start:decoder.InputOffset()])
			}
		}
	}
}
