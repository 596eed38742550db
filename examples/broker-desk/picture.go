// Pictures of employees and logos of brokers, which the page passes on: browsers have no token.

package main

import (
	"io"
	"log"
	"net/http"
	"slices"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// pictureTypes are the types that are passed on: formats without scripts.
var pictureTypes = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// picture passes a picture of the employee on.
func (d *desk) picture(w http.ResponseWriter, r *http.Request, client *mvp.Client) {
	mitarbeiter, err := client.GetMitarbeiter(r.Context())
	if err != nil {
		d.fail(w, r, err)
		return
	}
	d.pass(w, r, client, mitarbeiter.Profilbilder)
}

// logo passes a logo of the broker on.
func (d *desk) logo(w http.ResponseWriter, r *http.Request, client *mvp.Client) {
	mitarbeiter, err := client.GetMitarbeiter(r.Context())
	if err != nil {
		d.fail(w, r, err)
		return
	}
	switch vermittler, err := vermittlerOf(r.Context(), client, mitarbeiter); {
	case err != nil:
		d.fail(w, r, err)
	case vermittler == nil:
		http.NotFound(w, r)
	default:
		d.pass(w, r, client, vermittler.Logos)
	}
}

// pass passes on the picture that the path names by its index.
func (d *desk) pass(w http.ResponseWriter, r *http.Request, client *mvp.Client, list []mvp.Thumbnail) {
	index, err := strconv.Atoi(r.PathValue("index"))
	if err != nil || index < 0 || index >= len(list) {
		http.NotFound(w, r)
		return
	}
	file, err := client.OpenThumbnail(r.Context(), &list[index])
	if err != nil {
		d.fail(w, r, err)
		return
	}
	defer file.Close()
	if !slices.Contains(pictureTypes, file.ContentType) {
		http.Error(w, "The portal did not send a picture.", http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", file.ContentType)
	w.Header().Set("Cache-Control", "private, max-age=300")
	if _, err := io.Copy(w, file); err != nil {
		log.Print(err)
	}
}
