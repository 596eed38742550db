// Calls: the requests of gen call beside those of generated clients, in one program that holds many of these.

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/corpus/clientcall"
	"github.com/kontrakt-dev/kontrakt/internal/corpus/gencall"
	"github.com/kontrakt-dev/kontrakt/schema"
)

const (
	manyCalls     = 500                  // how many operations are called, at least
	fewOperations = 30                   // of a contract whose client is cheap to compile
	callsFile     = "calls_of_corpus.go" // what is added to a generated package
)

// calls are the calls that were compared.
type calls struct {
	count    int
	failures tally
}

// compareCalls calls operations of the contracts as gen call does, and by their clients.
func (r *run) compareCalls() error {
	recorder := clientcall.NewRecorder()
	defer recorder.Close()
	r.calls.failures = tally{}
	var program, table bytes.Buffer
	var examples []gencall.Example
	var requests []clientcall.Call
	var contracts []*contract // of each example
	for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(len(r.contracts)) {
		c := r.contracts[i]
		if c.outcome != good || len(examples) >= manyCalls {
			continue
		}
		api, err := c.model(r.corpus)
		if err != nil {
			return fmt.Errorf("%s: %w", c.path, err)
		}
		if len(api.SOAP.Operations) > fewOperations || len(api.Types) == 0 {
			continue
		}
		more, err := gencall.Examples(api, c.pkg, recorder)
		if err != nil {
			return fmt.Errorf("%s: %w", c.path, err)
		}
		for _, e := range more {
			examples, requests, contracts = append(examples, e), append(requests, e.Call), append(contracts, c)
		}
		if err := addClients(filepath.Join(r.out, c.pkg), c.pkg, api); err != nil {
			return err
		}
		fmt.Fprintf(&program, "import %q\n", module+"/"+c.pkg)
		fmt.Fprintf(&table, "%q: {%s.TypesOfCalls, %[2]s.ClientsOfCalls},\n", c.pkg, c.pkg)
	}
	if len(examples) == 0 {
		return nil
	}
	source := fmt.Sprintf("package main\n\nimport %q\n%s\nfunc main() { clientcall.Main(map[string]clientcall.Package{\n%s}) }\n",
		"github.com/kontrakt-dev/kontrakt/internal/corpus/clientcall", &program, &table)
	output, err := r.runProgram("calls", source, requests)
	if err != nil {
		return err
	}
	var byClients []clientcall.Sent
	if err := json.Unmarshal(output, &byClients); err != nil {
		return err
	}
	r.calls.count = len(byClients)
	for i, sent := range byClients {
		if !reflect.DeepEqual(sent, examples[i].Sent) {
			r.calls.failures.add(failed, "gen call sends another request than the client",
				contracts[i].pkg+" "+contracts[i].path+" "+examples[i].Operation,
				fmt.Sprintf("%+v, and the client %+v", examples[i].Sent, sent))
		}
	}
	return nil
}

// addClients adds the table of the clients to the package in folder.
func addClients(folder, pkg string, api *schema.API) error {
	constructors := map[string]bool{}
	for _, op := range api.SOAP.Operations {
		constructors[op.Port.New] = true
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\nvar TypesOfCalls = contractTypes\n\n"+
		"var ClientsOfCalls = map[string]func(string) (any, error){\n", pkg)
	for _, name := range slices.Sorted(maps.Keys(constructors)) {
		fmt.Fprintf(&b, "%q: func(url string) (any, error) { return %s(Config{Endpoint: url}) },\n", name, name)
	}
	b.WriteString("}\n")
	source, err := format.Source(b.Bytes())
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, callsFile), source, 0o644)
}

// reportCalls prints how many requests are the same, and returns how many are not.
func (r *run) reportCalls() int {
	differ := r.calls.failures.count(failed)
	r.calls.failures.print()
	fmt.Printf("\n%d of %d operations: gen call sends the bytes of the client\n", r.calls.count-differ, r.calls.count)
	return differ
}
