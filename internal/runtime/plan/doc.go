// Package plan works out, once for each Go type, how its fields stand in documents and in memory.
package plan
