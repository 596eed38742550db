// Built-in types: order, white space, and what stands for an absent value.

package wsdl

import "github.com/kontrakt-dev/kontrakt/schema"

// hasOrder reports whether the values of the built-in type t have an order, and so may have bounds (XSD Part 2,
// appendix C.1).
func hasOrder(t schema.BuiltinType) bool {
	switch t {
	case schema.Decimal, schema.Float, schema.Double, schema.Duration, schema.DateTime, schema.Time, schema.Date,
		schema.GYearMonth, schema.GYear, schema.GMonthDay, schema.GDay, schema.GMonth:
		return true
	}
	return t.IsInteger()
}

// zeroIsValue reports whether the zero value of the Go type for the built-in type t is one of t's values, and so cannot
// stand for an absent one. Numbers, booleans and free text have such a zero value; dates, names and bytes have none.
func zeroIsValue(t schema.BuiltinType) bool {
	switch t {
	case schema.DateTime, schema.Date, schema.GYearMonth, schema.GYear, schema.GMonthDay, schema.GDay,
		schema.GMonth, schema.Duration, schema.HexBinary, schema.Base64Binary, schema.Language, schema.NameType,
		schema.NCName, schema.ID, schema.IDREF, schema.IDREFS, schema.ENTITY, schema.ENTITIES, schema.NMTOKEN,
		schema.NMTOKENS, schema.QNameType, schema.NOTATION:
		return false
	}
	return true
}

// keepsSpace reports whether white space in the values of t is theirs to keep, in part at least.
func keepsSpace(t schema.BuiltinType) bool {
	return t == schema.String || t == schema.NormalizedString || t == schema.AnySimpleType || t == schema.AnyType
}
