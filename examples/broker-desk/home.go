// The home page: the employee, the broker and the lines of insurance.

package main

import (
	"context"
	"net/http"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// home is what the home page shows.
type home struct {
	Mitarbeiter *mvp.Mitarbeiter
	Anrede      *mvp.EnumerationItem // nil if there is none
	Vermittler  *mvp.Vermittler      // nil if there is none
	Sparten     []mvp.EnumerationItem
}

// home shows the home page.
func (d *desk) home(w http.ResponseWriter, r *http.Request, client *mvp.Client) {
	h, err := readHome(r.Context(), client)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	render(w, http.StatusOK, "home.html", h)
}

// readHome reads the home page in one request, and the broker, whom only the employee names, in another. What is in the
// cache of the client is not requested.
func readHome(ctx context.Context, client *mvp.Client) (*home, error) {
	batch := client.MultiCall()
	mitarbeiter, anreden, sparten := batch.GetMitarbeiter(), batch.GetAnreden(), batch.GetSparten()
	if err := batch.Do(ctx); err != nil {
		return nil, err
	}
	var h home
	var err error
	if h.Mitarbeiter, err = mitarbeiter.Result(); err != nil {
		return nil, err
	}
	if h.Sparten, err = sparten.Result(); err != nil {
		return nil, err
	}
	items, err := anreden.Result()
	if err != nil {
		return nil, err
	}
	h.Anrede = h.Mitarbeiter.Anrede.Find(items)
	h.Vermittler, err = vermittlerOf(ctx, client, h.Mitarbeiter)
	return &h, err
}

// vermittlerOf returns the broker of an employee, or nil if the service names none.
func vermittlerOf(ctx context.Context, client *mvp.Client, m *mvp.Mitarbeiter) (*mvp.Vermittler, error) {
	if m.Vermittler == nil {
		return nil, nil
	}
	return client.GetVermittler(ctx, *m.Vermittler)
}
