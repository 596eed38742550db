// End tags: one that differs from its start tag in any byte is refused, whatever the length of the name, the place of
// the byte and the path on which the scanner compares the two. It compares words, some of which overlap.

package xmlwire_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// longestName is more than two words, which are compared as such, and more than what is copied in words.
const longestName = 40

// longName has no two equal bytes eight places apart.
const longName = "employeeIdMAXrsTUVwqzGHJKLbcdfghSNPQRtvY"

// endTagPaths are documents around <NAME>…</NAME>: one for each path of the scanner. Words are only compared if the
// document has enough bytes behind the tag, so what follows has several lengths.
var endTagPaths = []struct{ path, before, content, after string }{
	{"leaf", "<r>", "x", "</r>"},
	{"leaf far from the end", "<r>", "more than sixteen bytes", "</r>" + strings.Repeat(" ", 48)},
	{"non-leaf", "<r>", "<c>x</c>", "</r>"},
	{"non-leaf far from the end", "<r>", "<c>x</c>", "</r>" + strings.Repeat(" ", 48)},
	{"root", "", "x", ""},
	{"leaf without text", "<r>", "", "</r>"},
	{"leaf before siblings", "<r>", "1", "<next>1</next><next>2</next></r>"},
	{"leaf with a reference", "<r>", "a&amp;b", "</r>"},
	{"leaf with a CDATA section", "<r>", "<![CDATA[>]]>", "</r>" + strings.Repeat(" ", 48)},
	{"around a self-closing element", "<r>", "<c/>", "</r>"},
	{"after a self-closing sibling", "<r><c/>", "x", "</r>"},
	{"before a self-closing sibling", "<r>", "x", "<c/></r>"},
	{"between blanks", "<r>\n\t", "\n\t\t", "\n</r>\n"},
}

// allBytes is how many of endTagPaths are tried with every byte; the others are with a few that are most alike.
const allBytes = 4

// endTagReadings are the ways of a caller through a document.
var endTagReadings = []struct {
	name string
	read func(*xmlwire.Decoder)
}{
	{"Child", enterAll},
	{"Skip", (*xmlwire.Decoder).Skip},
	{"Raw", func(d *xmlwire.Decoder) { d.Raw() }},
	{"Text", func(d *xmlwire.Decoder) {
		for d.Child() {
			d.Text()
		}
	}},
}

func enterAll(d *xmlwire.Decoder) {
	for d.Child() {
		enterAll(d)
	}
}

// eachEndTagName calls use with a name of every length up to longestName: without a prefix, and with one of half of the
// name, which is declared.
func eachEndTagName(use func(name, declaration string)) {
	for n := 1; n <= longestName; n++ {
		use(longName[:n], "")
		if colon := n / 2; 0 < colon && colon < n-1 {
			prefix := longName[:colon]
			use(prefix+":"+longName[colon+1:n], ` xmlns:`+prefix+`="urn:one" xmlns:other="urn:one"`)
		}
	}
}

func TestXMLEndTagsDifferingInOneByte(t *testing.T) {
	var d xmlwire.Decoder
	accepts := func(doc string, read func(*xmlwire.Decoder)) bool {
		d.Reset(doc, namespaceTable)
		if d.Child() {
			read(&d)
		}
		return d.Close() == nil
	}
	eachEndTagName(func(name, declaration string) {
		for i, p := range endTagPaths {
			if declaration != "" {
				p.before, p.after = "<root"+declaration+">"+p.before, p.after+"</root>"
			}
			document := func(start, end string) string {
				return p.before + "<" + start + ">" + p.content + "</" + end + ">" + p.after
			}
			if doc := document(name, name); !accepts(doc, enterAll) {
				t.Fatalf("%s: %q is refused", p.path, doc)
			}
			for place := range len(name) {
				for turned := 1; turned < 256; turned++ { // the bits of the byte at that place
					alike := turned&(turned-1) == 0 // so that one bit differs, as between the cases of a letter
					if i >= allBytes && !alike {
						continue
					}
					other := name[:place] + string([]byte{name[place] ^ byte(turned)}) + name[place+1:]
					if doc := document(name, other); accepts(doc, enterAll) {
						t.Fatalf("%s: %q is accepted", p.path, doc)
					}
					if !alike {
						continue
					}
					if doc := document(other, name); accepts(doc, enterAll) {
						t.Fatalf("%s: %q is accepted", p.path, doc)
					}
					reading := endTagReadings[(place+turned)%len(endTagReadings)]
					if doc := document(name, other); accepts(doc, reading.read) {
						t.Fatalf("%s, %s: %q is accepted", p.path, reading.name, doc)
					}
				}
			}
			for _, other := range []string{name[1:], name[:len(name)-1], name + "x", "x" + name, "other:" + name} {
				if doc := document(name, other); accepts(doc, enterAll) {
					t.Fatalf("%s: %q is accepted", p.path, doc)
				}
			}
		}
	})
}

// Differences in several bytes do not make up for each other.
func TestXMLEndTagsDifferingInSeveralBytes(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		n := 1 + random.IntN(longestName)
		name := make([]byte, n)
		for i := range name {
			name[i] = letters[random.IntN(len(letters))]
		}
		other := []byte(string(name))
		for range 1 + random.IntN(3) {
			switch i, j := random.IntN(n), random.IntN(n); random.IntN(3) {
			case 0:
				other[i] = letters[random.IntN(len(letters))]
			case 1:
				other[i], other[j] = other[j], other[i]
			default:
				other[i] ^= name[j] ^ letters[random.IntN(len(letters))]
			}
		}
		p := endTagPaths[random.IntN(len(endTagPaths))]
		doc := p.before + "<" + string(name) + ">" + p.content + "</" + string(other) + ">" + p.after
		if _, err := outline(doc); (err == nil) != (string(other) == string(name)) {
			t.Fatalf("%q: %v", doc, err)
		}
	}
}
