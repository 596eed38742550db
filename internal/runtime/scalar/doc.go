// Package scalar has the simple values of XML Schema that Go has no types for, and the lexical forms of all (XSD Part
// 2).
package scalar
