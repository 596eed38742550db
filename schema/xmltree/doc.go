// Package xmltree reads the XML documents of a contract into trees whose elements and attributes have positions and
// namespaces.
//
// A contract is not trusted. Nothing outside of its folder is opened, document type declarations are refused, and sizes
// and depths are bounded.
package xmltree
