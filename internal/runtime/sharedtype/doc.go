// Package sharedtype reads and writes values whose types clients share. The package of the types has their JSON. Its
// runtime can be another copy, so that values are passed as text.
package sharedtype
