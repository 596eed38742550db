// Tests of the page, by the requests of browsers, against the sandbox.

package main

import (
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// browser is a browser at a page.
type browser struct {
	t    *testing.T
	url  string
	http *http.Client
}

// open returns a browser at a new page for a service.
func open(t *testing.T, serviceURL string) *browser {
	t.Helper()
	t.Setenv("MVP_CLIENT_ID", sandbox.User)
	t.Setenv("MVP_CLIENT_SECRET", sandbox.Secret)
	page := httptest.NewUnstartedServer(nil)
	public := "http://" + page.Listener.Addr().String()
	signIn, err := readSettings(public, serviceURL+"/mvp")
	if err != nil {
		t.Fatal(err)
	}
	page.Config.Handler = newDesk(signIn).handler()
	page.Start()
	t.Cleanup(page.Close)
	return another(t, public)
}

// another returns another browser at a page.
func another(t *testing.T, url string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, url, &http.Client{Jar: jar}}
}

// do sends a request, follows redirects, and returns the page.
func (b *browser) do(method, path string, header http.Header) (*http.Response, string) {
	b.t.Helper()
	request, err := http.NewRequest(method, b.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	maps.Copy(request.Header, header)
	response, err := b.http.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return response, string(body)
}

// get gets a page, which must have a text.
func (b *browser) get(path, want string) string {
	b.t.Helper()
	_, body := b.do("GET", path, nil)
	if !strings.Contains(body, want) {
		b.t.Fatalf("%s has no %q:\n%s", path, want, body)
	}
	return body
}

const (
	signInPage = `href="/signin"`
	homePage   = "Lines of insurance"
)

// cookie returns the cookie of the session.
func (b *browser) cookie() string {
	at, _ := url.Parse(b.url)
	for _, cookie := range b.http.Jar.Cookies(at) {
		return cookie.Value
	}
	return ""
}

// The walk of a user: sign-in, the first page in one request, pictures, search, sign-out.
func TestWalk(t *testing.T) {
	services := sandbox.New(t, "mvp")
	var mu sync.Mutex
	var requests []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/mvp/service/") {
			mu.Lock()
			requests = append(requests, r.Method)
			mu.Unlock()
		}
		services.ServeHTTP(w, r)
	}))
	defer server.Close()
	b := open(t, server.URL)
	b.get("/", signInPage)
	b.get("/search?q=x", signInPage)
	home := b.get("/signin", homePage)
	mu.Lock()
	if want := []string{"POST", "GET"}; !slices.Equal(requests, want) {
		t.Errorf("the first page made the requests %v, want %v: a MultiCall, and the broker", requests, want)
	}
	mu.Unlock()
	if strings.Contains(home, "nil") {
		t.Errorf("the page shows an absent field:\n%s", home)
	}
	for _, path := range []string{"/pictures/0", "/logos/0"} {
		if !strings.Contains(home, `src="`+path+`"`) {
			t.Errorf("the page has no %s:\n%s", path, home)
		}
		if response, body := b.do("GET", path, nil); response.Header.Get("Content-Type") != "image/png" ||
			http.DetectContentType([]byte(body)) != "image/png" {
			t.Errorf("%s is no picture", path)
		}
	}
	for _, path := range []string{"/pictures/99", "/pictures/-1", "/pictures/x", "/elsewhere"} {
		if response, _ := b.do("GET", path, nil); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %s", path, response.Status)
		}
	}
	session := b.cookie()
	if _, body := b.do("POST", "/logout", nil); !strings.Contains(body, signInPage) || b.cookie() != "" {
		t.Errorf("after the sign-out: %s", body)
	}
	if _, body := b.do("GET", "/", http.Header{"Cookie": {cookieName + "=" + session}}); !strings.Contains(body, signInPage) {
		t.Error("the session survives the sign-out")
	}
}

// Texts of the service and of users are escaped, wherever they are. All pages of the results are shown.
func TestSearch(t *testing.T) {
	services := sandbox.New(t, "mvp")
	b := open(t, services.URL)
	b.get("/signin", homePage)
	const hostile = `<script>alert("1")</script>`
	signIn, err := readSettings(b.url, services.URL+"/mvp")
	if err != nil {
		t.Fatal(err)
	}
	signIn.Config.Mitarbeiter, signIn.Config.Token = "123456_123456", mvp.StaticToken(services.Token())
	client, err := mvp.New(signIn.Config)
	if err != nil {
		t.Fatal(err)
	}
	for range resultsOnPage + 1 {
		_, err := client.AddKunde(t.Context(), &mvp.Kunde{Person: &mvp.Person{Vorname: new(hostile), Nachname: new("Muster")}})
		if err != nil {
			t.Fatal(err)
		}
	}
	query := url.Values{"q": {"Muster"}}.Encode()
	first := b.get("/search?"+query, "Next")
	second := b.get("/search?from=20&"+query, "Previous")
	if n, m := strings.Count(first, "<li>"), strings.Count(second, "<li>"); n != resultsOnPage || m != 1 {
		t.Errorf("%d results, then %d", n, m)
	}
	none := b.get("/search?"+url.Values{"q": {hostile + `" autofocus onfocus="`}}.Encode(), "&lt;script&gt;")
	for _, page := range []string{first, second, none} {
		if strings.Contains(page, "<script") || strings.Contains(page, `" autofocus`) {
			t.Errorf("the page is not escaped:\n%s", page)
		}
	}
}

// Each browser has a session of its own, whose cookie is new after the sign-in.
func TestSessions(t *testing.T) {
	services := sandbox.New(t, "mvp")
	b := open(t, services.URL)
	var cookies []*http.Cookie
	b.http.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), b.url) {
			cookies = append(cookies, r.Response.Cookies()...)
		}
		return nil
	}
	before, _ := http.NewRequest("GET", b.url, nil)
	b.http.Jar.SetCookies(before.URL, []*http.Cookie{{Name: cookieName, Value: "planted"}})
	b.get("/signin", homePage)
	if b.cookie() == "planted" {
		t.Error("the session has the cookie of before")
	}
	if len(cookies) == 0 {
		t.Error("no cookie was set")
	}
	for _, cookie := range cookies {
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Domain != "" {
			t.Errorf("got %v", cookie)
		}
	}
	other := another(t, b.url)
	other.get("/", signInPage)
	other.get("/signin", homePage)
	other.do("POST", "/logout", nil)
	b.get("/", homePage)
	other.get("/callback?code=x&state=y", signInPage)
}

// With HTTPS, cookies are sent over it alone.
func TestSecureCookie(t *testing.T) {
	signIn := mvp.SignIn{RedirectURL: "https://desk.example/callback", ClientID: "desk", Config: mvp.Config{Mandant: "bd"}}
	w := httptest.NewRecorder()
	newDesk(signIn).handler().ServeHTTP(w, httptest.NewRequest("GET", "/signin", nil))
	for _, cookie := range w.Result().Cookies() {
		if !cookie.Secure {
			t.Errorf("got %v", cookie)
		}
	}
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) == 0 {
		t.Errorf("got %v", w)
	}
}

// A page of another site can neither sign the user out nor show the page in a frame; a callback of another login fails.
func TestOtherSites(t *testing.T) {
	services := sandbox.New(t, "mvp")
	b := open(t, services.URL)
	b.get("/signin", homePage)
	for _, header := range []http.Header{{"Origin": {"https://evil.example"}}, {"Sec-Fetch-Site": {"cross-site"}}} {
		if response, _ := b.do("POST", "/logout", header); response.StatusCode != http.StatusForbidden {
			t.Errorf("%v: got %s", header, response.Status)
		}
	}
	response, _ := b.do("GET", "/", nil)
	for name, want := range map[string]string{
		"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
	} {
		if got := response.Header.Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	b.do("POST", "/logout", nil)
	b.callback()
	other := another(t, b.url)
	if response, _ := b.do("GET", other.callback(), nil); response.StatusCode != http.StatusForbidden {
		t.Errorf("a callback of another login: got %s", response.Status)
	}
	b.get("/", signInPage)
	b.get(b.callback(), homePage)
}

// callback begins to sign in, and returns where the portal sends the browser back to.
func (b *browser) callback() (path string) {
	b.t.Helper()
	b.http.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/callback" {
			path = r.URL.RequestURI()
			return http.ErrUseLastResponse
		}
		return nil
	}
	b.do("GET", "/signin", nil)
	b.http.CheckRedirect = nil
	return path
}

// Users see the messages of the service, and never an error of the program. Who is no longer signed in can sign in again.
func TestFailures(t *testing.T) {
	services := sandbox.New(t, "mvp")
	b := open(t, services.URL)
	b.get("/signin", homePage)
	services.On("searchKunden").Times(1).Respond(http.StatusInternalServerError, nil, "<h1>Error #500</h1>")
	b.get("/search?q=a", "did not respond as expected")
	services.On("searchKunden").Times(1).Respond(http.StatusBadRequest, http.Header{"Content-Type": {"application/json"}},
		`{"Meldungen": ["Der Suchbegriff ist zu kurz <3."]}`)
	if page := b.get("/search?q=a", "role=\"alert\""); strings.Contains(page, " <3") {
		t.Errorf("the message is not escaped:\n%s", page)
	}
	services.On("searchKunden").Times(1).Respond(http.StatusUnauthorized, nil, "")
	services.On("searchKunden").Times(1).Respond(http.StatusUnauthorized, nil, "")
	b.get("/search?q=a", signInPage)
	b.get("/signin", homePage)
}

// Sessions end when they are not used, and make room for others.
func TestIdleSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &sessions{byID: map[string]*session{}}
		w := httptest.NewRecorder()
		s.start(w, &session{client: new(mvp.Client)})
		r := httptest.NewRequest("GET", "/", nil)
		r.AddCookie(w.Result().Cookies()[0])
		for range 3 {
			time.Sleep(maxIdle)
			if s.of(r).client == nil {
				t.Fatal("the session has ended, although it is used")
			}
		}
		time.Sleep(maxIdle + 1)
		if s.of(r).client != nil {
			t.Error("the session has not ended")
		}
		for range maxSessions {
			if !s.start(httptest.NewRecorder(), &session{}) {
				t.Fatal("there is no room for a session")
			}
		}
		if s.start(httptest.NewRecorder(), &session{}) {
			t.Error("there is room for too many sessions")
		}
	})
}

func TestSettings(t *testing.T) {
	t.Setenv("MVP_CLIENT_ID", "")
	if _, err := readSettings("http://127.0.0.1:8080", ""); err == nil || !strings.Contains(err.Error(), "MVP_CLIENT_ID") {
		t.Errorf("got %v", err)
	}
	t.Setenv("MVP_CLIENT_ID", "desk")
	t.Setenv("MVP_CLIENT_SECRET_FILE", "not-there")
	if _, err := readSettings("http://127.0.0.1:8080", ""); err == nil || !strings.Contains(err.Error(), "MVP_CLIENT_SECRET_FILE") {
		t.Errorf("got %v", err)
	}
}
