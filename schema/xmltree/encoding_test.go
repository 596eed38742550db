// Tests of encodings.

package xmltree_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"

	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// samples are texts and the encodings that have their characters: names of the IANA registry, and others in use.
var samples = map[string][]string{
	"Ärger über Öl": {"ISO-8859-1", "latin1", "ISO_8859-1:1987", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-9",
		"ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "windows-1250", "windows-1252", "cp1252",
		"windows-1254", "windows-1257", "windows-1258", "IBM437", "cp850", "IBM852", "IBM00858", "macintosh"},
	"10 € – „Žluťoučký“": {"windows-1250", "gb18030"},
	"Größe (10 €)":       {"windows-1252", "windows-1254", "ISO-8859-15", "Latin-9", "gb18030"},
	"Размер письма":      {"windows-1251", "cp1251", "KOI8-R", "koi8-u", "ISO-8859-5", "IBM866", "x-mac-cyrillic", "gb2312"},
	"μέγεθος":            {"windows-1253", "ISO-8859-7"},
	"גודל":               {"windows-1255", "ISO-8859-8"},
	"حجم":                {"windows-1256", "ISO-8859-6"},
	"ขนาด":               {"windows-874", "TIS-620", "ISO-8859-11"},
	"大小 名称 功":            {"GB2312", "gb_2312-80", "GBK", "GB18030", "HZ-GB-2312"},
	"大きさ ソ表能 \\ | [x] ~": {"EUC-JP", "GBK"},
	"大きさ ソ表能":            {"Shift_JIS", "Windows-31J", "sjis", "ISO-2022-JP"}, // bytes of ASCII in its characters
	"大小 名稱 功 許":          {"Big5"},
	"크기 이름":              {"EUC-KR", "KS_C_5601-1987"},
	"Größe 大小 😀":         {"UTF-8", "UTF-16BE", "UTF-16LE", "gb18030"},
}

// encoderOf returns an encoder for the encoding that the IANA registry or the web calls name.
func encoderOf(t *testing.T, name string) *encoding.Encoder {
	found, _ := ianaindex.IANA.Encoding(name)
	if found == nil {
		var err error
		if found, err = htmlindex.Get(name); err != nil {
			t.Fatal(err)
		}
	}
	return found.NewEncoder()
}

// TestEncodings checks that a document is the same tree in every encoding, positions included.
func TestEncodings(t *testing.T) {
	for sample, names := range samples {
		for _, name := range names {
			const form = "<?xml version='1.0' encoding = \"%s\" ?>\r\n<a>%s<b c='%[2]s' d=''/>\n<!-- %[2]s --><b/></a>"
			text := fmt.Sprintf(form, name, sample)
			want := mustLoad(t, "\uFEFF"+text) // in UTF-8, as the byte order mark says
			encoded, err := encoderOf(t, name).String(text)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got, ds := load(encoded)
			if ds != nil {
				t.Errorf("%s: %s", name, ds)
			} else if diff := cmp.Diff(outline(want), outline(got)); diff != "" || !strings.Contains(outline(got), sample) {
				t.Errorf("%s: the tree (-want +got):\n%s", name, diff)
			}
		}
	}
}

// outline returns what a tree holds, with positions.
func outline(n *xmltree.Node) string {
	text := fmt.Sprintf("%s %v %v %v\n", n.Pos, n.Name, n.Attributes, n.Text)
	for _, c := range n.Children {
		text += outline(c)
	}
	return text
}

// TestUTF16WithoutDeclaration checks that UTF-16 is recognized by its first bytes, with a byte order mark and without.
func TestUTF16WithoutDeclaration(t *testing.T) {
	for _, name := range []string{"UTF-16BE", "UTF-16LE"} {
		for _, text := range []string{"<a>Größe 😀</a>", "\uFEFF<a>Größe 😀</a>",
			"\uFEFF<?xml version='1.0' encoding='utf-16'?><a>Größe 😀</a>",
			"\uFEFF<?xml version='1.0' encoding='utf-8'?><a>Größe 😀</a>"} {
			encoded, err := encoderOf(t, name).String(text)
			if err != nil {
				t.Fatal(err)
			}
			if root, ds := load(encoded); ds != nil || root.Text[0].Data != "Größe 😀" {
				t.Errorf("%s, %q: got %v, %v", name, text, root, ds)
			}
		}
	}
}

// TestDeclaredUTF16 checks a document whose declaration names an encoding that the declaration itself is not in.
func TestDeclaredUTF16(t *testing.T) {
	for _, name := range []string{"utf-16", "UTF-16LE", "utf-16be", "IBM037"} {
		root, ds := load("<?xml version='1.0' encoding='" + name + "'?><a>Größe</a>")
		want := "a.xml:1:1: warning: the file is not in the encoding \"" + name + "\", as declared: it is read as utf-8"
		if root == nil || root.Text[0].Data != "Größe" || ds.Error() != want {
			t.Errorf("got %+v, %v\nwant %s", root, ds, want)
		}
	}
}

// TestBytesOfAnotherEncoding checks that bytes that are not valid in an encoding are reported where they stand.
func TestBytesOfAnotherEncoding(t *testing.T) {
	for name, invalid := range map[string]string{
		"windows-1253": "\xd2", "windows-1255": "\xff", "windows-1257": "\xa1", "windows-874": "\xff", "ISO-8859-3": "\xa5",
		"ISO-8859-6": "\xff", "ISO-8859-7": "\xff", "ISO-8859-8": "\xa1", "GB2312": "\xff", "GBK": "\x81\x20",
		"GB18030": "\x81\x30\x20", "Big5": "\xff", "Shift_JIS": "\xa0", "EUC-JP": "\xff", "EUC-KR": "\xff", "ISO-2022-JP": "\x80",
	} {
		for before, pos := range map[string]string{"": "1:1", "<a>": "1:4", "<a>\n<b c='": "2:7", "<a>\r\n<b/>\r\n": "3:1"} {
			declaration := "<?xml version='1.0' encoding='" + name + "'?>\n"
			root, ds := load(declaration + before + invalid + "</a>")
			line, col, _ := strings.Cut(pos, ":")
			want := fmt.Sprintf("a.xml:%d:%s: found bytes that are not valid in the encoding %q: correct the encoding, or "+
				"save the file in utf-8", int(line[0]-'0')+1, col, name)
			if root != nil || ds.Error() != want {
				t.Errorf("got %v\nwant %s", ds, want)
			}
		}
	}
}
