// Documents: the functions for generated code and the SOAP envelope.

package xmltype

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Types reads, writes and validates the types of a contract.
type Types struct {
	*plan.Plans
	Attachments Attachments // nil if no type has any
}

// New returns the Types of contract, which must not change afterwards.
func New(contract *contract.Types) *Types { return &Types{Plans: plan.New(contract)} }

// Append appends m, a pointer to a struct, as the element name, without an XML declaration. Values that XML does not
// allow are refused (see [wire.Refuse]).
func (t *Types) Append(b []byte, name string, m any) []byte {
	return t.appendElement(b, name, t.ForValue(m), memory.AddressOf(m))
}

// appendElement appends the struct at m, whose plan is p, as the element name.
func (t *Types) appendElement(b []byte, name string, p *plan.Struct, m memory.Ptr) []byte {
	e := t.Element(name)
	b = append(append(b, '<'), name...)
	prefix, _, _ := strings.Cut(name, ":")
	more := strings.Fields(e.Prefixes)
	for _, n := range t.Namespaces {
		if n.Prefix == prefix && prefix != name || slices.Contains(more, n.Prefix) {
			b, _ = xmlwire.AppendDeclaration(b, n.Prefix, n.URI)
		}
	}
	if head := t.HeadOf(e); head != nil {
		switch {
		case p.Named == nil || p.Named.Abstract:
			b = wire.Refuse(append(b, '>'), "needs a value of a type derived from "+head.Local())
		case p.Named != head:
			b = t.appendTypeName(b, p.Named)
		}
	}
	w := writer{types: t}
	b = w.structure(b, p, m)
	return append(append(append(b, "</"...), name...), '>')
}

// AppendDocument is [Types.Append] with an error for a refusal.
func (t *Types) AppendDocument(b []byte, name string, m any) ([]byte, error) {
	start := len(b)
	b = t.Append(b, name, m)
	if err := xmlwire.CheckEncoded(b[start:]); err != nil {
		return b[:start], err
	}
	return b, nil
}

// DecodeDocument reads doc, a document whose element is name, into m, a pointer to a struct or to an interface of
// structs. m shares no memory with doc. Every error is a *failure.Error of kind [failure.ErrContent]. If its cause is a
// *wire.DeviationError, m was read.
func (t *Types) DecodeDocument(doc []byte, name string, m any) error {
	reflect.ValueOf(m).Elem().SetZero()
	d := xmlwire.BorrowDecoder(unsafe.String(unsafe.SliceData(doc), len(doc)), "", t.Table(), true)
	defer d.Release()
	var deviations error
	if d.Child() {
		if t.IsElement(d, name) {
			deviations = t.Decode(d, m)
		} else {
			d.Failf("%.40s, expected %s", d.Name(), t.Described(name))
		}
	}
	if err := d.Close(); err != nil {
		return &failure.Error{Kind: failure.ErrContent, Operation: "DecodeXML", Err: err}
	}
	if deviations != nil {
		return &failure.Error{Kind: failure.ErrContent, Operation: "DecodeXML", Err: deviations}
	}
	return nil
}

// IsElement reports whether the pending element is named name.
func (t *Types) IsElement(d *xmlwire.Decoder, name string) bool {
	ns, local := t.CutPrefix(name)
	return d.NS == ns && d.Name() == local
}

// IsOfType reports whether the pending element has the xsi:type name.
func (t *Types) IsOfType(d *xmlwire.Decoder, name string) bool {
	text, _ := d.InstanceAttr("type")
	q, err := d.Scope().QName(scalar.TrimSpace(text))
	ns, local := t.CutPrefix(name)
	return err == nil && ns >= 0 && q == (xmlwire.QName{Space: t.Table()[ns], Local: local})
}

// Described returns the element name with its namespace, for an error.
func (t *Types) Described(name string) string {
	ns, local := t.CutPrefix(name)
	if ns <= 0 {
		return local
	}
	return fmt.Sprintf("%s of namespace %q", local, t.Table()[ns])
}

// Decode reads the pending element into m, a pointer to a struct or to an interface of structs. d must have the
// namespaces of t. The error is a *wire.DeviationError.
func (t *Types) Decode(d *xmlwire.Decoder, m any) error {
	return t.Read(d, func(x *Reader) { x.root(m) })
}

// root reads the pending element into m.
func (x *Reader) root(m any) {
	typ := reflect.TypeOf(m).Elem()
	if typ.Kind() == reflect.Interface {
		x.derived(&plan.Field{Item: typ, Head: x.types.HeadFor(typ)}, memory.AddressOf(m))
		return
	}
	p := x.types.For(typ).Ready()
	if p.Named != nil && x.hasType() {
		x.instance(p.Named, func(*contract.NamedType) bool { return false })
	}
	x.structure(p, memory.AddressOf(m))
}

// DecodeFault reads the pending element as an error of the type of fault, a nil pointer to a struct, or of a type
// derived from it. deviations is a *wire.DeviationError or nil.
func (t *Types) DecodeFault(d *xmlwire.Decoder, fault any) (declared, deviations error) {
	typ := reflect.TypeOf(fault).Elem()
	deviations = t.Read(d, func(x *Reader) {
		isValue := t.For(typ).Ready().Value != nil // whose own type xsi:type can name
		if head := t.NamedFor(typ); head != nil && x.hasType() && !(isValue && t.ByName(x.typeOf("")) == nil) {
			isFault := func(n *contract.NamedType) bool {
				_, ok := n.Value.(error)
				return ok && head.Any != nil && n.IsDerived(head)
			}
			if instance := x.instance(head, isFault); instance != nil {
				typ = instance.StructType()
			}
		}
		m := reflect.New(typ)
		x.structure(t.For(typ), m.UnsafePointer())
		declared, _ = m.Interface().(error)
	})
	return declared, deviations
}

// hasType reports whether the pending element has an xsi:type.
func (x *Reader) hasType() bool {
	_, ok := x.InstanceAttr("type")
	return ok
}

// Validate returns the faults of m, a pointer to a struct, as a *check.ValidationError.
func (t *Types) Validate(m any) error {
	if err := t.Check(m); err != nil {
		return err // what XML cannot represent is probably among these faults
	}
	var v checker
	v.encodes(func(b []byte) []byte {
		w := writer{types: &Types{Plans: t.Plans}} // which does not read attachments
		return w.structure(b[:len(b)-1], t.ForValue(m), memory.AddressOf(m))
	})
	return v.Err()
}

// Check is Validate without what XML cannot represent, for a caller who encodes m.
func (t *Types) Check(m any) error {
	var v checker
	if IsNil(m) {
		v.Faultf("is nil")
	} else {
		v.structure(t.ForValue(m), memory.AddressOf(m))
		if t.Attachments != nil && !v.TooDeep() {
			t.Attachments.Check(m, &v.Validator)
		}
	}
	return v.Err()
}

// Secrets returns the values of m, a pointer to a struct, that no error may show.
func (t *Types) Secrets(m any) []string {
	if IsNil(m) {
		return nil
	}
	p := t.ForValue(m)
	if !p.Secrets {
		return nil
	}
	var secrets []string
	for _, f := range slices.Concat(p.Attrs, p.Fields) {
		if !f.Secret || f.Shape != plan.SimpleShape || f.Many >= plan.ManyValues {
			continue
		}
		value := memory.Field(memory.AddressOf(m), f.Offset)
		if f.Many == plan.OnePointer {
			if value = memory.Pointer(value); value == nil {
				continue
			}
		}
		text := f.Simple.Append(nil, value, f.Item, func(b []byte, s string) []byte { return append(b, s...) })
		secrets = append(secrets, string(text))
	}
	return secrets
}

// IsNil reports whether m is nil or a nil pointer.
func IsNil(m any) bool {
	v := reflect.ValueOf(m)
	return !v.IsValid() || v.IsNil()
}
