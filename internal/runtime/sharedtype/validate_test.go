// Tests of the faults of values of shared types.

package sharedtype_test

import (
	"errors"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/sharedtype"
)

// The faults that another validator found in a field have its path before theirs.
func TestInclude(t *testing.T) {
	var inner, v check.Validator
	inner.Required("a")
	inner.Enter("b", 2)
	inner.Required("c")
	v.Enter("x", 0)
	sharedtype.Include(&v, nil)
	sharedtype.Include(&v, new(check.Validator).Err())
	sharedtype.Include(&v, inner.Err())
	sharedtype.Include(&v, errors.New("is odd"))
	v.Leave()
	sharedtype.Include(&v, inner.Err())
	want := "x[0].a: is required; x[0].b[2].c: is required; x[0]: is odd; a: is required; b[2].c: is required"
	if err := v.Err(); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	for range check.MaxFaults {
		inner.Required("a")
	}
	sharedtype.Include(&v, inner.Err())
	if err, ok := errors.AsType[*check.ValidationError](v.Err()); !ok || len(err.Faults) != check.MaxFaults || err.Omitted != 7 {
		t.Errorf("got %d faults, %d omitted, want %d and 7", len(err.Faults), err.Omitted, check.MaxFaults)
	}
}
