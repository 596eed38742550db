// Values of xs:anyType that have a type of the contract, or a built-in one.

package xmltype

import (
	"fmt"
	"reflect"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/datatype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// xsdNamespace is the namespace of the built-in types.
const xsdNamespace = "http://www.w3.org/2001/XMLSchema"

// DecodeAny decodes a by its xsi:type. It returns a pointer to the struct of that type or, for a built-in type, a text,
// bool, number or []byte; types that Go lacks become texts. The error is of kind [failure.ErrContent] if the type is
// unknown or the value is invalid. If its cause is a *wire.DeviationError, the value is returned too.
func (t *Types) DecodeAny(a xmlwire.AnyValue) (any, error) {
	fail := func(err error) error { return &failure.Error{Kind: failure.ErrContent, Operation: "Decode", Err: err} }
	document := xmlwire.AppendAttrs([]byte("<_"), a.Attributes, xmlwire.AnyBut())
	document = append(append(append(document, '>'), a.Content...), "</_>"...)
	if err := xmlwire.CheckEncoded(document); err != nil {
		return nil, fail(err)
	}
	d := xmlwire.NewDecoder(string(document), t.Table())
	d.Child()
	if a.Type.Space == xsdNamespace {
		text := d.Text()
		if err := d.Close(); err != nil {
			return nil, fail(err)
		}
		value, err := decodeBuiltin(text, a.Type.Local)
		if err != nil {
			return nil, fail(err)
		}
		return value, nil
	}
	named := t.ByName(a.Type)
	if named == nil || named.Abstract {
		return nil, fail(fmt.Errorf("the contract has no type %s of namespace %q", wire.Quote(a.Type.Local),
			a.Type.Space))
	}
	m := reflect.New(named.StructType())
	deviations := t.Decode(d, m.Interface())
	if err := d.Close(); err != nil {
		return nil, fail(err)
	}
	if deviations != nil {
		return m.Interface(), fail(deviations)
	}
	return m.Interface(), nil
}

// decodeBuiltin returns text as a value of a built-in type.
func decodeBuiltin(text, name string) (any, error) {
	b := datatype.Builtins[name]
	switch name {
	case "NMTOKENS", "IDREFS", "ENTITIES":
		b = datatype.Builtins["token"] // a list, unparsed
	}
	if b == nil {
		return nil, fmt.Errorf("there is no built-in type %s", wire.Quote(name))
	}
	s := &datatype.Simple{Builtin: b, Name: name}
	switch s.Kind {
	case datatype.KindDate, datatype.KindDateTime, datatype.KindTime, datatype.KindQName:
		return scalar.TrimSpace(text), nil
	}
	value := reflect.New(s.GoType())
	err := s.Parse(text, value.UnsafePointer(), s.GoType())
	return value.Elem().Interface(), err
}

// EncodeAny returns m, a pointer to a struct of a type that xsi:type can name, as a value of xs:anyType.
func (t *Types) EncodeAny(m any) (xmlwire.AnyValue, error) {
	fail := func(err error) error { return &failure.Error{Kind: failure.ErrInvalid, Operation: "Encode", Err: err} }
	v := reflect.ValueOf(m)
	if v.Kind() != reflect.Pointer || v.Type().Elem().Kind() != reflect.Struct || v.IsNil() {
		return xmlwire.AnyValue{}, fail(fmt.Errorf("%T is not a pointer to a struct, or is nil", m))
	}
	p := t.ForValue(m)
	if p.Named == nil || p.Named.Abstract {
		return xmlwire.AnyValue{}, fail(fmt.Errorf("%T is not of a type that xsi:type can name", m))
	}
	if err := t.Validate(m); err != nil {
		return xmlwire.AnyValue{}, fail(err)
	}
	document := []byte("<_")
	for _, n := range t.Namespaces {
		document, _ = xmlwire.AppendDeclaration(document, n.Prefix, n.URI)
	}
	w := writer{types: t}
	document = append(w.structure(document, p, memory.AddressOf(m)), "</_>"...)
	if err := xmlwire.CheckEncoded(document); err != nil {
		return xmlwire.AnyValue{}, fail(err)
	}
	d := xmlwire.NewDecoder(string(document), t.Table())
	d.Child()
	ns, local := t.CutPrefix(p.Named.Name)
	a := xmlwire.AnyValue{Type: xmlwire.QName{Space: t.Table()[ns], Local: local},
		Attributes: d.OtherAttrs(xmlwire.AnyBut())}
	a.Content = d.Raw()
	if err := d.Close(); err != nil {
		return xmlwire.AnyValue{}, fail(err)
	}
	return a, nil
}
