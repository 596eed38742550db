// Package xmltype reads, writes and checks structs as XML, by their plans.
package xmltype
