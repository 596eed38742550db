// Package parameter writes values outside of bodies: numbers and lists in queries, and JSON in header fields.
package parameter
