// The search for customers.

package main

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

const resultsOnPage = 20

// search is what a page of results shows.
type search struct {
	Query    string
	Kunden   []mvp.KundenSuchErgebnis
	From     int64 // the first result on the page, from 0
	Previous string
	Next     string // URLs of other pages; "" for none
}

// search shows a page of results.
func (d *desk) search(w http.ResponseWriter, r *http.Request, client *mvp.Client) {
	s := search{Query: strings.TrimSpace(r.FormValue("q"))}
	if from, err := strconv.ParseInt(r.FormValue("from"), 10, 64); err == nil && from > 0 {
		s.From = from
	}
	if s.Query == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	options := &mvp.SearchKundenOptions{From: new(s.From), Size: new(int64(resultsOnPage))}
	var err error
	if s.Kunden, err = client.SearchKunden(r.Context(), s.Query, options); err != nil {
		d.fail(w, r, err)
		return
	}
	if s.From > 0 {
		s.Previous = s.page(max(0, s.From-resultsOnPage))
	}
	if len(s.Kunden) == resultsOnPage {
		s.Next = s.page(s.From + resultsOnPage)
	}
	render(w, http.StatusOK, "search.html", s)
}

// page returns the URL of the page that begins with the result from.
func (s *search) page(from int64) string {
	return "/search?" + url.Values{"q": {s.Query}, "from": {strconv.FormatInt(from, 10)}}.Encode()
}
