// Package scalar has the scalar values of XML Schema that Go has no type for, and the lexical forms of all (XSD Part
// 2).
package scalar
