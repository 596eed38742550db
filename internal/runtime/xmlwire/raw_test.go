// Tests of raw markup.

package xmlwire_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

func TestXMLRaw(t *testing.T) {
	for content, want := range map[string]string{
		"":                                       "",
		"text &amp;":                             "text &amp;",
		"<b x='1'/> <!-- </v> --><c>]]&gt;</c >": "<b x='1'/> <!-- </v> --><c>]]&gt;</c >",
		"<v></v>":                                "<v></v>",
		"<b>":                                    "",
	} {
		if got := inside(content).Raw(); got != want {
			t.Errorf("Raw of %q = %q", content, got)
		}
	}
	d := xmlwire.NewDecoder("<a><b/><c>1</c></a>", namespaceTable)
	d.Child()
	d.Child()
	if raw := d.Raw(); raw != "" || !d.Child() || d.Name() != "c" || d.Raw() != "1" || d.Raw() != "" ||
		d.Close() != nil {
		t.Errorf("Raw of an empty element = %q; then %s, %v", raw, d.Name(), d.Err())
	}
}

func TestXMLOuter(t *testing.T) {
	d := xmlwire.NewDecoder("<a><b x='1'/> <c><d>text</d ></c\n>e</a>", namespaceTable)
	d.Child()
	for _, want := range []string{"<b x='1'/>", "<c><d>text</d ></c\n>"} {
		if d.Child(); d.Outer() != want || d.Outer() != "" {
			t.Errorf("%s: %v", want, d.Err())
		}
	}
	if d.Child() || d.Close() != nil {
		t.Errorf("after it: %s, %v", d.Name(), d.Err())
	}
	d.Reset("<a><b></a>", namespaceTable)
	d.Child()
	if raw := d.Outer(); raw != "" || d.Err() == nil {
		t.Errorf("an unfinished element is %q, %v", raw, d.Err())
	}
}

// TestXMLSelfContained checks that markup taken out of a document means the same elsewhere.
func TestXMLSelfContained(t *testing.T) {
	const start = `<a xmlns="urn:default" xmlns:p="urn:one?a&amp;b" xmlns:q="urn:two" xmlns:unused="urn:unused">` +
		`<b xmlns:q="urn:inner" xmlns:xml="http://www.w3.org/XML/1998/namespace">`
	const inherited = ` xmlns:q="urn:inner" xmlns:p="urn:one?a&amp;b" xmlns="urn:default"`
	for content, want := range map[string]string{
		`<p:c q:d="1"/>`:                   `<p:c` + inherited + ` q:d="1"/>`,
		`<c type="p:t">q:u</c>`:            `<c` + inherited + ` type="p:t">q:u</c>`,
		`<c xmlns="" xmlns:p="u" p:q=""/>`: `<c xmlns="" xmlns:p="u" p:q=""/>`,
		`<c xml:lang="de"/>`:               `<c xmlns="urn:default" xml:lang="de"/>`,
		`<c b='q:u'>(p:t)</c>`:             `<c` + inherited + ` b='q:u'>(p:t)</c>`,
		`<c b="xmlns=q:u">xmlns=p:t</c>`:   `<c` + inherited + ` b="xmlns=q:u">xmlns=p:t</c>`,
		`<c>http://a ftp:p ßq: q-:p.:</c>`: `<c xmlns="urn:default">http://a ftp:p ßq: q-:p.:</c>`,
		`<c xmlns:e="p:t" xmlns:f = 'q:u'>` + "\n<d xmlns\n=\n'p:t'/></c>": `<c xmlns="urn:default" xmlns:e="p:t" xmlns:f = 'q:u'>` +
			"\n<d xmlns\n=\n'p:t'/></c>",
	} {
		d := xmlwire.NewDecoder(start+content+"</b></a>", namespaceTable)
		d.Child()
		d.Child()
		d.Child()
		if got := d.Outer(); got != want {
			t.Errorf("Outer of %s\n got %s\nwant %s", content, got, want)
		}
		d.Reset(start+"text"+content+"&lt;"+content+"</b></a>", namespaceTable)
		d.Child()
		d.Child()
		if got := d.Raw(); got != "text"+want+"&lt;"+want || d.Close() != nil {
			t.Errorf("Raw of %s\n got %s\nwant twice %s", content, got, want)
		}
		if err := xml.Unmarshal([]byte(want), new(any)); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
	d := xmlwire.NewDecoder(`<a xmlns="urn:default"><b xmlns=""><c/></b></a>`, namespaceTable)
	d.Child()
	d.Child()
	if got := d.Raw(); got != "<c/>" {
		t.Errorf("where the default namespace is undeclared: got %s", got)
	}
}

func TestAppendRaw(t *testing.T) {
	const raw = "<a xmlns:p='u'><p:b/></a>text<c/>"
	if got := string(xmlwire.AppendRaw([]byte("<x>"), raw)); got != "<x>"+raw {
		t.Errorf("got %s", got)
	}
	for _, raw := range []string{
		"<a>", "</raw><raw>", "</raw>", "&nbsp;", "<!DOCTYPE a>", "<p:a/>", "\x00", "<a b='1' b='1'/>",
	} {
		err := xmlwire.CheckEncoded(xmlwire.AppendRaw([]byte("<x>"), raw))
		if err == nil || !strings.HasPrefix(err.Error(), "x: raw XML: ") {
			t.Errorf("%q: got %v", raw, err)
		}
	}
}
