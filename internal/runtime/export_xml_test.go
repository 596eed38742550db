// What tests of the scanner see besides: the first error, while they read.

package runtime

// Err returns the first error.
func (d *XMLDecoder) Err() error { return d.err }
