// Derived types as the roots of messages, header blocks and faults, by xsi:type.

package cases_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/roots"
)

func rootsClient(t *testing.T, call string) *roots.Client {
	t.Helper()
	client, err := roots.New(roots.Config{Endpoint: serve(t, "roots/call-"+call+".txtar")})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestDerivedRoots(t *testing.T) {
	h := &roots.RegisterHeaders{Keeper: &roots.Shelter{ID: "s", Beds: 3}}
	got, err := rootsClient(t, "derived").Register(t.Context(), &roots.Dog{Name: "Rex", Barks: 2}, h)
	check(t, got, err, roots.AnyAnimal(&roots.Puppy{Name: "Rex", Barks: 2, Weeks: 7}))
	check(t, h.ResponseKeeper, nil, roots.AnyKeeper(&roots.Shelter{ID: "s2", Beds: 9}))

	h = &roots.RegisterHeaders{Keeper: &roots.Keeper{ID: "k"}}
	got, err = rootsClient(t, "base").Register(t.Context(), &roots.Animal{Name: "Tom"}, h)
	check(t, got, err, roots.AnyAnimal(&roots.Animal{Name: "Tom"}))
	check(t, h.ResponseKeeper, nil, roots.AnyKeeper(&roots.Keeper{ID: "k"}))

	settled, err := rootsClient(t, "abstract").Settle(t.Context(), &roots.Card{Amount: "5", Number: "4711"})
	check(t, settled, err, roots.AnyPayment(&roots.Cash{Amount: "5", Currency: new("EUR")}))
}

// What does not say which type it is, or names one that cannot be there, is a deviation.
func TestRootsOfOtherTypes(t *testing.T) {
	settled, err := rootsClient(t, "unnamed").Settle(t.Context(), &roots.Cash{Amount: "5"})
	if settled != nil || !errors.Is(err, roots.ErrContent) ||
		!strings.Contains(err.Error(), "expected an xsi:type that names a type derived from Payment, found none") {
		t.Errorf("got %v, %v", settled, err)
	}
	got, err := rootsClient(t, "stranger").Register(t.Context(), &roots.Animal{Name: "Tom"}, nil)
	check(t, got, nil, roots.AnyAnimal(&roots.Animal{Name: "Tom"}))
	if !errors.Is(err, roots.ErrContent) ||
		!strings.Contains(err.Error(), `expected a type that is Animal or derived from it, found xsi:type "Card"`) {
		t.Errorf("got %v", err)
	}
	client, err := roots.New(roots.Config{Endpoint: "https://roots.example/"})
	if err != nil {
		t.Fatal(err)
	}
	for _, request := range []roots.AnyPayment{nil, (*roots.Card)(nil)} {
		if _, err := client.Settle(t.Context(), request); !errors.Is(err, roots.ErrInvalid) {
			t.Errorf("%#v: got %v", request, err)
		}
	}
}

func TestDerivedFaults(t *testing.T) {
	register := func(call string) error {
		_, err := rootsClient(t, call).Register(t.Context(), &roots.Animal{Name: "Tom"}, nil)
		if !errors.Is(err, roots.ErrFault) {
			t.Errorf("%s: %v is no fault", call, err)
		}
		return err
	}
	day := roots.NewDate(2026, 4, 1)
	infection, _ := errors.AsType[*roots.Infection](register("fault"))
	check(t, infection, nil, &roots.Infection{Since: day, Germ: "flu"})
	for _, call := range []string{"illness", "unrelated"} {
		illness, _ := errors.AsType[*roots.Illness](register(call))
		check(t, illness, nil, &roots.Illness{Since: day})
	}
}

// A fault of any derived type is found by the interface of the declared one.
func TestFaultsByInterface(t *testing.T) {
	for _, call := range []string{"fault", "illness"} {
		_, err := rootsClient(t, call).Register(t.Context(), &roots.Animal{Name: "Tom"}, nil)
		var ill roots.AnyIllness
		if !errors.As(err, &ill) || roots.BaseOf[roots.Illness](ill).Since != roots.NewDate(2026, 4, 1) {
			t.Errorf("%s: got %v", call, err)
		}
	}
}
