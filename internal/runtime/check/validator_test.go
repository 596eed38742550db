// Tests of the validator.

package check

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func TestValidatorChecks(t *testing.T) {
	pattern := regexp.MustCompile(`^(?:[a-z]+)$`)
	for _, test := range []struct {
		check func(v *Validator)
		want  string // "" for no fault
	}{
		{func(v *Validator) { v.Required("x") }, "x: is required"},
		{func(v *Validator) { v.Count("x", 1, 1, 100) }, ""},
		{func(v *Validator) { v.Count("x", 1000, 1, -1) }, ""},
		{func(v *Validator) { v.Count("x", 101, 1, 100) }, "x: needs 1 to 100 items, has 101"},
		{func(v *Validator) { v.Count("x", 0, 1, -1) }, "x: needs at least 1 item, has 0"},
		{func(v *Validator) { v.Count("x", 1, 2, 2) }, "x: needs exactly 2 items, has 1"},
		{func(v *Validator) { v.OneOf(1, "a", "b") }, ""},
		{func(v *Validator) { v.OneOf(0, "a", "b") }, "needs exactly one of a, b, has 0"},
		{func(v *Validator) { v.OneOf(2, "a", "b") }, "needs exactly one of a, b, has 2"},
		{func(v *Validator) { v.AtMostOne(0, "a", "b") }, ""},
		{func(v *Validator) { v.AtMostOne(1, "a", "b") }, ""},
		{func(v *Validator) { v.AtMostOne(2, "a", "b") }, "may have only one of a, b, has 2"},
		{func(v *Validator) { v.Length("x", "äöü", 3) }, ""},
		{func(v *Validator) { v.Length("x", "äöü", 6) }, "x: needs exactly 6 characters, has 3"},
		{func(v *Validator) { v.MinLength("x", "äöü", 3) }, ""},
		{func(v *Validator) { v.MinLength("x", "äöü", 4) }, "x: needs at least 4 characters, has 3"},
		{func(v *Validator) { v.MaxLength("x", "äöü", 3) }, ""},
		{func(v *Validator) { v.MaxLength("x", "äöü", 1) }, "x: may have at most 1 character, has 3"},
		{func(v *Validator) { v.Pattern("x", "abc", pattern) }, ""},
		{func(v *Validator) { v.Pattern("x", "secret1", pattern) },
			"x: does not match the pattern ^(?:[a-z]+)$"},
		{func(v *Validator) { v.Enum("x", "w", "m", "w") }, ""},
		{func(v *Validator) { v.Enum("x", "secret", "m", "w") }, "x: must be one of m, w"},
		{func(v *Validator) { v.Bound("x", true, "at least 18") }, ""},
		{func(v *Validator) { v.Bound("x", false, "at least 18") }, "x: must be at least 18"},
		{func(v *Validator) { v.Digits("x", "0123.450", 5, 2) }, ""},
		{func(v *Validator) { v.Digits("x", "123.456", -1, -1) }, ""},
		{func(v *Validator) { v.Digits("x", "123456", 5, -1) }, "x: may have at most 5 digits, has 6"},
		{func(v *Validator) { v.Digits("x", "0.12", 5, 1) },
			"x: may have at most 1 digit after the point, has 2"},
		{func(v *Validator) { v.Digits("x", "secret", 5, 1) }, "x: is not a decimal number"},
		{func(v *Validator) { v.Fault("x", "is %s", "odd") }, "x: is odd"},
	} {
		var v Validator
		test.check(&v)
		got := ""
		if err := v.Err(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestValidatorPaths(t *testing.T) {
	var v Validator
	v.Enter("incidentList", -1)
	v.Enter("item", 3)
	v.Enter("newIncident", -1)
	v.Required("birthday")
	v.Leave()
	v.Faultf("is odd")
	v.Leave()
	v.Leave()
	v.Required("type")
	for i := range 40 {
		v.Enter("a", i)
	}
	v.Required("deep")
	for range 40 {
		v.Leave()
	}
	v.Required("last")
	var deep strings.Builder
	for i := range 40 {
		fmt.Fprintf(&deep, "a[%d].", i)
	}
	var faults *ValidationError
	if !errors.As(v.Err(), &faults) {
		t.Fatal(v.Err())
	}
	want := []string{
		"incidentList.item[3].newIncident.birthday", "incidentList.item[3]", "type", deep.String() + "deep", "last",
	}
	for i, fault := range faults.Faults {
		if fault.Path != want[i] {
			t.Errorf("got %s, want %s", fault.Path, want[i])
		}
	}
}

func TestValidatorIsBounded(t *testing.T) {
	var v Validator
	for range 250 {
		v.Required("x")
	}
	var faults *ValidationError
	if !errors.As(v.Err(), &faults) || len(faults.Faults) != 100 || faults.Omitted != 150 {
		t.Errorf("got %v", v.Err())
	}
	if text := v.Err().Error(); !strings.HasSuffix(text, "; x: is required; and 150 more faults") {
		t.Error(text)
	}
}

func TestValidatorAllocatesNothing(t *testing.T) {
	allocations := testing.AllocsPerRun(100, func() {
		var v Validator
		for range 20 {
			v.Enter("a", -1)
			v.MaxLength("b", "text", 10)
			v.OneOf(1, "c", "d")
			v.Leave()
		}
		if v.Err() != nil {
			t.Error(v.Err())
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations without a fault", allocations)
	}
}
