// Package contract has the descriptions of a contract's XML types in generated code: a table, struct tags and content
// models.
package contract
