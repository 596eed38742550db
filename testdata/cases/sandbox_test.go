// Whole services in the sandbox: it accepts every request of the clients, and these decode every response.

package cases_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/github"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/petstore"
)

// sandboxRounds is how often each operation is called. The order of the calls is random.
const sandboxRounds = 20

// callAll makes all calls several times. isExpected reports whether the state
// explains an error, such as one about a deleted resource.
func callAll(t *testing.T, calls map[string]serviceCall, isExpected func(err error) bool) {
	t.Helper()
	g := &arguments{t, rand.New(rand.NewPCG(2, 71))}
	var names []string
	for range sandboxRounds {
		names = append(names, slices.Sorted(maps.Keys(calls))...)
	}
	g.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		if _, err := calls[name](t.Context(), g); err != nil && !isExpected(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPetstoreInSandbox(t *testing.T) {
	s := sandbox.New(t, "petstore/contract.yaml")
	c := must[*petstore.Client](t)(petstore.New(petstore.Config{
		BaseURL: s.BaseURL("contract"), APIKey: "secret", PetstoreAuth: petstore.StaticToken(s.Token()),
	}))
	calls := petstoreCalls(c)
	expectAllOperations(t, c, calls, "Logout")
	callAll(t, calls, func(err error) bool {
		e, ok := errors.AsType[*petstore.Error](err)
		return ok && (e.Status == http.StatusNotFound || e.Status == http.StatusConflict)
	})
}

func TestGitHubInSandbox(t *testing.T) {
	s := sandbox.New(t, "github/contract.yaml")
	c := must[*github.Client](t)(github.New(github.Config{
		BaseURL: s.BaseURL("contract"), Token: github.StaticToken(s.Token()), Retries: -1,
	}))
	calls := githubCalls(c, func() bool { return true })
	expectAllOperations(t, c, calls, "Logout")
	callAll(t, calls, func(err error) bool {
		e, ok := errors.AsType[*github.Error](err)
		return ok && e.Status == http.StatusNotFound
	})
}
