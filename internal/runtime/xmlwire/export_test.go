// What tests of the scanner see besides: the first error, while they read.

package xmlwire

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }
