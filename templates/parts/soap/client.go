// Declarations that a client has in other files, so that the parts beside this file compile. It is not copied.

package soap

// Deviation is declared in deviation.go of a client.
type Deviation struct{ Path, Expected, Found string }

func deviationsOf(error) []Deviation { return nil }
