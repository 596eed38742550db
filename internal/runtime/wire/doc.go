// Package wire is what the codecs of XML and JSON share: words of text, memory for values, where a text is wrong,
// where it deviates from its contract, and values that cannot be sent.
package wire
