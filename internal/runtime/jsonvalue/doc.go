// Package jsonvalue has what only some contracts need of JSON: dates, times and decimals, JSON in header fields, and
// the messages of errors.
package jsonvalue
