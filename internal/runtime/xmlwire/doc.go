// Package xmlwire reads and writes XML: a scanner with namespaces, and functions that append.
package xmlwire
