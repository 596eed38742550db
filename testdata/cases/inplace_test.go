// Types that are defined where functions use them: in bodies, results, errors, parameters and headers.

package cases_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/inplace"
)

// ferry returns a client of a service that returns the header, the status and the body, and the requests that it gets:
// method, URL, the headers near and via, and body.
func ferry(t *testing.T, header http.Header, status int, body string) (*inplace.Client, *[]string) {
	requests := new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*requests = append(*requests, strings.Join([]string{r.Method, r.URL.String(), r.Header.Get("near"), r.Header.Get("via"),
			content(t, r.Body)}, " "))
		w.Header().Set("Content-Type", "application/json")
		for name, values := range header {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return must[*inplace.Client](t)(inplace.New(inplace.Config{BaseURL: server.URL})), requests
}

func TestTypesInPlace(t *testing.T) {
	ctx := t.Context()
	client, requests := ferry(t, nil, 200, `{"number": 7, "seats": [1, 2], "x": null}`)
	booking := &inplace.BookBody{Class: inplace.BookBodyClassCabin, Guests: []inplace.BookBodyGuests{{Name: new("Eva")}}}
	booked, err := client.Book(ctx, booking)
	check(t, *booked.Number, err, int64(7))
	check(t, string(booked.Unknown["x"]), nil, "null")
	check(t, *requests, nil, []string{`POST /bookings   {"class":"cabin","guests":[{"name":"Eva"}]}`})

	header := http.Header{"X-State": {"stale"}, "X-Marks": {"2, 1"}}
	client, requests = ferry(t, header, 200, `[{"name": "a"}]`)
	found, headers, err := client.Find(ctx, inplace.FindClassFast, 3, "ABC", "x/y", inplace.FindDay2, &inplace.FindOptions{
		Sort: []inplace.FindSort{inplace.FindSortPrice, inplace.FindSortTime}, More: new(inplace.FindMore("few")), Words: []string{"sea"},
		Near: &inplace.FindNear{Name: new("Kiel")}, Via: []inplace.FindVia{{Name: new("Föhr")}}})
	check(t, found, err, []inplace.FindResult{{Name: new("a")}})
	check(t, headers, nil, &inplace.FindHeaders{XState: new(inplace.FindXStateStale),
		XMarks: []inplace.FindXMarks{inplace.FindXMarks2, inplace.FindXMarks1}})
	check(t, *requests, nil, []string{
		`GET /ferries/fast/3/ABC/x%2Fy?day=2&more=few&sort=price%2Ctime&words=sea {"name":"Kiel"} [{"name":"F\u00f6hr"}] `})

	client, requests = ferry(t, nil, 200, `{"a": "old", "b": "else"}`)
	tariffs, err := client.SetTariffs(ctx, map[string][]inplace.SetTariffsBody{"x": {{Price: new(inplace.Decimal("1.50"))}}})
	check(t, tariffs, err, map[string]inplace.SetTariffsResult{"a": inplace.SetTariffsResultOld, "b": "else"})
	check(t, *requests, nil, []string{`PUT /tariffs   {"x":[{"price":1.50}]}`})
}

// What a type in place says of values is checked before they are sent.
func TestRulesInPlace(t *testing.T) {
	ctx := t.Context()
	client, requests := ferry(t, nil, 200, `{}`)
	for _, test := range []struct {
		call func() error
		want string
	}{
		{func() error { return client.SetWords(ctx, []string{"a", "B"}) }, "[1]: "},
		{func() error { return client.SetMood(ctx, "wild") }, "one of calm, rough"},
		{func() error { _, err := client.SetLevel(ctx, 0); return err }, "at least 1"},
		{func() error { _, err := client.SetLabel(ctx, "äöüßa"); return err }, "4"},
		{func() error {
			_, err := client.Book(ctx, &inplace.BookBody{Guests: []inplace.BookBodyGuests{{Name: new("Otto")}}})
			return err
		}, "guests[0].name"},
		{func() error { _, _, err := client.Find(ctx, "far", 1, "A", "x", 1, nil); return err }, "class: "},
		{func() error { _, _, err := client.Find(ctx, "slow", 1, "a", "x", 1, nil); return err }, "code: "},
		{func() error {
			_, _, err := client.Find(ctx, "slow", 1, "A", "x", 1, &inplace.FindOptions{Words: []string{"a", "b"}})
			return err
		}, "words[1]: "},
		{func() error {
			return client.Pay(ctx, inplace.PayHowCash, &inplace.PayOptions{Amount: new(inplace.Decimal("0.001"))})
		}, "amount: "},
		{func() error {
			return client.Send(ctx, inplace.SendPlan{}, &inplace.SendOptions{Kind: new(inplace.SendKind("x"))})
		}, "kind: "},
	} {
		if err := test.call(); !errors.Is(err, inplace.ErrInvalid) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %s", err, test.want)
		}
	}
	check(t, len(*requests), nil, 0)
}

// The errors of a function, and those of the service, have the types that are defined in place.
func TestErrorsInPlace(t *testing.T) {
	client, _ := ferry(t, nil, 409, `{"left": 2}`)
	_, err := client.Book(t.Context(), &inplace.BookBody{Class: inplace.BookBodyClassDeck})
	if full, ok := errors.AsType[*inplace.BookError409](err); !ok || *full.Left != 2 {
		t.Errorf("got %v", err)
	}
	client, _ = ferry(t, nil, 400, `{"detail": "no", "x": 1}`)
	_, err = client.GetMood(t.Context())
	if other, ok := errors.AsType[*inplace.ErrorDefault](err); !ok || *other.Detail != "no" || other.Unknown == nil {
		t.Errorf("got %v", err)
	}
}
