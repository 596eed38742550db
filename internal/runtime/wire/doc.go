// Package wire has what the codecs of XML and JSON share: words of text, memory for values, syntax errors, deviations
// from a contract, and values that cannot be sent.
package wire
