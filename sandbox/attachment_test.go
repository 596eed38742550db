// Attachments of SOAP messages: what generated clients send and get, and messages that break the contract.

package sandbox_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/attachments"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/mimecontent"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/swa"
)

const (
	swaContract         = "../testdata/cases/swa/contract.wsdl"
	attachmentsContract = "../testdata/cases/attachments/contract.wsdl"
)

// sizes of attachments: those that a client sends in the envelope, and others.
var sizes = []int{0, 1, 1024, 1025, 300_000}

// contentOf is what tests send: octets that are no text.
func contentOf(size int) string { return strings.Repeat("\xff\x00\r\n--B", size/7+1)[:size] }

// readAll returns the content of an attachment, which is closed.
func readAll(t *testing.T, body io.Reader) string {
	t.Helper()
	return string(must[[]byte](t)(io.ReadAll(body)))
}

// TestAttachmentsOfMTOM: they come back under the same names, and Decode has them.
func TestAttachmentsOfMTOM(t *testing.T) {
	s := sandbox.New(t, attachmentsContract)
	client := must[*attachments.Client](t)(attachments.New(attachments.Config{Endpoint: s.Endpoint("contract")}))
	for _, size := range sizes {
		for _, contentType := range []string{"", "application/pdf"} {
			want := contentOf(size)
			stored, err := client.Store(t.Context(), &attachments.Document{Title: "Contract",
				Scan: &attachments.Attachment{ContentType: contentType, Body: strings.NewReader(want)}})
			if err != nil {
				t.Fatal(err)
			}
			if got := readAll(t, stored.Scan); stored.Title != "Contract" || got != want && size > 0 {
				t.Errorf("%d bytes of %q: got %d of %q", size, contentType, len(got), stored.Scan.ContentType)
			}
			if contentType != "" && size > 0 && stored.Scan.ContentType != contentType {
				t.Errorf("%s became %s", contentType, stored.Scan.ContentType)
			}
			if stored.Thumbnail != nil {
				stored.Thumbnail.Close()
			}
			received := s.Received("Store")
			if list := received[len(received)-1].Attachments(); len(list) != 1 || list[0].Name != "scan" || string(list[0].Content) != want {
				t.Errorf("%d bytes of %q: received %v", size, contentType, list)
			}
		}
	}
}

// TestAttachmentsOfSwA: parts that the contract names are sent, decoded and answered.
func TestAttachmentsOfSwA(t *testing.T) {
	s := sandbox.New(t, swaContract)
	config := swa.Config{Endpoint: s.Endpoint("contract")}
	claims := must[*swa.Client](t)(swa.New(config))
	files := must[*swa.FilesClient](t)(swa.NewFilesClient(config))
	vault := must[*swa.VaultClient](t)(swa.NewVaultClient(config))
	for _, size := range sizes {
		want := contentOf(size)
		attachment := func(contentType string) *swa.Attachment {
			return &swa.Attachment{ContentType: contentType, Body: strings.NewReader(want)}
		}
		decision, err := claims.Submit(t.Context(), &swa.Submit{Claim: swa.Claim{Number: "7"}, Photo: attachment("image/png"), Note: attachment("")})
		if err != nil {
			t.Fatal(err)
		}
		if letter, note := readAll(t, decision.Letter), readAll(t, decision.Note); decision.Letter.ContentType != "application/pdf" ||
			letter == "" || decision.Note.ContentType != "text/plain" || note != want && size > 0 {
			t.Errorf("%d bytes: %s %q, %s with %d bytes", size, decision.Letter.ContentType, letter, decision.Note.ContentType, len(note))
		}
		received := s.Received("Submit")
		if list := received[len(received)-1].Attachments(); len(list) != 2 || list[0].Name != "photo" || list[0].ContentType != "image/png" ||
			string(list[0].Content) != want || list[1].ContentType != "text/plain" || string(list[1].Content) != want {
			t.Errorf("%d bytes: received %v", size, list)
		}
		exchanged, err := files.Exchange(t.Context(), &swa.Exchange{Name: "n", File: attachment("a/b")})
		if err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, exchanged.File); exchanged.Name != "n" || size > 0 && (got != want || exchanged.File.ContentType != "a/b") {
			t.Errorf("%d bytes: got %d of %s", size, len(got), exchanged.File.ContentType)
		}
		kept, err := vault.Deposit(t.Context(), &swa.Deposit{Keep: swa.Keep{Content: attachment("a/b")}, Copy: attachment("")},
			&swa.VaultDepositHeaders{Signature: &swa.Signature{Proof: attachment("")}})
		if err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, kept.Content); size > 0 && (got != want || kept.Content.ContentType != "a/b") {
			t.Errorf("%d bytes: got %d of %s", size, len(got), kept.Content.ContentType)
		}
		referred, err := claims.Refer(t.Context(), &swa.Form{Title: "t", Form: attachment("a/b"), Page: []*swa.Attachment{attachment(""), attachment("c/d")}})
		if err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, referred.Form); size > 0 && (got != want || referred.Form.ContentType != "a/b") {
			t.Errorf("%d bytes: got %d of %s", size, len(got), referred.Form.ContentType)
		}
		for _, page := range referred.Page {
			readAll(t, page)
		}
	}
	if list := s.Received("Refer")[4].Attachments(); len(list) != 3 || list[1].Name != "page" || string(list[1].Content) != contentOf(300_000) {
		t.Errorf("%d attachments of references", len(list))
	}
	if err := s.Received("Refer")[0].Decode(new(swa.Form)); err == nil {
		t.Error("a document has attachments that are beside it")
	}
	downloads := must[*swa.DownloadsClient](t)(swa.NewDownloadsClient(config))
	download, err := downloads.Download(t.Context(), &swa.Download{Name: "n"})
	if err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, download.Content); got != "<example/>" || download.Content.ContentType != "text/xml" {
		t.Errorf("downloaded %q of %s", got, download.Content.ContentType)
	}
}

// violationIn matches a violation in a fault.
var violationIn = regexp.MustCompile(`<violation line="(\d+)" column="(\d+)" path="([^"]*)">([^<]*)<`)

// TestBrokenParts: each fault of a message with parts is a violation at its place.
func TestBrokenParts(t *testing.T) {
	const (
		claim = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">\n<s:Body><t:claim xmlns:t=\"urn:swa\"><t:number>7</t:number></t:claim></s:Body>\n</s:Envelope>"
		photo = "image/png;photo=1@x;PNG"
		note  = "text/plain;note=2@x;ok"
	)
	refer := func(form, page string) string {
		return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\n<t:refer xmlns:t=\"urn:swa\"><t:title>x</t:title>\n<t:form>" +
			form + "</t:form>\n<t:page>" + page + "</t:page></t:refer></s:Body></s:Envelope>"
	}
	for name, test := range map[string]struct {
		action, envelope string
		parts            []string // Content-Type;Content-ID;content
		want             string   // the violations
	}{
		"right":           {"Submit", claim, []string{photo, note}, ""},
		"in disorder":     {"Submit", claim, []string{note, photo}, ""},
		"without names":   {"Submit", claim, []string{"image/png;1@x;PNG", "text/plain;;ok"}, ""},
		"no photo":        {"Submit", claim, []string{note}, "6:1: photo: is required"},
		"nothing":         {"Submit", claim, nil, "6:1: photo: is required|6:1: note: is required"},
		"another type":    {"Submit", claim, []string{"a/b;photo=1@x;PNG", note}, `12:1: photo: the Content-Type is "a/b", instead of image/jpeg or image/png`},
		"too many":        {"Submit", claim, []string{photo, note, "a/b;z;?"}, `22:1: expected a reference to each part of the message, found none to the part "z"`},
		"twice":           {"Submit", claim, []string{photo, photo, note}, `17:1: two parts have the Content-ID "photo=1@x"`},
		"malformed":       {"Submit", "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">\n <s:Body></s:Body", []string{photo, note}, "6:10: s:Envelope.s:Body: expected the end tag &lt;/s:Body&gt;"},
		"referred":        {"Refer", refer("cid:a", "CID:b%40x"), []string{"a/b;a;1", "a/b;b@x;2"}, ""},
		"to nothing":      {"Refer", refer("cid:a", "cid:c"), []string{"a/b;a;1"}, `8:1: page[0]: expected a reference to a part of the message, found "cid:c": no part has this Content-ID`},
		"to the envelope": {"Refer", refer("cid:a", "cid:root"), []string{"a/b;a;1"}, `8:1: page[0]: expected a reference to a part of the message, found "cid:root": it is the part with the envelope`},
		"to one twice":    {"Refer", refer("cid:a", "cid:a"), []string{"a/b;a;1"}, `8:1: page[0]: expected a reference to a part of the message, found "cid:a": another element refers to it`},
		"no URL":          {"Refer", refer("cid:a", "MQ=="), []string{"a/b;a;1"}, `8:1: page[0]: expected a reference to a part of the message, found "MQ==": it does not begin with cid:`},
	} {
		t.Run(name, func(t *testing.T) {
			s := sandbox.New(&recorder{T: t}, swaContract)
			body := "--B\r\nContent-Type: text/xml; charset=utf-8\r\nContent-ID: <root>\r\n\r\n" + test.envelope + "\r\n"
			for _, p := range test.parts {
				fields := strings.SplitN(p, ";", 3)
				body += fmt.Sprintf("--B\r\nContent-Type: %s\r\nContent-ID: <%s>\r\n\r\n%s\r\n", fields[0], fields[1], fields[2])
			}
			request := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoint("contract"), strings.NewReader(body+"--B--\r\n")))
			request.Header.Set("Content-Type", `multipart/related; type="text/xml"; start="<root>"; boundary="B"`)
			request.Header.Set("SOAPAction", `"urn:swa#`+test.action+`"`)
			response := must[*http.Response](t)(http.DefaultClient.Do(request))
			var got []string
			for _, v := range violationIn.FindAllStringSubmatch(readAll(t, response.Body), -1) {
				got = append(got, strings.TrimSuffix(v[1]+":"+v[2]+": "+v[3], ": ")+": "+strings.ReplaceAll(v[4], "&#34;", `"`))
			}
			if strings.Join(got, "|") != test.want || (response.StatusCode == http.StatusOK) != (test.want == "") {
				t.Errorf("status %d, %q, want %q", response.StatusCode, got, test.want)
			}
		})
	}
}

// TestReplayOfAttachments: a program gets the same from a cassette as from the service, and the recorded calls keep to the
// contract.
func TestReplayOfAttachments(t *testing.T) {
	s := sandbox.New(t, swaContract)
	url, file := record(t, cassette.Service{Name: "contract", URL: s.Endpoint("contract")})
	program := func(url, note string) (results []string) {
		config := swa.Config{Endpoint: url}
		claims, files := must[*swa.Client](t)(swa.New(config)), must[*swa.FilesClient](t)(swa.NewFilesClient(config))
		vault := must[*swa.VaultClient](t)(swa.NewVaultClient(config))
		for _, size := range []int{1, 0, 5000} {
			photo := &swa.Attachment{ContentType: "image/png", Body: strings.NewReader(contentOf(size))}
			decision, err := claims.Submit(t.Context(), &swa.Submit{Claim: swa.Claim{Number: "7"}, Photo: photo, Note: &swa.Attachment{Body: strings.NewReader(note)}})
			if err != nil {
				return append(results, err.Error())
			}
			results = append(results, readAll(t, decision.Letter), readAll(t, decision.Note))
			exchanged, err := files.Exchange(t.Context(), &swa.Exchange{Name: "n", File: &swa.Attachment{Body: strings.NewReader(contentOf(size))}})
			if err != nil {
				return append(results, err.Error())
			}
			results = append(results, readAll(t, exchanged.File))
			referred, err := claims.Refer(t.Context(), &swa.Form{Title: "t", Form: &swa.Attachment{Body: strings.NewReader(contentOf(size))}})
			if err != nil {
				return append(results, err.Error())
			}
			results = append(results, readAll(t, referred.Form))
			kept, err := vault.Deposit(t.Context(), &swa.Deposit{Keep: swa.Keep{Content: &swa.Attachment{ContentType: "a/b", Body: strings.NewReader(contentOf(size))}},
				Copy: &swa.Attachment{Body: strings.NewReader(note)}}, nil)
			if err != nil {
				return append(results, err.Error())
			}
			results = append(results, readAll(t, kept.Content))
		}
		return results
	}
	want := program(url("contract"), "note")
	if len(want) != 3*5 {
		t.Fatal(want)
	}
	for _, anyOrder := range []bool{false, true} {
		calls := sandbox.Replay(t, file)
		if anyOrder {
			calls.AnyOrder()
		}
		if diff := cmp.Diff(want, program(calls.URL("contract"), "note")); diff != "" {
			t.Errorf("any order %t: %s", anyOrder, diff)
		}
	}
	r := &recorder{T: t}
	if got := program(sandbox.Replay(r, file).URL("contract"), "other"); len(r.messages) == 0 || !strings.Contains(r.messages[0], `part 3 is "note" in the cassette, and "other" in the request`) {
		t.Errorf("another note: %q, %q", r.messages, got)
	}
	recorded, ds := cassette.ReadFile(file)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	for _, e := range recorded.Exchanges {
		request := &sandbox.Request{Contract: "contract", Method: e.Request.Method, Path: e.Request.Path, Header: e.Request.Header, Body: []byte(e.Request.Shown.Text)}
		violations, isOther := s.Compare(recorded.Services[0].URL, request, e.Response.Status, e.Response.Header, []byte(e.Response.Shown.Text))
		if isOther || len(violations)+len(request.Violations) > 0 {
			t.Errorf("%s: %t, %v, %v", request.Operation, isOther, request.Violations, violations)
		}
	}
}

// TestMessagesWithoutEnvelope: their attachments come back under the same names. The same program gets them from a cassette,
// and the recorded calls keep to the contract.
func TestMessagesWithoutEnvelope(t *testing.T) {
	s := sandbox.New(t, "../testdata/cases/mimecontent/contract.wsdl")
	url, file := record(t, cassette.Service{Name: "contract", URL: s.Endpoint("contract")})
	program := func(url, note string) (results []string) {
		images := must[*mimecontent.Client](t)(mimecontent.New(mimecontent.Config{Endpoint: url}))
		backups := must[*mimecontent.BackupsClient](t)(mimecontent.NewBackupsClient(mimecontent.Config{Endpoint: url}))
		for _, size := range sizes {
			attachment := func(contentType, content string) *mimecontent.Attachment {
				return &mimecontent.Attachment{ContentType: contentType, Body: strings.NewReader(content)}
			}
			if _, err := images.Store(t.Context(), &mimecontent.Store{Content: attachment("image/jpeg", contentOf(size))}); err != nil {
				return append(results, err.Error())
			}
			converted, err := images.Convert(t.Context(), &mimecontent.Convert{Content: attachment("", contentOf(size))})
			if err != nil {
				return append(results, err.Error())
			}
			merged, err := images.Merge(t.Context(), &mimecontent.Merge{Cover: attachment("image/png", contentOf(size)), Text: attachment("", note)})
			if err != nil {
				return append(results, err.Error())
			}
			if _, err = backups.Backup(t.Context(), &mimecontent.Backup{Content: attachment("", contentOf(size))}); err != nil {
				return append(results, err.Error())
			}
			results = append(results, readAll(t, converted.Content), converted.Content.ContentType, readAll(t, merged.Cover), readAll(t, merged.Text))
		}
		return results
	}
	got := program(url("contract"), "note")
	if len(got) != 4*len(sizes) {
		t.Fatal(got)
	}
	for i, size := range sizes {
		want := []string{contentOf(size), "text/xml", contentOf(size), "note"}
		if diff := cmp.Diff(want, got[4*i:4*i+4]); diff != "" && size > 0 {
			t.Error(diff)
		}
		if list := s.Received("Merge")[i].Attachments(); len(list) != 2 || list[0].Name != "cover" || list[0].ContentType != "image/png" ||
			string(list[0].Content) != contentOf(size) || string(list[1].Content) != "note" {
			t.Errorf("%d bytes: received %v", size, list)
		}
		if list := s.Received("Backup")[i].Attachments(); len(list) != 1 || list[0].ContentType != "application/zip" || string(list[0].Content) != contentOf(size) {
			t.Errorf("%d bytes: received %v", size, list)
		}
	}
	if err := s.Received("Store")[0].Decode(new(mimecontent.StoreResponse)); err == nil || !strings.Contains(err.Error(), "no element") {
		t.Errorf("content was decoded: %v", err)
	}
	if diff := cmp.Diff(got, program(sandbox.Replay(t, file).URL("contract"), "note")); diff != "" {
		t.Error(diff)
	}
	r := &recorder{T: t}
	if program(sandbox.Replay(r, file).URL("contract"), "other"); len(r.messages) == 0 || !strings.Contains(r.messages[0], `part 2 is "note" in the cassette, and "other" in the request`) {
		t.Errorf("another note: %q", r.messages)
	}
	recorded, ds := cassette.ReadFile(file)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	compare := func(e *cassette.Exchange, contentType string) (*sandbox.Request, []sandbox.Violation) {
		header := e.Request.Header.Clone()
		header.Set("Content-Type", contentType)
		request := &sandbox.Request{Contract: "contract", Method: e.Request.Method, Path: e.Request.Path, Header: header, Body: e.Request.Body}
		violations, isOther := s.Compare(recorded.Services[0].URL, request, e.Response.Status, e.Response.Header, e.Response.Body)
		if isOther || request.Operation == "" {
			t.Errorf("no call: %v", e.Request.Header)
		}
		return request, violations
	}
	for _, e := range recorded.Exchanges {
		if request, violations := compare(e, e.Request.Header.Get("Content-Type")); len(violations)+len(request.Violations) > 0 {
			t.Errorf("%s: %v, %v", request.Operation, request.Violations, violations)
		}
	}
	if request, _ := compare(recorded.Exchanges[0], "text/plain"); len(request.Violations) != 1 {
		t.Errorf("an image of another type: %v", request.Violations)
	}
}

// TestTroubleWithAttachments: rules change the envelope, and parts by their numbers.
func TestTroubleWithAttachments(t *testing.T) {
	for _, test := range []struct {
		change func(*sandbox.Rule)
		want   string // of the error; "" for none
	}{
		{func(r *sandbox.Rule) { r.Omit("2") }, `the response has no part "letter"`},
		{func(r *sandbox.Rule) { r.Double("3") }, `two parts have the Content-ID "note=`},
		{func(r *sandbox.Rule) { r.Double("text") }, "decision.text: expected one element, found another one"},
		{func(r *sandbox.Rule) { r.Set("text", "set") }, ""},
		{func(r *sandbox.Rule) { r.Cut() }, "outcome unknown"},
	} {
		s := sandbox.New(t, swaContract)
		test.change(s.On("Submit"))
		client := must[*swa.Client](t)(swa.New(swa.Config{Endpoint: s.Endpoint("contract")}))
		decision, err := client.Submit(t.Context(), &swa.Submit{Photo: &swa.Attachment{ContentType: "image/png", Body: strings.NewReader("x")},
			Note: &swa.Attachment{Body: strings.NewReader("x")}})
		if decision != nil {
			_, noLetter := io.ReadAll(decision.Letter)
			_, noNote := io.ReadAll(decision.Note)
			err = errors.Join(err, noLetter, noNote)
		}
		switch {
		case test.want != "":
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %s", err, test.want)
			}
		case err != nil || decision.Decision.Text != "set":
			t.Errorf("%+v, %v", decision, err)
		}
	}
}

// TestSpellingsOfParts: messages as other clients write them.
func TestSpellingsOfParts(t *testing.T) {
	const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><t:store xmlns:t="urn:attachments">` +
		`<t:title>x</t:title><t:scan><i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="HREF"/></t:scan></t:store></s:Body></s:Envelope>`
	const root, part = "--B\nContent-Type: text/xml\nContent-ID: <r>\n\n" + envelope + "\n", "--B\nContent-Type: application/pdf\nContent-ID: <a@b>\n\n\xff\x00\n"
	wrapped := base64.StdEncoding.EncodeToString([]byte("\xff\x00"))
	for name, test := range map[string]struct{ contentType, body, href string }{
		"as usual":         {`multipart/related; type="text/xml"; start="<r>"; boundary="B"`, root + part + "--B--\n", "cid:a@b"},
		"no quotes":        {"multipart/related; type=text/xml; start=<r>; boundary=B", root + part + "--B--\n", "cid:a@b"},
		"no start":         {"Multipart/Related; boundary=B", root + part + "--B--", "cid:a%40b"},
		"attachment first": {`multipart/related; boundary="B"; start="<r>"; type="text/xml"`, part + root + "--B--\n", "CID:a@b"},
		"preamble":         {`multipart/related; boundary="B"`, "no MIME\n\n" + root + part + "--B--\nrest", "cid:a@b"},
		"base64": {`multipart/related; boundary="B"`, root + strings.NewReplacer("\n\n", "\nContent-Transfer-Encoding: BASE64\n\n", "\xff\x00", wrapped).Replace(part) +
			"--B--\n", "cid:a@b"},
		"quoted-printable": {`multipart/related; boundary="B"`, strings.NewReplacer("\n\n", "\ncontent-transfer-encoding: quoted-printable\n\n", "=", "=3D").Replace(root) +
			part + "--B--\n", "cid:a@b"},
		"xop": {`multipart/related; type="application/xop+xml"; start="<r>"; start-info="text/xml"; boundary=B`,
			strings.Replace(root, "text/xml", `application/xop+xml; charset=UTF-8; type="text/xml"`, 1) + part + "--B--\n", "cid:a@b"},
		"xop without start-info": {`multipart/related; type="application/xop+xml"; boundary=B`,
			strings.Replace(root, "text/xml", `application/xop+xml; charset=UTF-8; type="text/xml; charset=utf-8"`, 1) + part + "--B--\n", "cid:a@b"},
	} {
		for _, lineBreak := range []string{"\n", "\r\n"} {
			s := sandbox.New(t, attachmentsContract)
			body := strings.ReplaceAll(strings.ReplaceAll(test.body, "HREF", test.href), "\n", lineBreak)
			request := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoint("contract"), strings.NewReader(body)))
			request.Header.Set("Content-Type", test.contentType)
			request.Header.Set("SOAPAction", `"urn:attachments#Store"`)
			response := must[*http.Response](t)(http.DefaultClient.Do(request))
			text := readAll(t, response.Body)
			received := s.Received("Store")
			if len(received) != 1 || len(received[0].Violations) > 0 || response.StatusCode != http.StatusOK {
				t.Errorf("%s: %s", name, text)
				continue
			}
			if list := received[0].Attachments(); len(list) != 1 || string(list[0].Content) != "\xff\x00" || list[0].ContentType != "application/pdf" {
				t.Errorf("%s: %v", name, list)
			}
		}
	}
}

// TestExampleCallsWithAttachments: the page sends examples with their parts.
func TestExampleCallsWithAttachments(t *testing.T) {
	s := sandbox.New(t, swaContract)
	for _, operation := range []string{"Submit", "Refer", "Exchange", "Download", "Deposit"} {
		response := must[*http.Response](t)(http.Post(s.URL+"/_sandbox/calls", "application/json", strings.NewReader(`{"operation": "`+operation+`"}`)))
		text := readAll(t, response.Body)
		if received := s.Received(operation); len(received) != 1 || len(received[0].Violations) > 0 || received[0].Status != http.StatusOK {
			t.Errorf("%s: %s", operation, text)
		}
	}
}
