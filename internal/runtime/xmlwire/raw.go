// Markup of XML kept as it is written: what xs:any, xs:anyType and mixed content are read into, and written from.

package xmlwire

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Raw takes the pending element and returns what is between its tags, as it is written. Its elements get the
// namespace declarations that they have from around it.
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
	if d.passedText = ""; d.err != nil {
		return ""
	}
	rest := doc[start:strings.LastIndex(doc[:d.pos], "</")]
	if b.Len() == 0 {
		return d.Own(rest)
	}
	b.WriteString(rest)
	return b.String()
}

// Outer takes the pending element and returns it with its tags, as it is written. It gets the namespace declarations
// that it has from around it.
func (d *Decoder) Outer() string { return d.Own(d.outer()) }

// outer is Outer as it stands in the document.
func (d *Decoder) outer() string {
	if d.state == atNothing {
		return ""
	}
	doc, start, nameEnd := d.doc, d.tagStart(), d.current().nameEnd
	around, own := d.bindings[:d.current().bindings], slices.Clone(d.bindings[d.current().bindings:])
	d.Skip()
	if d.err != nil {
		return ""
	}
	raw := doc[start:d.pos]
	declarations := inherited(raw, around, own)
	if len(declarations) == 0 {
		return raw
	}
	tag := nameEnd - start
	return raw[:tag] + string(declarations) + raw[tag:]
}

// inherited returns the declarations that raw, an element which declares own, needs of those around it: the default
// namespace, and every prefix that occurs in it before a colon, be it in a name, in a value that is one, or by chance.
func inherited(raw string, around, own []binding) []byte {
	var b []byte
	for i, declared := range slices.Backward(around) {
		same := func(other binding) bool { return other.prefix == declared.prefix }
		switch {
		case slices.ContainsFunc(own, same), slices.ContainsFunc(around[i+1:], same):
		case declared.prefix == "" && declared.uri != "":
			b = append(AppendAttr(append(b, ` xmlns="`...), declared.uri), '"')
		case declared.prefix != "" && strings.Contains(raw, declared.prefix+":"):
			b, _ = AppendDeclaration(b, declared.prefix, declared.uri)
		}
	}
	return b
}

// AppendRaw appends raw, markup as Decoder.Raw or Outer returns it, to b. If it is not well-formed by itself, it is
// refused (see [wire.Refuse]).
func AppendRaw(b []byte, raw string) []byte {
	d := NewDecoder("<raw>"+raw+"</raw>", []string{""})
	if err := d.Close(); err != nil {
		return wire.Refuse(b, "raw XML: "+err.Error())
	}
	return append(b, raw...)
}
