// The requests of gen call beside those of generated clients: the same bytes. make corpus compares those of other contracts.

package cases_test

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/corpus/clientcall"
	"github.com/kontrakt-dev/kontrakt/internal/corpus/gencall"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/all"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/anonymous"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/anything"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/attachments"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/attributes"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/bodies"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/builtins"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/choices"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/derivation"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded12"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/encodings"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/facets"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/faults"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/fixed"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/groups"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/headers"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/known"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/lists"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/mimecontent"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/moments"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/nillable"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/particles"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/ports"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/qnames"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/recursion"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/restriction"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/roots"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/rpc"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/simplecontent"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/soap12"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/spaces"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/substitution"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/swa"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/unions"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/wildcardns"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/wildcards"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/zeros"
)

var callClients = map[string]func(url string) (any, error){
	"all":           func(url string) (any, error) { return all.New(all.Config{Endpoint: url}) },
	"anonymous":     func(url string) (any, error) { return anonymous.New(anonymous.Config{Endpoint: url}) },
	"anything":      func(url string) (any, error) { return anything.New(anything.Config{Endpoint: url}) },
	"attachments":   func(url string) (any, error) { return attachments.New(attachments.Config{Endpoint: url}) },
	"attributes":    func(url string) (any, error) { return attributes.New(attributes.Config{Endpoint: url}) },
	"bodies":        func(url string) (any, error) { return bodies.New(bodies.Config{Endpoint: url}) },
	"builtins":      func(url string) (any, error) { return builtins.New(builtins.Config{Endpoint: url}) },
	"choices":       func(url string) (any, error) { return choices.New(choices.Config{Endpoint: url}) },
	"derivation":    func(url string) (any, error) { return derivation.New(derivation.Config{Endpoint: url}) },
	"encoded":       func(url string) (any, error) { return encoded.New(encoded.Config{Endpoint: url}) },
	"encoded12":     func(url string) (any, error) { return encoded12.New(encoded12.Config{Endpoint: url}) },
	"encodings":     func(url string) (any, error) { return encodings.New(encodings.Config{Endpoint: url}) },
	"facets":        func(url string) (any, error) { return facets.New(facets.Config{Endpoint: url}) },
	"faults":        func(url string) (any, error) { return faults.New(faults.Config{Endpoint: url}) },
	"fixed":         func(url string) (any, error) { return fixed.New(fixed.Config{Endpoint: url}) },
	"groups":        func(url string) (any, error) { return groups.New(groups.Config{Endpoint: url}) },
	"headers":       func(url string) (any, error) { return headers.New(headers.Config{Endpoint: url}) },
	"known":         func(url string) (any, error) { return known.New(known.Config{Endpoint: url}) },
	"lists":         func(url string) (any, error) { return lists.New(lists.Config{Endpoint: url}) },
	"mimecontent":   func(url string) (any, error) { return mimecontent.New(mimecontent.Config{Endpoint: url}) },
	"moments":       func(url string) (any, error) { return moments.New(moments.Config{Endpoint: url}) },
	"nillable":      func(url string) (any, error) { return nillable.New(nillable.Config{Endpoint: url}) },
	"particles":     func(url string) (any, error) { return particles.New(particles.Config{Endpoint: url}) },
	"ports":         func(url string) (any, error) { return ports.New(ports.Config{Endpoint: url}) },
	"qnames":        func(url string) (any, error) { return qnames.New(qnames.Config{Endpoint: url}) },
	"recursion":     func(url string) (any, error) { return recursion.New(recursion.Config{Endpoint: url}) },
	"restriction":   func(url string) (any, error) { return restriction.New(restriction.Config{Endpoint: url}) },
	"roots":         func(url string) (any, error) { return roots.New(roots.Config{Endpoint: url}) },
	"rpc":           func(url string) (any, error) { return rpc.New(rpc.Config{Endpoint: url}) },
	"simplecontent": func(url string) (any, error) { return simplecontent.New(simplecontent.Config{Endpoint: url}) },
	"soap12":        func(url string) (any, error) { return soap12.New(soap12.Config{Endpoint: url}) },
	"spaces":        func(url string) (any, error) { return spaces.New(spaces.Config{Endpoint: url}) },
	"swa":           func(url string) (any, error) { return swa.NewFilesClient(swa.Config{Endpoint: url}) },
	"substitution":  func(url string) (any, error) { return substitution.New(substitution.Config{Endpoint: url}) },
	"unions":        func(url string) (any, error) { return unions.New(unions.Config{Endpoint: url}) },
	"wildcardns":    func(url string) (any, error) { return wildcardns.New(wildcardns.Config{Endpoint: url}) },
	"wildcards":     func(url string) (any, error) { return wildcards.New(wildcards.Config{Endpoint: url}) },
	"zeros":         func(url string) (any, error) { return zeros.New(zeros.Config{Endpoint: url}) },
}

func TestGenCall(t *testing.T) {
	recorder := clientcall.NewRecorder()
	defer recorder.Close()
	compared, related, alone := 0, 0, 0 // those with attachments, and without an envelope
	for name, newClient := range callClients {
		client, err := newClient(recorder.URL)
		if err != nil {
			t.Fatal(err)
		}
		api, ds := wsdl.Read(schema.Source{FS: os.DirFS(name), Name: "contract.wsdl"})
		ds = append(ds, schema.Configure(api, schema.Settings{})...)
		if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
			t.Fatal(ds)
		}
		examples, err := gencall.Examples(api, name, recorder)
		if err != nil {
			t.Fatal(err)
		}
		constructor := strings.TrimSuffix("New"+reflect.TypeOf(client).Elem().Name(), "Client")
		if constructor != "New" {
			constructor += "Client"
		}
		for _, example := range examples {
			if example.Call.New != constructor { // of another client of the contract
				continue
			}
			isRead := true
			byClient := recorder.Record(func() error {
				return clientcall.Do(client, example.Call, func(doc []byte, _ string, v any) error {
					m, ok := v.(xmlMessage)
					if isRead = isRead && ok; !ok {
						return errors.New("several elements have the type")
					}
					return m.DecodeXML(doc)
				})
			})
			if !isRead {
				continue
			}
			compared++
			if strings.HasPrefix(byClient.Header.Get("Content-Type"), "multipart/related") {
				related++
			}
			if example.Call.Request != nil && len(example.Call.Request) == 0 {
				alone++
			}
			if difference := cmp.Diff(byClient, example.Sent); difference != "" {
				t.Errorf("%s.%s: the client sends (-), gen call (+):\n%s", name, example.Call.Method, difference)
			}
		}
	}
	if compared < 40 || related < 3 || alone < 4 {
		t.Errorf("only %d operations were compared, %d with attachments, %d without an envelope", compared, related, alone)
	}
}
