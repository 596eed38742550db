// Documents: what generated code and the SOAP envelope call of the engine.

package runtime

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// XMLElement says what the name of an element does not, for one that is a document or stands in an envelope.
type XMLElement struct {
	Name     string // prefix:local
	Prefixes string // of other namespaces that occur in it, with spaces between them
	Any      any    // if others are derived from its type: a nil pointer to the interface of the values
}

// element returns what is known of the element called name.
func (t *XMLTypes) element(name string) *XMLElement {
	if e := find(t.Elements, name, func(e *XMLElement) string { return e.Name }); e != nil {
		return e
	}
	return &XMLElement{Name: name}
}

// Append appends m, a pointer to a struct, as the element called name, without an XML declaration. What XML cannot
// carry is refused (see [Refuse]).
func (t *XMLTypes) Append(b []byte, name string, m any) []byte {
	return t.appendElement(b, name, t.planOf(m), addressOf(m))
}

// appendElement appends the struct at m, whose plan is p, as the element called name.
func (t *XMLTypes) appendElement(b []byte, name string, p *plan, m ptr) []byte {
	e := t.element(name)
	b = append(append(b, '<'), name...)
	prefix, _, _ := strings.Cut(name, ":")
	more := strings.Fields(e.Prefixes)
	for _, n := range t.Namespaces {
		if n.Prefix == prefix && prefix != name || slices.Contains(more, n.Prefix) {
			b, _ = appendDeclaration(b, n.Prefix, n.URI)
		}
	}
	if e.Any != nil {
		switch head := t.headOf(reflect.TypeOf(e.Any).Elem()); {
		case p.named == nil || p.named.Abstract:
			b = Refuse(append(b, '>'), "needs a value of a type derived from "+head.local())
		case p.named != head:
			b = t.appendTypeName(b, p.named)
		}
	}
	w := xmlWriter{t}
	b = w.structure(b, p, m)
	return append(append(append(b, "</"...), name...), '>')
}

// AppendDocument is [XMLTypes.Append] with an error for what XML cannot carry.
func (t *XMLTypes) AppendDocument(b []byte, name string, m any) ([]byte, error) {
	start := len(b)
	b = t.Append(b, name, m)
	if err := CheckEncoded(b[start:]); err != nil {
		return b[:start], err
	}
	return b, nil
}

// DecodeDocument reads m, a pointer to a struct or to an interface of structs, from doc, a document whose element is
// called name. Nothing of doc is kept. Every error is an *Error of kind [ErrContent]; if its cause is a
// *DeviationError, m was read nevertheless.
func (t *XMLTypes) DecodeDocument(doc []byte, name string, m any) error {
	reflect.ValueOf(m).Elem().SetZero()
	d := borrowXMLDecoder(unsafe.String(unsafe.SliceData(doc), len(doc)), "", t.namespaces())
	defer d.release()
	d.borrowed = true
	var deviations error
	if d.Child() {
		if t.isElement(d, name) {
			deviations = t.Decode(d, m)
		} else {
			d.Failf("%.40s where %s is expected", d.Name(), t.described(name))
		}
	}
	if err := d.Close(); err != nil {
		return &Error{Kind: ErrContent, Operation: "DecodeXML", Err: err}
	}
	if deviations != nil {
		return &Error{Kind: ErrContent, Operation: "DecodeXML", Err: deviations}
	}
	return nil
}

// isElement reports whether the element at hand is called name.
func (t *XMLTypes) isElement(d *XMLDecoder, name string) bool {
	ns, local := t.cutPrefix(name)
	return d.NS == ns && d.Name() == local
}

// described is the element called name, with its namespace, for an error.
func (t *XMLTypes) described(name string) string {
	ns, local := t.cutPrefix(name)
	if ns <= 0 {
		return local
	}
	return fmt.Sprintf("%s of namespace %q", local, t.namespaces()[ns])
}

// Decode reads m, a pointer to a struct or to an interface of structs, from the element at hand, which it takes. d must
// have been made with the namespaces of t. The error lists what departs from the contract, as a *DeviationError.
func (t *XMLTypes) Decode(d *XMLDecoder, m any) error {
	return t.read(d, func(x *xmlReader) { x.root(m) })
}

// root reads m from the element at hand, and takes the element.
func (x *xmlReader) root(m any) {
	typ := reflect.TypeOf(m).Elem()
	if typ.Kind() == reflect.Interface {
		x.derived(&fieldPlan{item: typ, head: x.types.headOf(typ)}, addressOf(m))
		return
	}
	p := x.types.plan(typ).ready()
	if p.named != nil && x.hasType() {
		x.instance(p.named, func(*NamedType) bool { return false })
	}
	x.structure(p, addressOf(m))
}

// decodeFault reads the element at hand as an error of the type of fault, a nil pointer to a struct, or of one that is
// derived from it.
func (t *XMLTypes) decodeFault(d *XMLDecoder, fault any) (declared error) {
	typ := reflect.TypeOf(fault).Elem()
	t.read(d, func(x *xmlReader) {
		if head := t.namedAs(typ); head != nil && x.hasType() {
			isFault := func(n *NamedType) bool {
				_, ok := n.Value.(error)
				return ok && head.Any != nil && reflect.TypeOf(n.Value).Implements(reflect.TypeOf(head.Any).Elem())
			}
			if instance := x.instance(head, isFault); instance != nil {
				typ = instance.structType()
			}
		}
		m := reflect.New(typ)
		x.structure(t.plan(typ), m.UnsafePointer())
		declared, _ = m.Interface().(error)
	})
	return declared
}

// hasType reports whether the element at hand has an xsi:type.
func (x *xmlReader) hasType() bool {
	_, ok := x.instanceAttribute("type")
	return ok
}

// Validate returns what m, a pointer to a struct, breaks of the contract, as a *ValidationError.
func (t *XMLTypes) Validate(m any) error {
	var v validator
	if isNilPointer(m) {
		v.faultf("is nil")
		return v.err()
	}
	p := t.planOf(m)
	v.structure(p, addressOf(m))
	v.encodes(func(b []byte) []byte {
		w := xmlWriter{t}
		return w.structure(b[:len(b)-1], p, addressOf(m))
	})
	return v.err()
}

// Secrets are the values of m, a pointer to a struct, that no error may show.
func (t *XMLTypes) Secrets(m any) []string {
	if isNilPointer(m) {
		return nil
	}
	p := t.planOf(m)
	if !p.secrets {
		return nil
	}
	var secrets []string
	for _, f := range slices.Concat(p.attrs, p.fields) {
		if !f.Secret || f.shape != simpleShape || f.many >= manyValues {
			continue
		}
		at := at(addressOf(m), f.offset)
		if f.many == onePointer {
			if at = pointer(at); at == nil {
				continue
			}
		}
		text := f.simple.append(nil, at, f.item, func(b []byte, s string) []byte { return append(b, s...) })
		secrets = append(secrets, string(text))
	}
	return secrets
}

// isNilPointer reports whether m is nil or a nil pointer.
func isNilPointer(m any) bool {
	v := reflect.ValueOf(m)
	return !v.IsValid() || v.IsNil()
}
