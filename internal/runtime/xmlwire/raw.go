// Raw markup: values of xs:any, xs:anyType and mixed content.

package xmlwire

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Raw reads the pending element and returns its content as markup. Child elements get the namespace declarations that
// they inherit.
func (d *Decoder) Raw() string {
	if d.state == atNothing || !d.enter() {
		return ""
	}
	doc, start := d.doc, d.pos
	var b strings.Builder
	for d.Child() {
		b.WriteString(doc[start:d.tagStart()])
		b.WriteString(d.outer())
		start = d.pos
	}
	if d.skippedText = ""; d.err != nil {
		return ""
	}
	rest := doc[start:strings.LastIndex(doc[:d.pos], "</")]
	if b.Len() == 0 {
		return d.Keep(rest)
	}
	b.WriteString(rest)
	return b.String()
}

// Outer reads the pending element and returns it as markup, with its tags and the namespace declarations that it
// inherits.
func (d *Decoder) Outer() string { return d.Keep(d.outer()) }

// outer is Outer without a copy.
func (d *Decoder) outer() string {
	if d.state == atNothing {
		return ""
	}
	doc, start, nameEnd := d.doc, d.tagStart(), d.current().nameEnd
	outer, declared := d.bindings[:d.current().bindings], slices.Clone(d.bindings[d.current().bindings:])
	d.Skip()
	if d.err != nil {
		return ""
	}
	raw := doc[start:d.pos]
	declarations := inherited(raw, outer, declared)
	if len(declarations) == 0 {
		return raw
	}
	tag := nameEnd - start
	return raw[:tag] + string(declarations) + raw[tag:]
}

// inherited returns the declarations that raw, an element which declares own, may need of those in around: the default
// namespace, and every prefix that raw may use.
func inherited(raw string, outer, own []binding) []byte {
	var b []byte
	for i, declared := range slices.Backward(outer) {
		same := func(other binding) bool { return other.prefix == declared.prefix }
		switch {
		case slices.ContainsFunc(own, same), slices.ContainsFunc(outer[i+1:], same):
		case declared.prefix == "" && declared.uri != "":
			b = append(AppendAttr(append(b, ` xmlns="`...), declared.uri), '"')
		case declared.prefix != "" && mayUse(raw, declared.prefix):
			b, _ = AppendDeclaration(b, declared.prefix, declared.uri)
		}
	}
	return b
}

// mayUse reports whether raw may have a qualified name with prefix: in a tag, or in the text of an attribute or element.
// The s of https: is not a prefix, and neither is the urn of xmlns:a="urn:b".
func mayUse(raw, prefix string) bool {
	for i := 0; ; i++ {
		at := strings.Index(raw[i:], prefix+":")
		if at < 0 {
			return false
		}
		i += at
		_, n := utf8.DecodeLastRuneInString(raw[:i])
		isWhole := !IsNCName("_" + raw[i-n:i])
		if isWhole && !endsInDeclaration(raw[:i]) {
			return true
		}
	}
}

// endsInDeclaration reports whether the URI of a namespace declaration follows text.
func endsInDeclaration(text string) bool {
	name := strings.TrimRight(text, "'\"")
	if name == text {
		return false
	}
	name, ok := strings.CutSuffix(strings.TrimRight(name, xmlSpace), "=")
	name = strings.TrimRight(name, xmlSpace)
	name = name[strings.LastIndexAny(name, xmlSpace+`'"=<>`)+1:]
	return ok && (name == "xmlns" || strings.HasPrefix(name, "xmlns:"))
}

// AppendRaw appends raw markup, such as from Decoder.Raw or Outer, to b. If it is not well-formed by itself, it is
// refused (see [wire.Refuse]).
func AppendRaw(b []byte, raw string) []byte {
	d := NewDecoder("<raw>"+raw+"</raw>", []string{""})
	if err := d.Close(); err != nil {
		return wire.Refuse(b, "raw XML: "+err.Error())
	}
	return append(b, raw...)
}
