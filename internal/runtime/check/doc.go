// Package check collects the faults of a value, each with the path to it.
package check
