// Tests of documents: malformed XML, text before the XML, and positions.

package xmltree_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// load returns the root of the document text, called a.xml, and what there is to say about it.
func load(text string) (*xmltree.Node, schema.Diagnostics) {
	var ds schema.Diagnostics
	files := fstest.MapFS{"a.xml": {Data: []byte(text)}}
	root, _ := xmltree.NewLoader(schema.Source{FS: files, Name: "a.xml"}, &ds).Contract()
	return root, ds
}

// TestMalformed checks the diagnostics of documents that are no XML, or none that is taken.
func TestMalformed(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", `a.xml:1:1: malformed xml: there is no root element`},
		{"text", "hello", `a.xml:1:1: malformed xml: text outside of the root element`},
		{"cut off", "<a>\n <b>",
			`a.xml:2:5: malformed xml: the file ends before </b>, which closes the element of line 2`},
		{"crossed", "<a>\n<b></a></b>",
			`a.xml:2:4: malformed xml: </a> found, expected </b> to close the element of line 2`},
		{"stray end", "<a/></a>", `a.xml:1:5: malformed xml: </a> has no start tag`},
		{"two roots", "<a/><b/>", `a.xml:1:5: malformed xml: <b> follows the root element`},
		{"attribute twice", `<a b="1" b="2"/>`, `a.xml:1:10: malformed xml: attribute "b" is given twice`},
		{"attribute without value", "<a b/>", `a.xml:1:6: malformed xml: attribute name without = in element`},
		{"prefix", `<x:a/>`, `a.xml:1:1: prefix "x" is not declared: add xmlns:x`},
		{"prefix of an attribute", `<a y:b=""/>`, `a.xml:1:4: prefix "y" is not declared: add xmlns:y`},
		{"prefix for nothing", `<a xmlns:x=""/>`,
			`a.xml:1:4: malformed xml: prefix "x" is declared for no namespace`},
		{"entity", `<a>&b;</a>`, `a.xml:1:7: malformed xml: invalid character entity &b;`},
		{"bytes", "<a>\n\xE4</a>",
			`a.xml:2:2: found bytes that are not utf-8: declare the encoding of the file in its first line, such as ` +
				`windows-1252, or save it in utf-8`},
		{"document type", "<?xml version='1.0'?>\n <!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
			`a.xml:2:2: document type declarations are not allowed: remove it`},
		{"encoding", `<?xml version="1.0" encoding="ebcdic-x"?><a/>`,
			`a.xml:1:31: encoding "ebcdic-x" is not supported: save the file in utf-8`},
		{"registered encoding without a decoder", `<?xml version="1.0" encoding="iso-2022-kr"?><a/>`,
			`a.xml:1:31: encoding "iso-2022-kr" is not supported: save the file in utf-8`},
		{"byte of another encoding", "<?xml version='1.0' encoding='gb2312'?>\n<a>\n<b c='\xc4\xe3\xff'/></a>",
			`a.xml:3:10: found bytes that are not valid in the encoding "gb2312": correct the encoding, or save the file in utf-8`},
		{"half of a character", "\xFE\xFF\x00<\x00a\x00/\x00",
			`a.xml:1:4: found bytes that are not valid in the encoding "UTF-16BE": correct the encoding, or save the file in utf-8`},
		{"declaration inside", "<a><?xml version='1.0'?></a>",
			`a.xml:1:4: malformed xml: <?xml is allowed only at the beginning of a file: remove it`},
		{"depth", strings.Repeat("<a>", 1001),
			`a.xml:1:3001: elements nest deeper than 1000 levels: this is not a contract`},
		{"size", "<a>" + strings.Repeat(" ", 64<<20) + "</a>",
			`a.xml: cannot be read: the contract is larger than 64 MB`},
	} {
		t.Run(test.name, func(t *testing.T) {
			root, ds := load(test.text)
			if root != nil || ds.Error() != test.want {
				t.Errorf("diagnostics are\n%s\nwant\n%s", ds, test.want)
			}
		})
	}
}

// TestLead checks what may come before a document, in every encoding. Positions count it.
func TestLead(t *testing.T) {
	const latin = `<?xml version="1.0" encoding="iso-8859-1"?>`
	const utf8 = `<?xml version="1.0"?>`
	note := func(what string) string {
		return "a.xml:1:1: warning: " + what +
			" before the xml is skipped, but other programs refuse such a file: remove it"
	}
	const outside = "malformed xml: text outside of the root element"
	for _, test := range []struct{ lead, warning, fault string }{
		{"", "", ""},
		{utf8, "", ""},
		{latin, "", ""},
		{"\n\n\t", "", ""},
		{"\uFEFF" + utf8, "", ""},
		{"\n" + utf8, note("a blank line"), ""},
		{"\r\n \r\n" + latin, note("a blank line"), ""},
		{" \t" + utf8, note("white space"), ""},
		{"\uFEFF\n" + utf8, note("a blank line"), ""},
		{"\uFEFF\uFEFF" + utf8, note("a byte order mark"), ""},
		{"\n\uFEFF" + utf8, note("a byte order mark"), ""},
		{"\uFEFF \uFEFF", note("a byte order mark"), ""},
		{"\u00a0" + utf8, "", outside},
		{"\u2003\n", "", outside},
		{"<!-- -->" + utf8, "", "malformed xml: <?xml is allowed only at the beginning of a file: remove it"},
	} {
		for name, encode := range map[string]func(string) string{
			"its own": func(s string) string {
				if strings.Contains(s, latin) {
					s = strings.ReplaceAll(s, "ü", "\xfc")
				}
				return s
			},
			"UTF-16": func(s string) string {
				var b []byte
				for _, unit := range utf16.Encode([]rune("\uFEFF" + s)) {
					b = append(b, byte(unit>>8), byte(unit))
				}
				return string(b)
			},
		} {
			if name == "UTF-16" && strings.HasPrefix(test.lead, "\uFEFF") {
				continue // it has one already
			}
			t.Run(fmt.Sprintf("%q in %s", test.lead, name), func(t *testing.T) {
				root, ds := load(encode(test.lead + "<a>ü</a>"))
				switch {
				case test.fault != "":
					if got := ds.Error(); root != nil || !strings.Contains(got, "a.xml:1:") || !strings.Contains(got, test.fault) {
						t.Errorf("diagnostics are\n%s\nwant\n%s", got, test.fault)
					}
				case ds.Error() != test.warning:
					t.Errorf("diagnostics are\n%s\nwant\n%s", ds, test.warning)
				case root == nil || root.Pos.Line != 1+strings.Count(test.lead, "\n") || root.Text[0].Data != "ü":
					t.Errorf("the document is %+v", root)
				}
			})
		}
	}
}

func TestNoFile(t *testing.T) {
	contract := func(files fs.FS, folder string) schema.Diagnostics {
		var ds schema.Diagnostics
		xmltree.NewLoader(schema.Source{FS: files, Name: "a.xml", Dir: folder}, &ds).Contract()
		return ds
	}
	ds := contract(fstest.MapFS{}, "some/where")
	want := `some/where/a.xml: there is no such file: check its name`
	if ds.Error() != want {
		t.Errorf("diagnostics are\n%s\nwant\n%s", ds, want)
	}
	want = `a.xml: cannot be read: is a folder, not a file`
	if ds := contract(fstest.MapFS{"a.xml": {Mode: fs.ModeDir}}, ""); ds.Error() != want {
		t.Errorf("diagnostics are\n%s\nwant\n%s", ds, want)
	}
}

func TestPositions(t *testing.T) {
	root, ds := load("<!-- ä --><a>\n\t<b\n\t  c = 'x' d='>'/></a>")
	if ds != nil {
		t.Fatal(ds)
	}
	b := root.Children[0]
	for what, pos := range map[string][2]string{
		"root, whose column counts bytes": {root.Pos.String(), "a.xml:1:12"},
		"child":                           {b.Pos.String(), "a.xml:2:2"},
		"attribute":                       {b.AttrPos("c").String(), "a.xml:3:4"},
		"second attribute":                {b.AttrPos("d").String(), "a.xml:3:12"},
		"missing attribute":               {b.AttrPos("e").String(), "a.xml:2:2"},
	} {
		if pos[0] != pos[1] {
			t.Errorf("the %s is at %s, want %s", what, pos[0], pos[1])
		}
	}
}

// TestMap checks that a document is had from where the user says, by its location or its namespace, and that a contract
// may stand in a folder below the one that is read from.

// TestReferences checks the documents that a contract refers to: each is read once, and the diagnostics say what to do
// about one that cannot be read. They are warnings if nothing may be in it that is needed.
func TestReferences(t *testing.T) {
	const reference = `<i location="%s" namespace="urn:b" xmlns="http://schemas.xmlsoap.org/wsdl/"/>`
	files := fstest.MapFS{
		"in/b.xml": {Data: []byte(`<b/>`)}, "in/bad.xml": {Data: []byte(`<b>`)}, "in/folder": {Mode: fs.ModeDir},
		"out.xml": {Data: []byte(`<b/>`)},
	}
	for _, test := range []struct{ location, file, needed, unneeded string }{
		{"b.xml", "in/b.xml", "", ""},
		{"../out.xml", "out.xml", "", ""},
		{"https://example.test/b", "out.xml", "", ""},
		{"bad.xml", "", `in/bad.xml:1:4: malformed xml: the file ends before </b>, which closes the element of line 1`, ``},
		{"folder", "", `in/a.xml:1:4: "in/folder" is a folder, not a file: put the document there, or name its file with ` +
			`--map URI=FILE`, ``},
		{"gone.xml", "", `in/a.xml:1:4: "gone.xml" not found in the contract's folder: save it there, or name its file with ` +
			`--map URI=FILE`, `in/a.xml:1:4: warning: "gone.xml" not found in the contract's folder: it is left out, since ` +
			`nothing refers to its declarations`},
		{"../../b.xml", "", `in/a.xml:1:4: "../../b.xml" is outside of the contract's folder: allow it with --root .., or ` +
			`name its file with --map URI=FILE`, `in/a.xml:1:4: warning: "../../b.xml" is outside of the contract's folder: it ` +
			`is left out, since nothing refers to its declarations`},
		{"http://example.test/", "", `in/a.xml:1:4: "http://example.test/" is not read from the network: save it, and name ` +
			`its file with --map URI=FILE, or fetch the contract with gen fetch`, `in/a.xml:1:4: warning: "http://example.test/" is not read from the network: it ` +
			`is left out, since nothing refers to its declarations`},
		{"", "", `in/a.xml:1:4: "" does not name a document: give its location`, `in/a.xml:1:4: warning: "" does not name a ` +
			`document: it is left out, since nothing refers to its declarations`},
	} {
		for _, isNeeded := range []bool{true, false} {
			var ds schema.Diagnostics
			files["in/a.xml"] = &fstest.MapFile{Data: fmt.Appendf(nil, reference, test.location)}
			loader := xmltree.NewLoader(schema.Source{FS: files, Name: "in/a.xml",
				Map: map[string]string{"https://example.test/b": "out.xml"}}, &ds)
			root, file := loader.Contract()
			ref := xmltree.Reference{Node: root, File: file, Attr: "location", Namespace: "urn:b"}
			loaded, name := loader.Load(ref)
			if name != test.file || (loaded != nil) != (test.file != "") {
				t.Errorf("%q is read from %q, want %q", test.location, name, test.file)
			}
			if again, _ := loader.Load(ref); again != nil {
				t.Errorf("%q is read twice", test.location)
			}
			want := test.unneeded
			if isNeeded {
				want = test.needed
				loader.MayDeclare("urn:b")
			}
			if want == "" && test.unneeded == "" {
				want = test.needed // a fault in any case
			}
			loader.ReportUnavailable(func(string) bool { return false })
			ds.Sort()
			if ds.Error() != want {
				t.Errorf("%q, needed: %t: diagnostics are\n%s\nwant\n%s", test.location, isNeeded, ds, want)
			}
			if loaded != nil && (loader.Order(loaded.Pos) != 1 || len(loader.Roots()) != 2) {
				t.Errorf("%q is not the second document", test.location)
			}
		}
	}
}

// TestBounds checks names at their bound, and text that is like an XML declaration.
func TestBounds(t *testing.T) {
	name := strings.Repeat("x", 1000)
	for text, isFault := range map[string]bool{
		`<` + name + `/>`: false, `<` + name + `x/>`: true, `<a ` + name + `=""/>`: false, `<a ` + name + `x=""/>`: true,
		`<a b="` + strings.Repeat("x", 64<<10) + `"/>`: false, `<a b="` + strings.Repeat("x", 64<<10+1) + `"/>`: true,
		strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000): false,
		`<a b='encoding="koi8-r"'><?x?></a>`:                       false,
		`<?x encoding="koi8-r"?><a/>`:                              false,
	} {
		if root, ds := load(text); ds.Faulty() != isFault || (root == nil) != isFault {
			t.Errorf("%.60s… is a fault: %t, want %t: %.200s", text, ds.Faulty(), isFault, ds)
		}
	}
}
