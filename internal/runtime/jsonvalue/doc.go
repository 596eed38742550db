// Package jsonvalue has the parts of JSON that only some contracts need: dates, times and decimals, JSON in header
// fields, and the messages of errors.
package jsonvalue
