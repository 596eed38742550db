// Tests of references: those to a resource of the service, and those that are refused.

package reference_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/reference"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// A path that has been requested may be referred to, with any query, although it has escapes that are refused otherwise.
func TestResolveFrom(t *testing.T) {
	e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const own = "/branches/fix%2F100%25/rules"
	for ref, want := range map[string]string{
		"https://service.example/rest" + own + "?page=2": own,
		own:                               own,
		"/branches/fix%2F100%25":          "",
		"/branches/fix%2F100%25/rules/..": "",
		"https://evil.example/rest" + own: "",
		"/branches/fix/rules":             "/branches/fix/rules",
	} {
		path, _, err := reference.ResolveFrom(e, own, ref)
		if path != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", ref, path, err, want)
		}
	}
}

func TestResolve(t *testing.T) {
	e, err := transport.NewEndpoint("https://service.example/bd/1.0/rest/", transport.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		ref, path string
		query     url.Values
	}{
		{"https://service.example/bd/1.0/rest/1/kunden/4", "/1/kunden/4", url.Values{}},
		{"HTTPS://Service.Example:443/bd/1.0/rest/1?a=b&a=c", "/1", url.Values{"a": {"b", "c"}}},
		{"/bd/1.0/rest/1/bild.png#oben", "/1/bild.png", url.Values{}},
		{"/bd/1.0/rest", "", url.Values{}},
		{"/1/kunden/4", "/1/kunden/4", url.Values{}}, // as the path of a MultiCall part
		{"/bd/1.0/restore/1", "/bd/1.0/restore/1", url.Values{}},
		{"1/kunden/M%C3%BCller%20.pdf", "/1/kunden/M%C3%BCller%20.pdf", url.Values{}},
		{"1/Müller", "/1/M%C3%BCller", url.Values{}},
	} {
		path, query, err := reference.Resolve(e, test.ref)
		if path != test.path || err != nil || !reflect.DeepEqual(query, test.query) {
			t.Errorf("%s: got %q, %v, %v, want %q, %v", test.ref, path, query, err, test.path, test.query)
		}
	}
	for ref, want := range map[string]string{
		"":                                   "is empty",
		"https://evil.example/bd/1.0/rest/1": "is not at https://service.example",
		"https://service.example:8443/bd/1.0/rest/1":     "is not at https://service.example",
		"http://service.example/bd/1.0/rest/1":           "is not at https://service.example",
		"https://u:s3cret@service.example/bd/1.0/rest/1": "is not at https://service.example",
		"//evil.example/bd/1.0/rest/1":                   "is not at https://service.example",
		"///bd/1.0/rest/1":                               "is not at https://service.example",
		"https://service.example/admin?token=s3cret":     "is not below /bd/1.0/rest/",
		"https://service.example/bd/1.0/restore/1":       "is not below /bd/1.0/rest/",
		"javascript:alert(1)":                            "is not at https://service.example",
		"file:///bd/1.0/rest/1":                          "is not at https://service.example",
		"/bd/1.0/rest/../../admin":                       "has a dot segment",
		"../admin":                                       "has a dot segment",
		"./1":                                            "has a dot segment",
		"1/%2e%2E/admin":                                 "has an escaped dot",
		"1%2F..%2Fadmin":                                 "has an escaped slash",
		"1%5cadmin":                                      "has an escaped backslash",
		"1/%252e%252e/admin":                             "has an escaped percent sign",
		"a/1%0d%0aX":                                     "has an escaped control character",
		`\\evil.example`:                                 "is not a valid URL",
		`1\..\admin`:                                     "is not a valid URL",
		"1\r\nX: y":                                      "is not a valid URL",
		"1 2":                                            "is not a valid URL",
		"%zz":                                            "is not a valid URL",
		"1?a=%zz":                                        "has a malformed query",
	} {
		path, query, err := reference.Resolve(e, ref)
		if err == nil || !strings.HasSuffix(err.Error(), ": "+want) || path != "" || query != nil {
			t.Errorf("%q: got %q, %v, %v, want error %q", ref, path, query, err, want)
		}
		if strings.Contains(fmt.Sprint(err), "s3cret") {
			t.Errorf("%q: the error shows a secret: %v", ref, err)
		}
	}
}

func TestResolvedReferenceIsFollowed(t *testing.T) {
	const ref = "/rest/1/M%C3%BCller%20.pdf?a=b"
	var requested string
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) { requested = r.RequestURI },
		transport.Options{})
	path, query, err := reference.Resolve(e, ref)
	if err != nil {
		t.Fatal(err)
	}
	err = e.Do(t.Context(), &transport.Call{Method: "GET", Path: path, Query: query}, nil)
	if requested != ref || err != nil {
		t.Errorf("got request %s, %v", requested, err)
	}
}
