// MultiCall: the document's example byte for byte, a typed result for every call, and the ways in which single calls or
// the whole can fail.

package mvp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// The bodies of the document's example, with the placeholders and what the page abridges filled in.
var (
	documentMultiCall = crlf(`--MIME_boundary
X-Dio-Method: GET
X-Dio-Path: /123456_123456/kunden/4711
If-Modified-Since: Thu, 10 Sep 2015 13:30:31 GMT
Content-ID: <55f2a57d6f824>


--MIME_boundary
X-Dio-Method: GET
X-Dio-Path: /123456_123456/kunden/4711/adressen
Content-ID: <55f2a57d6f86b>


--MIME_boundary--
`)

	documentMultiCallAnswer = `HTTP/1.1 200 OK
Content-Type: multipart/related; boundary=MIME_boundary; start="<55f2a57f2fc60>"
Connection: close

--MIME_boundary
X-Dio-Request-ID: <55f2a57d6f824>
Last-Modified: Thu, 10 Sep 2015 13:30:31 GMT
Cache-Control: private, must-revalidate, max-age=3600
X-Dio-Status: 304 Not Modified
Content-ID: <55f2a57f2fc60>

--MIME_boundary
X-Dio-Request-ID: <55f2a57d6f86b>
X-Dio-Status: 200 OK
Content-Type: application/json
Content-ID: <55f2a57f2fcb5>

[{"Uri": "/123456_123456/kunden/4711/adressen/1"}]

--MIME_boundary--`
)

// multiCall is a MultiCall as it came.
type multiCall struct {
	boundary, start string
	parts           []part
}

type part struct {
	header textproto.MIMEHeader
	body   string
}

func (p part) id() string { return p.header.Get("Content-ID") }

// parse reads a MultiCall by the standard library's reader.
func parse(t *testing.T, r request) multiCall {
	t.Helper()
	if r.line != "POST "+rest {
		t.Errorf("got request line %s", r.line)
	}
	mediaType, params, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if mediaType != "multipart/related" || err != nil {
		t.Errorf("got content type %s, %v", mediaType, err)
	}
	m := multiCall{boundary: params["boundary"], start: params["start"]}
	reader := multipart.NewReader(strings.NewReader(r.body), m.boundary)
	for {
		p, err := reader.NextRawPart()
		if err == io.EOF {
			return m
		}
		if err != nil {
			t.Errorf("part %d: %v", len(m.parts), err)
			return m
		}
		body, err := io.ReadAll(p)
		if err != nil {
			t.Errorf("part %d: %v", len(m.parts), err)
		}
		m.parts = append(m.parts, part{p.Header, string(body)})
	}
}

// multiAnswer is an answer to a MultiCall.
func multiAnswer(parts ...string) string {
	body := "preamble\r\n"
	for _, p := range parts {
		body += "--MIME_boundary\r\n" + p + "\r\n"
	}
	return answer("200 OK", body+"--MIME_boundary--\r\nepilogue",
		`Content-Type: multipart/related; boundary=MIME_boundary; start="<55f2a57f2fc60>"`)
}

// partAnswer is the part of such an answer that answers the part p.
func partAnswer(p part, status, body string, fields ...string) string {
	head := append([]string{"X-Dio-Request-ID: " + p.id(), "X-Dio-Status: " + status}, fields...)
	return strings.Join(append(head, "Content-Type: application/json", "", body), "\r\n")
}

// newMultiService starts a service that answers every MultiCall by what answer makes of its parts.
func newMultiService(t *testing.T, answer func(parts []part) string) *service {
	return newService(t, func(w io.Writer, r request) { io.WriteString(w, answer(parse(t, r).parts)) })
}

func TestDocumentedMultiCall(t *testing.T) {
	for name, lines := range map[string]func(string) string{
		"CRLF":               crlf,
		"LF":                 func(s string) string { return s },
		"doubled media type": strings.NewReplacer("/related;", "/related; multipart/related;").Replace,
		"start unquoted":     strings.NewReplacer(`"<55f2a57f2fc60>"`, "<55f2a57f2fc60>").Replace,
		"no prefix":          strings.NewReplacer("X-Dio-", "").Replace,
		"reversed":           reverseParts,
	} {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { testDocumentedMultiCall(t, lines) }) })
	}
}

func reverseParts(s string) string {
	parts := strings.Split(s, "--MIME_boundary")
	return strings.Join([]string{parts[0], parts[2], parts[1], parts[3]}, "--MIME_boundary")
}

func testDocumentedMultiCall(t *testing.T, lines func(string) string) {
	asked := 0
	s := newMemoryService(t, func(w io.Writer, r request) {
		if asked++; asked == 1 {
			io.WriteString(w, jsonAnswer(`{"Name":"Müller"}`, lastModified, cacheControl))
			return
		}
		m := parse(t, r)
		if len(m.parts) != 2 || m.start != m.parts[0].id() || m.parts[0].id() == m.parts[1].id() {
			t.Errorf("got %+v", m)
			return
		}
		ids := []string{"<55f2a57d6f824>", m.parts[0].id(), "<55f2a57d6f86b>", m.parts[1].id()}
		want := strings.NewReplacer(append(ids, "MIME_boundary", m.boundary)...).Replace(documentMultiCall)
		if r.body != want {
			t.Errorf("got body\n%s\nwant\n%s", r.body, want)
		}
		fields := fmt.Sprintf("Content-Length: %d\nAccept: multipart/related\nAuthorization: Bearer %s\n"+
			"Content-Type: multipart/related; boundary=%s; start=\"%s\"\n", len(want), secret, m.boundary, m.start)
		if r.fields != fields {
			t.Errorf("got header\n%s\nwant\n%s", r.fields, fields)
		}
		io.WriteString(w, strings.NewReplacer(ids...).Replace(lines(documentMultiCallAnswer)))
	})
	client := s.newClient(t)
	if _, err := client.GetKunde(t.Context(), "4711"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Hour)
	multi := client.MultiCall()
	kunde, adressen := multi.GetKunde("4711"), multi.GetKundenAdressen("4711")
	if err := multi.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	const name = `{"Name":"Müller"}`
	if k, err := kunde.Result(); err != nil || jsonOf(t, k) != name {
		t.Errorf("getKunde: got %v, %v", k, err)
	}
	list, err := adressen.Result()
	if err != nil || len(list) != 1 || *list[0].URI != "/123456_123456/kunden/4711/adressen/1" {
		t.Errorf("getKundenAdressen: got %v, %v", list, err)
	}

	// The 304 has renewed what is stored, for single calls and for MultiCalls alike.
	again := client.MultiCall()
	kunde = again.GetKunde("4711")
	if err := again.Do(t.Context()); err != nil {
		t.Error(err)
	}
	if k, err := kunde.Result(); err != nil || jsonOf(t, k) != name {
		t.Errorf("getKunde: got %v, %v", k, err)
	}
	if _, err := client.GetKunde(t.Context(), "4711"); err != nil {
		t.Error(err)
	}
	s.expectCount(t, 2)
}

// All functions in one MultiCall, answered in the opposite order.
func TestEveryFunctionInAMultiCall(t *testing.T) {
	s := newMultiService(t, func(parts []part) string {
		if len(parts) != len(operations) {
			t.Errorf("got %d parts, want %d", len(parts), len(operations))
			return ""
		}
		var answers []string
		for i, o := range operations {
			p := parts[i]
			contentType := ""
			if o.body != "" {
				contentType = "application/json"
			}
			method, path, _ := strings.Cut(o.request, " ")
			got := []string{p.header.Get("X-Dio-Method"), p.header.Get("X-Dio-Path"), p.header.Get("Content-Type"),
				p.body}
			if want := []string{method, path, contentType, o.body}; !slices.Equal(got, want) {
				t.Errorf("got part %q, want %q", got, want)
			}
			answers = append(answers, partAnswer(p, "200 OK", o.answer))
		}
		slices.Reverse(answers)
		return multiAnswer(answers...)
	})
	multi := s.newClient(t).MultiCall()
	var tested []string
	var calls []reflect.Value
	for _, o := range operations {
		tested = append(tested, o.name)
		calls = append(calls, o.invoke(multi)[0])
	}
	slices.Sort(tested)
	if got := methods(multi, "Do"); !slices.Equal(got, tested) {
		t.Errorf("a MultiCall has the functions %q, tested are %q", got, tested)
	}
	if err := multi.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, o := range operations {
		result, err := outcome(calls[i].MethodByName("Result").Call(nil))
		want := o.want
		if want == nil {
			want = struct{}{}
		}
		if !reflect.DeepEqual(result, want) || err != nil {
			t.Errorf("%s: got %#v, %v, want %#v", o.name, result, err, want)
		}
	}
	s.expectCount(t, 1)
}

func TestErrorsOfSingleCalls(t *testing.T) {
	s := newMultiService(t, func(parts []part) string {
		if len(parts) == 1 { // the call that was refused, once more
			return multiAnswer(partAnswer(parts[0], "401 Unauthorized", ""))
		}
		return multiAnswer(
			partAnswer(parts[0], "200 OK", `["lesen"]`),
			partAnswer(parts[1], "400 Bad Request", `{"Meldungen":["Dieser Benutzername ist bereits vergeben."]}`),
			partAnswer(parts[2], "500 Internal Server Error", "<title>Fehler</title>"),
			partAnswer(parts[3], "200 OK", "{"),
			partAnswer(parts[4], "401 Unauthorized", ""),
		)
	})
	multi := s.newClient(t).MultiCall()
	rechte, kunde, vertrag := multi.GetMitarbeiterRechte(), multi.AddKunde(body), multi.GetVertrag("5")
	mitarbeiter, sparten := multi.GetMitarbeiter(), multi.GetSparten()
	if err := multi.Do(t.Context()); err != nil {
		t.Errorf("the whole was answered, but got %v", err)
	}
	if got, err := rechte.Result(); !slices.Equal(got, []string{"lesen"}) || err != nil {
		t.Errorf("getMitarbeiterRechte: got %q, %v", got, err)
	}
	added, err := kunde.Result()
	e := errorOf(t, err, mvp.ErrStatus)
	if added != nil || e.Status != 400 ||
		!slices.Equal(e.Messages, []string{"Dieser Benutzername ist bereits vergeben."}) ||
		e.Operation != "addKunde" || e.Method != "POST" || e.Path != rest+"/123456_123456/kunden" {
		t.Errorf("addKunde: got %+v, %#v", added, e)
	}
	_, err = vertrag.Result()
	if e := errorOf(t, err, mvp.ErrStatus); e.Status != 500 || e.Excerpt != "Fehler" {
		t.Errorf("getVertrag: got %#v", e)
	}
	m, err := mitarbeiter.Result()
	if errorOf(t, err, mvp.ErrContent); m != nil {
		t.Errorf("getMitarbeiter: got %+v", m)
	}
	_, err = sparten.Result()
	if e := errorOf(t, err, mvp.ErrAuth); e.Status != 401 {
		t.Errorf("getSparten: got %#v", e)
	}
	s.expectCount(t, 2)
}

// A call that was not answered fails, and with it the whole, but no other call does.
func TestBrokenMultiCallResponses(t *testing.T) {
	ok := func(p part) string { return partAnswer(p, "200 OK", `["a"]`) }
	stranger := part{header: textproto.MIMEHeader{"Content-Id": {"<0>"}}}
	for _, test := range []struct {
		name   string
		answer func(first, second part) string
		want   []error // of the two calls
	}{
		{"missing part", func(a, b part) string { return multiAnswer(ok(b)) }, []error{mvp.ErrMultiCall, nil}},
		{"doubled part", func(a, b part) string { return multiAnswer(ok(a), ok(b), ok(b)) },
			[]error{nil, mvp.ErrMultiCall}},
		{"unknown part", func(a, b part) string { return multiAnswer(ok(a), ok(stranger), ok(b)) }, []error{nil, nil}},
		{"no status", func(a, b part) string { return multiAnswer(ok(a), partAnswer(b, "OK", "")) },
			[]error{nil, mvp.ErrMultiCall}},
		{"no part", func(a, b part) string { return multiAnswer() }, []error{mvp.ErrMultiCall, mvp.ErrMultiCall}},
		{"cut off", func(a, b part) string {
			text := multiAnswer(ok(a), ok(b))
			return text[:strings.LastIndex(text, "--MIME_boundary--")+len("--MIME_boundary")]
		}, []error{nil, mvp.ErrMultiCall}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newMultiService(t, func(parts []part) string { return test.answer(parts[0], parts[1]) })
			multi := s.newClient(t).MultiCall()
			calls := []*mvp.Call[[]string]{multi.GetMitarbeiterRechte(), multi.GetLicenses()}
			whole := errorOf(t, multi.Do(t.Context()), mvp.ErrMultiCall)
			if whole.Operation != "MultiCall" {
				t.Errorf("got error %v", whole)
			}
			for i, call := range calls {
				got, err := call.Result()
				if test.want[i] == nil {
					if !slices.Equal(got, []string{"a"}) || err != nil {
						t.Errorf("call %d: got %q, %v", i, got, err)
					}
				} else if errorOf(t, err, test.want[i]); got != nil {
					t.Errorf("call %d: got %q and an error", i, got)
				}
			}
		})
	}
}

// Wherever the answer breaks off, no call is lost without an error.
func TestMultiCallResponseCutAnywhere(t *testing.T) {
	var limit int
	s := newMultiService(t, func(parts []part) string {
		text := multiAnswer(partAnswer(parts[0], "200 OK", `["a"]`), partAnswer(parts[1], "200 OK", `["b"]`),
			partAnswer(parts[2], "200 OK", ""))
		return text[:min(len(text), limit)]
	})
	client := s.newClient(t)
	complete := 0
	for limit = 0; limit < 1000 && complete == 0; limit++ {
		multi := client.MultiCall()
		rechte, licenses := multi.GetMitarbeiterRechte(), multi.GetLicenses()
		multi.SetKunde("1", body) // so that nothing is retried
		whole := multi.Do(t.Context())
		a, err1 := rechte.Result()
		b, err2 := licenses.Result()
		switch {
		case err1 == nil && !slices.Equal(a, []string{"a"}), err2 == nil && !slices.Equal(b, []string{"b"}):
			t.Errorf("after %d bytes: got %q and %q", limit, a, b)
		case whole == nil && (err1 != nil || err2 != nil):
			t.Errorf("after %d bytes: no error of the whole, but %v, %v", limit, err1, err2)
		case whole == nil:
			complete = limit
		}
	}
	if complete == 0 {
		t.Error("the complete answer was refused")
	}
}

func TestFailuresOfTheWhole(t *testing.T) {
	for _, test := range []struct {
		name, answer       string
		whole, safe, other error // other: of the call that changes something
	}{
		{"400", documentError, mvp.ErrStatus, mvp.ErrStatus, mvp.ErrStatus},
		{"a page", answer("200 OK", "<h1>Wartung</h1>", "Content-Type: text/html"),
			mvp.ErrContent, mvp.ErrContent, mvp.ErrUnknownOutcome},
		{"JSON", jsonAnswer("{}"), mvp.ErrContent, mvp.ErrContent, mvp.ErrUnknownOutcome},
		{"no response", "", mvp.ErrUnknownOutcome, mvp.ErrTransport, mvp.ErrUnknownOutcome},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := answering(t, test.answer)
			multi := s.newClient(t).MultiCall()
			rechte, kunde := multi.GetMitarbeiterRechte(), multi.AddKunde(body)
			errorOf(t, multi.Do(t.Context()), test.whole)
			_, err := rechte.Result()
			if e := errorOf(t, err, test.safe); errors.Is(err, mvp.ErrUnknownOutcome) ||
				e.Operation != "getMitarbeiterRechte" {
				t.Errorf("got error %v", err)
			}
			_, err = kunde.Result()
			if e := errorOf(t, err, test.other); e.Operation != "addKunde" {
				t.Errorf("got error %v", err)
			}
			s.expectCount(t, 1)
		})
	}
}

func TestMultiCallIsSentOnce(t *testing.T) {
	s := newMultiService(t, func(parts []part) string { return multiAnswer(partAnswer(parts[0], "200 OK", `["a"]`)) })
	multi := s.newClient(t).MultiCall()
	rechte := multi.GetMitarbeiterRechte()
	_, err := rechte.Result()
	if e := errorOf(t, err, mvp.ErrInvalid); !strings.Contains(e.Error(), "call Do first") {
		t.Errorf("before Do: got error %v", e)
	}
	if err := multi.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	errorOf(t, multi.Do(t.Context()), mvp.ErrInvalid)
	if got, err := rechte.Result(); !slices.Equal(got, []string{"a"}) || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	_, err = multi.GetLicenses().Result()
	if e := errorOf(t, err, mvp.ErrInvalid); !strings.Contains(e.Error(), "begin another one") {
		t.Errorf("after Do: got error %v", e)
	}
	s.expectCount(t, 1)
}

func TestMultiCallThatNeedsNoRequest(t *testing.T) {
	s := answering(t, jsonAnswer(`["a"]`, lastModified, cacheControl))
	client := s.newClient(t)
	if err := client.MultiCall().Do(t.Context()); err != nil {
		t.Errorf("empty: %v", err)
	}
	s.expectCount(t, 0)
	if _, err := client.GetMitarbeiterRechte(t.Context()); err != nil {
		t.Fatal(err)
	}
	multi := client.MultiCall()
	rechte, kunde := multi.GetMitarbeiterRechte(), multi.GetKunde("..")
	if err := multi.Do(t.Context()); err != nil {
		t.Errorf("cached: %v", err)
	}
	if got, err := rechte.Result(); !slices.Equal(got, []string{"a"}) || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	_, err := kunde.Result()
	errorOf(t, err, mvp.ErrInvalid)
	s.expectCount(t, 1)
}

// What is stored for the path of a call that changes something may be out of date, before and after it.
func TestMultiCallThatChangesSomething(t *testing.T) {
	asked := 0
	s := newService(t, func(w io.Writer, r request) {
		if asked++; asked != 2 {
			io.WriteString(w, jsonAnswer(fmt.Sprintf(`{"Id":"%d"}`, asked), lastModified, cacheControl))
			return
		}
		m := parse(t, r)
		if len(m.parts) != 2 || m.parts[0].body != sent || m.parts[1].body != "" {
			t.Errorf("got %+v", m)
			return
		}
		io.WriteString(w, multiAnswer(
			partAnswer(m.parts[1], "200 OK", `{"Id":"2"}`, lastModified, cacheControl),
			partAnswer(m.parts[0], "204 No Content", ""),
		))
	})
	client := s.newClient(t)
	if _, err := client.GetKunde(t.Context(), "8"); err != nil {
		t.Fatal(err)
	}
	multi := client.MultiCall()
	set, got := multi.SetKunde("8", body), multi.GetKunde("8")
	if err := multi.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := set.Result(); err != nil {
		t.Error(err)
	}
	if k, err := got.Result(); err != nil || *k.ID != "2" {
		t.Errorf("in the MultiCall: got %v, %v", k, err)
	}
	if k, err := client.GetKunde(t.Context(), "8"); err != nil || *k.ID != "3" {
		t.Errorf("after it: got %v, %v", k, err)
	}
}

func TestCancelledMultiCall(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newService(t, func(io.Writer, request) { cancel() })
	client := s.newClient(t)
	for range 2 { // while it is answered, and before it is sent
		multi := client.MultiCall()
		rechte := multi.GetMitarbeiterRechte()
		whole := multi.Do(ctx)
		_, err := rechte.Result()
		for _, err := range []error{whole, err} {
			if errorOf(t, err, mvp.ErrTransport); !errors.Is(err, context.Canceled) ||
				errors.Is(err, mvp.ErrUnknownOutcome) {
				t.Errorf("got error %v", err)
			}
		}
	}
	s.expectCount(t, 1)
}
