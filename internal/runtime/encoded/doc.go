// Package encoded converts messages between the encoding of SOAP (SOAP 1.1, section 5; SOAP 1.2 Part 2, section 3) and
// the literal form that the engine reads and writes.
//
// The literal form of an array is an element with a child for each item; for several dimensions, with a child for each
// row. In the literal form, no value refers to another.
package encoded
