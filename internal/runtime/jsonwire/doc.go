// Package jsonwire reads and writes JSON: a decoder that takes what services write for what they mean, and functions
// that append.
package jsonwire
