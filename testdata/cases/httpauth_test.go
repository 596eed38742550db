// SOAP clients that authenticate by HTTP Basic or Digest: what services see of their users, and what errors show.

package cases_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/httpbasic"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/httpdigest"
)

// doors serves responses that say who opened a door, by what of Authorization is accepted.
func doors(t *testing.T, namespace string, accepts func(authorization string) bool) (url string, seen *[]string) {
	seen = new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		credentials := r.Header.Get("Authorization")
		*seen = append(*seen, fmt.Sprintf("%s with %d bytes", firstWord(credentials), len(body)))
		if !accepts(credentials) {
			w.Header().Set("WWW-Authenticate", `Digest realm="doors", nonce="n", qop="auth", algorithm=SHA-256`)
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, "not you: "+credentials+" "+secretKey)
			return
		}
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><opened xmlns="`+namespace+
			`"><by>ann</by></opened></s:Body></s:Envelope>`)
	}))
	t.Cleanup(server.Close)
	return server.URL, seen
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

func TestHTTPBasic(t *testing.T) {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("ann:"+secretKey))
	url, seen := doors(t, "urn:httpbasic", func(credentials string) bool { return credentials == want })
	for password, accepted := range map[string]bool{secretKey: true, secretKey + "!": false} {
		*seen = nil
		client := must[*httpbasic.Client](t)(httpbasic.New(httpbasic.Config{Endpoint: url, Username: "ann", Password: password}))
		opened, err := client.Open(t.Context(), &httpbasic.Door{Number: 7})
		if accepted && (err != nil || opened.By != "ann") || !accepted && !errors.Is(err, httpbasic.ErrAuth) {
			t.Errorf("got %+v, %v", opened, err)
		}
		if err != nil && (strings.Contains(err.Error(), secretKey) ||
			strings.Contains(err.Error(), base64.StdEncoding.EncodeToString([]byte("ann:"+password)))) {
			t.Errorf("%v shows the password", err)
		}
		if len(*seen) != 1 || firstWord((*seen)[0]) != "Basic" {
			t.Errorf("got %q", *seen)
		}
	}
	for text, config := range map[string]httpbasic.Config{
		"httpbasic: no credentials: set Config.Username": {Endpoint: url},
		"httpbasic: Config.Username: the user name must not contain a colon (RFC 7617 section 2)": {
			Endpoint: url, Username: "a:b", Password: "c"},
		"httpbasic: endpoint URL: must be https: http would send the credentials in the clear": {
			Endpoint: "http://doors.example", Username: "a", Password: "c"},
	} {
		if _, err := httpbasic.New(config); err == nil || err.Error() != text {
			t.Errorf("got %v, want %s", err, text)
		}
	}
}

// A request that is challenged is sent again as it was; later ones carry credentials at once.
func TestHTTPDigest(t *testing.T) {
	url, seen := doors(t, "urn:httpdigest", func(credentials string) bool {
		return strings.HasPrefix(credentials, `Digest username="ann", realm="doors", uri="/", nonce="n", nc=0000000`)
	})
	config := httpdigest.Config{Endpoint: url + "/", Username: "ann", Password: secretKey}
	client := must[*httpdigest.Client](t)(httpdigest.New(config))
	for range 2 {
		if opened, err := client.Open(t.Context(), &httpdigest.Door{Number: 7}); err != nil || opened.By != "ann" {
			t.Errorf("got %+v, %v", opened, err)
		}
	}
	_, bytes, _ := strings.Cut((*seen)[0], " ")
	if want := []string{" " + bytes, "Digest " + bytes, "Digest " + bytes}; !slices.Equal(*seen, want) ||
		strings.HasSuffix(bytes, "with 0 bytes") {
		t.Errorf("got %q, want %q", *seen, want)
	}
	config.Username = "bob"
	client = must[*httpdigest.Client](t)(httpdigest.New(config))
	_, err := client.Open(t.Context(), &httpdigest.Door{Number: 7})
	if !errors.Is(err, httpdigest.ErrAuth) {
		t.Errorf("got %v", err)
	}
	if text := fmt.Sprintf("%+v %#v", config, &config); strings.Contains(text, secretKey) {
		t.Errorf("%s shows the password", text)
	}
	if _, err := httpdigest.New(httpdigest.Config{Endpoint: url}); err == nil ||
		err.Error() != "httpdigest: no credentials: set Config.Username and Config.Password" {
		t.Error(err)
	}
}
