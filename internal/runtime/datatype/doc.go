// Package datatype parses, writes, compares and checks the values of simple types, built-in ones and those of a
// contract (XSD Part 2).
package datatype
