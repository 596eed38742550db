// The functions of the service: what each sends, byte for byte, and what it returns.

package mvp_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
	restyaml "github.com/kontrakt-dev/kontrakt/schema/rest"
)

// operation is a function with a JSON response, or none. Called with args, it sends request and body, and returns want
// if the response is answer.
type operation struct {
	name    string
	args    []any
	request string // method and path below the base URL
	body    string
	answer  string
	want    any // nil for a function that returns an error only
}

const sent = `{"Benutzername":"Jörg"}`

var (
	body = &mvp.Kunde{Benutzername: new("Jörg")}

	// operations and streams are the functions of the contract. A stream sends or returns bytes.
	operations, streams = readOperations()
)

// readOperations reads every function from the contract, with a value for each field of its JSON.
func readOperations() (operations []operation, streams []string) {
	api, diagnostics := restyaml.Read(schema.Source{FS: schema.Contracts, Name: "mvp.yaml"})
	if diagnostics.Faulty() {
		panic(diagnostics)
	}
	for _, op := range api.REST.Operations {
		name := strings.ToUpper(op.Wire[:1]) + op.Wire[1:]
		if op.Body.IsStream() || op.Result.IsStream() {
			streams = append(streams, name)
		} else {
			operations = append(operations, newOperation(name, op, example.REST(api, op)))
		}
	}
	return operations, streams
}

// newOperation returns the call of op that sends and returns the JSON of call. Its arguments in the path and the query
// are "ü/1", "ü/2" and so on. Its options are nil.
func newOperation(name string, op *schema.RESTOperation, call example.Call) operation {
	o := operation{name: name, request: op.Method + " ", body: compact(call.Request), answer: compact(*call.Response)}
	text := func() string {
		value := fmt.Sprintf("ü/%d", len(o.args)+1)
		o.args = append(o.args, value)
		return value
	}
	for _, part := range op.Path {
		switch p := part.Parameter; {
		case p == nil:
			o.request += part.Literal
		case p.Wire == "ma":
			o.request += employee
		default:
			o.request += url.PathEscape(text())
		}
	}
	query := url.Values{}
	for _, p := range op.Parameters {
		if p.Place == schema.InQuery && p.Required {
			query.Set(p.Wire, text())
		}
	}
	if len(query) > 0 {
		o.request += "?" + query.Encode()
	}
	method, _ := reflect.TypeFor[*mvp.Client]().MethodByName(name)
	if op.Body != nil {
		o.args = append(o.args, decode(method.Type.In(2+len(o.args)), o.body)) // after the receiver and the context
	}
	if op.HasOptions() {
		o.args = append(o.args, reflect.Zero(method.Type.In(2+len(o.args))).Interface())
	}
	if op.Result != nil {
		o.want = decode(method.Type.Out(0), o.answer)
	}
	return o
}

// compact returns the JSON of m without white space.
func compact(m example.Message) string {
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(m.Body)); err != nil && m.Body != "" {
		panic(err)
	}
	return b.String()
}

// decode returns the value of type t that text stands for.
func decode(t reflect.Type, text string) any {
	v := reflect.New(t)
	if err := json.Unmarshal([]byte(text), v.Interface()); err != nil {
		panic(fmt.Sprintf("%v: %v: %s", t, err, text))
	}
	return v.Elem().Interface()
}

// invoke calls the method of receiver that is o's function, with arguments before its own.
func (o operation) invoke(receiver any, before ...any) []reflect.Value {
	var args []reflect.Value
	for _, arg := range append(before, o.args...) {
		args = append(args, reflect.ValueOf(arg))
	}
	return reflect.ValueOf(receiver).MethodByName(o.name).Call(args)
}

// outcome is what a function returned: its result, nil where it has none, and its error.
func outcome(returned []reflect.Value) (result any, err error) {
	if len(returned) == 2 {
		result = returned[0].Interface()
	}
	err, _ = returned[len(returned)-1].Interface().(error)
	return result, err
}

// methods names the exported methods of v but for those given.
func methods(v any, except ...string) []string {
	var names []string
	for method := range reflect.TypeOf(v).Methods() {
		if !slices.Contains(except, method.Name) {
			names = append(names, method.Name)
		}
	}
	return names
}

func TestEveryFunctionIsTested(t *testing.T) {
	tested := slices.Clone(streams)
	for _, o := range operations {
		tested = append(tested, o.name)
	}
	slices.Sort(tested)
	if got := methods(new(mvp.Client), "Follow", "Open", "OpenThumbnail", "Logout", "MultiCall"); !slices.Equal(got, tested) {
		t.Errorf("the client has the functions %q, tested are %q", got, tested)
	}
}

func TestOperations(t *testing.T) {
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			s := answering(t, jsonAnswer(o.answer))
			result, err := outcome(o.invoke(s.newClient(t), t.Context()))
			if !reflect.DeepEqual(result, o.want) || err != nil {
				t.Errorf("got %#v, %v, want %#v", result, err, o.want)
			}
			if text, err := json.Marshal(result); o.want != nil && string(text) != o.answer || err != nil {
				t.Errorf("got %s, %v, want %s", text, err, o.answer)
			}
			method, path, _ := strings.Cut(o.request, " ")
			length, contentType := "", ""
			if method == "POST" || method == "PUT" || o.body != "" {
				length = fmt.Sprintf("Content-Length: %d\n", len(o.body))
			}
			if o.body != "" {
				contentType = "Content-Type: application/json\n"
			}
			s.expect(t, method+" "+rest+path+"\n"+length+"Accept: application/json\nAuthorization: Bearer "+secret+"\n"+contentType+"\n"+o.body)
		})
	}
}

func TestSearchKundenWithoutOptions(t *testing.T) {
	s := answering(t, jsonAnswer("[]"), jsonAnswer("[]"))
	client := s.newClient(t)
	for _, options := range []*mvp.SearchKundenOptions{nil, {}} {
		if found, err := client.SearchKunden(t.Context(), "a", options); len(found) != 0 || err != nil {
			t.Errorf("got %v, %v", found, err)
		}
	}
	s.expect(t, get("/"+employee+"/kunden/_search?q=a"), get("/"+employee+"/kunden/_search?q=a"))
}

func TestBodyThatIsNoJSON(t *testing.T) {
	s := answering(t)
	client := s.newClient(t)
	for _, member := range []string{"", "{", "{}{}", `"` + "\xff" + `"`} {
		body := &mvp.Kunde{Unknown: map[string]json.RawMessage{"a": json.RawMessage(member)}}
		_, err := client.SetKunde(t.Context(), "8", body)
		if e := errorOf(t, err, mvp.ErrInvalid); !strings.HasPrefix(e.Error(), "setKunde: PUT "+rest) {
			t.Errorf("member %q: got error %v", member, e)
		}
	}
}

// A function without a result succeeds with every 2xx, alone and in a MultiCall.
func TestResponsesWithoutResult(t *testing.T) {
	for name, reply := range map[string]string{
		"204":                          answer("204 No Content", ""),
		"empty":                        answer("200 OK", ""),
		"empty, of PHP's default type": answer("200 OK", "", "Content-Type: text/html; charset=UTF-8"),
		"Meldungen":                    jsonAnswer(`{"Meldungen":["Gespeichert."]}`),
		"text":                         answer("201 Created", "angelegt", "Content-Type: text/plain"),
		"a page":                       answer("202 Accepted", "<p>OK</p>", "Content-Type: text/html"),
		"broken JSON":                  jsonAnswer("{"),
	} {
		t.Run(name, func(t *testing.T) {
			s := answering(t, reply)
			if err := s.newClient(t).DeleteKundenAdresse(t.Context(), "8", "9"); err != nil {
				t.Errorf("got error %v", err)
			}
		})
	}
}

// A call that changes something may be answered without content, by that status. Otherwise the response deviates from
// the contract. A call that reads something fails.
func TestEmptyResponses(t *testing.T) {
	s := answering(t, answer("204 No Content", ""), answer("201 Created", ""), jsonAnswer(""))
	client := s.newClient(t)
	for _, deviates := range []bool{false, true} {
		result, err := client.AddVertrag(t.Context(), &mvp.Vertrag{})
		if !reflect.DeepEqual(result, &mvp.Vertrag{}) || errors.Is(err, mvp.ErrContent) != deviates {
			t.Errorf("got %v, %v", result, err)
		}
	}
	_, err := client.GetVertrag(t.Context(), "5")
	errorOf(t, err, mvp.ErrContent)
}

func TestPathArguments(t *testing.T) {
	for id, path := range map[string]string{
		"a/b":     "a%2Fb",
		"../..":   "..%2F..",
		"a?b#c":   "a%3Fb%23c",
		"50%2F":   "50%252F",
		"Müller ": "M%C3%BCller%20",
		"...":     "...",
	} {
		s := answering(t, jsonAnswer("{}"))
		if _, err := s.newClient(t).GetKunde(t.Context(), id); err != nil {
			t.Errorf("%q: %v", id, err)
		}
		s.expect(t, get("/"+employee+"/kunden/"+path))
	}
	s := answering(t)
	client := s.newClient(t)
	for _, id := range []string{"", ".", "..", "1\r\nX-Dio-Method: DELETE", "1\x00"} {
		_, err := client.GetKunde(t.Context(), id)
		if e := errorOf(t, err, mvp.ErrInvalid); !strings.Contains(e.Error(), "Kunde-Id must not") {
			t.Errorf("%q: got error %v", id, e)
		}
		multi := client.MultiCall()
		call := multi.GetKunde(id)
		if err := multi.Do(t.Context()); err != nil {
			t.Errorf("%q: MultiCall: %v", id, err)
		}
		_, err = call.Result()
		errorOf(t, err, mvp.ErrInvalid)
	}
}

// roundTripper is a transport that is a function.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestBaseURL(t *testing.T) {
	for _, test := range []struct {
		config mvp.Config
		want   string
	}{
		{mvp.Config{Mandant: "bd"}, "https://www.maklerinfo.biz/service/bd/employee/1.0/rest/"},
		{mvp.Config{Mandant: "a/b", Version: "2.0"}, "https://www.maklerinfo.biz/service/a%2Fb/employee/2.0/rest/"},
		{mvp.Config{Mandant: "ari", BaseURL: "https://example.com/service/{mandant}/employee/{version}/rest"},
			"https://example.com/service/ari/employee/1.0/rest/"},
		{mvp.Config{BaseURL: "https://example.com/rest"}, "https://example.com/rest/"},
		{mvp.Config{BaseURL: "https://example.com/rest/"}, "https://example.com/rest/"},
		{mvp.Config{BaseURL: "https://example.com"}, "https://example.com/"},
		{mvp.Config{BaseURL: "http://localhost:8080"}, "http://localhost:8080/"},
		{mvp.Config{BaseURL: "http://[::1]:8080"}, "http://[::1]:8080/"},
		{mvp.Config{BaseURL: "http://service.example", AllowHTTP: true}, "http://service.example/"},
	} {
		var got string
		test.config.Mitarbeiter, test.config.Token = employee, mvp.StaticToken(secret)
		test.config.HTTPClient = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			got = r.URL.String()
			return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: http.NoBody}, nil
		})}
		client, err := mvp.New(test.config)
		if err != nil {
			t.Errorf("%v: %v", test.config, err)
			continue
		}
		_, err = client.GetMitarbeiter(t.Context())
		errorOf(t, err, mvp.ErrStatus)
		if got != test.want+employee {
			t.Errorf("got URL %s, want %s", got, test.want+employee)
		}
	}
}

func TestFaultsOfTheConfiguration(t *testing.T) {
	for _, test := range []struct {
		config mvp.Config
		want   string
	}{
		{mvp.Config{Mandant: "bd"}, "Mitarbeiter must not be empty"},
		{mvp.Config{Mandant: "bd", Mitarbeiter: ".."}, "Mitarbeiter"},
		{mvp.Config{Mandant: "bd", Mitarbeiter: "1\r\n2"}, "Mitarbeiter"},
		{mvp.Config{Mitarbeiter: employee}, "andant must"},
		{mvp.Config{Mandant: "..", Mitarbeiter: employee}, "andant must not"},
		{mvp.Config{Mandant: "bd", Version: "1\n0", Mitarbeiter: employee}, "ersion must not"},
		{mvp.Config{Mitarbeiter: employee, BaseURL: "https://example.com/{pfad}"}, "{pfad} is not a parameter"},
		{mvp.Config{Mitarbeiter: employee, BaseURL: "https://exa mple.com"}, "not a valid URL"},
		{mvp.Config{Mitarbeiter: employee, BaseURL: "/rest"}, "must be absolute"},
		{mvp.Config{Mitarbeiter: employee, BaseURL: "ftp://example.com/rest"}, "must be absolute"},
		{mvp.Config{Mitarbeiter: employee, BaseURL: "http://example.com/rest"}, "must be https"},
		{mvp.Config{Mitarbeiter: employee, BaseURL: "https://u:" + secret + "@example.com"},
			"must not have a user name"},
		{mvp.Config{Mitarbeiter: employee, BaseURL: "https://example.com?a= " + secret}, "query percent-encoded"},
		{mvp.Config{Mitarbeiter: employee, BaseURL: "https://example.com#" + secret}, "must not have a fragment"},
	} {
		test.config.Token = mvp.StaticToken(secret)
		client, err := mvp.New(test.config)
		switch {
		case err == nil:
			t.Errorf("%v: got no error, want %q", test.config, test.want)
		case client != nil || !strings.HasPrefix(err.Error(), "mvp: ") || !strings.Contains(err.Error(), test.want):
			t.Errorf("%v: got %v, error %q, want %q", test.config, client, err, test.want)
		case strings.Contains(err.Error(), secret):
			t.Errorf("the error shows a secret: %v", err)
		}
	}
}

// A client authenticates by a token or by a session.
func TestCredentials(t *testing.T) {
	config := mvp.Config{Mandant: "bd", Mitarbeiter: employee}
	_, none := mvp.New(config)
	config.Token, config.Session = mvp.StaticToken(secret), signer{}
	_, both := mvp.New(config)
	const want = "mvp: no credentials: set Config.Token or Config.Session; " +
		"mvp: Config.Token and Config.Session are alternatives: set only one of them"
	if got := fmt.Sprint(none, "; ", both); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	s := answering(t, jsonAnswer("{}"))
	client := s.newClient(t, func(c *mvp.Config) { c.Token, c.Session = nil, signer{} })
	if _, err := client.GetMitarbeiter(t.Context()); err != nil {
		t.Error(err)
	}
	s.expect(t, "GET "+rest+"/"+employee+"\nAccept: application/json\nX-Dio-Session: 7\n\n")
}

// signer adds the header of a session.
type signer struct{}

func (signer) Sign(r *http.Request) error {
	r.Header.Set("X-Dio-Session", "7")
	return nil
}

func TestAddArchiveintrag(t *testing.T) {
	datum, err := mvp.ParseDateTime("2026-05-04T10:30:00+02:00")
	if err != nil {
		t.Fatal(err)
	}
	s := answering(t, jsonAnswer(`{"Id":"0123456789abcdef0123"}`), jsonAnswer("{}"))
	client := s.newClient(t)
	result, err := client.AddArchiveintrag(t.Context(), strings.NewReader("%PDF-1.7"), "application/pdf",
		&mvp.AddArchiveintragOptions{
			Betreff:     new("Kündigung für Müller"),
			Typ:         new(mvp.EnumValue("dokument")),
			Datum:       &datum,
			Zuordnungen: []mvp.Zuordnung{{Typ: new("kunde"), ID: new("4711")}, {Typ: new("sparte"), ID: new("050")}},
			Metadaten:   []mvp.Metadata{{Value: new("An"), Text: new("jm@example.com")}},
			Tags:        []string{"Kündigung", `"eilig"`, "zwei\nZeilen"},
		})
	if err != nil || *result.ID != "0123456789abcdef0123" {
		t.Errorf("got %v, %v", result, err)
	}
	_, err = client.AddArchiveintrag(t.Context(), strings.NewReader("Grüße"), "text/plain; charset=utf-8", nil)
	if err != nil {
		t.Error(err)
	}
	s.expect(t, `POST `+rest+`/123456_123456/archiveintraege
Content-Length: 8
Accept: application/json
Authorization: Bearer `+secret+`
Content-Type: application/pdf
X-Dio-Betreff: Kündigung für Müller
X-Dio-Datum: 2026-05-04T10:30:00+02:00
X-Dio-Metadaten: [{"Value":"An","Text":"jm@example.com"}]
X-Dio-Tags: ["K\u00fcndigung","\"eilig\"","zwei\nZeilen"]
X-Dio-Typ: dokument
X-Dio-Zuordnungen: [{"Typ":"kunde","Id":"4711"},{"Typ":"sparte","Id":"050"}]

%PDF-1.7`, `POST `+rest+`/123456_123456/archiveintraege
Content-Length: 7
Accept: application/json
Authorization: Bearer `+secret+`
Content-Type: text/plain; charset=utf-8

Grüße`)
}

func TestAddArchiveintragThatCannotBeSent(t *testing.T) {
	s := answering(t)
	client := s.newClient(t)
	for _, test := range []struct {
		name        string
		body        io.Reader
		contentType string
		options     mvp.AddArchiveintragOptions
		want        string
	}{
		{"wrong type", strings.NewReader("x"), "image/png", mvp.AddArchiveintragOptions{},
			"contentType must be application/pdf or text/plain"},
		{"no type", strings.NewReader("x"), "", mvp.AddArchiveintragOptions{}, "contentType must be"},
		{"type with a line break", strings.NewReader("x"), "text/plain\r\nX-Dio-Typ: 1", mvp.AddArchiveintragOptions{},
			"contentType must be"},
		{"no body", nil, "text/plain", mvp.AddArchiveintragOptions{}, "body must not be nil"},
		{"line break", strings.NewReader("x"), "text/plain", mvp.AddArchiveintragOptions{Betreff: new("a\r\nX-Dio-Typ: 1")},
			"Betreff"},
		{"no JSON", strings.NewReader("x"), "text/plain",
			mvp.AddArchiveintragOptions{Zuordnungen: []mvp.Zuordnung{{Unknown: map[string]json.RawMessage{"a": nil}}}},
			"Zuordnungen"},
		{"no UTF-8", strings.NewReader("x"), "text/plain", mvp.AddArchiveintragOptions{Tags: []string{"\xff"}}, "Tags"},
		{"no date", strings.NewReader("x"), "text/plain",
			mvp.AddArchiveintragOptions{Datum: &mvp.DateTime{Year: 2026, Month: 2, Day: 30}}, "Datum"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := client.AddArchiveintrag(t.Context(), test.body, test.contentType, &test.options)
			if e := errorOf(t, err, mvp.ErrInvalid); !strings.Contains(e.Error(), test.want) {
				t.Errorf("got error %v, want %q", e, test.want)
			}
		})
	}
}

func TestGetArchivDatei(t *testing.T) {
	s := answering(t, answer("200 OK", "%PDF-1.7", "Content-Type: application/pdf", "Content-Length: 8"))
	file, err := s.newClient(t).GetArchivDatei(t.Context(), "Brief Nr. 1/2", "pdf")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if string(content) != "%PDF-1.7" || err != nil || file.ContentType != "application/pdf" || file.Size != 8 {
		t.Errorf("got %q, %v, type %q, size %d", content, err, file.ContentType, file.Size)
	}
	s.expect(t,
		"GET "+rest+"/123456_123456/archiveintraege/Brief%20Nr.%201%2F2.pdf\nAccept: */*\nAuthorization: Bearer "+
			secret+"\n\n")

	for _, args := range [][2]string{{"", "pdf"}, {"1", ""}, {"1", ".."}, {"1\n", "pdf"}} {
		_, err := s.newClient(t).GetArchivDatei(t.Context(), args[0], args[1])
		errorOf(t, err, mvp.ErrInvalid)
	}
}

// The second half is sent only once the first was read.
func TestDownloadIsAStream(t *testing.T) {
	half := make(chan struct{})
	s := newService(t, func(w io.Writer, _ request) {
		io.WriteString(w, answer("200 OK", "first", "Content-Type: application/pdf"))
		<-half
		io.WriteString(w, "second")
	})
	file, err := s.newClient(t).GetArchivDatei(t.Context(), "1", "pdf")
	if err != nil {
		close(half)
		t.Fatal(err)
	}
	defer file.Close()
	first := make([]byte, 5)
	_, err = io.ReadFull(file, first)
	close(half)
	if string(first) != "first" || err != nil {
		t.Errorf("got %q, %v", first, err)
	}
	second, err := io.ReadAll(file)
	if string(second) != "second" || err != nil || file.Size != -1 {
		t.Errorf("got %q, %v, size %d", second, err, file.Size)
	}
}

// The second half is written only once the service has the first.
func TestUploadIsAStream(t *testing.T) {
	arrived := make(chan struct{})
	s := newService(t, inTurn(t, jsonAnswer("{}")))
	handler := s.Config.Handler
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first := make([]byte, 5)
		io.ReadFull(r.Body, first)
		close(arrived)
		handler.ServeHTTP(w, r)
	})
	client := s.newClient(t)
	body, upload := io.Pipe()
	go func() {
		io.WriteString(upload, "first")
		<-arrived
		io.WriteString(upload, "second")
		upload.Close()
	}()
	if _, err := client.AddArchiveintrag(t.Context(), body, "text/plain", nil); err != nil {
		t.Fatal(err)
	}
	got := s.requests()[0]
	if got.body != "second" || !strings.Contains(got.fields, "Transfer-Encoding: chunked\n") {
		t.Errorf("got %s", got)
	}
}

// This GET sends messages: it has a body, and is sent once, whatever becomes of the response.
func TestSendUnterschriftenlink(t *testing.T) {
	order := &mvp.SendeUnterschriftenlinkAuftrag{Unknown: map[string]json.RawMessage{"Kunde": json.RawMessage(`"8"`)}}
	for _, test := range []struct {
		answer string
		want   error
	}{
		{answer("503 Service Unavailable", ""), mvp.ErrStatus},
		{answer("302 Found", "", "Location: "+rest+"/1"), mvp.ErrRedirect},
		{"", mvp.ErrUnknownOutcome},
		{jsonAnswer(`{"Meldungen":["Gesendet."]}`, lastModified, cacheControl), nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newMemoryService(t, func(w io.Writer, _ request) { io.WriteString(w, test.answer) })
			client := s.newClient(t, func(c *mvp.Config) { c.BatchWindow = time.Second })
			result, err := client.SendUnterschriftenlink(t.Context(), order)
			if test.want != nil {
				errorOf(t, err, test.want)
			} else if err != nil || !slices.Equal(result.Meldungen, []string{"Gesendet."}) {
				t.Errorf("got %v, %v", result, err)
			}
			s.expect(t, "GET "+rest+"/"+employee+"/kunden/unterschriftenlinks/_senden\nContent-Length: 13\n"+
				"Accept: application/json\nAuthorization: Bearer "+secret+"\nContent-Type: application/json\n\n"+
				`{"Kunde":"8"}`)
		})
	}
}

// This POST changes nothing.
func TestSearchKundenByQueryIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryService(t, inTurn(t, answer("503 Service Unavailable", ""), jsonAnswer(`[{"Id":8}]`)))
		found, err := s.newClient(t).SearchKundenByQuery(t.Context(), &mvp.SearchQuery{}, nil)
		if err != nil || len(found) != 1 || *found[0].ID != "8" {
			t.Errorf("got %v, %v", found, err)
		}
		s.expectCount(t, 2)
	})
}

// zeros is a file that is larger than what a client could keep.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// An upload of any size needs little memory, and its progress is reported.
func TestProgressOfALargeUpload(t *testing.T) {
	const size = 256 << 20
	received := make(chan int64, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			t.Error(err)
		}
		received <- n
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"Id":"1"}`)
	}))
	defer s.Close()
	client, err := mvp.New(mvp.Config{BaseURL: s.URL, Mitarbeiter: employee, Token: mvp.StaticToken(secret)})
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	var last int64
	steps := 0
	runtime.ReadMemStats(&before)
	_, err = client.AddArchiveintrag(t.Context(), io.LimitReader(zeros{}, size), "application/pdf", nil,
		mvp.WithProgress(func(sent int64) {
			if steps++; sent <= last || sent > size {
				t.Errorf("%d bytes are sent after %d", sent, last)
			}
			last = sent
		}))
	runtime.ReadMemStats(&after)
	if n := <-received; err != nil || n != size || last != size || steps < 100 {
		t.Errorf("%v: sent %d bytes, reported %d in %d steps", err, n, last, steps)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 8<<20 {
		t.Errorf("allocated %d bytes for %d", grown, size)
	}
}

// What is sent again is counted again, also beside another observer of the call.
func TestProgressOfARepeatedUpload(t *testing.T) {
	s := answering(t, answer("401 Unauthorized", ""), jsonAnswer("{}"))
	var steps []int64
	debugged := 0
	_, err := s.newClient(t, func(c *mvp.Config) { c.Token = new(tokens) }).AddArchiveintrag(t.Context(),
		strings.NewReader("text"), "text/plain", nil, mvp.WithDebug(func(_, _ string) { debugged++ }),
		mvp.WithProgress(func(sent int64) { steps = append(steps, sent) }))
	if err != nil || !slices.Equal(steps, []int64{4, 4}) || debugged != 2 {
		t.Errorf("%v: reported %v, debugged %d requests", err, steps, debugged)
	}
	_, err = s.newClient(t).AddArchiveintrag(t.Context(), strings.NewReader("x"), "text/plain", nil, mvp.WithProgress(nil))
	if e := errorOf(t, err, mvp.ErrInvalid); !strings.Contains(e.Error(), "WithProgress") {
		t.Errorf("got error %v", e)
	}
}

func TestTruncatedDownload(t *testing.T) {
	for name, text := range map[string]string{
		"length": answer("200 OK", "%PDF", "Content-Length: 8"),
		"chunks": answer("200 OK", "4\r\n%PDF\r\n", "Transfer-Encoding: chunked"),
	} {
		t.Run(name, func(t *testing.T) {
			s := answering(t, text)
			file, err := s.newClient(t).GetArchivDatei(t.Context(), "1", "pdf")
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			content, err := io.ReadAll(file)
			if string(content) != "%PDF" || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("got %q, %v", content, err)
			}
			if e := errorOf(t, err, mvp.ErrContent); e.Operation != "getArchivDatei" {
				t.Errorf("got error %v", e)
			}
		})
	}
}
