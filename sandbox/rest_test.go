// The REST half: the MVP, called by its client, and requests that no client sends.

package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// must returns v. It ends the test if there is an error.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// expect fails the test unless got is want, as JSON.
func expect(t *testing.T, got any, want string) {
	t.Helper()
	text := string(must[[]byte](t)(json.Marshal(got)))
	if text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

// statusOf returns the status of the response to a call that failed; 0 for a call that did not.
func statusOf(t *testing.T, err error) int {
	t.Helper()
	e, ok := errors.AsType[*mvp.Error](err)
	if err != nil && !ok {
		t.Fatal(err)
	}
	if !ok {
		return 0
	}
	return e.Status
}

// uncached returns a client of the MVP that caches nothing.
func uncached(t *testing.T, s *sandbox.Sandbox) *mvp.Client {
	t.Helper()
	return must[*mvp.Client](t)(mvp.New(mvp.Config{
		Mandant: "bd", Mitarbeiter: "123456_123456", BaseURL: s.BaseURL("mvp"), Token: mvp.StaticToken(s.Token()),
		CacheBytes: -1,
	}))
}

// TestCustomers creates, changes, lists, finds and deletes.
func TestCustomers(t *testing.T) {
	s := sandbox.New(t, "mvp")
	c, ctx := uncached(t, s), t.Context()
	ann := &mvp.Kunde{Person: &mvp.Person{Vorname: new("Ann"), Nachname: new("Lee")},
		Unknown: map[string]json.RawMessage{"Sprache": json.RawMessage(`"de"`)}}
	kunde := must[*mvp.Kunde](t)(c.AddKunde(ctx, ann))
	ben := must[*mvp.Kunde](t)(c.AddKunde(ctx, &mvp.Kunde{Person: &mvp.Person{Vorname: new("Ben")}}))
	if *kunde.ID == *ben.ID {
		t.Fatalf("two customers have the id %s", *ben.ID)
	}
	expect(t, must[*mvp.Kunde](t)(c.GetKunde(ctx, *kunde.ID)),
		`{"Id":"`+*kunde.ID+`","Person":{"Vorname":"Ann","Nachname":"Lee"},"Sprache":"de"}`)
	kunde.Person.Nachname = new("Meyer")
	must[*mvp.Kunde](t)(c.SetKunde(ctx, *kunde.ID, kunde))
	expect(t, must[*mvp.Kunde](t)(c.GetKunde(ctx, *kunde.ID)),
		`{"Id":"`+*kunde.ID+`","Person":{"Vorname":"Ann","Nachname":"Meyer"},"Sprache":"de"}`)
	if _, err := c.AddKunde(ctx, kunde); statusOf(t, err) != http.StatusConflict {
		t.Errorf("a known id: %v", err)
	}
	for query, want := range map[string]int{"meyer": 1, "LEE": 0, "n": 2, *ben.ID: 1} {
		if found := must[[]mvp.KundenSuchErgebnis](t)(c.SearchKunden(ctx, query, nil)); len(found) != want {
			t.Errorf("search for %s: %+v", query, found)
		}
	}
	found := must[[]mvp.KundenSuchErgebnis](t)(c.SearchKunden(ctx, "n", &mvp.SearchKundenOptions{From: new(int64(1)), Size: new(int64(5))}))
	if len(found) != 1 || *found[0].ID != *ben.ID {
		t.Errorf("from the second on: %+v", found)
	}

	home := must[*mvp.Adresse](t)(c.AddKundenAdresse(ctx, *kunde.ID, &mvp.Adresse{Ort: new("Lübeck")}))
	work := must[*mvp.Adresse](t)(c.AddKundenAdresse(ctx, *kunde.ID, &mvp.Adresse{Ort: new("Kiel")}))
	work.Ort = new("Plön")
	must[*mvp.Adresse](t)(c.SetKundenAdresse(ctx, *kunde.ID, *work.ID, work))
	expect(t, must[[]mvp.Adresse](t)(c.GetKundenAdressen(ctx, *kunde.ID)),
		`[{"Id":"`+*home.ID+`","Ort":"Lübeck"},{"Id":"`+*work.ID+`","Ort":"Plön"}]`)
	for _, want := range []int{0, http.StatusNotFound} {
		if got := statusOf(t, c.DeleteKundenAdresse(ctx, *kunde.ID, *home.ID)); got != want {
			t.Errorf("deleted: status %d, instead of %d", got, want)
		}
	}
	expect(t, must[[]mvp.Adresse](t)(c.GetKundenAdressen(ctx, *kunde.ID)), `[{"Id":"`+*work.ID+`","Ort":"Plön"}]`)
	mail := must[*mvp.Kontaktdatensatz](t)(c.AddKundenKontaktdatensatz(ctx, *kunde.ID, &mvp.Kontaktdatensatz{Value: new("a@b")}))
	if err := c.DeleteKundenKontaktdatensatz(ctx, *kunde.ID, *mail.ID); err != nil {
		t.Error(err)
	}
	expect(t, must[[]mvp.Kontaktdatensatz](t)(c.GetKundenKontaktdaten(ctx, *kunde.ID)), `[]`)

	vertrag := must[*mvp.Vertrag](t)(c.AddVertrag(ctx, &mvp.Vertrag{Kunde: kunde.ID, Status: new(mvp.EnumValue("F"))}))
	expect(t, must[*mvp.Vertrag](t)(c.GetVertrag(ctx, *vertrag.ID)), `{"Id":"`+*vertrag.ID+`","Kunde":"`+*kunde.ID+`","Status":"F"}`)
	for id, want := range map[string]int{*kunde.ID: 1, *ben.ID: 0} {
		if list := must[[]mvp.Vertrag](t)(c.GetKundenVertraege(ctx, id)); len(list) != want {
			t.Errorf("the contracts of %s: %+v", id, list)
		}
	}
	if list := must[[]mvp.Vorschaeden](t)(c.GetVertragVorschaeden(ctx, *vertrag.ID)); len(list) != 1 {
		t.Errorf("the example of a list: %+v", list)
	}
	must[*mvp.Vorschaeden](t)(c.AddVertragVorschaeden(ctx, *vertrag.ID, &mvp.Vorschaeden{
		Unknown: map[string]json.RawMessage{"Jahr": json.RawMessage("2025")}}))
	expect(t, must[[]mvp.Vorschaeden](t)(c.GetVertragVorschaeden(ctx, *vertrag.ID)), `[{"Jahr":2025}]`)
}

// TestArchive uploads, describes, downloads and deletes a document.
func TestArchive(t *testing.T) {
	s := sandbox.New(t, "mvp")
	c, ctx := uncached(t, s), t.Context()
	document := "%PDF-1.7\x00\xff\n"
	entry := must[*mvp.Archiveintrag](t)(c.AddArchiveintrag(ctx, io.MultiReader(strings.NewReader(document)),
		`application/pdf; name="a.pdf"`, &mvp.AddArchiveintragOptions{
			Typ: new(mvp.EnumValue("dokument")), Betreff: new("Antrag"), Tags: []string{"ä", "b"},
			Zuordnungen: []mvp.Zuordnung{{Typ: new("kunde"), ID: new("4711")}}, Datum: new(must[mvp.DateTime](t)(mvp.ParseDateTime("2026-11-01T12:00:00"))),
		}))
	expect(t, must[*mvp.Archiveintrag](t)(c.GetArchiveintrag(ctx, *entry.ID)), `{"Id":"`+*entry.ID+
		`","Betreff":"Antrag","Datum":"2026-11-01T12:00:00","Tags":["ä","b"],"Typ":"dokument","Zuordnungen":[{"Id":"4711","Typ":"kunde"}]}`)
	file := must[*mvp.File](t)(c.GetArchivDatei(ctx, *entry.ID, "pdf"))
	content := must[[]byte](t)(io.ReadAll(file))
	if string(content) != document || file.ContentType != `application/pdf; name="a.pdf"` {
		t.Errorf("%q as %s", content, file.ContentType)
	}
	if err := c.DeleteArchiveintrag(ctx, *entry.ID); err != nil {
		t.Error(err)
	}
	if _, err := c.GetArchivDatei(ctx, *entry.ID, "pdf"); statusOf(t, err) != http.StatusNotFound {
		t.Errorf("a deleted document: %v", err)
	}
	note := must[*mvp.Archiveintrag](t)(c.AddArchiveintrag(ctx, strings.NewReader("ein Text"), "text/plain", nil))
	text := must[*mvp.File](t)(c.GetArchivText(ctx, *note.ID))
	if content := must[[]byte](t)(io.ReadAll(text)); string(content) != "ein Text" {
		t.Errorf("%q", content)
	}
}

func TestPictures(t *testing.T) {
	s := sandbox.New(t, "mvp")
	c, ctx := newMVP(t, s), t.Context()
	mitarbeiter := must[*mvp.Mitarbeiter](t)(c.GetMitarbeiter(ctx))
	file := must[*mvp.File](t)(c.OpenThumbnail(ctx, &mitarbeiter.Profilbilder[0]))
	picture := must[[]byte](t)(io.ReadAll(file))
	if _, err := png.Decode(bytes.NewReader(picture)); err != nil || file.ContentType != "image/png" {
		t.Errorf("%s: %v", file.ContentType, err)
	}
	must[json.RawMessage](t)(c.Follow(ctx, *mitarbeiter.Adresse.URI))
}

// TestCaching counts what the client does not ask for again, and what it asks for conditionally.
func TestCaching(t *testing.T) {
	s := sandbox.New(t, "mvp")
	c, ctx := newMVP(t, s), t.Context()
	kunde := must[*mvp.Kunde](t)(c.AddKunde(ctx, &mvp.Kunde{Benutzername: new("ann")}))
	get := func(want string) {
		t.Helper()
		if got := must[*mvp.Kunde](t)(c.GetKunde(ctx, *kunde.ID)); *got.Benutzername != want {
			t.Errorf("got %s, want %s", *got.Benutzername, want)
		}
	}
	requests := func(operation string, want ...int) {
		t.Helper()
		var got []int
		for _, r := range s.Received(operation) {
			got = append(got, r.Status)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the statuses %d, instead of %d", operation, got, want)
		}
	}
	get("ann")
	get("ann")
	requests("getKunde", 200)
	kunde.Benutzername = new("ben")
	must[*mvp.Kunde](t)(c.SetKunde(ctx, *kunde.ID, kunde))
	get("ben")
	requests("getKunde", 200, 200)
	must[[]mvp.EnumerationItem](t)(c.GetAnreden(ctx))
	if err := c.Logout(ctx); err != nil {
		t.Error(err)
	}
	get("ben")
	must[[]mvp.EnumerationItem](t)(c.GetAnreden(ctx))
	requests("getKunde", 200, 200, 200) // what is private was forgotten
	requests("getAnreden", 200)
}

// plainCall sends a request that need not keep to the contract, and returns the response with its body.
func plainCall(t *testing.T, s *sandbox.Sandbox, method, url string, header map[string]string, body string) (*http.Response, string) {
	t.Helper()
	r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body)))
	r.Header.Set("Authorization", "Bearer "+s.Token())
	for name, value := range header {
		r.Header.Set(name, value)
	}
	response := must[*http.Response](t)(http.DefaultClient.Do(r))
	defer response.Body.Close()
	return response, string(must[[]byte](t)(io.ReadAll(response.Body)))
}

// failures are those that a sandbox reports, instead of a test.
type failures struct {
	*testing.T
	mu   sync.Mutex
	list []string
}

func (f *failures) Errorf(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, fmt.Sprintf(format, args...))
}

// mvpURL is the URL of the MVP in s for the user of the tests.
func mvpURL(s *sandbox.Sandbox) string {
	return strings.NewReplacer("{mandant}", "bd", "{version}", "1.0").Replace(s.BaseURL("mvp"))
}

func TestConditionalRequests(t *testing.T) {
	s := sandbox.New(t, "mvp")
	url := mvpURL(s) + "/1_1/kunden/5"
	first, _ := plainCall(t, s, "GET", url, nil, "")
	tag, date := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
	if got := first.Header.Get("Cache-Control"); got != "private, must-revalidate, max-age=3600" {
		t.Errorf("Cache-Control: %s", got)
	}
	conditions := []map[string]string{
		{"If-None-Match": tag}, {"If-None-Match": `"x", W/` + tag}, {"If-None-Match": "*"}, {"If-Modified-Since": date},
	}
	for _, condition := range conditions {
		if r, body := plainCall(t, s, "GET", url, condition, ""); r.StatusCode != 304 || body != "" || r.Header.Get("ETag") != tag {
			t.Errorf("%v: %s, %q", condition, r.Status, body)
		}
	}
	for i := range 3 { // several changes in one second
		body := fmt.Sprintf(`{"Benutzername": "%d"}`, i)
		plainCall(t, s, "PUT", url, map[string]string{"Content-Type": "application/json"}, body)
		for _, condition := range []map[string]string{{"If-None-Match": tag}, {"If-Modified-Since": date}} {
			r, _ := plainCall(t, s, "GET", url, condition, "")
			if r.StatusCode != 200 {
				t.Errorf("%v after a change: %s", condition, r.Status)
			}
			if condition["If-Modified-Since"] != "" {
				tag, date = r.Header.Get("ETag"), r.Header.Get("Last-Modified")
			}
		}
	}
}

// TestMultiCall sends calls with all kinds of outcomes in one request.
func TestMultiCall(t *testing.T) {
	s := sandbox.New(t, "mvp")
	c, ctx := newMVP(t, s), t.Context()
	if err := c.DeleteArchiveintrag(ctx, "gone"); err != nil {
		t.Fatal(err)
	}
	s.On("getSparten").Respond(500, http.Header{"Content-Type": {"text/html"}}, "<html><h1>Error #500</h1></html>")
	batch := c.MultiCall()
	added := batch.AddKunde(&mvp.Kunde{Benutzername: new("ann")})
	gone := batch.GetArchiveintrag("gone")
	broken := batch.GetSparten()
	if err := batch.Do(ctx); err != nil {
		t.Fatal(err)
	}
	kunde := must[*mvp.Kunde](t)(added.Result())
	if _, err := gone.Result(); statusOf(t, err) != 404 {
		t.Errorf("deleted: %v", err)
	}
	if _, err := broken.Result(); statusOf(t, err) != 500 {
		t.Errorf("an error page: %v", err)
	}
	url := mvpURL(s)
	alone, _ := plainCall(t, s, "GET", url+"/1_1/kunden/5", nil, "")
	header := map[string]string{"Content-Type": "multipart/related; boundary=b"}
	response, body := plainCall(t, s, "POST", url, header, "--b\r\nX-Dio-Method: GET\r\nX-Dio-Path: /1_1/kunden/5\r\nIf-Modified-Since: "+
		alone.Header.Get("Last-Modified")+"\r\nContent-ID: <1>\r\n\r\n\r\n--b\r\nMethod: GET\r\nPath: /123456_123456/kunden/"+*kunde.ID+
		"\r\nContent-ID: <2>\r\n\r\n\r\n--b--")
	for _, want := range []string{"X-Dio-Status: 304 Not Modified", "X-Dio-Request-Id: <1>", "X-Dio-Status: 200 OK",
		"X-Dio-Request-Id: <2>", `"ann"`} {
		if response.StatusCode != 200 || !strings.Contains(body, want) {
			t.Errorf("%s, no %s in\n%s", response.Status, want, body)
		}
	}
}

func TestBadMultiCalls(t *testing.T) {
	f := &failures{T: t}
	s := sandbox.New(f, "mvp")
	url := mvpURL(s)
	part := "--b\r\nX-Dio-Method: POST\r\nX-Dio-Path: /1_1/kunden\r\nContent-Type: application/json\r\nContent-ID: <1>\r\n\r\n{}\r\n"
	for body, want := range map[string]string{
		"--b--":                   "has no parts",
		"":                        "malformed",
		part:                      "malformed",
		part + "--b\r\nX-Dio-Met": "malformed",
		strings.Replace(part, "Content-ID", "ID", 1) + "--b--": "part 1 of the MultiCall has no Content-ID",
	} {
		r, got := plainCall(t, s, "POST", url, map[string]string{"Content-Type": "multipart/related; boundary=b"}, body)
		if r.StatusCode != 400 || !strings.Contains(got, want) {
			t.Errorf("%q: %s\n%s", body, r.Status, got)
		}
	}
	if r, got := plainCall(t, s, "POST", url, map[string]string{"Content-Type": "multipart/related"}, part+"--b--"); r.StatusCode != 400 {
		t.Errorf("no boundary: %s\n%s", r.Status, got)
	}
	if n := len(s.Received("addKunde")); n != 0 {
		t.Errorf("%d calls of malformed MultiCalls were executed", n)
	}
	header := map[string]string{"Content-Type": "multipart/related; boundary=b"}
	nested := "--b\r\nX-Dio-Method: POST\r\nX-Dio-Path: \r\nContent-Type: multipart/related; boundary=c\r\nContent-ID: <1>\r\n\r\n--c--\r\n--b--"
	if _, got := plainCall(t, s, "POST", url, header, nested); !strings.Contains(got, "X-Dio-Status: 400") || !strings.Contains(got, "cannot be a part") {
		t.Errorf("nested:\n%s", got)
	}
	const many = 10_000
	r, got := plainCall(t, s, "POST", url, header, strings.Repeat(part, many)+"--b--")
	if n := strings.Count(got, "X-Dio-Status: 200"); r.StatusCode != 200 || n != many {
		t.Errorf("%d parts: %s with %d", many, r.Status, n)
	}
}

// TestPaths sends methods and paths that no client sends.
func TestPaths(t *testing.T) {
	f := &failures{T: t}
	s := sandbox.New(f, "mvp")
	url := mvpURL(s)
	for _, test := range []struct {
		method, path string
		status       int
		want         string // in the header Allow, or the body
	}{
		{"HEAD", "/1_1/kunden/5", 200, ""},
		{"OPTIONS", "/1_1/kunden/5", 204, "GET, HEAD, PUT"},
		{"DELETE", "/1_1/kunden/5", 405, "GET, HEAD, PUT"},
		{"GET", "/1_1/kunden/a%2Fb", 200, `"a/b"`},
		{"GET", "/1_1/kunden/%61", 200, `"a"`},
		{"GET", "/1_1/%6bunden/5", 200, `"5"`},
		{"GET", "/1_1/kunden//", 404, "no function has this path"},
		{"GET", "/1_1/kunden/..%2f..", 200, `"../.."`},
		{"GET", "/1_1/nothing", 404, `"Meldungen"`},
		{"GET", "/1_1/archiveintraege/5.pdf", 200, "text"},
		{"GET", "/1_1/kunden/_search?q=a&size=ten", 400, `query parameter size is \"ten\", which is not of the type int`},
		{"GET", "/1_1/kunden/_search?q=a&q=b", 400, "given 2 times"},
		{"GET", "/1_1/kunden/_search?seize=1", 400, `no query parameter seize: did you mean`},
		{"GET", "/1_1/kunden/_search", 400, "query parameter q is missing"},
		{"POST", "/1_1/kunden", 400, "Content-Type"},
	} {
		r, body := plainCall(t, s, test.method, url+test.path, nil, "")
		if r.StatusCode != test.status || !strings.Contains(r.Header.Get("Allow")+body, test.want) {
			t.Errorf("%s %s: %s %s\n%s", test.method, test.path, r.Status, r.Header.Get("Allow"), body)
		}
		if test.method == "HEAD" && (body != "" || r.ContentLength <= 0) {
			t.Errorf("HEAD: %d bytes, %q", r.ContentLength, body)
		}
	}
	json := map[string]string{"Content-Type": "application/json"}
	if r, body := plainCall(t, s, "POST", url+"/1_1/kunden", json, "{\n  \"Id\": nul\n}"); r.StatusCode != 400 || !strings.Contains(body, "2:") {
		t.Errorf("malformed: %s\n%s", r.Status, body)
	}
	if r, body := plainCall(t, s, "POST", url+"/1_1/kunden", json, ""); r.StatusCode != 400 || !strings.Contains(body, "the body is missing") {
		t.Errorf("no body: %s\n%s", r.Status, body)
	}
	if r, body := plainCall(t, s, "POST", url+"/1_1/archiveintraege", map[string]string{"Content-Type": "application/pdf",
		"X-Dio-Tags": "[", "X-Dio-Datum": "soon"}, "x"); r.StatusCode != 400 || !strings.Contains(body, "header Tags is JSON that breaks") ||
		!strings.Contains(body, `header Datum is \"soon\"`) {
		t.Errorf("headers: %s\n%s", r.Status, body)
	}
	large := io.LimitReader(zeros{}, 64<<20+1)
	request := must[*http.Request](t)(http.NewRequest("POST", url+"/1_1/archiveintraege", large))
	request.Header.Set("Content-Type", "application/pdf")
	request.Header.Set("Authorization", "Bearer "+s.Token())
	r := must[*http.Response](t)(http.DefaultClient.Do(request))
	r.Body.Close()
	if r.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a large request: %s", r.Status)
	}
	if len(f.list) == 0 || slices.ContainsFunc(f.list, func(s string) bool { return !strings.Contains(s, "breaks the contract") }) {
		t.Errorf("the failures are %q", f.list)
	}
}

// zeros is a stream without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestConcurrentRequests is for the race detector.
func TestConcurrentRequests(t *testing.T) {
	s := sandbox.New(t, "mvp")
	c, ctx := uncached(t, s), t.Context()
	ids := sync.Map{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				kunde, err := c.AddKunde(ctx, new(mvp.Kunde))
				if err != nil {
					t.Error(err)
					return
				}
				if _, isKnown := ids.LoadOrStore(*kunde.ID, true); isKnown {
					t.Errorf("the id %s comes again", *kunde.ID)
				}
				if _, err := c.SearchKunden(ctx, "0", nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// shop is a contract with constructs that the MVP does not have.
const shop = `
kontrakt: 1
title: Shop
baseUrl: https://shop.example
mimeTypes: {PNG: image/png, Text: text/plain}
errors: {default: Problem, type: Problem, field: detail}
types:
  Problem: {fields: {title: {type: string, required: true}, detail: string}}
  Draft: {fields: {name: {type: string, required: true}, size: int}}
  Ware:
    fields:
      id: {type: int, required: true}
      name: {type: string, required: true}
      size: {type: Size, required: true}
      kind: {enum: [new, old], required: true}
  Size: {base: int, minimum: 1, maximum: 9}
  Page: {fields: {wares: {listOf: Ware}, next: string, more: {type: bool, required: true}}}
functions:
  addWare: {post: /wares, body: Draft, result: Ware, responseHeaders: {Location: string}, idempotencyKey: Idempotency-Key}
  getWare: {get: "/wares/{wareId}", parameters: {wareId: int}, result: Ware}
  changeWare: {patch: "/wares/{wareId}", parameters: {wareId: int}, body: json, result: Ware}
  deleteWare: {delete: "/wares/{wareId}", parameters: {wareId: int}}
  listWares: {get: /wares, query: {page: int, size: int, size2: {listOf: Size, style: comma}}, result: {listOf: Ware}, paging: {page: page}}
  listNew: {get: /wares/new, query: {after: string, limit: int, kind: {enum: [new, old]}}, result: Page, paging: {cursor: after, next: next, items: wares, more: more}}
  order: {post: "/orders", body: {form: {ware: {type: int, required: true}, sizes: {listOf: Size}}}}
  picture: {put: "/wares/{wareId}/picture", parameters: {wareId: int}, body: {multipart: {file: {mime: PNG, required: true}, alt: string}}}
  getPicture: {get: "/wares/{wareId}/picture", parameters: {wareId: int}, result: {mime: PNG}}
  setNote: {put: "/wares/{wareId}/note", parameters: {wareId: int}, body: {type: string, as: Text}}
  getNote: {get: "/wares/{wareId}/note", parameters: {wareId: int}, result: {type: string, as: Text}}
`

// newShop serves the shop.
func newShop(t sandbox.TB, dir string) *sandbox.Sandbox {
	file := filepath.Join(dir, "shop.yaml")
	if err := os.WriteFile(file, []byte(shop), 0o600); err != nil {
		t.Fatalf("%v", err)
	}
	return sandbox.New(t, file)
}

func TestShop(t *testing.T) {
	s := newShop(t, t.TempDir())
	url := s.BaseURL("shop")
	jsonType := map[string]string{"Content-Type": "application/json"}
	call := func(method, path, body string, status int, want string) *http.Response {
		t.Helper()
		header := maps.Clone(jsonType)
		if header["Idempotency-Key"] = path + body; body == "" {
			delete(header, "Content-Type")
		}
		r, got := plainCall(t, s, method, url+path, header, body)
		got = strings.NewReplacer(" ", "", "\n", "").Replace(got)
		if r.StatusCode != status || !strings.Contains(got, want) {
			t.Errorf("%s %s: %s\n%s\nwant %d %s", method, path, r.Status, got, status, want)
		}
		return r
	}
	r := call("POST", "/wares", `{"name":"pen","size":3}`, 200, `{"id":1,"kind":"new","name":"pen","size":3}`)
	if got := r.Header.Get("Location"); got != "/shop/wares/1" {
		t.Errorf("Location: %s", got)
	}
	call("POST", "/wares", `{"name":"pen","size":3}`, 200, `"id":1`) // the same key
	call("POST", "/wares", `{"name":"ink","size":99}`, 200, `{"id":2,"kind":"new","name":"ink","size":1}`)
	call("GET", "/wares/2", "", 200, `{"id":2,"kind":"new","name":"ink","size":1}`)
	call("PATCH", "/wares/2", `{"kind":"old"}`, 200, `{"id":2,"kind":"old","name":"ink","size":1}`)
	call("GET", "/wares?page=1&size=1", "", 200, `[{"id":1`)
	call("GET", "/wares?page=2&size=1", "", 200, `[{"id":2`)
	call("GET", "/wares?page=3&size=1", "", 200, `[]`)
	call("GET", "/wares?page=3&size=9223372036854775807", "", 200, `[]`)
	call("GET", "/wares/new?after=x", "", 200, `{"more":false,"wares":[]}`)
	call("GET", "/wares?page=9223372036854775807", "", 200, `[]`)
	call("GET", "/wares?page=-9223372036854775808&size=9223372036854775807", "", 200, `[]`)
	call("GET", "/wares/new?limit=1", "", 200, `{"more":true,"next":"1","wares":[{"id":1`)
	call("GET", "/wares/new?limit=1&after=1", "", 200, `{"more":false,"wares":[{"id":2`)
	call("GET", "/wares/new?kind=old", "", 200, `{"more":false,"wares":[{"id":2`)
	call("DELETE", "/wares/2", "", 204, "")
	call("GET", "/wares/2", "", 404, `{"detail":"itwasdeleted","title":"text"}`)
	call("GET", "/wares/2/note", "", 404, "")
	call("GET", "/wares", "", 200, `[{"id":1`)
	call("GET", "/wares/1/note", "", 200, "text")
	plainCall(t, s, "PUT", url+"/wares/1/note", map[string]string{"Content-Type": "text/plain"}, "fine")
	call("GET", "/wares/1/note", "", 200, "fine")
	form := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--"
	plainCall(t, s, "PUT", url+"/wares/1/picture", map[string]string{"Content-Type": "multipart/form-data; boundary=b"}, form)
	if r := call("GET", "/wares/1/picture", "", 200, "PNG"); r.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the picture is %s", r.Header.Get("Content-Type"))
	}
}

// TestViolations breaks the shop's contract in every way that concerns parameters and forms.
func TestViolations(t *testing.T) {
	f := &failures{T: t}
	s := newShop(f, t.TempDir())
	const urlEncoded, multipart = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
	part := func(header, content string) string { return "--b\r\n" + header + "\r\n\r\n" + content + "\r\n--b--" }
	for _, test := range []struct{ method, path, contentType, body, want string }{
		{"GET", "/wares/one", "", "", `path parameter wareId is "one", which is not of the type int`},
		{"GET", "/wares?size2=3,10", "", "", `query parameter size2 is "10"`},
		{"GET", "/wares/new?kind=odd", "", "", `query parameter kind is "odd"`},
		{"GET", "/wares", "text/plain", "x", "the function has no body"},
		{"POST", "/wares", "application/json", `{"name":"a"}`, "header Idempotency-Key is missing"},
		{"POST", "/wares", "application/json", "{}", `expected the member "name"`},
		{"POST", "/wares", "application/json", "{\"name\": \"a\",\n\"size\": \"b\"}", "2:9: size: "},
		{"POST", "/wares", "application/json", "7", "expected an object"},
		{"POST", "/orders", urlEncoded, "sizes=1", "field ware is missing"},
		{"POST", "/orders", urlEncoded, "ware=1&sizes=1&sizes=0", `field sizes is "0"`},
		{"POST", "/orders", urlEncoded, "ware=x", `field ware is "x"`},
		{"POST", "/orders", urlEncoded, "ware=1&weight=2", "no field weight"},
		{"POST", "/orders", urlEncoded, "ware=%zz", "the form is malformed"},
		{"POST", "/orders", "application/json", "{}", `Content-Type is "application/json"`},
		{"PUT", "/wares/1/picture", multipart, part(`Content-Disposition: form-data; name="alt"`, "x"), "field file is missing"},
		{"PUT", "/wares/1/picture", multipart, part("Content-Disposition: form-data; name=\"file\"\r\nContent-Type: text/css", "x"),
			`file file has the Content-Type "text/css"`},
		{"PUT", "/wares/1/picture", multipart, part(`Content-Disposition: form-data; name="other"`, "x"), "no field other"},
		{"PUT", "/wares/1/picture", multipart, "--b\r\n", "the form is malformed"},
		{"PUT", "/wares/1/picture", "multipart/form-data", "x", "the form is malformed"},
	} {
		header := map[string]string{}
		if test.contentType != "" {
			header["Content-Type"] = test.contentType
		}
		r, body := plainCall(t, s, test.method, s.BaseURL("shop")+test.path, header, test.body)
		var problem struct{ Title, Detail string }
		if err := json.Unmarshal([]byte(body), &problem); r.StatusCode != 400 || err != nil || !strings.Contains(problem.Detail, test.want) {
			t.Errorf("%s %s %s: %s\n%s\nwant %s", test.method, test.path, test.body, r.Status, body, test.want)
		}
	}
}

// TestRuleForOneOfTwoResponses changes the first one alone, although the second one is the same for the sake of the key.
func TestRuleForOneOfTwoResponses(t *testing.T) {
	s := newShop(t, t.TempDir())
	s.On("addWare").Times(1).Header("X-Rule", "applies")
	for _, want := range []string{"applies", ""} {
		r, _ := plainCall(t, s, "POST", s.BaseURL("shop")+"/wares",
			map[string]string{"Content-Type": "application/json", "Idempotency-Key": "k"}, `{"name":"pen"}`)
		if got := r.Header.Get("X-Rule"); got != want || r.StatusCode != http.StatusOK {
			t.Errorf("%s: the header has %q, instead of %q", r.Status, got, want)
		}
	}
}

// TestRetryAfterALostResponse executes a call once, although it is sent twice with one key.
func TestRetryAfterALostResponse(t *testing.T) {
	s := newShop(t, t.TempDir())
	s.On("addWare").Times(1).Lose()
	r := must[*http.Request](t)(http.NewRequest("POST", s.BaseURL("shop")+"/wares", nil))
	r.Header = http.Header{"Content-Type": {"application/json"}, "Idempotency-Key": {"k"}}
	for i := range 2 {
		r.Body = io.NopCloser(strings.NewReader(`{"name":"pen"}`))
		response, err := http.DefaultTransport.RoundTrip(r)
		if (err == nil) != (i == 1) {
			t.Fatalf("call %d: %v", i, err)
		}
		if err == nil {
			response.Body.Close()
		}
	}
	if _, list := plainCall(t, s, "GET", s.BaseURL("shop")+"/wares", nil, ""); strings.Count(list, `"pen"`) != 1 {
		t.Errorf("the wares are %s", list)
	}
}
