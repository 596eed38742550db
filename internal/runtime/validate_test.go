// Tests of the validator.

package runtime

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
		check func(v *validator)
		want  string // "" for no fault
	}{
		{func(v *validator) { v.required("x") }, "x: is required"},
		{func(v *validator) { v.count("x", 1, 1, 100) }, ""},
		{func(v *validator) { v.count("x", 1000, 1, -1) }, ""},
		{func(v *validator) { v.count("x", 101, 1, 100) }, "x: needs 1 to 100 items, has 101"},
		{func(v *validator) { v.count("x", 0, 1, -1) }, "x: needs at least 1 item, has 0"},
		{func(v *validator) { v.count("x", 1, 2, 2) }, "x: needs exactly 2 items, has 1"},
		{func(v *validator) { v.oneOf(1, "a", "b") }, ""},
		{func(v *validator) { v.oneOf(0, "a", "b") }, "needs exactly one of a, b, has 0"},
		{func(v *validator) { v.oneOf(2, "a", "b") }, "needs exactly one of a, b, has 2"},
		{func(v *validator) { v.atMostOne(0, "a", "b") }, ""},
		{func(v *validator) { v.atMostOne(1, "a", "b") }, ""},
		{func(v *validator) { v.atMostOne(2, "a", "b") }, "may have only one of a, b, has 2"},
		{func(v *validator) { v.length("x", "äöü", 3) }, ""},
		{func(v *validator) { v.length("x", "äöü", 6) }, "x: needs exactly 6 characters, has 3"},
		{func(v *validator) { v.minLength("x", "äöü", 3) }, ""},
		{func(v *validator) { v.minLength("x", "äöü", 4) }, "x: needs at least 4 characters, has 3"},
		{func(v *validator) { v.maxLength("x", "äöü", 3) }, ""},
		{func(v *validator) { v.maxLength("x", "äöü", 1) }, "x: may have at most 1 character, has 3"},
		{func(v *validator) { v.pattern("x", "abc", pattern) }, ""},
		{func(v *validator) { v.pattern("x", "secret1", pattern) },
			"x: does not match the pattern ^(?:[a-z]+)$"},
		{func(v *validator) { v.enum("x", "w", "m", "w") }, ""},
		{func(v *validator) { v.enum("x", "secret", "m", "w") }, "x: must be one of m, w"},
		{func(v *validator) { v.bound("x", true, "at least 18") }, ""},
		{func(v *validator) { v.bound("x", false, "at least 18") }, "x: must be at least 18"},
		{func(v *validator) { v.digits("x", "0123.450", 5, 2) }, ""},
		{func(v *validator) { v.digits("x", "123.456", -1, -1) }, ""},
		{func(v *validator) { v.digits("x", "123456", 5, -1) }, "x: may have at most 5 digits, has 6"},
		{func(v *validator) { v.digits("x", "0.12", 5, 1) },
			"x: may have at most 1 digit after the point, has 2"},
		{func(v *validator) { v.digits("x", "secret", 5, 1) }, "x: is not a decimal number"},
		{func(v *validator) { v.fault("x", "is %s", "odd") }, "x: is odd"},
	} {
		var v validator
		test.check(&v)
		got := ""
		if err := v.err(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestValidatorPaths(t *testing.T) {
	var v validator
	v.enter("incidentList", -1)
	v.enter("item", 3)
	v.enter("newIncident", -1)
	v.required("birthday")
	v.leave()
	v.faultf("is odd")
	v.leave()
	v.leave()
	v.required("type")
	for i := range 40 {
		v.enter("a", i)
	}
	v.required("deep")
	for range 40 {
		v.leave()
	}
	v.required("last")
	var deep strings.Builder
	for i := range 40 {
		fmt.Fprintf(&deep, "a[%d].", i)
	}
	var faults *ValidationError
	if !errors.As(v.err(), &faults) {
		t.Fatal(v.err())
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
	var v validator
	for range 250 {
		v.required("x")
	}
	var faults *ValidationError
	if !errors.As(v.err(), &faults) || len(faults.Faults) != 100 || faults.Omitted != 150 {
		t.Errorf("got %v", v.err())
	}
	if text := v.err().Error(); !strings.HasSuffix(text, "; x: is required; and 150 more faults") {
		t.Error(text)
	}
}

func TestValidatorAllocatesNothing(t *testing.T) {
	allocations := testing.AllocsPerRun(100, func() {
		var v validator
		for range 20 {
			v.enter("a", -1)
			v.maxLength("b", "text", 10)
			v.oneOf(1, "c", "d")
			v.leave()
		}
		if v.err() != nil {
			t.Error(v.err())
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations without a fault", allocations)
	}
}
