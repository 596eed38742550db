// Pages: the templates, and what users see of failures.

package main

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"log"
	"net/http"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

//go:embed pages
var pages embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{"text": text}).ParseFS(pages, "pages/*.html"))

// text returns the text of a field. Any field can be absent: then it is nil.
func text(field *string) string {
	if field == nil {
		return ""
	}
	return *field
}

// render sends a page. data is escaped by html/template.
func render(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		log.Print(err)
		http.Error(w, "The page cannot be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// fail shows that a call failed: by the messages of the service for the user, if it sent some. A user who is no longer
// signed in is sent to the start.
func (d *desk) fail(w http.ResponseWriter, r *http.Request, err error) {
	log.Print(err)
	if errors.Is(err, mvp.ErrAuth) {
		d.sessions.end(w, r)
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	messages := []string{"The portal did not respond as expected. Try again later."}
	if e, ok := errors.AsType[*mvp.Error](err); ok && len(e.Messages) > 0 {
		messages = e.Messages
	}
	render(w, http.StatusBadGateway, "failure.html", messages)
}

// style sends the style sheet.
func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=300")
	http.ServeFileFS(w, r, pages, "pages/style.css")
}
