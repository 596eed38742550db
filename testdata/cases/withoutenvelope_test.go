// Messages without an envelope: content alone, and several parts of which none is an envelope.

package cases_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/mimecontent"
)

// attached is an attachment with the content s.
func attached(s string) *mimecontent.Attachment {
	return &mimecontent.Attachment{Body: strings.NewReader(s)}
}

// received returns the content of attachments, and the first error of reading one.
func received(attachments ...*mimecontent.Attachment) (contents []string, first error) {
	for _, a := range attachments {
		if a == nil {
			contents = append(contents, "none")
			continue
		}
		content, err := io.ReadAll(a)
		first = cmp.Or(first, err)
		contents = append(contents, string(content))
	}
	return contents, first
}

// uploading is a client of a service that respond answers for.
func uploading(t *testing.T, config mimecontent.Config, respond http.HandlerFunc) *mimecontent.Client {
	t.Helper()
	server := httptest.NewServer(respond)
	t.Cleanup(server.Close)
	config.Endpoint = server.URL
	client, err := mimecontent.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

const stored = `<t:StoreResponse xmlns:t="urn:mimecontent"><name>n</name></t:StoreResponse>`

// respondWithEnvelope responds with an envelope alone.
func respondWithEnvelope(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	io.WriteString(w, envelope(body))
}

// TestContentIsSent as the body of the request, whatever it is, with its length if that is known.
func TestContentIsSent(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, size := range []int{0, 1, 1000, 300_000} {
		want := octets(random, size)
		for name, body := range map[string]io.Reader{"seeker": bytes.NewReader(want), "stream": io.MultiReader(bytes.NewReader(want))} {
			client := uploading(t, mimecontent.Config{}, func(w http.ResponseWriter, r *http.Request) {
				got, err := io.ReadAll(r.Body)
				length := int64(size)
				if name == "stream" {
					length = -1
				}
				if err != nil || !bytes.Equal(got, want) || size > 0 && r.ContentLength != length || r.Method != http.MethodPost {
					t.Errorf("%s of %d: %d bytes, length %d, %v", name, size, len(got), r.ContentLength, err)
				}
				if action, contentType := r.Header["Soapaction"], r.Header.Get("Content-Type"); fmt.Sprint(action) != `["urn:mimecontent#Store"]` || contentType != "image/jpeg" {
					t.Errorf("%s of %d: action %q, content type %q", name, size, action, contentType)
				}
				respondWithEnvelope(w, http.StatusOK, stored)
			})
			response, err := client.Store(t.Context(), &mimecontent.Store{Content: &mimecontent.Attachment{Body: body, ContentType: "image/jpeg"}})
			if err != nil || response.Name != "n" {
				t.Errorf("%s of %d: %+v, %v", name, size, response, err)
			}
		}
	}
}

// TestContentTypes: the content type of an attachment without one is that of the contract, if there is only one.
func TestContentTypes(t *testing.T) {
	contentType := ""
	client := uploading(t, mimecontent.Config{}, func(w http.ResponseWriter, r *http.Request) {
		contentType = r.Header.Get("Content-Type")
		w.Header().Set("Content-Type", "a/b")
		io.Copy(w, r.Body)
	})
	for _, test := range []struct{ given, want string }{{"", "text/xml"}, {"application/xml; charset=x", "application/xml; charset=x"}} {
		converted, err := client.Convert(t.Context(), &mimecontent.Convert{Content: &mimecontent.Attachment{Body: strings.NewReader("<a/>"), ContentType: test.given}})
		if err != nil || contentType != test.want {
			t.Fatalf("sent as %q, want %q, %v", contentType, test.want, err)
		}
		if got, err := received(converted.Content); err != nil || got[0] != "<a/>" || converted.Content.ContentType != "a/b" {
			t.Errorf("got %q of %q, %v", got, converted.Content.ContentType, err)
		}
	}
	client = uploading(t, mimecontent.Config{}, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Content-Type"); got != "application/octet-stream" {
			t.Errorf("sent as %q", got)
		}
		respondWithEnvelope(w, http.StatusOK, stored)
	})
	if _, err := client.Store(t.Context(), &mimecontent.Store{Content: attached("x")}); err != nil {
		t.Error(err)
	}
}

// TestResponsesToContent are read as those of other operations.
func TestResponsesToContent(t *testing.T) {
	fault := `<s:Fault><faultcode>s:Server</faultcode><faultstring>not an image</faultstring></s:Fault>`
	for name, test := range map[string]struct {
		respond func(w http.ResponseWriter)
		kind    error
		want    string // in the error
	}{
		"fault":         {func(w http.ResponseWriter) { respondWithEnvelope(w, 500, fault) }, mimecontent.ErrFault, "not an image"},
		"fault of 200":  {func(w http.ResponseWriter) { respondWithEnvelope(w, 200, fault) }, mimecontent.ErrFault, "not an image"},
		"status":        {func(w http.ResponseWriter) { http.Error(w, "too large", http.StatusRequestEntityTooLarge) }, mimecontent.ErrStatus, "413"},
		"nothing":       {func(http.ResponseWriter) {}, mimecontent.ErrContent, "empty body"},
		"not XML":       {func(w http.ResponseWriter) { io.WriteString(w, "<html>") }, mimecontent.ErrContent, "content type text/html"},
		"other element": {func(w http.ResponseWriter) { respondWithEnvelope(w, 200, `<x/>`) }, mimecontent.ErrContent, "StoreResponse"},
		"parts":         {func(w http.ResponseWriter) { respondWith(w, 200, rootOf(stored)) }, nil, ""},
	} {
		client := uploading(t, mimecontent.Config{}, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			test.respond(w)
		})
		response, err := client.Store(t.Context(), &mimecontent.Store{Content: attached("x")})
		switch {
		case test.kind == nil && (err != nil || response.Name != "n"):
			t.Errorf("%s: %+v, %v", name, response, err)
		case test.kind != nil && (!errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// TestContentIsSentAgain after a 401, if it can be rewound.
func TestContentIsSentAgain(t *testing.T) {
	attempts := 0
	client := uploading(t, mimecontent.Config{AllowHTTP: true, Token: mimecontent.TokenFunc(func(context.Context) (string, error) { return fmt.Sprint("token", attempts), nil })}, func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		if attempts++; string(got) != "content" || r.Header.Get("Content-Type") != "image/png" {
			t.Errorf("attempt %d: %q of %q", attempts, got, r.Header.Get("Content-Type"))
		}
		if attempts == 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		respondWithEnvelope(w, http.StatusOK, stored)
	})
	if _, err := client.Store(t.Context(), &mimecontent.Store{Content: &mimecontent.Attachment{Body: strings.NewReader("content"), ContentType: "image/png"}}); err != nil || attempts != 2 {
		t.Errorf("%d attempts, %v", attempts, err)
	}
}

// TestInvalidContent is refused before anything is sent, and so are header blocks, for which there is no room.
func TestInvalidContent(t *testing.T) {
	client := uploading(t, mimecontent.Config{}, func(http.ResponseWriter, *http.Request) { t.Error("it was sent") })
	block := mimecontent.WithSOAPHeader(`<a xmlns="urn:a"/>`)
	for want, call := range map[string]func() error{
		"is nil":               func() error { _, err := client.Store(t.Context(), nil); return err },
		"content: is required": func() error { _, err := client.Store(t.Context(), &mimecontent.Store{}); return err },
		"text: must have a body": func() error {
			_, err := client.Merge(t.Context(), &mimecontent.Merge{Cover: attached(""), Text: new(mimecontent.Attachment)})
			return err
		},
		"content has a content type": func() error {
			_, err := client.Store(t.Context(), &mimecontent.Store{Content: &mimecontent.Attachment{Body: strings.NewReader(""), ContentType: "a\r\nb: c"}})
			return err
		},
		"the request has no envelope, and so no header blocks": func() error {
			_, err := client.Store(t.Context(), &mimecontent.Store{Content: attached("")}, block)
			return err
		},
		"let Config.SOAPHeader return none for the operation": func() error { return client.Notify(t.Context(), &mimecontent.Notify{Name: attached("")}, block) },
	} {
		if err := call(); !errors.Is(err, mimecontent.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := new(mimecontent.Merge).Validate(); err == nil || !strings.Contains(err.Error(), "cover: is required; text: is required") {
		t.Errorf("Validate returns %v", err)
	}
	client = uploading(t, mimecontent.Config{SOAPHeader: func(_ context.Context, operation string) ([]string, error) {
		if operation == "Store" {
			return nil, nil
		}
		return []string{`<a xmlns="urn:a"/>`}, nil
	}}, func(w http.ResponseWriter, _ *http.Request) { respondWithEnvelope(w, http.StatusOK, stored) })
	if _, err := client.Store(t.Context(), &mimecontent.Store{Content: attached("")}); err != nil {
		t.Error(err)
	}
	if err := client.Notify(t.Context(), &mimecontent.Notify{Name: attached("")}); !errors.Is(err, mimecontent.ErrInvalid) {
		t.Errorf("%v for a header block of the configuration", err)
	}
	client = uploading(t, mimecontent.Config{SkipValidation: true}, func(w http.ResponseWriter, r *http.Request) {
		if got, _ := io.ReadAll(r.Body); len(got) > 0 || r.Header.Get("Content-Type") != "" {
			t.Errorf("sent %q of %q", got, r.Header.Get("Content-Type"))
		}
		respondWithEnvelope(w, http.StatusOK, stored)
	})
	if _, err := client.Store(t.Context(), &mimecontent.Store{}); err != nil {
		t.Error(err)
	}
}

// TestPartsWithoutEnvelope are the parts of request and response, of which the first is the root. Those of a response are
// found as beside an envelope, in any order.
func TestPartsWithoutEnvelope(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	for round := range 100 {
		cover, words := string(octets(random, random.IntN(20_000))), string(octets(random, random.IntN(20_000)))
		named := random.IntN(2) == 0
		client := uploading(t, mimecontent.Config{}, func(w http.ResponseWriter, r *http.Request) {
			parts := partsOf(t, r, "image/png")
			if len(parts) != 2 || parts[0].body != cover || parts[1].body != words || parts[1].contentType != "text/plain" || !strings.HasPrefix(parts[1].id, "text=") {
				t.Errorf("%.300q", parts)
			}
			if action := r.Header["Soapaction"]; fmt.Sprint(action) != `["urn:mimecontent#Merge"]` {
				t.Errorf("action %q", action)
			}
			answer := []messagePart{{"", "text/plain", words}, {"", "image/gif", cover}}
			if named {
				answer = []messagePart{{"cover=1", "image/gif", cover}, {"text=2", "text/plain", words}}
				random.Shuffle(2, func(i, j int) { answer[i], answer[j] = answer[j], answer[i] })
				answer[random.IntN(2)].id += "@x"
			}
			start := []string{"", "<" + answer[0].id + ">", "<gone>"}[random.IntN(3)]
			respondWithParts(w, http.StatusOK, start, answer...)
		})
		merged, err := client.Merge(t.Context(), &mimecontent.Merge{Cover: attached(cover), Text: attached(words)})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		attachments, want := []*mimecontent.Attachment{merged.Cover, merged.Text}, []string{cover, words}
		for _, i := range random.Perm(2) {
			got, err := received(attachments[i])
			if contentType := []string{"image/gif", "text/plain"}[i]; err != nil || got[0] != want[i] || attachments[i].ContentType != contentType {
				t.Errorf("round %d, named %v: part %d of %s has %d bytes, want %d, %v", round, named, i, attachments[i].ContentType, len(got[0]), len(want[i]), err)
			}
		}
	}
}

// respondWithParts responds with parts, which mime/multipart writes. start is a Content-ID in angle brackets, "" for
// none.
func respondWithParts(w http.ResponseWriter, status int, start string, parts ...messagePart) {
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	for _, p := range parts {
		header := textproto.MIMEHeader{"Content-Type": {p.contentType}}
		if p.id != "" {
			header.Set("Content-ID", "<"+p.id+">")
		}
		content, err := writer.CreatePart(header)
		if err == nil {
			_, err = io.WriteString(content, p.body)
		}
		if err != nil {
			panic(err)
		}
	}
	writer.Close()
	parameters := map[string]string{"boundary": writer.Boundary(), "type": parts[0].contentType}
	if start != "" {
		parameters["start"] = start
	}
	w.Header().Set("Content-Type", mime.FormatMediaType("multipart/related", parameters))
	w.WriteHeader(status)
	w.Write(body.Bytes())
}

// TestPartsAnswered: a response that should have several parts can be something else, or lack parts. The kernel comes to the
// same verdict as the client.
func TestPartsAnswered(t *testing.T) {
	contract := kernelOf(t, "mimecontent")
	fault := `<s:Fault><faultcode>s:Server</faultcode><faultstring>too many pages</faultstring></s:Fault>`
	cover, words := messagePart{"cover=1", "image/gif", "GIF"}, messagePart{"text=2", "text/plain", "ok"}
	for name, test := range map[string]struct {
		respond func(w http.ResponseWriter)
		want    string // in the error of the call or of reading; "" for none
	}{
		"parts":           {func(w http.ResponseWriter) { respondWith(w, 200, cover, words) }, ""},
		"an envelope too": {func(w http.ResponseWriter) { respondWith(w, 200, rootOf(""), words, cover) }, ""},
		"fault":           {func(w http.ResponseWriter) { respondWithEnvelope(w, 500, fault) }, "too many pages"},
		"fault of parts":  {func(w http.ResponseWriter) { respondWith(w, 500, rootOf(fault)) }, "too many pages"},
		"fault of 200":    {func(w http.ResponseWriter) { respondWith(w, 200, rootOf(fault), words) }, "too many pages"},
		"no cover":        {func(w http.ResponseWriter) { respondWith(w, 200, words) }, `the response has no part "cover"`},
		"no text":         {func(w http.ResponseWriter) { respondWith(w, 200, cover) }, `the response has no part "text"`},
		"too many of a start": {func(w http.ResponseWriter) {
			respondWithParts(w, 200, "<cover=1>", cover, words, messagePart{"x", "a/b", "c"})
		}, `none to the part "x"`},
		"too many":      {func(w http.ResponseWriter) { respondWith(w, 200, cover, words, messagePart{"x", "a/b", "c"}) }, `none to the part "x"`},
		"twice":         {func(w http.ResponseWriter) { respondWith(w, 200, cover, words, words) }, `two parts have the Content-ID "text=2"`},
		"no parts":      {func(w http.ResponseWriter) { respondWith(w, 200) }, "the multipart body has no parts"},
		"content alone": {func(w http.ResponseWriter) { io.WriteString(w, "GIF") }, "cover: expected a part of the message, found none"},
		"status":        {func(w http.ResponseWriter) { respondWith(w, 404, cover, words) }, "404"},
		"envelope":      {func(w http.ResponseWriter) { respondWithEnvelope(w, 200, "<x/>") }, "expected a part of the message, found none"},
	} {
		client := uploading(t, mimecontent.Config{}, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			test.respond(w)
		})
		merged, err := client.Merge(t.Context(), &mimecontent.Merge{Cover: attached(""), Text: attached("")})
		if merged != nil {
			got, readErr := received(merged.Cover, merged.Text)
			if err = errors.Join(err, readErr); err == nil && strings.Join(got, " ") != "GIF ok" {
				t.Errorf("%s: got %q", name, got)
			}
		}
		var callErr *mimecontent.Error
		if (err == nil) != (test.want == "") || err != nil && (!errors.As(err, &callErr) || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		w := httptest.NewRecorder()
		test.respond(w)
		message, violations := contract.ReadMessage(w.Header(), w.Body.String(), contract.Operation("Merge"), kernel.Response)
		isRight := !kernel.Faulty(violations) && message.Fault == nil && message.IsMessage(w.Code, w.Header())
		if isRight != (test.want == "") || isRight && len(message.Body.Children) != 2 {
			t.Errorf("%s: the kernel finds %v, want %q", name, violations, test.want)
		}
	}
}

// TestOnePartWithoutEnvelope is a message of several parts, although it has only one. Nobody answers.
func TestOnePartWithoutEnvelope(t *testing.T) {
	client := uploading(t, mimecontent.Config{}, func(w http.ResponseWriter, r *http.Request) {
		if parts := partsOf(t, r, "text/plain"); len(parts) != 1 || parts[0].body != "news" || !strings.HasPrefix(parts[0].id, "name=") {
			t.Errorf("%q", parts)
		}
		w.WriteHeader(http.StatusAccepted)
	})
	if err := client.Notify(t.Context(), &mimecontent.Notify{Name: attached("news")}); err != nil {
		t.Error(err)
	}
}

// TestContentOfSOAP12 has no action: it would be a parameter of the envelope's content type.
func TestContentOfSOAP12(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, err := io.ReadAll(r.Body)
		if err != nil || string(got) != "PK" || r.Header.Get("Content-Type") != "application/zip" || r.Header["Soapaction"] != nil {
			t.Errorf("%q with %v, %v", got, r.Header, err)
		}
		w.Header().Set("Content-Type", "application/soap+xml")
		io.WriteString(w, strings.ReplaceAll(envelope(`<t:BackupResponse xmlns:t="urn:mimecontent"><name>n</name></t:BackupResponse>`),
			"http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"))
	}))
	t.Cleanup(server.Close)
	client, err := mimecontent.NewBackupsClient(mimecontent.Config{Endpoint: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	if response, err := client.Backup(t.Context(), &mimecontent.Backup{Content: attached("PK")}); err != nil || response.Name != "n" {
		t.Errorf("%+v, %v", response, err)
	}
}

// TestSandboxWithoutEnvelope: the sandbox checks requests without an envelope, and answers.
func TestSandboxWithoutEnvelope(t *testing.T) {
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS("mimecontent"), Name: "contract.wsdl"})
	if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
		t.Fatal(ds)
	}
	s, err := sandbox.Of(api)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client, err := mimecontent.New(mimecontent.Config{Endpoint: server.URL + "/contract"})
	if err != nil {
		t.Fatal(err)
	}
	content := func(contentType string) *mimecontent.Attachment {
		return &mimecontent.Attachment{Body: strings.NewReader("x"), ContentType: contentType}
	}
	response, err := client.Store(t.Context(), &mimecontent.Store{Content: content("image/png")})
	if err != nil || response.Name == "" {
		t.Errorf("%+v, %v", response, err)
	}
	if err := client.Notify(t.Context(), &mimecontent.Notify{Name: content("")}); err != nil {
		t.Error(err)
	}
	backups, err := mimecontent.NewBackupsClient(mimecontent.Config{Endpoint: server.URL + "/contract"})
	if err != nil {
		t.Fatal(err)
	}
	if saved, err := backups.Backup(t.Context(), &mimecontent.Backup{Content: content("")}); err != nil || saved.Name == "" {
		t.Errorf("%+v, %v", saved, err)
	}
	var types []string
	merged, err := client.Merge(t.Context(), &mimecontent.Merge{Cover: content("image/png"), Text: content("")})
	if err != nil {
		t.Fatal(err)
	}
	converted, err := client.Convert(t.Context(), &mimecontent.Convert{Content: content("")})
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range []*mimecontent.Attachment{merged.Cover, merged.Text, converted.Content} {
		text, err := io.ReadAll(got)
		types = append(types, got.ContentType)
		if err != nil || string(text) != "x" {
			t.Errorf("%q of %s, %v", text, got.ContentType, err)
		}
	}
	if got := strings.Join(types, " "); got != "image/png text/plain text/xml" {
		t.Errorf("responses of the types %s", got)
	}
	const want = `content: the Content-Type is "image/gif", instead of image/png or image/jpeg`
	if _, err := client.Store(t.Context(), &mimecontent.Store{Content: content("image/gif")}); !errors.Is(err, mimecontent.ErrFault) || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	for name, test := range map[string]struct{ contentType, body, want string }{
		"no parts":      {"text/plain", "x", `the Content-Type is "text/plain", instead of multipart/related`},
		"malformed":     {`multipart/related; boundary="b"`, "x", "the multipart body ends before its close delimiter"},
		"empty":         {`multipart/related; boundary="b"`, "--b--", "the multipart body has no parts"},
		"too many":      {`multipart/related; boundary="b"`, "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-ID: <z>\r\n\r\nx\r\n--b--", `none to the part "z"`},
		"other content": {`multipart/related; boundary="b"`, "--b\r\nContent-Type: a/b\r\n\r\nx\r\n--b--", `name: the Content-Type is "a/b", instead of text/plain`},
	} {
		request, err := http.NewRequest(http.MethodPost, server.URL+"/contract", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = http.Header{"Content-Type": {test.contentType}, "SOAPAction": {`"urn:mimecontent#Notify"`}}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusInternalServerError || !strings.Contains(strings.ReplaceAll(string(got), "&#34;", `"`), test.want) {
			t.Errorf("%s: status %d, %s, want %s", name, response.StatusCode, got, test.want)
		}
	}
}
