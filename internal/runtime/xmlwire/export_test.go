// Internals of the scanner for its tests: the first error.

package xmlwire

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }
