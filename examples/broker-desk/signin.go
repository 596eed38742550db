// Signing in at the portal, and out again.

package main

import (
	"log"
	"net/http"
)

// begin sends the user to the portal.
func (d *desk) begin(w http.ResponseWriter, r *http.Request) {
	login, err := d.signIn.Begin()
	if err != nil {
		d.fail(w, r, err)
		return
	}
	d.sessions.end(w, r)
	if !d.sessions.start(w, &session{login: login}) {
		render(w, http.StatusServiceUnavailable, "failure.html", []string{"Too many people are signing in. Try again later."})
		return
	}
	http.Redirect(w, r, login.URL, http.StatusSeeOther)
}

// complete is where the portal sends the user back to. The session gets a new cookie.
func (d *desk) complete(w http.ResponseWriter, r *http.Request) {
	login := d.sessions.end(w, r).login
	if login == nil {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	client, err := d.signIn.Complete(r.Context(), login, r.URL.RawQuery)
	if err != nil {
		log.Print(err)
		render(w, http.StatusForbidden, "failure.html", []string{"The portal did not sign you in."})
		return
	}
	if !d.sessions.start(w, &session{client: client}) {
		render(w, http.StatusServiceUnavailable, "failure.html", []string{"Too many people are signed in. Try again later."})
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// logout ends the session here and at the portal.
func (d *desk) logout(w http.ResponseWriter, r *http.Request) {
	if client := d.sessions.end(w, r).client; client != nil {
		if err := client.Logout(r.Context()); err != nil {
			log.Print(err) // the session here has ended all the same
		}
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
