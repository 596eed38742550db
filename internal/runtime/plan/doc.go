// Package plan determines, once for each Go type, how its fields are represented in documents and in memory.
package plan
