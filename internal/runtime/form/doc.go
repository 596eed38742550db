// Package form builds the bodies of forms: URL-encoded, and of several parts with files.
package form
