// Bases: the fields that a value has from a type that its own is derived from.

package soap

// BaseOf returns the fields that value, a pointer to a struct whose type is derived from T, has from T: a copy, whose
// pointers and slices are those of value. It is nil if the type of value is neither derived from T nor T itself, and if
// value is nil.
func BaseOf[T any](value any) *T {
	base := new(T)
	if !contractTypes.CopyBase(base, value) {
		return nil
	}
	return base
}

// SetBase copies the fields of base to value, a pointer to a struct whose type is derived from T. It reports whether that
// is so.
func SetBase[T any](value any, base *T) bool { return contractTypes.SetBase(value, base) }
