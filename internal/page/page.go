// Package page is the page of gen serve: the calls that the services receive, and everything that a person can do with
// them. It is a browser's view of the control endpoint of package sandbox.
package page

import (
	"embed"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/look"
)

//go:embed assets
var assets embed.FS

// The paths of the control endpoint, and of the files of the page.
const (
	control = "/_sandbox/"
	folder  = control + "page/"
)

// policy lets a browser use only the files of the page and the control endpoint, and write text alone (Content Security
// Policy Level 3).
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// Handler returns services with the page at / and /_sandbox/.
func Handler(services http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, control) && !isOwnHost(r.Host) {
			http.Error(w, fmt.Sprintf("The sandbox is not controlled under the name %q: use localhost or an IP address.", r.Host), http.StatusForbidden)
			return
		}
		name, isFile := strings.CutPrefix(r.URL.Path, folder)
		if r.URL.Path == "/" || r.URL.Path == control {
			name, isFile = "index.html", true
		}
		if !isFile || r.Method != http.MethodGet && r.Method != http.MethodHead {
			services.ServeHTTP(w, r)
			return
		}
		content, err := file(name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cache-Control", "no-cache")
		w.Write(content)
	})
}

// file returns a file of the page.
func file(name string) ([]byte, error) {
	switch name {
	case "look.css":
		return []byte(look.CSS), nil
	case "theme.js":
		return []byte(look.Theme), nil
	}
	return fs.ReadFile(assets, path.Join("assets", name))
}
