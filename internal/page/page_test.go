// Who gets the page and the control endpoint.

package page_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/page"
)

// get requests a path of a host from a handler whose services say what they are.
func get(method, host, path string) *httptest.ResponseRecorder {
	handler := page.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("services")) }))
	request := httptest.NewRequest(method, path, nil)
	request.Host = host
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, request)
	return w
}

// The page and each file that it or another file names are there, with a strict policy.
func TestFiles(t *testing.T) {
	reference := regexp.MustCompile(`(?:"/_sandbox/page/|from "\./)([a-z.]+)"`)
	queue, seen := []string{"/", "/_sandbox/"}, map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		if queue = queue[1:]; seen[path] {
			continue
		}
		seen[path] = true
		response := get("GET", "localhost:8642", path)
		header := response.Header()
		if response.Code != 200 || !strings.HasPrefix(header.Get("Content-Security-Policy"), "default-src 'none'; ") || header.Get("Content-Type") == "" {
			t.Errorf("%s: %d, %v", path, response.Code, header)
		}
		for _, match := range reference.FindAllStringSubmatch(response.Body.String(), -1) {
			queue = append(queue, "/_sandbox/page/"+match[1])
		}
	}
	if len(seen) < 14 {
		t.Errorf("only these files are referred to: %v", seen)
	}
	for _, path := range []string{"/_sandbox/page/", "/_sandbox/page/no.js", "/_sandbox/page/../page.go"} {
		if response := get("GET", "localhost", path); response.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, response.Code)
		}
	}
}

func TestHosts(t *testing.T) {
	for host, isOwn := range map[string]bool{
		"localhost:8642": true, "127.0.0.1:8642": true, "[::1]:8642": true, "[::1]": true, "sandbox:8642": true, "api.localhost": true,
		"host.docker.internal:80": true, "192.168.1.7": true, "LOCALHOST": true,
		"evil.example:8642": false, "127.0.0.1.evil.example": false, "localhost.evil.example:8642": false, "evil.example": false,
		"xlocalhost.example.": false,
	} {
		for _, path := range []string{"/_sandbox/calls", "/_sandbox/", "/_sandbox/page/main.js"} {
			if response := get("GET", host, path); (response.Code == http.StatusOK) != isOwn {
				t.Errorf("%s%s: %d %s", host, path, response.Code, response.Body)
			}
		}
		if response := get("GET", host, "/careflex"); response.Body.String() != "services" {
			t.Errorf("%s has no services: %s", host, response.Body)
		}
	}
}

func TestServices(t *testing.T) {
	for _, request := range []string{"POST /", "GET /careflex", "GET /_sandboxes/", "GET /_sandbox/calls", "POST /_sandbox/calls", "GET //x"} {
		method, path, _ := strings.Cut(request, " ")
		if response := get(method, "localhost", "http://localhost"+path); response.Body.String() != "services" {
			t.Errorf("%s: %s", request, response.Body)
		}
	}
}
