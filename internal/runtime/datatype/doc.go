// Package datatype parses, writes, compares and validates the values of simple types, built in or of a contract (XSD
// Part 2).
package datatype
