// Tests of access to values, and of the faults for values of other types.

package yamldoc_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// parse parses text, which has no fault yet.
func parse(t *testing.T, text string) (*yamldoc.Node, *schema.Diagnostics) {
	t.Helper()
	ds := &schema.Diagnostics{}
	root := yamldoc.Parse("f.yaml", []byte(text), ds)
	if root == nil {
		t.Fatal(ds)
	}
	return root, ds
}

func TestValues(t *testing.T) {
	root, ds := parse(t, "text: |\n  two\n  lines\nyes: true\nnumber: -12\nlist: [a, 'b']\nmap: {ä: x, y: z}\n")
	m := root.Mapping("text", "yes", "number", "list", "map", "absent")
	if got := m.Get("text").Text(); got != "two\nlines\n" {
		t.Errorf("text: %q", got)
	}
	if !m.Get("yes").Bool() {
		t.Error("yes is false")
	}
	if i, ok := m.Get("number").Int(); i != -12 || !ok {
		t.Errorf("number: %d, %v", i, ok)
	}
	list, entries := m.Get("list"), m.Get("map").Entries()
	if !list.IsList() || list.IsMapping() || len(list.Items()) != 2 || list.Items()[1].Text() != "b" {
		t.Error("list is not [a, b]")
	}
	if len(entries) != 2 || entries[0].Key != "ä" || entries[1].Value.Text() != "z" {
		t.Errorf("map: %v", entries)
	}
	if got, want := entries[1].Pos.String(), "f.yaml:7:14"; got != want { // ä is two bytes
		t.Errorf("y stands at %s, want %s", got, want)
	}
	if len(*ds) > 0 {
		t.Error(ds)
	}
}

func TestAbsent(t *testing.T) {
	root, ds := parse(t, "{}")
	absent := root.Mapping("a").Get("a")
	absent.Faultf("not said")
	i, ok := absent.Int()
	if absent.Text() != "" || absent.Bool() || i != 0 || ok || absent.Items() != nil || absent.Entries() != nil ||
		absent.IsList() || absent.IsMapping() || absent.Pos() != (schema.Pos{}) {
		t.Error("an absent value has a value")
	}
	absent.Mapping("a").Need("a")
	if len(*ds) > 0 {
		t.Error(ds)
	}
}

func TestValueFaults(t *testing.T) {
	text := func(n *yamldoc.Node) { n.Text() }
	boolean := func(n *yamldoc.Node) { n.Bool() }
	number := func(n *yamldoc.Node) { n.Int() }
	list := func(n *yamldoc.Node) { n.Items() }
	entries := func(n *yamldoc.Node) { n.Entries() }
	tests := []struct {
		text string
		read func(*yamldoc.Node)
		want string
	}{
		{"1.0", text, "1:1: expected text, found a number: put it in quotes"},
		{"2020-01-01", text, "1:1: expected text, found a date: put it in quotes"},
		{"true", text, "1:1: expected text, found true or false: put it in quotes"},
		{"~", text, "1:1: expected text, found nothing"},
		{"[]", text, "1:1: expected text, found a list"},
		{"{}", text, "1:1: expected text, found a mapping"},
		{"''", text, "1:1: expected text, found none: leave the key out"},
		{`"\0"`, text, "1:1: control character U+0000 is not allowed"},
		{"yes", boolean, "1:1: expected true or false, found text"},
		{"1", boolean, "1:1: expected true or false, found a number"},
		{"True", boolean, "1:1: expected true or false, in lower case"},
		{"1.5", number, "1:1: expected a whole number, found a number"},
		{"0x10", number, "1:1: expected a whole number in decimal digits that fits 64 bits"},
		{"99999999999999999999", number, "1:1: expected a whole number, found a number"},
		{"a", list, "1:1: expected a list, found text"},
		{"- a", entries, "1:1: expected a mapping, found a list"},
		{"a: 1\nb: 2\na: 3", entries, `3:1: duplicate key "a": it is already in line 1`},
		{"1.5: a", entries, "1:1: expected text as a key, found a number: put it in quotes"},
		{"? [a]\n: b", entries, "1:3: expected text as a key, found a list"},
		{`"a\nb": 1`, entries, "1:1: expected a single line of text as a key"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			root, ds := parse(t, test.text)
			test.read(root)
			if got, want := ds.Error(), "f.yaml:"+test.want; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestMapping(t *testing.T) {
	root, ds := parse(t, "tpye: 1\nDoc: 2\nzzz: 3\nname: 4\nname: 5\n")
	m := root.Mapping("type", "doc", "name")
	m.Need("type")
	if n, ok := m.Get("name").Int(); n != 4 || !ok {
		t.Errorf("name: %d, not the first", n)
	}
	ds.Sort()
	want := `f.yaml:1:1: missing key "type"
f.yaml:1:1: unknown key "tpye": did you mean "type"?
f.yaml:2:1: unknown key "Doc": did you mean "doc"?
f.yaml:3:1: unknown key "zzz": expected one of type, doc, name
f.yaml:5:1: duplicate key "name": it is already in line 4`
	if diff := cmp.Diff(want, ds.Error()); diff != "" {
		t.Error(diff)
	}
}

// A place in the text of a block is a place in the document.
func TestAt(t *testing.T) {
	root, _ := parse(t, "a:\n  ä: |-\n    one\n      two\n  b: |2\n      three\n  c: four\n  d: |\n\n    five\n")
	m := root.Mapping("a").Get("a").Mapping("ä", "b", "c", "d")
	for _, test := range []struct {
		key          string
		line, column int
		want         string
	}{
		{"ä", 1, 1, "f.yaml:3:5"}, {"ä", 2, 3, "f.yaml:4:7"}, {"ä", 1, 0, "f.yaml:3:5"}, {"ä", 0, 0, "f.yaml:2:7"},
		{"b", 1, 1, "f.yaml:5:6"}, {"c", 1, 2, "f.yaml:7:6"}, // where the value begins
	} {
		if got := m.Get(test.key).At(test.line, test.column).String(); got != test.want {
			t.Errorf("%d:%d of %s is at %s, want %s", test.line, test.column, test.key, got, test.want)
		}
	}
}
