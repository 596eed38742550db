// Values that contain themselves: they are refused, as XML and JSON have no end for them.

package cases_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/jsonobjects"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/jsononeof"
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

// TestJSONValuesThatContainThemselves: so it is with JSON, in requests and in what users of the types call.
func TestJSONValuesThatContainThemselves(t *testing.T) {
	place := &jsonobjects.Place{}
	place.Door = &jsonobjects.Place{Door: place}
	shelf := &jsonobjects.Shelf{Parts: make([]jsonobjects.Shelf, 2)}
	shelf.Parts[0].Parts, shelf.Parts[1].Parts = shelf.Parts, shelf.Parts
	dog := &jsononeof.Dog{}
	dog.Friends = []jsononeof.Pet{dog, &jsononeof.Cat{Name: "c"}, &jsononeof.Dog{Friends: []jsononeof.Pet{dog, dog}}}
	room := &jsononeof.Room{Main: &jsononeof.Cat{Name: "c"}, Rows: [][]jsononeof.Pet{{}, {dog}}}

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { t.Error("a request is sent") }))
	defer server.Close()
	client, err := jsononeof.New(jsononeof.Config{BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"body":          client.AddPet(t.Context(), dog),
		"items of body": client.AddPets(t.Context(), []jsononeof.Pet{&jsononeof.Cat{Name: "c"}, dog}),
	} {
		if !errors.Is(err, jsononeof.ErrInvalid) || !strings.HasSuffix(err.Error(), "or contains itself") || len(err.Error()) > 1000 {
			t.Errorf("%s: %.300v", name, err)
		}
	}
	for name, m := range map[string]interface {
		json.Marshaler
		AppendJSON([]byte) ([]byte, error)
		Validate() error
	}{"field": place, "list": shelf, "in another": &jsonobjects.Shelf{Place: place}, "alternative": dog, "list of lists": room} {
		_, errOfMarshal := m.MarshalJSON()
		appended, errOfAppend := m.AppendJSON([]byte("kept"))
		for _, err := range []error{errOfMarshal, errOfAppend, m.Validate()} {
			if err == nil || !strings.HasSuffix(err.Error(), "or contains itself") || len(err.Error()) > 1000 {
				t.Errorf("%s: %.300v", name, err)
			}
		}
		if string(appended) != "kept" {
			t.Errorf("%s: %q is appended", name, appended)
		}
	}
}
