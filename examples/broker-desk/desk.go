// The routes of the page, and what protects all of them.

package main

import (
	"net/http"
	"strings"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// desk is the page.
type desk struct {
	signIn   mvp.SignIn
	sessions *sessions
}

func newDesk(signIn mvp.SignIn) *desk {
	secure := strings.HasPrefix(signIn.RedirectURL, "https://")
	return &desk{signIn, &sessions{secure: secure, byID: map[string]*session{}}}
}

// handler returns the routes. A POST from a page of another site is refused.
func (d *desk) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", d.start)
	mux.HandleFunc("GET /signin", d.begin)
	mux.HandleFunc("GET /callback", d.complete)
	mux.HandleFunc("POST /logout", d.logout)
	mux.HandleFunc("GET /search", d.signedIn(d.search))
	mux.HandleFunc("GET /pictures/{index}", d.signedIn(d.picture))
	mux.HandleFunc("GET /logos/{index}", d.signedIn(d.logo))
	mux.HandleFunc("GET /style.css", style)
	return protected(http.NewCrossOriginProtection().Handler(mux))
}

// protected forbids browsers to load anything from elsewhere, to show the page within another one, and to store it.
func protected(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "+
			"base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// signedIn calls next with the client of the user. Others are sent to the start.
func (d *desk) signedIn(next func(http.ResponseWriter, *http.Request, *mvp.Client)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if client := d.sessions.of(r).client; client != nil {
			next(w, r, client)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}

// start shows the home page, or where to sign in.
func (d *desk) start(w http.ResponseWriter, r *http.Request) {
	if client := d.sessions.of(r).client; client != nil {
		d.home(w, r, client)
		return
	}
	render(w, http.StatusOK, "signin.html", nil)
}
