// Values of xs:anyType that are of a type of the contract, or of a built-in one.

package runtime

import (
	"fmt"
	"reflect"
)

// xsdNamespace is where the built-in types are from.
const xsdNamespace = "http://www.w3.org/2001/XMLSchema"

// DecodeAny returns the value that a value of xs:anyType is by its xsi:type: a pointer to the struct of that type, or,
// for a built-in type, a text, bool, number or []byte; what Go has no such type for is a text. The error is of kind
// [ErrContent] if the type is not known or the value is none; if its cause is a *DeviationError, the value was read.
func (t *XMLTypes) DecodeAny(a AnyValue) (any, error) {
	fail := func(err error) error { return &Error{Kind: ErrContent, Operation: "Decode", Err: err} }
	document := AppendAttrs([]byte("<_"), a.Attributes, AnyBut())
	document = append(append(append(document, '>'), a.Content...), "</_>"...)
	if err := CheckEncoded(document); err != nil {
		return nil, fail(err)
	}
	d := NewXMLDecoder(string(document), t.namespaces())
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
	named := t.named(a.Type)
	if named == nil || named.Abstract {
		return nil, fail(fmt.Errorf("the type %s of namespace %q is not one of the contract's", quote(a.Type.Local),
			a.Type.Space))
	}
	m := reflect.New(named.structType())
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
	b := builtinTypes[name]
	switch name {
	case "NMTOKENS", "IDREFS", "ENTITIES":
		b = builtinTypes["token"] // a list, as it is written
	}
	if b == nil {
		return nil, fmt.Errorf("there is no built-in type %s", quote(name))
	}
	s := &simple{builtinType: b, name: name}
	switch s.kind {
	case kindDate, kindDateTime, kindTime, kindQName:
		return trimSpace(text), nil
	}
	value := reflect.New(s.goType())
	err := s.parse(text, value.UnsafePointer(), s.goType())
	return value.Elem().Interface(), err
}

// EncodeAny returns m, a pointer to a struct of a type that xsi:type can name, as a value of xs:anyType.
func (t *XMLTypes) EncodeAny(m any) (AnyValue, error) {
	fail := func(err error) error { return &Error{Kind: ErrInvalid, Operation: "Encode", Err: err} }
	v := reflect.ValueOf(m)
	if v.Kind() != reflect.Pointer || v.Type().Elem().Kind() != reflect.Struct || v.IsNil() {
		return AnyValue{}, fail(fmt.Errorf("%T is not a pointer to a struct, or is nil", m))
	}
	p := t.planOf(m)
	if p.named == nil || p.named.Abstract {
		return AnyValue{}, fail(fmt.Errorf("%T is not of a type that xsi:type can name", m))
	}
	if err := t.Validate(m); err != nil {
		return AnyValue{}, fail(err)
	}
	document := []byte("<_")
	for _, n := range t.Namespaces {
		document, _ = appendDeclaration(document, n.Prefix, n.URI)
	}
	w := xmlWriter{t}
	document = append(w.structure(document, p, addressOf(m)), "</_>"...)
	if err := CheckEncoded(document); err != nil {
		return AnyValue{}, fail(err)
	}
	d := NewXMLDecoder(string(document), t.namespaces())
	d.Child()
	ns, local := t.cutPrefix(p.named.Name)
	a := AnyValue{Type: QName{t.table[ns], local}, Attributes: d.OtherAttrs(AnyBut())}
	a.Content = d.Raw()
	if err := d.Close(); err != nil {
		return AnyValue{}, fail(err)
	}
	return a, nil
}
