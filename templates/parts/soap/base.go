// Bases: the fields that a value inherits from the base of its type.

package soap

// BaseOf returns a copy of the fields that value, a pointer to a struct whose type is derived from T, inherits from T.
// Pointers and slices in it are those of value. BaseOf returns nil if value is nil, or if its type is neither T nor
// derived from T.
func BaseOf[T any](value any) *T {
	base := new(T)
	if !contractTypes.CopyBase(base, value) {
		return nil
	}
	return base
}

// SetBase copies the fields of base to value, a pointer to a struct whose type is derived from T. It returns false if
// the type is not.
func SetBase[T any](value any, base *T) bool { return contractTypes.SetBase(value, base) }
