// Tests of encoding XML.

package xmlwire_test

import (
	"bytes"
	"encoding/xml"
	"math"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

func TestAppendXML(t *testing.T) {
	for _, test := range []struct{ value, text, attr string }{
		{"", "", ""},
		{"plain", "plain", "plain"},
		{"a plain text of more than one word", "a plain text of more than one word",
			"a plain text of more than one word"},
		{"<a>&\"'", "&lt;a&gt;&amp;\"'", "&lt;a&gt;&amp;&#34;'"},
		{"\t\n\r", "\t\n&#xD;", "&#x9;&#xA;&#xD;"},
		{"äöü\x7f€😀 & more", "äöü\x7f€😀 &amp; more", "äöü\x7f€😀 &amp; more"},
		{"1234567\n12345678", "1234567\n12345678", "1234567&#xA;12345678"},
		{"12345678>", "12345678&gt;", "12345678&gt;"},
	} {
		if got := string(xmlwire.AppendText([]byte("<"), test.value)); got != "<"+test.text {
			t.Errorf("AppendText(%q) = %q", test.value, got)
		}
		if got := string(xmlwire.AppendAttr([]byte("<"), test.value)); got != "<"+test.attr {
			t.Errorf("AppendAttr(%q) = %q", test.value, got)
		}
	}
}

func TestAppendXMLRefuses(t *testing.T) {
	for value, want := range map[string]string{
		"a\x00b":                    "character U+0000 is not allowed in XML",
		"12345678\x1f12345678":      "character U+001F is not allowed in XML",
		"a long text, then \ufffe":  "character U+FFFE is not allowed in XML",
		"ä\xff":                     "byte 0xFF is not UTF-8",
		"\xed\xa0\x80 (surrogate) ": "character U+D800 is not allowed in XML",
	} {
		for _, b := range [][]byte{xmlwire.AppendText(nil, value), xmlwire.AppendAttr(nil, value)} {
			if err := wire.CheckEncoded(b); err == nil || err.Error() != want {
				t.Errorf("%q: got %v, want %s", value, err, want)
			}
		}
	}
}

func TestAppendXMLValues(t *testing.T) {
	for _, test := range []struct {
		got  []byte
		want string
	}{
		{scalar.AppendFloat64(nil, 1e21), "1E+21"},
		{scalar.AppendFloat64(nil, 0.1), "0.1"},
		{scalar.AppendFloat64(nil, math.Inf(1)), "INF"},
		{scalar.AppendFloat64(nil, math.Inf(-1)), "-INF"},
		{scalar.AppendFloat64(nil, math.NaN()), "NaN"},
		{scalar.AppendFloat32(nil, 0.1), "0.1"},
		{scalar.AppendFloat32(nil, float32(math.Inf(-1))), "-INF"},
		{scalar.AppendBase64(nil, []byte{1, 2, 255}), "AQL/"},
		{scalar.AppendBase64(nil, nil), ""},
		{scalar.AppendHex(nil, []byte{0, 0x1f, 255}), "001FFF"},
		{scalar.AppendDecimal(nil, "-1.50"), "-1.50"},
	} {
		if string(test.got) != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// FuzzXMLRoundTrip checks that a text or an attribute is read as it was written, or refused if encoding/xml would
// have to replace a character of it.
func FuzzXMLRoundTrip(f *testing.F) {
	for _, seed := range []string{
		"", "plain", " a\tb\r\n", "<&>\"']]>", "äöü€😀", "\x00", "\ufffe", "\xff", "1234567\x0112345678",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		b := xmlwire.AppendAttr([]byte("<v a=\""), value)
		b = xmlwire.AppendText(append(b, "\">"...), value)
		b = append(b, "</v>"...)
		if err := wire.CheckEncoded(b); (err == nil) != carriedByXML(value) {
			t.Fatalf("%q: %v", value, err)
		} else if err != nil {
			return
		}
		d := xmlwire.NewDecoder(string(b), namespaceTable)
		d.Child()
		d.Attr(0, "a")
		attr := d.Text()
		text := d.Text()
		if err := d.Close(); err != nil || attr != value || text != value {
			t.Fatalf("%q became %q, %q, %v in %s", value, attr, text, err, b)
		}
	})
}

func carriedByXML(s string) bool {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return false
	}
	return strings.Count(b.String(), "\ufffd") == strings.Count(s, "\ufffd")
}
