// Tests of encodings.

package xmlwire_test

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// inUTF16 returns s in UTF-16.
func inUTF16(s string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func TestXMLEncodings(t *testing.T) {
	declared := func(encoding string) string { return `<?xml version="1.0" encoding="` + encoding + `"?>` }
	for name, test := range map[string]struct{ doc, want string }{
		"UTF-8":                {declared("utf-8") + "<v>é€😀</v>", "é€😀"},
		"UTF-8, alias":         {declared("UTF8") + "<v>é€😀</v>", "é€😀"},
		"UTF-8, marked":        {"\ufeff<v>é€😀</v>", "é€😀"},
		"UTF-8, marked, wrong": {"\ufeff" + declared("ISO-8859-1") + "<v>é€😀</v>", "é€😀"},
		"UTF-16 big":           {inUTF16("\ufeff<v>é€😀</v>", binary.BigEndian), "é€😀"},
		"UTF-16 little":        {inUTF16("\ufeff"+declared("UTF-16")+"\r\n<v>é€😀</v>", binary.LittleEndian), "é€😀"},
		"UTF-16, unmarked":     {inUTF16(declared("UTF-16LE")+"<v>é€😀</v>", binary.LittleEndian), "é€😀"},
		"UTF-16 big, unmarked": {inUTF16(`<?xml version="1.0"?><v>é€😀</v>`, binary.BigEndian), "é€😀"},
		"ISO-8859-1":           {declared("iso-8859-1") + "<v>a\xe9\x80\xff</v>", "aé\u0080ÿ"},
		"ISO-8859-15":          {declared("ISO-8859-15") + "<v>a\xe9\xa4\x80\xff</v>", "aé€\u0080ÿ"},
		"windows-1252":         {declared("Windows-1252") + "<v>a\xe9\x80\x9f\xff</v>", "aé€Ÿÿ"},
		"US-ASCII":             {declared("US-ASCII") + "<v>a&#xe9;</v>", "aé"},
	} {
		d := xmlwire.NewDecoder(test.doc, namespaceTable)
		d.Child()
		if got := d.Text(); got != test.want || d.Close() != nil {
			t.Errorf("%s: got %q, %v", name, got, d.Err())
		}
	}
}

func TestXMLEncodingErrors(t *testing.T) {
	for _, test := range []struct{ doc, want string }{
		{"<?xml version='1.0' encoding='EBCDIC-CP-DE'?><a/>", `line 1 column 1: the encoding is "ebcdic-cp-de"; ` +
			"UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, windows-1252 and US-ASCII are read"},
		{"<?xml version='1.0' encoding='UTF-16'?><a/>",
			"line 1 column 1: the encoding is not utf-16, as declared"},
		{"<?xml version='1.0' encoding=' utf-8'?><a/>",
			`line 1 column 1: the XML declaration's encoding cannot be " utf-8"`},
		{"<?xml version='1.0' encoding=''?><a/>", `line 1 column 1: the XML declaration's encoding cannot be ""`},
		{"<?xml version='1.0' encoding='us-ascii'?>\n<a>\xe9</a>", "line 2 column 4: byte 0xE9 is not us-ascii"},
		{"<?xml version='1.0' encoding='windows-1252'?>\n<a>\xe9\x81</a>",
			"line 2 column 5: byte 0x81 is not windows-1252"},
		{inUTF16("\ufeff<a>\n", binary.BigEndian) + "\xd8\x00\x00<\x00/\x00a\x00>",
			"line 2 column 1: character U+D800 is not allowed in XML"},
		{inUTF16("\ufeff<a>", binary.LittleEndian) + "\x00\xdc",
			"line 1 column 4: character U+DC00 is not allowed in XML"},
		{inUTF16("\ufeff<a/>", binary.BigEndian) + "\x00", "line 1 column 5: character U+FFFF is not allowed in XML"},
		{inUTF16("\ufeff<a/>", binary.BigEndian)[:6], "line 1 column 3: a: a malformed start tag"},
		{inUTF16("<a/>", binary.BigEndian), "line 1 column 1: character U+0000 is not allowed in XML"},
	} {
		d := xmlwire.NewDecoder(test.doc, namespaceTable)
		if err := d.Close(); err == nil || err.Error() != test.want {
			t.Errorf("%q\n got %v\nwant %s", test.doc, err, test.want)
		}
	}
}

// TestOneByteEncodings compares each character of the encodings of one byte with the tables of x/text.
func TestOneByteEncodings(t *testing.T) {
	for name, table := range map[string]*charmap.Charmap{
		"ISO-8859-1": charmap.ISO8859_1, "ISO_8859-1": charmap.ISO8859_1, "latin1": charmap.ISO8859_1,
		"ISO-8859-15": charmap.ISO8859_15, "ISO_8859-15": charmap.ISO8859_15, "Latin-9": charmap.ISO8859_15,
		"latin9": charmap.ISO8859_15, "windows-1252": charmap.Windows1252, "CP1252": charmap.Windows1252,
	} {
		for b := 0x80; b <= 0xff; b++ {
			d := xmlwire.NewDecoder("<?xml version='1.0' encoding='"+name+"'?><v>"+string([]byte{byte(b)})+"</v>", namespaceTable)
			d.Child()
			got, want := d.Text(), string(table.DecodeByte(byte(b)))
			if table == charmap.ISO8859_15 && b < 0xa0 { // control characters, which x/text refuses
				want = string(rune(b))
			}
			isUndefined := want == "\uFFFD"
			if isUndefined != (d.Close() != nil) || !isUndefined && got != want {
				t.Errorf("%s: byte %#x is %q, want %q: %v", name, b, got, want, d.Err())
			}
		}
	}
}
