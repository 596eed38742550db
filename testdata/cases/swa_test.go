// Attachments that the binding declares, and those that documents refer to by URL: what is sent beside the envelope, and
// what responses with parts are read as.

package cases_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/swa"
)

// claims is a client of a service that respond answers for.
func claims(t *testing.T, config swa.Config, respond http.HandlerFunc) *swa.Client {
	t.Helper()
	server := httptest.NewServer(respond)
	t.Cleanup(server.Close)
	config.Endpoint = server.URL
	client, err := swa.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// partsOf returns the parts of a request, of which the first has the envelope, as type and start say.
func partsOf(t *testing.T, r *http.Request, media string) (parts []messagePart) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/related" || params["type"] != media {
		t.Errorf("content type %q, %v", r.Header.Get("Content-Type"), err)
		return []messagePart{{}}
	}
	for reader := multipart.NewReader(r.Body, params["boundary"]); ; {
		p, err := reader.NextRawPart()
		if err != nil {
			if err != io.EOF {
				t.Error(err)
			}
			break
		}
		body, err := io.ReadAll(p)
		if err != nil {
			t.Error(err)
		}
		parts = append(parts, messagePart{strings.Trim(p.Header.Get("Content-ID"), "<>"), p.Header.Get("Content-Type"), string(body)})
	}
	if len(parts) == 0 || "<"+parts[0].id+">" != params["start"] {
		t.Fatalf("start %q of parts %v", params["start"], parts)
	}
	return parts
}

// respondWith responds with parts, of which one has the Content-ID <root>. A part without one has no Content-ID.
func respondWith(w http.ResponseWriter, status int, parts ...messagePart) {
	w.Header().Set("Content-Type", `multipart/related; type="text/xml"; start="<root>"; boundary="B"`)
	w.WriteHeader(status)
	for _, p := range parts {
		fmt.Fprintf(w, "--B\r\nContent-Type: %s\r\n", p.contentType)
		if p.id != "" {
			fmt.Fprintf(w, "Content-ID: <%s>\r\n", p.id)
		}
		fmt.Fprintf(w, "\r\n%s\r\n", p.body)
	}
	io.WriteString(w, "--B--\r\n")
}

func rootOf(body string) messagePart { return messagePart{"root", "text/xml", envelope(body)} }

const decided = `<t:decision xmlns:t="urn:swa"><t:text>yes</t:text></t:decision>`

// text returns an attachment with the content s.
func text(s string) *swa.Attachment { return &swa.Attachment{Body: strings.NewReader(s)} }

// contentOf returns the content of attachments, and the first error of reading one.
func contentOf(attachments ...*swa.Attachment) (contents []string, first error) {
	for _, a := range attachments {
		if a == nil {
			contents = append(contents, "none")
			continue
		}
		content, err := io.ReadAll(a)
		if first == nil {
			first = err
		}
		contents = append(contents, string(content))
	}
	return contents, first
}

// TestDeclaredPartsAreSent in the order of the binding after the envelope, which has none of them. Their Content-IDs begin
// with their names, and those without a content type have the one of the contract.
func TestDeclaredPartsAreSent(t *testing.T) {
	jpeg := &swa.Attachment{Body: strings.NewReader("\xff\xd8"), ContentType: "image/jpeg"}
	client := claims(t, swa.Config{}, func(w http.ResponseWriter, r *http.Request) {
		parts := partsOf(t, r, "text/xml")
		want := envelopeOf11(`<t:claim><t:number>7</t:number></t:claim>`)
		if len(parts) != 3 || parts[0].contentType != "text/xml;charset=UTF-8" || parts[0].body != want {
			t.Fatalf("%q, want %s", parts, want)
		}
		for i, want := range []messagePart{{`^photo=[^=@]+@\w+$`, "image/jpeg", "\xff\xd8"}, {`^note=[^=@]+@\w+$`, "text/plain", "Grüße"}} {
			p := parts[i+1]
			if !regexp.MustCompile(want.id).MatchString(p.id) || p.contentType != want.contentType || p.body != want.body {
				t.Errorf("%q, want %q", p, want)
			}
		}
		respondWith(w, http.StatusOK, rootOf(decided), messagePart{"a", "application/pdf", "%PDF"}, messagePart{"b", "text/plain", "ok"})
	})
	decision, err := client.Submit(t.Context(), &swa.Submit{Claim: swa.Claim{Number: "7"}, Photo: jpeg, Note: text("Grüße")})
	if err != nil {
		t.Fatal(err)
	}
	got, err := contentOf(decision.Letter, decision.Note)
	if err != nil || decision.Decision.Text != "yes" || got[0] != "%PDF" || got[1] != "ok" {
		t.Errorf("%q, %v", got, err)
	}
	if decision.Letter.ContentType != "application/pdf" || decision.Note.ContentType != "text/plain" {
		t.Errorf("content types %q and %q", decision.Letter.ContentType, decision.Note.ContentType)
	}
}

// envelopeOf11 is an envelope with body, as clients write it.
func envelopeOf11(body string) string {
	return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header/><soapenv:Body xmlns:t="urn:swa">` +
		body + `</soapenv:Body></soapenv:Envelope>`
}

// TestDeclaredPartsOfRPC: they are not in the wrapper.
func TestDeclaredPartsOfRPC(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 9))
	for _, size := range []int{0, 1, 70_000} {
		content := string(octets(random, size))
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			parts := partsOf(t, r, "text/xml")
			if len(parts) != 2 || !strings.Contains(parts[0].body, `<t:Exchange xmlns:t="urn:swa"><name>n</name></t:Exchange>`) {
				t.Fatalf("%q", parts)
			}
			respondWith(w, http.StatusOK, rootOf(`<t:ExchangeResponse xmlns:t="urn:swa"><name>m</name></t:ExchangeResponse>`), parts[1])
		}))
		defer server.Close()
		client, err := swa.NewFilesClient(swa.Config{Endpoint: server.URL})
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Exchange(t.Context(), &swa.Exchange{Name: "n", File: &swa.Attachment{Body: strings.NewReader(content), ContentType: "a/b"}})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := contentOf(response.File); err != nil || got[0] != content || response.Name != "m" || response.File.ContentType != "a/b" {
			t.Errorf("%d bytes: got %d, %v", size, len(got[0]), err)
		}
	}
}

// TestDeclaredPartsAreFound by the names in their Content-IDs in any order, and otherwise in the order of the contract; the
// envelope can be anywhere. They are read in any order.
func TestDeclaredPartsAreFound(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 1))
	for round := range 200 {
		want := []string{string(octets(random, random.IntN(3000))), string(octets(random, random.IntN(3000)))}
		ids := [][]string{{"letter=1@x", "note=2@x"}, {"%6Cetter=a%3Db@x", "note="}, {"", ""}, {"1@x", "2@x"}, {"x=1", "y=2"}, {"letter=1@x", ""}}[random.IntN(6)]
		parts := []messagePart{{ids[0], "application/pdf", want[0]}, {ids[1], "text/plain", want[1]}}
		if strings.HasPrefix(ids[1], "note=") && random.IntN(2) == 0 {
			parts[0], parts[1] = parts[1], parts[0]
		}
		at := random.IntN(3)
		parts = append(parts[:at:at], append([]messagePart{rootOf(decided)}, parts[at:]...)...)
		client := claims(t, swa.Config{}, func(w http.ResponseWriter, _ *http.Request) { respondWith(w, http.StatusOK, parts...) })
		decision, err := client.Submit(t.Context(), &swa.Submit{Photo: text(""), Note: text("")})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		attachments := []*swa.Attachment{decision.Letter, decision.Note}
		for _, i := range random.Perm(2) {
			got, err := contentOf(attachments[i])
			if contentType := []string{"application/pdf", "text/plain"}[i]; err != nil || got[0] != want[i] || attachments[i].ContentType != contentType {
				t.Errorf("round %d, ids %q: part %d of %s has %d bytes, want %d, %v", round, ids, i, attachments[i].ContentType, len(got[0]), len(want[i]), err)
			}
		}
	}
}

// referred returns the envelope of a response that refers to parts: the first is the form, the others are pages.
func referred(hrefs ...string) messagePart {
	var b strings.Builder
	for i, href := range hrefs {
		element := "page"
		if i == 0 {
			element = "form"
		}
		fmt.Fprintf(&b, "<t:%[1]s>\n %[2]s </t:%[1]s>", element, href)
	}
	return rootOf(`<t:referred xmlns:t="urn:swa"><t:title>x</t:title>` + b.String() + `</t:referred>`)
}

// TestReferredAttachments: the document has the URLs of parts, of which none is in it, however short.
func TestReferredAttachments(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	for range 100 {
		var want []string
		for range 1 + random.IntN(4) {
			want = append(want, string(octets(random, random.IntN(3)*random.IntN(3000))))
		}
		client := claims(t, swa.Config{}, func(w http.ResponseWriter, r *http.Request) {
			parts := partsOf(t, r, "text/xml")
			references := regexp.MustCompile(`>cid:([^<]*)</t:(form|page)>`).FindAllStringSubmatch(parts[0].body, -1)
			if len(references) != len(want) || len(parts) != len(want)+1 {
				t.Fatalf("%d parts beside %s", len(parts)-1, parts[0].body)
			}
			var hrefs []string
			for i, reference := range references {
				if parts[i+1].id != reference[1] || parts[i+1].body != want[i] || parts[i+1].contentType != "application/octet-stream" {
					t.Errorf("%q is not %q", reference, parts[i+1])
				}
				hrefs = append(hrefs, "CID:"+strings.ReplaceAll(reference[1], "@", "%40"))
			}
			parts[0] = referred(hrefs...)
			random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			respondWith(w, http.StatusOK, parts...)
		})
		request := &swa.Form{Title: "x", Form: text(want[0])}
		for _, page := range want[1:] {
			request.Page = append(request.Page, text(page))
		}
		response, err := client.Refer(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		got, err := contentOf(append([]*swa.Attachment{response.Form}, response.Page...)...)
		if err != nil || strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%d attachments of %d, %v", len(got), len(want), err)
		}
	}
}

// kernelOf returns the kernel of the contract of a case.
func kernelOf(t *testing.T, name string) *kernel.Contract {
	t.Helper()
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS(name), Name: "contract.wsdl"})
	ds = append(ds, schema.Configure(api, schema.Settings{})...)
	if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
		t.Fatal(ds)
	}
	contract, ds := kernel.New(api)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	return contract
}

// kernelOfMessages returns a function that reads the response of an operation with parts, and reports a verdict of the kernel
// that is not that of the client.
func kernelOfMessages(t *testing.T) func(isRight bool, operation string, parts ...messagePart) {
	t.Helper()
	contract := kernelOf(t, "swa")
	return func(isRight bool, operation string, parts ...messagePart) {
		t.Helper()
		w := httptest.NewRecorder()
		respondWith(w, http.StatusOK, parts...)
		_, violations := contract.ReadMessage(w.Header(), w.Body.String(), contract.Operation(operation), kernel.Response)
		if kernel.Faulty(violations) == isRight {
			t.Errorf("the kernel finds %v\n%s", violations, w.Body)
		}
		for _, v := range violations {
			if v.Line < 1 || v.Column < 1 {
				t.Errorf("%+v has no place", v)
			}
		}
	}
}

// TestBrokenReferences breaks the reference at each place: it is an error of the call or of reading, never another part.
func TestBrokenReferences(t *testing.T) {
	judge := kernelOfMessages(t)
	judge(true, "Refer", referred("cid:1", "cid:2"), messagePart{"1", "a/b", "x"}, messagePart{"2", "a/b", "y"})
	const count = 4
	for at := range count {
		other := (at + 1) % count
		for name, test := range map[string]struct {
			href string // in place of the one to the part at
			twin bool   // the part other has the Content-ID of the part at
			want string
		}{
			"to nothing":    {href: "cid:z", want: `Content-ID "z"`},
			"twice":         {href: fmt.Sprintf("cid:%d", other), want: "another element refers to it"},
			"envelope":      {href: "cid:root", want: "it is the part with the envelope"},
			"other scheme":  {href: "http://x/0", want: "it does not begin with cid:"},
			"empty":         {href: "", want: "it does not begin with cid:"},
			"bad escape":    {href: "cid:%", want: "it does not begin with cid:"},
			"element":       {href: "<t:x/>", want: "an element"},
			"twin parts":    {href: fmt.Sprintf("cid:%d", at), twin: true, want: fmt.Sprintf(`two parts have the Content-ID "%d"`, at)},
			"missing part":  {href: "cid:gone", want: `Content-ID "gone"`},
			"needless part": {href: "", want: fmt.Sprintf(`none to the part "%d"`, at)},
		} {
			var hrefs []string
			var parts []messagePart
			for i := range count {
				href, id := fmt.Sprintf("cid:%d", i), fmt.Sprint(i)
				if i == at {
					href = test.href
				}
				if i == other && test.twin {
					id = fmt.Sprint(at)
				}
				hrefs, parts = append(hrefs, href), append(parts, messagePart{id, "a/b", "content"})
			}
			client := claims(t, swa.Config{}, func(w http.ResponseWriter, _ *http.Request) {
				respondWith(w, http.StatusOK, append([]messagePart{referred(hrefs...)}, parts...)...)
			})
			response, err := client.Refer(t.Context(), &swa.Form{Form: text("")})
			if response != nil {
				_, readErr := contentOf(append([]*swa.Attachment{response.Form}, response.Page...)...)
				err = errors.Join(err, readErr)
			}
			var callErr *swa.Error
			if !errors.As(err, &callErr) || !errors.Is(err, swa.ErrContent) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s at %d: %v, want %s", name, at, err, test.want)
			}
			judge(false, "Refer", append([]messagePart{referred(hrefs...)}, parts...)...)
		}
	}
}

// TestBrokenDeclaredParts: parts that a response lacks or has too much, at each place.
func TestBrokenDeclaredParts(t *testing.T) {
	judge := kernelOfMessages(t)
	letter, note := messagePart{"letter=1", "application/pdf", "%PDF"}, messagePart{"note=2", "text/plain", "ok"}
	judge(true, "Submit", letter, note, rootOf(decided))
	for name, test := range map[string]struct {
		parts []messagePart
		want  string
	}{
		"none":          {nil, "letter: expected a part of the message, found none; note: expected a part of the message, found none"},
		"no letter":     {[]messagePart{note}, `the response has no part "letter"`},
		"no note":       {[]messagePart{letter}, `the response has no part "note"`},
		"two letters":   {[]messagePart{letter, {"letter=2", "a/b", "x"}, note}, `none to the part "letter=2"`},
		"two notes":     {[]messagePart{letter, note, {"note=3", "a/b", "x"}}, `none to the part "note=3"`},
		"same letters":  {[]messagePart{letter, letter, note}, `two parts have the Content-ID "letter=1"`},
		"same notes":    {[]messagePart{letter, note, note}, `two parts have the Content-ID "note=2"`},
		"too many":      {[]messagePart{{"", "a/b", "1"}, {"", "a/b", "2"}, {"", "a/b", "3"}}, `none to the part ""`},
		"needless last": {[]messagePart{letter, note, {"x", "a/b", "3"}}, `none to the part "x"`},
	} {
		for _, isFirst := range []bool{true, false} {
			parts := append(append([]messagePart{}, test.parts...), rootOf(decided))
			if isFirst {
				parts = append([]messagePart{rootOf(decided)}, test.parts...)
			}
			client := claims(t, swa.Config{}, func(w http.ResponseWriter, _ *http.Request) { respondWith(w, http.StatusOK, parts...) })
			decision, err := client.Submit(t.Context(), &swa.Submit{Photo: text(""), Note: text("")})
			if decision != nil {
				_, readErr := contentOf(decision.Letter, decision.Note)
				err = errors.Join(err, readErr)
			}
			var callErr *swa.Error
			if !errors.As(err, &callErr) || !errors.Is(err, swa.ErrContent) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s, envelope first %v: %v, want %s", name, isFirst, err, test.want)
			}
			judge(false, "Submit", parts...)
		}
	}
}

// TestDeclaredPartsOfAnEnvelope: a response that is an envelope alone lacks them.
func TestDeclaredPartsOfAnEnvelope(t *testing.T) {
	client := claims(t, swa.Config{}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, envelope(decided))
	})
	decision, err := client.Submit(t.Context(), &swa.Submit{Photo: text(""), Note: text("")})
	want := "letter: expected a part of the message, found none; note: expected a part of the message, found none"
	if !errors.Is(err, swa.ErrContent) || !strings.Contains(err.Error(), want) || decision.Decision.Text != "yes" || decision.Letter != nil {
		t.Errorf("%+v, %v, want %s", decision, err, want)
	}
}

// TestInvalidParts are refused before anything is sent. Without validation, parts that are not set are omitted.
func TestInvalidParts(t *testing.T) {
	client := claims(t, swa.Config{}, func(http.ResponseWriter, *http.Request) { t.Error("it was sent") })
	same := text("x")
	for want, request := range map[string]*swa.Submit{
		"photo: is required; note: is required": {},
		"note: must have a body":                {Photo: text(""), Note: new(swa.Attachment)},
		"note has a content type that is not":   {Photo: text(""), Note: &swa.Attachment{Body: strings.NewReader(""), ContentType: "a\r\nb: c"}},
		"note is the attachment of another":     {Photo: same, Note: same},
	} {
		if _, err := client.Submit(t.Context(), request); !errors.Is(err, swa.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := new(swa.Submit).Validate(); err == nil || !strings.Contains(err.Error(), "photo: is required") {
		t.Errorf("Validate returns %v", err)
	}
	client = claims(t, swa.Config{SkipValidation: true, Lenient: true}, func(w http.ResponseWriter, r *http.Request) {
		if parts := partsOf(t, r, "text/xml"); len(parts) != 2 || !strings.HasPrefix(parts[1].id, "note=") {
			t.Errorf("%q", parts)
		}
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, envelope(decided))
	})
	if _, err := client.Submit(t.Context(), &swa.Submit{Note: text("x")}); err != nil {
		t.Error(err)
	}
}

// TestAttachmentsOfSOAP12: those of header blocks, the body and the details of faults, beside a part that the contract names.
func TestAttachmentsOfSOAP12(t *testing.T) {
	long := func() *swa.Attachment {
		return &swa.Attachment{Body: bytes.NewReader(make([]byte, 2000)), ContentType: "a/b"}
	}
	var request = &swa.Deposit{Keep: swa.Keep{Content: long()}, Copy: long()}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts := partsOf(t, r, "application/xop+xml")
		if _, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); params["start-info"] != "application/soap+xml" || params["action"] != "urn:swa#Deposit" {
			t.Errorf("content type %s", r.Header.Get("Content-Type"))
		}
		if _, params, err := mime.ParseMediaType(parts[0].contentType); params["type"] != "application/soap+xml" {
			t.Errorf("%s of the envelope, %v", parts[0].contentType, err)
		}
		if len(parts) != 4 || !strings.HasPrefix(parts[3].id, "copy=") {
			t.Errorf("%d parts beside %s", len(parts)-1, parts[0].body)
		}
		for i, element := range []string{"proof", "content"} {
			want := "<t:" + element + `><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:` + parts[i+1].id + `"/>`
			if !strings.Contains(parts[0].body, want) {
				t.Errorf("%s is not in %s", want, parts[0].body)
			}
		}
		respondWith12(w, r.URL.Query().Get("fault"), parts)
	}))
	t.Cleanup(server.Close)
	for _, fault := range []string{"", "500", "200"} {
		client, err := swa.NewVaultClient(swa.Config{Endpoint: server.URL + "?fault=" + fault})
		if err != nil {
			t.Fatal(err)
		}
		request.Keep.Content, request.Copy = long(), long()
		headers := &swa.VaultDepositHeaders{Signature: &swa.Signature{Proof: long()}}
		kept, err := client.Deposit(t.Context(), request, headers)
		attachments := []*swa.Attachment{}
		var refused *swa.Refused
		switch {
		case fault != "" && errors.As(err, &refused):
			attachments = append(attachments, refused.Report)
		case fault == "" && err == nil && headers.ResponseSignature != nil:
			attachments = append(attachments, headers.ResponseSignature.Proof, kept.Content)
		default:
			t.Errorf("fault %q: %v, %v", fault, kept, err)
		}
		got, err := contentOf(attachments...)
		for _, content := range got {
			if content != string(make([]byte, 2000)) || err != nil {
				t.Errorf("fault %q: %d bytes, %v", fault, len(content), err)
			}
		}
	}
}

// respondWith12 responds with the parts of a request as attachments of a response of SOAP 1.2, or of a fault with the
// status.
func respondWith12(w http.ResponseWriter, fault string, parts []messagePart) {
	reference := func(element string, i int) string {
		return "<t:" + element + ` xmlns:t="urn:swa"><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:` + parts[i].id + `"/></t:` + element + ">"
	}
	header, status := `<t:signature xmlns:t="urn:swa">`+reference("proof", 1)+`</t:signature>`, http.StatusOK
	body, used := `<t:kept xmlns:t="urn:swa">`+reference("content", 2)+`</t:kept>`, parts[1:3]
	if fault != "" {
		fmt.Sscan(fault, &status)
		header, used = "", parts[2:3]
		body = `<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text xml:lang="en">no</s:Text></s:Reason><s:Detail>` +
			`<t:refused xmlns:t="urn:swa">` + reference("report", 2) + `</t:refused></s:Detail></s:Fault>`
	}
	root := messagePart{"root", "application/soap+xml", `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>` + header + `</s:Header><s:Body>` + body + `</s:Body></s:Envelope>`}
	respondWith(w, status, append([]messagePart{root}, used...)...)
}

// TestLargeAttachmentsOfFaults are read to their ends, whatever the status of the fault.
func TestLargeAttachmentsOfFaults(t *testing.T) {
	want := string(octets(rand.New(rand.NewPCG(3, 3)), 5<<20))
	for _, hasLength := range []bool{true, false} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			recorder := httptest.NewRecorder()
			respondWith12(recorder, "500", []messagePart{{}, {}, {"report", "a/b", want}})
			w.Header().Set("Content-Type", recorder.Header().Get("Content-Type"))
			if hasLength {
				w.Header().Set("Content-Length", fmt.Sprint(recorder.Body.Len()))
			}
			w.WriteHeader(http.StatusInternalServerError)
			w.Write(recorder.Body.Bytes())
		}))
		t.Cleanup(server.Close)
		client, err := swa.NewVaultClient(swa.Config{Endpoint: server.URL})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Deposit(t.Context(), &swa.Deposit{Keep: swa.Keep{Content: text("x")}, Copy: text("x")}, nil)
		var refused *swa.Refused
		if !errors.As(err, &refused) {
			t.Fatalf("length %v: %v", hasLength, err)
		}
		if got, err := contentOf(refused.Report); err != nil || got[0] != want {
			t.Errorf("length %v: %d bytes, %v", hasLength, len(got[0]), err)
		}
	}
}

// TestContentAlone: the body of a response is the attachment, whatever it is, unless it is an envelope with a fault.
func TestContentAlone(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	fault := `<s:Fault><faultcode>s:Server</faultcode><faultstring>no such file</faultstring></s:Fault>`
	long := string(octets(random, 300_000))
	for name, test := range map[string]struct {
		status            int
		contentType, body string
		want              string // in the error; "" for none
	}{
		"XML":               {200, "text/xml; charset=utf-8", `<?xml version="1.0"?><report/>`, ""},
		"octets":            {200, "application/octet-stream", long, ""},
		"nothing":           {200, "application/octet-stream", "", ""},
		"long XML":          {200, "text/xml", "<a>" + strings.Repeat("x", 100_000) + "</a>", ""},
		"fault":             {500, "text/xml", envelope(fault), "no such file"},
		"fault of a 200":    {200, "text/xml", envelope(fault), "no such file"},
		"long envelope":     {200, "text/xml", envelope(strings.ReplaceAll(fault, "no such file", "no such file"+strings.Repeat(".", 9000))), "no such file"},
		"envelope":          {200, "text/xml", envelope("<x/>"), "content: expected a part of the message, found none"},
		"status":            {404, "text/html", "<html/>", "404"},
		"empty fault":       {500, "text/xml", "", "500"},
		"no HTTP status OK": {204, "", "", ""},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if accept := r.Header.Get("Accept"); !strings.Contains(accept, "*/*") {
				t.Errorf("accepts %s", accept)
			}
			w.Header()["Content-Type"] = []string{test.contentType}
			w.WriteHeader(test.status)
			io.WriteString(w, test.body)
		}))
		client, err := swa.NewDownloadsClient(swa.Config{Endpoint: server.URL})
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Download(t.Context(), &swa.Download{Name: "n"})
		switch {
		case test.want != "":
			var callErr *swa.Error
			if !errors.As(err, &callErr) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v, want %s", name, err, test.want)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		default:
			got, err := contentOf(response.Content)
			if err != nil || got[0] != test.body || response.Content.ContentType != test.contentType {
				t.Errorf("%s: %d bytes of %q, want %d, %v", name, len(got[0]), response.Content.ContentType, len(test.body), err)
			}
		}
		server.Close()
	}
}

// TestCutContentAlone cuts a response: reading it fails, and never ends early.
func TestCutContentAlone(t *testing.T) {
	for _, cut := range []int{0, 1, 4095, 4096, 4097, 50_000, 99_999} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			w.Write(make([]byte, cut))
		}))
		client, err := swa.NewDownloadsClient(swa.Config{Endpoint: server.URL})
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Download(t.Context(), &swa.Download{Name: "n"})
		if err == nil {
			_, err = contentOf(response.Content)
		}
		var callErr *swa.Error
		if !errors.As(err, &callErr) {
			t.Errorf("cut at %d: %v", cut, err)
		}
		server.Close()
	}
}
