// The web of a script: a folder as a server.

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// web is the script command "web VARIABLE FOLDER": a server returns the files of the folder, and VARIABLE is its URL.
// The file for /a?b is called a@b. In a file, the host this.example stands for the server. The server redirects to the
// URL in a file a.redirect, and wants the Authorization in the file authorization, if there is one.
func web(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: web VARIABLE FOLDER")
	}
	folder := ts.MkAbs(args[1])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file := func(name string) string {
			content, _ := os.ReadFile(filepath.Join(folder, filepath.FromSlash(path.Clean("/"+name))))
			return strings.ReplaceAll(string(content), "this.example", r.Host)
		}
		name := r.URL.Path
		if r.URL.RawQuery != "" {
			name += "@" + r.URL.RawQuery
		}
		wanted := strings.TrimSpace(file("authorization"))
		content, target := file(name), strings.TrimSpace(file(name+".redirect"))
		switch {
		case wanted != "" && r.Header.Get("Authorization") != wanted:
			w.WriteHeader(http.StatusUnauthorized)
		case target != "":
			http.Redirect(w, r, target, http.StatusFound)
		case content == "":
			http.NotFound(w, r)
		default:
			w.Write([]byte(content))
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.URL)
}
