// Package jsonvalue has the parts of JSON that only some contracts need: dates, times and decimals, and the messages
// of errors.
package jsonvalue
