// Envelopes in another spelling: their tags and texts are written anew, and mean the same.

package spelling

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Spelling says how envelopes are spelled.
type Spelling struct {
	Prefix      string   // of the namespace of the envelope; "": soapenv
	Declaration bool     // whether an XML declaration begins the document
	CDATA       []string // the local names of the elements whose text is a CDATA section (XML 1.0, section 2.7)
	Empty       string   // the tags of elements without content: Short or Long; "": as they are
}

// Tags of elements without content (XML 1.0, section 3.1).
const (
	Short = "short" // <x/>
	Long  = "long"  // <x></x>
)

// usual is the prefix that the namespace of the envelope has.
const usual = "soapenv"

// Append appends envelope, which is well-formed, to b in the spelling s.
func (s *Spelling) Append(b []byte, envelope string) []byte {
	if s.Declaration {
		b = append(b, `<?xml version="1.0" encoding="UTF-8"?>`...)
	}
	w := writer{s, b, envelope, 0}
	for w.rest != "" {
		w.next()
	}
	return w.b
}

// writer appends a document.
type writer struct {
	*Spelling
	b     []byte
	rest  string // what is not written yet
	depth int    // how many elements are open
}

// next appends the next token, or a whole element without content.
func (w *writer) next() {
	token := w.cut()
	switch {
	case strings.HasPrefix(token, "</"):
		w.depth--
		w.b = append(w.b, w.renamed(token)...)
	case token[0] == '<' && token[1] != '!' && token[1] != '?':
		w.start(token)
	default:
		w.b = append(w.b, token...)
	}
}

// start appends token, the start tag of an element, and its content if that is nothing or has a spelling.
func (w *writer) start(token string) {
	tag, isShort := strings.CutSuffix(strings.TrimSuffix(token, ">"), "/")
	tag = w.renamed(tag)
	name := tag[1:]
	if end := strings.IndexAny(name, " \t\r\n"); end >= 0 {
		name = name[:end]
	}
	w.b = append(w.b, tag...)
	if isShort || strings.HasPrefix(w.rest, "</") {
		if !isShort {
			w.cut()
		}
		if w.Empty == Short || w.Empty == "" && isShort {
			w.b = append(w.b, "/>"...)
		} else {
			w.b = append(append(append(w.b, "></"...), name...), '>')
		}
		return
	}
	w.b = append(w.b, '>')
	w.depth++
	if local := name[strings.IndexByte(name, ':')+1:]; slices.Contains(w.CDATA, local) {
		if text := w.rest[:tokenLen(w.rest)]; text[0] != '<' && strings.HasPrefix(w.rest[len(text):], "</") {
			w.b = append(w.b, cdata(w.cut())...)
		}
	}
}

// cut removes the next token from the rest of the document and returns it.
func (w *writer) cut() string {
	n := tokenLen(w.rest)
	token := w.rest[:n]
	w.rest = w.rest[n:]
	return token
}

// tokenLen returns the length of the token at the beginning of doc: character data, a tag, a comment, a CDATA section or
// a processing instruction.
func tokenLen(doc string) int {
	until := func(end string) int {
		if i := strings.Index(doc, end); i >= 0 {
			return i + len(end)
		}
		return len(doc)
	}
	switch {
	case doc[0] != '<':
		if i := strings.IndexByte(doc, '<'); i >= 0 {
			return i
		}
		return len(doc)
	case strings.HasPrefix(doc, "<!--"):
		return until("-->")
	case strings.HasPrefix(doc, "<![CDATA["):
		return until("]]>")
	case strings.HasPrefix(doc, "<?"):
		return until("?>")
	}
	var quote byte // around the attribute value, 0 outside of one
	for i := range len(doc) {
		switch c := doc[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"', c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(doc)
}

// renamed returns tag, which may lack its end, with the prefix of the envelope's namespace. This prefix is in the names
// of the envelope, header and body, and of attributes one level below. Everything else declares its prefixes itself.
func (w *writer) renamed(tag string) string {
	switch {
	case w.Prefix == "" || w.depth > 2:
		return tag
	case w.depth == 0:
		return strings.ReplaceAll(tag, usual, w.Prefix)
	case w.depth == 1:
		return strings.Replace(tag, usual, w.Prefix, 1)
	}
	var b strings.Builder
	rest := tag
	for {
		start := strings.IndexAny(rest, `"'`)
		if start < 0 {
			b.WriteString(rest)
			return b.String()
		}
		end := start + 1 + strings.IndexByte(rest[start+1:], rest[start]) + 1
		before, name := rest[:start], strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest[:start]), "="))
		if name == "xmlns:"+usual {
			return tag
		}
		b.WriteString(strings.Replace(before, " "+usual+":", " "+w.Prefix+":", 1))
		b.WriteString(rest[start:end])
		rest = rest[end:]
	}
}

// cdataEscapes are what cannot be in a CDATA section: its end, and a carriage return, which a reader takes for the end
// of a line.
var cdataEscapes = strings.NewReplacer("]]>", "]]]]><![CDATA[>", "\r", "]]>&#xD;<![CDATA[")

// cdata returns text, character data, as CDATA sections.
func cdata(text string) string {
	d := xmlwire.NewDecoder("<text>"+text+"</text>", []string{""})
	d.Child()
	return "<![CDATA[" + cdataEscapes.Replace(d.Text()) + "]]>"
}
