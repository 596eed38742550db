// Faults of values of shared types.

package sharedtype

import "github.com/kontrakt-dev/kontrakt/internal/runtime/check"

// Include records in v the faults in err, which the method Validate of the current field returned: a
// *check.ValidationError, which can be of another copy of that package.
func Include(v *check.Validator, err error) {
	switch err := err.(type) {
	case nil:
	case interface {
		Each(add func(path, message string)) (omitted int)
	}:
		for range err.Each(func(path, message string) { v.Fault(path, "%s", message) }) {
			v.Faultf("") // more than the list has room for, which is counted
		}
	default:
		v.Faultf("%v", err)
	}
}
