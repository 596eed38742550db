// Validation of unions: text that has to be a value of one of several types.

package runtime

// Union checks that the text s of the field name, whose type is a union, is a value of one of the members (XSD Part 2,
// section 2.5.1.3): each adds what it has against a text to a validator of its own. want says what the members are.
func (v *Validator) Union(name, s, want string, members ...func(*Validator, string)) {
	for _, check := range members {
		var own Validator
		if check(&own, s); len(own.faults) == 0 {
			return
		}
	}
	v.Fault(name, "must be %s", want)
}

// Member is a member of a union for [Validator.Union]: its values are what parse makes of a text, without the white
// space around it, and check, unless it is nil, has nothing against.
func Member[T any](parse func(string) (T, error), check func(*Validator, T)) func(*Validator, string) {
	return func(v *Validator, s string) {
		value, err := parse(trimSpace(s))
		switch {
		case err != nil:
			v.Faultf("%v", err)
		case check != nil:
			check(v, value)
		}
	}
}
