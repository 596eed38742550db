// Values that contain themselves: they are refused, as XML has no end for them.

package cases_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/recursion"
)

// TestValuesThatContainThemselves: a value that contains itself, once or several times, directly or by others, is refused
// before it is sent, with validation and without.
func TestValuesThatContainThemselves(t *testing.T) {
	folder := &recursion.Folder{Name: "f"}
	folder.Items = []recursion.FolderItem{{Folder: folder}, {File: "x"}, {Folder: folder}}
	sum := &recursion.Expression{}
	sum.Left, sum.Right = &recursion.Expression{Left: sum, Right: sum}, sum
	person := &recursion.Person{}
	person.Pet = &recursion.Pet{Owner: person}
	child := &encoded.Person{Name: "c"}
	child.Boss = child
	employee := &encoded.Employee{}
	employee.Friends = &encoded.People{Item: []encoded.AnyPerson{child, employee, employee}}

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { t.Error("a request is sent") }))
	defer server.Close()
	for _, skips := range []bool{false, true} {
		literal, err := recursion.New(recursion.Config{Endpoint: server.URL, SkipValidation: skips})
		if err != nil {
			t.Fatal(err)
		}
		inEncoding, err := encoded.New(encoded.Config{Endpoint: server.URL, SkipValidation: skips})
		if err != nil {
			t.Fatal(err)
		}
		tree := func(request recursion.Tree) func() error {
			return func() error { return literal.Tree(t.Context(), &request) }
		}
		ancestor := recursion.Tree{}
		ancestor.Tree = &ancestor
		for name, call := range map[string]func() error{
			"message": func() error { return literal.Tree(t.Context(), &ancestor) },
			"group":   tree(recursion.Tree{Root: *folder}),
			"choice":  tree(recursion.Tree{Root: recursion.Folder{Name: "f"}, Sum: sum}),
			"derived": tree(recursion.Tree{Root: recursion.Folder{Name: "f"}, Person: person}),
			"encoded": func() error {
				_, err := inEncoding.EchoPerson(t.Context(), &encoded.EchoPerson{Person: child})
				return err
			},
			"encoded array": func() error {
				_, err := inEncoding.EchoPerson(t.Context(), &encoded.EchoPerson{Person: employee})
				return err
			},
		} {
			err := call()
			if !errors.Is(err, recursion.ErrInvalid) || !strings.HasSuffix(err.Error(), "or contains itself") || len(err.Error()) > 1000 {
				t.Errorf("%s, validation skipped: %t: %.300v", name, skips, err)
			}
		}
	}
}
