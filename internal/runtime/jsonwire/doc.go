// Package jsonwire reads and writes JSON: a decoder that understands common deviations, and functions that append.
package jsonwire
