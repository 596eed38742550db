// Package checks holds what gen describe and gen openapi write against programs of other people: a browser, the parser
// of Mermaid, a validator of OpenAPI. It is a module of its own, so that nobody who uses the command has their
// dependencies.
package checks
