// The error of values that break a rule of the contract.

package rest

// invalid converts the faults of a value to an [*Error] of kind [ErrInvalid].
func invalid(err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: ErrInvalid, Err: err}
}
