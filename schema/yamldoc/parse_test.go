// What is refused before any value is looked at.

package yamldoc_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

func TestParseFaults(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "f.yaml:1:1: the file is empty: expected a mapping"},
		{"only a comment", "# nothing\n", "f.yaml:1:1: the file is empty: expected a mapping"},
		{"two documents", "a: 1\n---\nb: 2\n",
			"f.yaml:2:1: a second document begins here: expected one document in the file"},
		{"fault in the second document", "a: 1\n---\nb: [\n",
			"f.yaml:4:1: not well-formed YAML: did not find expected node content while parsing a flow node"},
		{"open list", "a: [1\nb: 2",
			"f.yaml:2:2: not well-formed YAML: did not find expected ',' or ']' while parsing a flow sequence"},
		{"tab", "a:\n\tb: 1", "f.yaml:2:1: not well-formed YAML: a tab cannot indent: use spaces"},
		{"colon in text", "ä: see: here", "f.yaml:1:8: not well-formed YAML: " +
			`mapping values are not allowed in this context: put text that contains ": " in quotes`},
		{"unknown alias", "a: *x", "f.yaml:1:4: not well-formed YAML: unknown anchor 'x' referenced"},
		{"alias", "a: &x 1\nb: *x", "f.yaml:1:4: anchors are not supported: write the value out where it is needed\n" +
			"f.yaml:2:4: aliases are not supported: write the value out"},
		{"merge key", "a: {<<: {b: 1}}", "f.yaml:1:5: merge keys are not supported: write the keys out"},
		{"tag", "a: !!str 1\nb: !mine {}", "f.yaml:1:4: tags are not supported: leave it out\n" +
			"f.yaml:2:4: tags are not supported: leave it out"},
		{"not UTF-8", "a: 1\nb: \xe4", "f.yaml:2:4: byte 0xe4 is not UTF-8: save the file as UTF-8"},
		{"control character", "ä: \x01", "f.yaml:1:5: control character U+0001 is not allowed"},
		{"too deep", strings.Repeat("[", 101),
			"f.yaml:1:101: not well-formed YAML: exceeded max depth of 100 while increasing flow level"},
		{"too long", strings.Repeat("a", 4<<20+1), "f.yaml: is longer than 4 MB: split it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var ds schema.Diagnostics
			if n := yamldoc.Parse("f.yaml", []byte(test.text), &ds); n != nil {
				t.Error("it has a root")
			}
			if got := ds.Error(); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestAliasBomb has a document that would have ten million values if its aliases were followed.
func TestAliasBomb(t *testing.T) {
	text := "a0: &a0 x\n"
	for _, i := range []string{"1", "2", "3", "4", "5", "6", "7"} {
		previous := "*a" + string(i[0]-1)
		text += "a" + i + ": &a" + i + " [" + strings.Repeat(previous+", ", 10) + "]\n"
	}
	var ds schema.Diagnostics
	if n := yamldoc.Parse("f.yaml", []byte(text), &ds); n != nil || !ds.Faulty() {
		t.Errorf("root %v, diagnostics %v", n, ds)
	}
}

func TestRead(t *testing.T) {
	fsys := fstest.MapFS{"a.yaml": {Data: []byte("\ufeffkey: value\r\n")}}
	var ds schema.Diagnostics
	root := yamldoc.Read(schema.Source{FS: fsys, Name: "a.yaml", Dir: "some/where"}, &ds)
	value := root.Mapping("key").Get("key")
	if value.Text() != "value" || value.Pos().String() != "some/where/a.yaml:1:6" || len(ds) > 0 {
		t.Errorf("value %q at %v, diagnostics %v", value.Text(), value.Pos(), ds)
	}
}

func TestReadNoFile(t *testing.T) {
	var ds schema.Diagnostics
	root := yamldoc.Read(schema.Source{FS: fstest.MapFS{}, Name: "a.yaml"}, &ds)
	if got, want := ds.Error(), "a.yaml: cannot be read: file does not exist"; got != want || root != nil {
		t.Errorf("root %v, got %s, want %s", root, got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a: [1, {b: c}]\n")
	f.Add("ä: |\n  ö\n? x\n: - y")
	f.Add("\ufeff\"\\u0000\": ''")
	f.Add("%YAML 1.1\n---\na: &b *b\n")
	f.Fuzz(func(t *testing.T, text string) {
		var ds schema.Diagnostics
		root := yamldoc.Parse("f.yaml", []byte(text), &ds)
		if (root == nil) != ds.Faulty() {
			t.Errorf("root %v, diagnostics %v", root, ds)
		}
		visit(t, root, len(text))
	})
}

// visit reads every value below n, whose position must be in a text of size bytes.
func visit(t *testing.T, n *yamldoc.Node, size int) {
	if n == nil {
		return
	}
	if pos := n.Pos(); pos.Line < 1 || pos.Line > size+1 || pos.Col < 1 || pos.Col > size+1 {
		t.Errorf("a value at %v", pos)
	}
	switch {
	case n.IsMapping():
		for _, e := range n.Entries() {
			visit(t, e.Value, size)
		}
	case n.IsList():
		for _, item := range n.Items() {
			visit(t, item, size)
		}
	default:
		n.Text()
		n.Bool()
		n.Int()
	}
}
