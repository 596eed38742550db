// Tests of links in headers.

package paging_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/paging"
)

func TestTarget(t *testing.T) {
	for _, test := range []struct {
		want   string
		fields []string
	}{
		{"", nil}, {"", []string{""}}, {"", []string{"<a>"}}, {"", []string{"a; rel=next"}},
		{"a", []string{"<a>; rel=next"}}, {"a", []string{`<a>;rel="next"`}}, {"a", []string{`< a > ; REL = "prev NEXT"`}},
		{"a,b;c", []string{`<a,b;c>; rel=next`}}, {"b", []string{`<a>; rel=prev, <b>; rel=next`}},
		{"b", []string{"<a>; rel=prev", "<b>; rel=next"}}, {"a", []string{"<a>; rel=next, <b>; rel=next"}},
		{"", []string{"<a>; rel=nextpage"}}, {"", []string{"<a>; rel=prev; rel=next"}},
		{"", []string{`<a>; rel=next; anchor="#x"`}}, {"b", []string{`<a>; title="x, <y>; rel=next", <b>; rel=next`}},
		{"", []string{"<a; rel=next"}}, {"", []string{`<a>; rel="next`}},
		{"https://api.example/repos?page=2", []string{`<https://api.example/repos?page=2>; rel="next", ` +
			`<https://api.example/repos?page=9>; rel="last"`}},
	} {
		if got := paging.Target(test.fields, "next"); got != test.want {
			t.Errorf("%q: got %q, want %q", test.fields, got, test.want)
		}
	}
}

func FuzzTarget(f *testing.F) {
	f.Add(`<a>; rel=next, <b>; title="x\"y"; rel="last next"`)
	f.Add(`<<>>;;;=,"`)
	f.Fuzz(func(t *testing.T, field string) {
		// A line has no effect on the links in other lines, unless it has a link itself.
		target := paging.Target([]string{field}, "next")
		if both := paging.Target([]string{field, "<z>; rel=next"}, "next"); both != target && (both != "z" || target != "") {
			t.Errorf("%q: %q, and with another line %q", field, target, both)
		}
	})
}
