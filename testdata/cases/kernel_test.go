// The kernel beside the generated code: the same verdict on a document, and the same bytes.

package cases_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// kernelJudge reads and writes the documents of one element by the contract, without generated code.
type kernelJudge struct {
	*testing.T
	*kernel.Contract
	message *schema.Message
}

// newKernelJudge returns the kernel for the element of the WSDL in folder that doc has.
func newKernelJudge(t *testing.T, folder string, doc []byte) *kernelJudge {
	t.Helper()
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS(folder), Name: "contract.wsdl"})
	if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
		t.Fatal(ds)
	}
	c, ds := kernel.New(api)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	for _, op := range api.SOAP.Operations {
		for _, m := range op.Messages() {
			if m.HasContent() && strings.HasPrefix(infoset(t, doc), "<"+m.Element.String()+" ") {
				return &kernelJudge{t, c, m}
			}
		}
	}
	t.Fatalf("no message of %s has the element of %s", folder, doc)
	return nil
}

// compare reads doc and compares the violations, which it returns, with the verdict of generated code: err and fault are the
// results of DecodeXML and Validate of its value.
func (k *kernelJudge) compare(doc string, value xmlMessage, err, fault error) []kernel.Violation {
	k.Helper()
	node, violations := k.ReadXML(doc, k.message)
	var deviating *wire.DeviationError
	if err != nil && !errors.As(err, &deviating) {
		if node != nil || len(violations) != 1 {
			k.Errorf("%v, but the kernel reads it: %v\n%s", err, violations, doc)
		}
		return violations
	}
	if (err == nil && fault == nil) == kernel.Faulty(violations) {
		k.Errorf("%v, %v, but the kernel finds %v\n%s", err, fault, violations, doc)
	}
	if deviating != nil {
		found := map[string]bool{}
		for _, v := range violations {
			found[v.String()] = true
			if v.Line < 1 || v.Column < 1 || v.Line > strings.Count(doc, "\n")+1 {
				k.Errorf("%+v is not in\n%s", v, doc)
			}
		}
		for _, d := range deviating.Deviations {
			if want := strings.TrimPrefix(d.Path+": expected "+d.Expected+", found "+d.Found, ": "); !found[want] {
				k.Errorf("the kernel does not find %s: %v\n%s", want, violations, doc)
			}
		}
	}
	if kernel.Faulty(violations) {
		return violations
	}
	want, err := value.AppendXML(nil)
	if err != nil {
		k.Errorf("%v, although Validate takes %s", err, doc)
		return violations
	}
	got, faults := k.WriteXML(node, k.message)
	if len(faults) > 0 || !bytes.Equal(got, want) {
		k.Errorf("%v: the kernel writes\n%s\nand generated code\n%s\nfor\n%s", faults, got, want, doc)
	}
	return violations
}
