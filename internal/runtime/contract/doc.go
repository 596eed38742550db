// Package contract has the descriptions that generated code gives of its contract's XML types: a table, struct tags
// and content models.
package contract
