// Tests of character data and its white space.

package xmlwire_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// inside returns a decoder that has moved to an element with the given content.
func inside(content string) *xmlwire.Decoder {
	d := xmlwire.NewDecoder("<v>"+content+"</v>", namespaceTable)
	d.Child()
	return d
}

func TestXMLText(t *testing.T) {
	for _, test := range []struct{ content, text, normalized, token string }{
		{"", "", "", ""},
		{"plain", "plain", "plain", "plain"},
		{" a  b\n", " a  b\n", " a  b ", "a b"},
		{"\r\n\ta\r\n", "\n\ta\n", "  a ", "a"},
		{"a&#13;b&#9;", "a\rb\t", "a b ", "a b"},
		{" \n ", " \n ", "   ", ""},
		{"\u00a0é\u2003", "\u00a0é\u2003", "\u00a0é\u2003", "\u00a0é\u2003"}, // none of these is white space in XML
		{"&lt;a&gt;&amp;&quot;&apos;&#xe4;&#8364;&#00000000000065;", `<a>&"'ä€A`, `<a>&"'ä€A`, `<a>&"'ä€A`},
		{"a > b", "a > b", "a > b", "a > b"},
		{"x<!-- y --><![CDATA[<&]]]]><![CDATA[>]]><?p q?>z", "x<&]]>z", "x<&]]>z", "x<&]]>z"},
		{"more than eight bytes: äö", "more than eight bytes: äö", "more than eight bytes: äö",
			"more than eight bytes: äö"},
	} {
		for name, got := range map[string]struct{ got, want string }{
			"Text":       {inside(test.content).Text(), test.text},
			"Normalized": {inside(test.content).Normalized(), test.normalized},
			"Token":      {inside(test.content).Token(), test.token},
		} {
			if got.got != got.want {
				t.Errorf("%s of %q = %q, want %q", name, test.content, got.got, got.want)
			}
		}
		d := inside(test.content)
		if d.Text(); d.Close() != nil {
			t.Errorf("%q: %v", test.content, d.Err())
		}
	}
}

func TestXMLTextErrors(t *testing.T) {
	for _, test := range []struct{ doc, want string }{
		{"<v>a&b;</v>",
			"line 1 column 5: v: & begins no reference: &lt; &gt; &amp; &quot; &apos; and characters such as &#233; " +
				"are known"},
		{"<v>&lt;]]></v>", "line 1 column 10: v: ]]> in character data"},
		{"<v>text<b/></v>", "line 1 column 8: v: an element in text-only content"},
		{"<v>text</w>", "line 1 column 8: v: expected the end tag </v>"},
		{"<v>text", "line 1 column 8: v: the document ends before </v>"},
		{"<v>text<", "line 1 column 8: v: an element in text-only content"},
		{"<v>text<!-- </v>", "line 1 column 8: v: a comment that does not end, or contains --"},
	} {
		d := xmlwire.NewDecoder(test.doc, namespaceTable)
		d.Child()
		if text := d.Text(); text != "" || d.Err() == nil || d.Err().Error() != test.want {
			t.Errorf("%s\n got %q, %v\nwant %s", test.doc, text, d.Err(), test.want)
		}
	}
}
