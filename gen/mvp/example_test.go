// Examples: what newcomers read on pkg.go.dev. Their service is a server of this file's own.

package mvp_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// exampleService is a small service; it prints what it is asked.
func exampleService() *httptest.Server {
	answers := map[string]string{
		"/123456_123456":                       `{"Vorname":"Erika","Nachname":"Mustermann","Anrede":2}`,
		"/123456_123456/rechte":                `["kunden.lesen","kunden.schreiben"]`,
		"/anreden":                             `[{"Value":"1","Text":"Herr"},{"Value":"2","Text":"Frau"}]`,
		"/123456_123456/archiveintraege/7.pdf": "%PDF-1.7",
		"/bilder/erika-64.png":                 "PNG",
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("service:", r.Method, r.URL.Path)
		w.Header().Set("Cache-Control", "private, max-age=3600")
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, answers[r.URL.Path])
	})
	mux.HandleFunc("POST /123456_123456/kunden", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"Meldungen":["Dieser Benutzername ist bereits vergeben."]}`)
	})
	mux.HandleFunc("POST /123456_123456/archiveintraege", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		fmt.Println("service:", r.Header.Get("Content-Type"), r.Header.Get("X-Dio-Zuordnungen"))
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"Id":"0123456789abcdef0123"}`)
	})
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "multipart/related; boundary=MIME_boundary")
		var path string
		for lines := bufio.NewScanner(r.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "X-Dio-Path":
				path = value
				fmt.Println("service: a part for", path)
			case "Content-ID":
				fmt.Fprintf(w, "--MIME_boundary\r\nX-Dio-Request-ID: %s\r\nX-Dio-Status: 200 OK\r\n\r\n%s\r\n", value,
					answers[path])
			}
		}
		io.WriteString(w, "--MIME_boundary--\r\n")
	})
	return httptest.NewServer(mux)
}

func Example() {
	service := exampleService()
	defer service.Close()

	client, err := mvp.New(mvp.Config{
		BaseURL:     service.URL, // without it, the client calls the service itself: see New
		Mitarbeiter: "123456_123456",
		Token:       mvp.StaticToken("t0k3n"),
	})
	if err != nil {
		log.Fatal(err)
	}
	m, err := client.GetMitarbeiter(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	if m.Vorname != nil && m.Nachname != nil { // nil is what the service left out
		fmt.Println(*m.Vorname, *m.Nachname)
	}
	// Output:
	// service: GET /123456_123456
	// Erika Mustermann
}

func ExampleNew() {
	_, err := mvp.New(mvp.Config{
		Mandant:     "bd",
		Mitarbeiter: "123456_123456",
		Token: mvp.TokenFunc(func(ctx context.Context) (string, error) {
			return os.Getenv("MVP_TOKEN"), nil
		}),
		Timeout: 30 * time.Second,
	})
	fmt.Println(err)

	_, err = mvp.New(mvp.Config{Mandant: "bd"}) // faults are found here, before anything is sent
	fmt.Println(err)
	// Output:
	// <nil>
	// mvp: Config.Mitarbeiter must not be empty
}

func ExampleClient_MultiCall() {
	service := exampleService()
	defer service.Close()
	client, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "123456_123456",
		Token: mvp.StaticToken("t0k3n")})
	if err != nil {
		log.Fatal(err)
	}

	multi := client.MultiCall()
	mitarbeiter := multi.GetMitarbeiter()
	rechte := multi.GetMitarbeiterRechte()
	if err := multi.Do(context.Background()); err != nil {
		log.Print(err) // of the request as a whole; every call has its own result all the same
	}
	if m, err := mitarbeiter.Result(); err == nil && m.Nachname != nil {
		fmt.Println(*m.Nachname)
	}
	if list, err := rechte.Result(); err == nil {
		fmt.Println(list)
	}
	// Output:
	// service: a part for /123456_123456
	// service: a part for /123456_123456/rechte
	// Mustermann
	// [kunden.lesen kunden.schreiben]
}

func ExampleClient_Logout() {
	service := exampleService()
	defer service.Close()
	client, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "123456_123456",
		Token: mvp.StaticToken("t0k3n")})
	if err != nil {
		log.Fatal(err)
	}

	for range 3 { // the service marks its answer as good for an hour: it is asked once
		if _, err := client.GetMitarbeiterRechte(context.Background()); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("logout:", client.Logout(context.Background()))
	if _, err := client.GetMitarbeiterRechte(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// service: GET /123456_123456/rechte
	// logout: <nil>
	// service: GET /123456_123456/rechte
}

func ExampleClient_GetArchivDatei() {
	service := exampleService()
	defer service.Close()
	client, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "123456_123456",
		Token: mvp.StaticToken("t0k3n")})
	if err != nil {
		log.Fatal(err)
	}

	file, err := client.GetArchivDatei(context.Background(), "7", "pdf")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	n, err := io.Copy(os.Stdout, file) // however large the file is, it is never in memory as a whole
	fmt.Printf("\n%d bytes, %v\n", n, err)
	// Output:
	// service: GET /123456_123456/archiveintraege/7.pdf
	// %PDF-1.7
	// 8 bytes, <nil>
}

// A document of any size is sent as it is read. The name in its content type takes the place of a Betreff.
func ExampleClient_AddArchiveintrag() {
	service := exampleService()
	defer service.Close()
	client, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "123456_123456",
		Token: mvp.StaticToken("t0k3n")})
	if err != nil {
		log.Fatal(err)
	}

	document := strings.NewReader("%PDF-1.7") // an *os.File, in a real program
	contentType := mime.FormatMediaType("application/pdf", map[string]string{"name": "Vollmacht.pdf"})
	entry, err := client.AddArchiveintrag(context.Background(), document, contentType,
		&mvp.AddArchiveintragOptions{
			Typ:         new(mvp.EnumValue("dokument")),
			Zuordnungen: []mvp.Zuordnung{{Typ: new("kunde"), ID: new("4711")}},
		},
		mvp.WithProgress(func(sent int64) { fmt.Println("sent:", sent) }))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*entry.ID)
	// Output:
	// sent: 8
	// service: application/pdf; name=Vollmacht.pdf [{"Typ":"kunde","Id":"4711"}]
	// 0123456789abcdef0123
}

func ExampleClient_OpenThumbnail() {
	service := exampleService()
	defer service.Close()
	client, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "123456_123456",
		Token: mvp.StaticToken("t0k3n")})
	if err != nil {
		log.Fatal(err)
	}

	thumbnail := &mvp.Thumbnail{Pfad: new(mvp.URI("bilder/erika-64.png"))} // of Mitarbeiter.Profilbilder
	for range 2 {                                                          // the picture is cached: it is asked for once
		picture, err := client.OpenThumbnail(context.Background(), thumbnail)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(picture.Size, "bytes")
		picture.Close()
	}
	// Output:
	// service: GET /bilder/erika-64.png
	// 3 bytes
	// 3 bytes
}

func ExampleError() {
	service := exampleService()
	defer service.Close()
	client, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "123456_123456",
		Token: mvp.StaticToken("t0k3n")})
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.AddKunde(context.Background(), &mvp.Kunde{Benutzername: new("erika")})
	if e, ok := errors.AsType[*mvp.Error](err); ok && len(e.Messages) > 0 {
		fmt.Println("for the user:", e.Messages[0])
	}
	switch {
	case errors.Is(err, mvp.ErrUnknownOutcome):
		fmt.Println("the customer may have been added: look before trying again")
	case errors.Is(err, mvp.ErrStatus):
		fmt.Println("for the log:", err)
	}
	// Output:
	// for the user: Dieser Benutzername ist bereits vergeben.
	// for the log: addKunde: POST /123456_123456/kunden: 400 Bad Request: Dieser Benutzername ist bereits vergeben.
}

func ExampleEnumValue_Find() {
	service := exampleService()
	defer service.Close()
	client, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "123456_123456",
		Token: mvp.StaticToken("t0k3n")})
	if err != nil {
		log.Fatal(err)
	}

	anreden, err := client.GetAnreden(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	m, err := client.GetMitarbeiter(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	if item := m.Anrede.Find(anreden); item != nil && item.Text != nil && m.Nachname != nil {
		fmt.Println(*item.Text, *m.Nachname)
	}
	// Output:
	// service: GET /anreden
	// service: GET /123456_123456
	// Frau Mustermann
}

func ExampleDateTime_Time() {
	d, err := mvp.ParseDateTime("2026-10-25T02:30:00") // as the service writes times: without an offset
	if err != nil {
		log.Fatal(err)
	}
	_, err = d.Time()
	fmt.Println(err)
	fmt.Println(errors.Is(err, mvp.ErrAmbiguousTime))

	fmt.Println(mvp.NewDateTime(time.Date(2026, time.October, 25, 0, 30, 0, 0, time.UTC)))
	// Output:
	// 2026-10-25T02:30:00 in Europe/Berlin: the time occurs twice, because the clocks are set back
	// true
	// 2026-10-25T02:30:00+02:00
}
