// What of XML goes several bytes at a time, against naive twins: characters, names, end tags, text, white space, and
// text that is written.

package xmlwire

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/texttest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// xmlPieces are what random texts are made of, beside letters.
var xmlPieces = []string{
	"<", ">", "&", "]]>", "\"", "'", "\r", "\r\n", "\n", "\t", " ", "\x00", "\x1f", "\x7f", "ü", "ß", "\u0085",
	"€", "\u2028", "\ufffd", "\ufffe", "\uffff", "😀", "\U0010ffff", "\xed\xa0\x80", "\xc0\x80", "\xc3", "\x80", "\xff",
	"employeeId",
}

// isCharOfXML is production 2 of XML 1.0, word for word.
func isCharOfXML(r rune) bool {
	return r == 0x9 || r == 0xA || r == 0xD || 0x20 <= r && r <= 0xD7FF || 0xE000 <= r && r <= 0xFFFD ||
		0x10000 <= r && r <= 0x10FFFF
}

// naiveCharLength returns the length of the XML character that s begins with, 0 if it begins with none.
func naiveCharLength(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 || !isCharOfXML(r) {
		return 0
	}
	return n
}

func TestXMLCharactersLikeTwin(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if isXMLChar(r) != isCharOfXML(r) && r != utf8.RuneError {
			t.Fatalf("isXMLChar of %U is %v", r, isXMLChar(r))
		}
		if s := string(r) + "x"; xmlCharLen(s) != naiveCharLength(s) {
			t.Fatalf("xmlCharLen of %q is %d", s, xmlCharLen(s))
		}
	}
	for pair := range 1 << 16 {
		for _, rest := range []string{"", "x", "\x80", "\x80\x80", "\xbf\xbf"} {
			if s := string([]byte{byte(pair >> 8), byte(pair)}) + rest; xmlCharLen(s) != naiveCharLength(s) {
				t.Fatalf("xmlCharLen of %q is %d", s, xmlCharLen(s))
			}
		}
	}
	check := func(s string) {
		wantBad, wantCR := -1, false
		for i := 0; i < len(s); {
			n := naiveCharLength(s[i:])
			if n == 0 {
				wantBad = i
				break
			}
			wantCR = wantCR || s[i] == '\r'
			i += n
		}
		if bad, hasCR := checkXMLChars(s); bad != wantBad || hasCR != wantCR {
			t.Fatalf("checkXMLChars of %q is %d, %v, not %d, %v", s, bad, hasCR, wantBad, wantCR)
		}
	}
	texttest.EachByteAnywhere(texttest.LongestText, check)
	for _, before := range []int{32, 33, 63, 64} { // which are looked at in blocks
		for _, filling := range []string{"a", "\n", "ü"} {
			filling := strings.Repeat(filling, before)[:before/2*2]
			texttest.EachByteAnywhere(9, func(s string) { check(filling + s + filling) })
		}
	}
	texttest.RandomTexts(50_000, 150, xmlPieces, check)
}

func TestXMLNamesLikeTwin(t *testing.T) {
	isNameByte := func(c byte) bool {
		return isASCIILetter(c) || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '.'
	}
	check := func(s string) {
		for _, p := range []int{0, 1, len(s) / 2} {
			if p > len(s) {
				continue
			}
			want := p
			for want < len(s) && isNameByte(s[want]) {
				want++
			}
			if got := asciiNameEnd(s, p); got != want {
				t.Fatalf("asciiNameEnd of %q at %d is %d, not %d", s, p, got, want)
			}
		}
	}
	texttest.EachByteAnywhere(texttest.LongestText, check)
	texttest.RandomTexts(50_000, texttest.LongestText, []string{":", "-", ".", "_", "0", "9", "ü", ">", "/", "="},
		check)
}

func TestXMLMarkupLikeTwin(t *testing.T) {
	check := func(s string) {
		for _, p := range []int{0, 1, len(s) / 2} {
			if p > len(s) {
				continue
			}
			want := strings.IndexAny(s[p:], "<>&")
			if want < 0 {
				want = len(s) - p
			}
			if got := nextMarkup(s, p); got != p+want {
				t.Fatalf("nextMarkup of %q at %d is %d, not %d", s, p, got, p+want)
			}
		}
	}
	texttest.EachByteAnywhere(texttest.LongestText, check)
	texttest.RandomTexts(50_000, texttest.LongestText, xmlPieces, check)
}

func TestXMLEndTagsLikeTwin(t *testing.T) {
	naive := func(doc string, p int, name string) int {
		rest, ok := strings.CutPrefix(doc[p:], "</"+name)
		rest = strings.TrimLeft(rest, " \t\n\r")
		if !ok || !strings.HasPrefix(rest, ">") {
			return -1
		}
		return len(doc) - len(rest) + 1
	}
	check := func(name, end, after string) {
		doc := "<" + name + ">" + "</" + end + after
		p := len(name) + 2
		if got, want := afterEndTag(doc, p, 1, 1+len(name)), naive(doc, p, name); got != want {
			t.Fatalf("%q: the end tag ends at %d, not %d", doc, got, want)
		}
	}
	const longName = "employeeIdMAXrsTUVwqzGHJKLbcdfghSNPQRtvY"
	for length := 1; length <= texttest.LongestText; length++ {
		for behind := range 20 {
			name, rest := longName[:length], strings.Repeat("x", behind)
			for _, after := range []string{">", " >", "\n\t >", "", " ", "/>", " x>"} {
				after += rest
				check(name, name, after)
				check(name, name+"y", after)
				check(name, name[1:], after)
			}
			end := []byte(name)
			for place := range end {
				for c := range 256 {
					if behind < 2 || behind == 8 || behind == 16 || c^int(name[place]) == 0x20 {
						end[place] = byte(c)
						check(name, string(end), ">"+rest)
					}
				}
				end[place] = name[place]
			}
		}
	}
}

// naiveSpace collapses white space as XSD Part 2, section 4.3.6, says, on text of XML characters.
func naiveSpace(s string) string {
	return strings.Join(strings.Fields(asciiSpaceAlone.Replace(s)), " ")
}

// asciiSpaceAlone takes the characters out that strings.Fields takes for white space and XML does not.
var asciiSpaceAlone = strings.NewReplacer("\u0085", "x", "\u00a0", "x", "\v", "x", "\f", "x")

// Text and Token give the same whether a document is the decoder's own or lent, for texts of every length, at every
// distance from the document's end, and from every place in the memory that copies share.
func TestXMLTextsLikeTwin(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	read := func(doc string, lent, tokens bool) (texts []string, err error) {
		decode := func(d *Decoder) {
			for d.Child() {
				if tokens {
					texts = append(texts, d.Token())
				} else {
					texts = append(texts, d.Text())
				}
			}
		}
		d, b := NewDecoder(doc, []string{""}), []byte(doc)
		if lent {
			d.Reset(unsafe.String(unsafe.SliceData(b), len(b)), []string{""})
			d.borrowed = true
		}
		d.Child()
		decode(d)
		err = d.Close()
		clear(b)
		return texts, err
	}
	check := func(contents []string, after string) {
		var doc strings.Builder
		var texts, tokens []string
		doc.WriteString("<r>")
		for i, content := range contents {
			fmt.Fprintf(&doc, "<%s>%s</%[1]s>", "employeeIdMAXrsTUVwqzGHJKLbcdfghSNPQRtvY"[:1+i%40], content)
			texts, tokens = append(texts, content), append(tokens, naiveSpace(content))
		}
		doc.WriteString("</r>" + after)
		for _, lent := range []bool{false, true} {
			for _, asTokens := range []bool{false, true} {
				want := texts
				if asTokens {
					want = tokens
				}
				got, err := read(doc.String(), lent, asTokens)
				if err != nil || fmt.Sprint(len(got), got) != fmt.Sprint(len(want), want) {
					t.Fatalf("%q, lent %v, tokens %v: got %q, %v", doc.String(), lent, asTokens, got, err)
				}
			}
		}
	}
	pieces := []string{"a", "employeeId", "ü", "ß", "€", "😀", " ", "\n", "\t", "12", "!", "\x7f", "\"", "]]", "/", "="}
	content := func(length int) string {
		var b strings.Builder
		for b.Len() < length {
			piece := pieces[random.IntN(len(pieces))]
			if random.IntN(3) > 0 || b.Len()+len(piece) > length {
				piece = "x"
			}
			b.WriteString(piece)
		}
		return b.String()
	}
	for length := range 65 {
		for behind := range 50 {
			check([]string{content(length)}, strings.Repeat(" ", behind))
		}
	}
	for range 300 {
		contents := make([]string, random.IntN(200))
		for i := range contents {
			contents[i] = content(random.IntN(60) * random.IntN(2) * (1 + random.IntN(40)/39*30))
		}
		check(contents, "")
	}
}

// naiveEscapes are the escapes of character data and of attributes.
var naiveEscapes = [2]map[byte]string{
	{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"},
	{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;", '\t': "&#x9;", '\n': "&#xA;", '"': "&#34;"},
}

// naiveEscaped returns s as XML writes it; ok is false if it cannot be written.
func naiveEscaped(s string, escapes map[byte]string) (escaped string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := naiveCharLength(s[i:])
		if n == 0 {
			return "", false
		}
		if escape, ok := escapes[s[i]]; ok {
			b.WriteString(escape)
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String(), true
}

func TestXMLAppendLikeTwin(t *testing.T) {
	room := make([]byte, 0, 1<<10)
	turn := 0
	check := func(s string) {
		turn++
		b := append(room[:0], "<t>"...)
		b = b[: len(b) : len(b)+turn%(len(s)+4)] // as much room as is needed, more, or less
		for i, appended := range [2]func([]byte, string) []byte{AppendText, AppendAttr} {
			want, ok := naiveEscaped(s, naiveEscapes[i])
			got := appended(b, s)
			if err := wire.CheckEncoded(got); (err == nil) != ok || ok && string(got) != "<t>"+want {
				t.Fatalf("%q is written as %q, %v, not as %q", s, got, err, want)
			}
		}
	}
	texttest.EachByteAnywhere(texttest.LongestText, check)
	texttest.RandomTexts(50_000, texttest.LongestText, xmlPieces, check)
}

// Every character, and every kind of pair of code units, in both orders of bytes.
func TestUTF16LikeTwin(t *testing.T) {
	check := func(units ...uint16) {
		want := "\ufeff" + string(utf16.Decode(units))
		lone := strings.ContainsRune(want, utf8.RuneError) // half of a pair, which no document may hold
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			b := order.AppendUint16(nil, 0xfeff)
			for _, unit := range units {
				b = order.AppendUint16(b, unit)
			}
			got, ok := fromUTF16(string(b))
			if lone && ok && !utf8.ValidString(got) {
				continue
			}
			if !ok || got != want {
				t.Fatalf("%x is read as %q, %v, not as %q", units, got, ok, want)
			}
		}
	}
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if utf8.ValidRune(r) && r != utf8.RuneError && (r < 0x3000 || r%5 == 0 || r > 0xd000 && r < 0x10100) {
			check(utf16.Encode([]rune{r, 'x'})...)
		}
	}
	kinds := []uint16{0, '<', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xfffe, 0xffff}
	for _, first := range kinds {
		for _, second := range kinds {
			check(first, second)
			check('a', first, second, 'b')
		}
	}
}

func TestXMLMarks(t *testing.T) {
	for _, test := range []struct {
		name  string
		marks func(uint64) uint64
		has   func(c byte) bool
	}{
		{"marksUnusual", marksSpecial, func(c byte) bool { return c < ' ' && c != '\n' || c >= 0x80 }},
		{"marksNoLetter", marksNoLetter, func(c byte) bool { return !isASCIILetter(c) }},
		{"marksMarkup", marksMarkup, func(c byte) bool { return strings.IndexByte("<>&", c) >= 0 }},
		{"specialXMLBits", func(w uint64) uint64 { return specialXMLBits(w) & wire.HighBits },
			func(c byte) bool { return c < ' ' || strings.IndexByte("<>&", c) >= 0 }},
	} {
		texttest.CheckMarks(t, test.name, test.marks, test.has)
	}
}

func isASCIILetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
