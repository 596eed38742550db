// Examples of signing in, with an authorization server that stands in for the portal's.

package mvp_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// exampleServer is an authorization server whose users are always signed in, and the service of Erika Mustermann.
func exampleServer() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth2/auth", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		back := q.Get("redirect_uri") + "?" + url.Values{"code": {"c0de"}, "state": {q.Get("state")}}.Encode()
		http.Redirect(w, r, back, http.StatusFound)
	})
	for pattern, body := range map[string]string{
		"POST /oauth2/token":      `{"access_token":"t0k3n","token_type":"bearer","expires_in":3600}`,
		"GET /userinfo":           `{"sub":"123456_123456"}`,
		"GET /rest/123456_123456": `{"Vorname":"Erika","Nachname":"Mustermann"}`,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, body)
		})
	}
	return httptest.NewServer(mux)
}

// A web program sends its users to the portal, and gets a client when they come back.
func ExampleSignIn() {
	server := exampleServer()
	defer server.Close()
	s := mvp.SignIn{
		Config:           mvp.Config{BaseURL: server.URL + "/rest"}, // and Mandant, for the service itself
		ClientID:         "portal",
		ClientSecret:     "s3cr3t",
		AuthorizationURL: server.URL + "/oauth2/auth", // without these URLs, those of the service are used
		TokenURL:         server.URL + "/oauth2/token",
		UserInfoURL:      server.URL + "/userinfo",
	}

	var login *mvp.Login // keep it in the session of the user's browser
	program := http.NewServeMux()
	program.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		var err error
		if login, err = s.Begin(); err != nil {
			log.Fatal(err)
		}
		http.Redirect(w, r, login.URL, http.StatusFound)
	})
	program.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		client, err := s.Complete(r.Context(), login, r.URL.RawQuery)
		if err != nil {
			log.Fatal(err)
		}
		m, err := client.GetMitarbeiter(r.Context())
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintln(w, "Welcome,", *m.Vorname, *m.Nachname)
	})
	web := httptest.NewServer(program)
	defer web.Close()
	s.RedirectURL = web.URL + "/callback"

	page, err := http.Get(web.URL) // as a browser does
	if err != nil {
		log.Fatal(err)
	}
	defer page.Body.Close()
	text, err := io.ReadAll(page.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(text))
	// Output: Welcome, Erika Mustermann
}

func ExampleSignIn_WithServiceAccount() {
	s := mvp.SignIn{Config: mvp.Config{Mandant: "bd"}, ClientID: "portal", ClientSecret: "s3cr3t"}
	_, err := s.WithServiceAccount(context.Background(), mvp.ServiceAccount{
		Key:     `{"kty":"EC"}`, // the JWK of the account, from a safe place
		Subject: "123456_123456",
	})
	fmt.Println(err) // the key is checked before anything is sent, and no error shows it
	// Output: ServiceAccount.Key: private key: the JWK has no private part (d)
}
