// Package xmltype reads, writes and validates structs as XML, by their plans.
package xmltype
