// Bases: the fields that values of derived types have from the type that is declared.

package cases_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/derivation"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/restriction"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/roots"
)

// The fields of a base are there whatever is derived from it, at every distance.
func TestBaseOf(t *testing.T) {
	for _, shape := range []derivation.AnyShape{
		&derivation.Circle{ID: new("a"), X: 7, Radius: 1}, &derivation.Box{ID: new("a"), X: 7, Width: 2},
		&derivation.RoundBox{ID: new("a"), X: 7, Width: 2, Corner: 3},
	} {
		base := derivation.BaseOf[derivation.Shape](shape)
		check(t, base, nil, &derivation.Shape{ID: new("a"), X: 7})
		base.X, base.ID = 8, nil
		check(t, derivation.BaseOf[derivation.Shape](shape), nil, &derivation.Shape{ID: new("a"), X: 7})
		if !derivation.SetBase(shape, base) {
			t.Errorf("%+v has no base", shape)
		}
		check(t, derivation.BaseOf[derivation.Shape](shape), nil, &derivation.Shape{X: 8})
	}
	round := &derivation.RoundBox{ID: new("a"), X: 7, Width: 2, Corner: 3}
	check(t, derivation.BaseOf[derivation.Box](round), nil, &derivation.Box{ID: new("a"), X: 7, Width: 2})
	check(t, derivation.BaseOf[derivation.RoundBox](round), nil, round)
	derivation.SetBase(round, &derivation.Box{X: 1, Width: 4})
	check(t, round, nil, &derivation.RoundBox{X: 1, Width: 4, Corner: 3})
	// An attribute of the derived type stands before the elements of the base.
	cash := &roots.Cash{Amount: "5", Currency: new("EUR")}
	check(t, roots.BaseOf[roots.Payment](cash), nil, &roots.Payment{Amount: "5"})
	roots.SetBase(cash, &roots.Payment{Amount: "6"})
	check(t, cash, nil, &roots.Cash{Amount: "6", Currency: new("EUR")})
}

// What is no base is none.
func TestBaseOfOthers(t *testing.T) {
	var none *derivation.Circle
	for name, isNil := range map[string]bool{
		"another type":     derivation.BaseOf[derivation.Box](&derivation.Circle{}) == nil,
		"the other way":    derivation.BaseOf[derivation.RoundBox](&derivation.Box{}) == nil,
		"nil":              derivation.BaseOf[derivation.Shape](nil) == nil,
		"a nil pointer":    derivation.BaseOf[derivation.Shape](none) == nil,
		"a nil interface":  derivation.BaseOf[derivation.Shape](derivation.AnyShape(nil)) == nil,
		"a struct":         derivation.BaseOf[derivation.Shape](derivation.Circle{}) == nil,
		"no type":          derivation.BaseOf[int](&derivation.Circle{}) == nil,
		"set another type": !derivation.SetBase(&derivation.Circle{}, &derivation.Box{}),
		"set a nil base":   !derivation.SetBase(&derivation.Circle{}, (*derivation.Shape)(nil)),
		"set nothing":      !derivation.SetBase(nil, &derivation.Shape{}),
	} {
		if !isNil {
			t.Errorf("%s has a base", name)
		}
	}
}

// A restriction holds the same in other types, or leaves it out.
func TestBaseOfRestriction(t *testing.T) {
	taxi := &restriction.Taxi{Plate: "B-1", Seats: 4, Driver: []string{"a", "b"}}
	car := restriction.BaseOf[restriction.Car](taxi)
	if diff := cmp.Diff(&restriction.Car{Plate: new("B-1"), Seats: 4, Driver: []string{"a", "b"}}, car); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	car.Plate, car.Color, car.Seats = new("B-2"), new("red"), 5
	restriction.SetBase(taxi, car)
	check(t, taxi, nil, &restriction.Taxi{Plate: "B-2", Seats: 5, Driver: []string{"a", "b"}})
	car.Plate = nil
	restriction.SetBase(taxi, car)
	check(t, taxi, nil, &restriction.Taxi{Seats: 5, Driver: []string{"a", "b"}})
}
