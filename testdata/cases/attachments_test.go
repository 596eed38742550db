// Attachments: what is sent beside the envelope, and what responses with parts are read as.

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
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/attachments"
)

// archive is a client of a service that respond answers for.
func archive(t *testing.T, config attachments.Config, respond http.HandlerFunc) *attachments.Client {
	t.Helper()
	server := httptest.NewServer(respond)
	t.Cleanup(server.Close)
	config.Endpoint = server.URL
	client, err := attachments.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// octets returns n random bytes.
func octets(random *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

// messagePart is a part of a message.
type messagePart struct{ id, contentType, body string }

// receivedParts returns the parts of a request by Content-ID, and the envelope, which must be the first.
func receivedParts(t *testing.T, r *http.Request) (envelope string, parts map[string]messagePart) {
	t.Helper()
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		t.Error(err)
	}
	parts = map[string]messagePart{}
	if media != "multipart/related" {
		b, _ := io.ReadAll(r.Body)
		return string(b), parts
	}
	if params["type"] != "application/xop+xml" || params["start-info"] != "text/xml" {
		t.Errorf("content type %s", r.Header.Get("Content-Type"))
	}
	for reader := multipart.NewReader(r.Body, params["boundary"]); ; {
		p, err := reader.NextPart()
		if err == io.EOF {
			return envelope, parts
		}
		if err != nil {
			t.Error(err)
			return envelope, parts
		}
		body, err := io.ReadAll(p)
		if err != nil {
			t.Error(err)
		}
		id := p.Header.Get("Content-ID")
		if id == params["start"] {
			if _, inner, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); inner["type"] != "text/xml" || len(parts) > 0 {
				t.Errorf("envelope %v after %d parts", p.Header, len(parts))
			}
			envelope = string(body)
			continue
		}
		parts["cid:"+strings.Trim(id, "<>")] = messagePart{id, p.Header.Get("Content-Type"), string(body)}
	}
}

// writeParts responds with parts, of which one has the Content-ID <root>.
func writeParts(w http.ResponseWriter, parts ...messagePart) {
	w.Header().Set("Content-Type", `multipart/related; type="application/xop+xml"; start="<root>"; boundary="B"; start-info="text/xml"`)
	io.WriteString(w, relatedBody(parts...))
}

func relatedBody(parts ...messagePart) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "--B\r\nContent-Type: %s\r\nContent-ID: <%s>\r\n\r\n%s\r\n", p.contentType, p.id, p.body)
	}
	return b.String() + "--B--\r\n"
}

// root returns the part with the envelope of a stored document with the given elements.
func root(elements string) messagePart {
	return messagePart{"root", `application/xop+xml; type="text/xml"`, envelope(`<t:stored xmlns:t="urn:attachments"><t:title>x</t:title>` + elements + `</t:stored>`)}
}

func envelope(body string) string {
	return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` + body + `</s:Body></s:Envelope>`
}

// include returns an element with a reference to a part.
func include(element, href string) string {
	return "<t:" + element + `><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="` + href + `"/></t:` + element + ">"
}

// TestAttachmentsAreSent: attachments are parts in the order of the document, whatever reader they have, and short ones
// of known length are in the envelope.
func TestAttachmentsAreSent(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 1024, 1025, 100_000} {
		content := octets(random, size)
		file := filepath.Join(t.TempDir(), "scan")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		opened, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer opened.Close()
		for name, attachment := range map[string]*attachments.Attachment{
			"seeker":       {Body: bytes.NewReader(content)},
			"buffer":       {Body: bytes.NewBuffer(bytes.Clone(content))},
			"stream":       {Body: io.MultiReader(bytes.NewReader(content))},
			"halves":       {Body: iotest.HalfReader(bytes.NewReader(content))},
			"file":         {Body: opened},
			"content type": {Body: bytes.NewReader(content), ContentType: "application/pdf; a=\"b\""},
		} {
			inline := size <= 1024 && (name == "seeker" || name == "buffer" || name == "file")
			client := archive(t, attachments.Config{}, func(w http.ResponseWriter, r *http.Request) {
				sent, parts := receivedParts(t, r)
				var got []byte
				switch {
				case inline && len(parts) == 0:
				case len(parts) != 1 || inline:
					t.Errorf("%s of %d bytes: %d parts", name, size, len(parts))
				}
				for href, p := range parts {
					got = []byte(p.body)
					want := attachment.ContentType
					if want == "" {
						want = "application/octet-stream"
					}
					if !strings.Contains(sent, include("scan", href)) || p.contentType != want {
						t.Errorf("%s of %d bytes: %s beside\n%s", name, size, p.contentType, sent)
					}
				}
				if !inline && !bytes.Equal(got, content) {
					t.Errorf("%s of %d bytes: got %d other ones", name, size, len(got))
				}
				scan := sent[strings.Index(sent, "<t:scan>"):]
				scan = scan[:strings.Index(scan, "</t:scan>")+len("</t:scan>")]
				if len(parts) > 0 {
					scan = include("scan", "cid:a%40b")
					writeParts(w, root(scan), messagePart{"a@b", "application/pdf", string(got)})
					return
				}
				io.WriteString(w, envelope(`<t:stored xmlns:t="urn:attachments"><t:title>x</t:title>`+scan+`</t:stored>`))
			})
			stored, err := client.Store(t.Context(), &attachments.Document{Title: "x", Scan: attachment})
			if err != nil {
				t.Errorf("%s of %d bytes: %v", name, size, err)
				continue
			}
			if got, err := io.ReadAll(stored.Scan); err != nil || !bytes.Equal(got, content) {
				t.Errorf("%s of %d bytes: read %d, %v", name, size, len(got), err)
			}
			if want := map[bool]string{true: "", false: "application/pdf"}[inline]; stored.Scan.ContentType != want {
				t.Errorf("%s of %d bytes: content type %q", name, size, stored.Scan.ContentType)
			}
		}
	}
}

// TestAttachmentsInAnyOrder reads the parts of responses in every order, whatever the order in which they arrive, the
// envelope's place included, and closes some instead. Without a parameter start that names a part, the first is the envelope.
// References are percent-encoded or not, and so are the Content-IDs (RFC 2392, and what some services make of it).
func TestAttachmentsInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 200 {
		sizes := []int{0, 1, 5000, 300_000, 1_500_000}
		names := []string{"a", "b@x", "http://c/ä?1", "d:1=2"}
		contents := map[string][]byte{}
		var elements string
		parts := []messagePart{}
		for i, name := range names {
			contents[name] = octets(random, sizes[random.IntN(len(sizes)-min(1, round%8))])
			escaped := url.QueryEscape(name)
			form := [][2]string{{name, name}, {name, escaped}, {escaped, escaped}, {escaped, url.QueryEscape(escaped)}}[random.IntN(4)]
			elements += include("photo", "cid:"+form[1])
			parts = append(parts, messagePart{form[0], fmt.Sprint("image/", i), string(contents[name])})
		}
		parts = append(parts, messagePart{"root", "text/xml",
			envelope(`<t:shared xmlns:t="urn:attachments"><t:album>` + elements + `</t:album></t:shared>`)})
		random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		start := []string{`; start="<root>"`, `; start=root`, `; start="<other>"`, ""}[random.IntN(4)]
		if !strings.Contains(start, "root") {
			i := slices.IndexFunc(parts, func(p messagePart) bool { return p.id == "root" })
			parts[0], parts[i] = parts[i], parts[0]
		}
		client := archive(t, attachments.Config{}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "multipart/related; boundary=B"+start)
			io.WriteString(w, relatedBody(parts...))
		})
		shared, err := client.Share(t.Context(), &attachments.Share{})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range random.Perm(len(names)) {
			photo := shared.Album.Photo[i]
			if random.IntN(5) == 0 {
				if err := photo.Close(); err != nil {
					t.Error(err)
				}
				if n, err := photo.Read(make([]byte, 1)); n != 0 || !errors.Is(err, os.ErrClosed) {
					t.Errorf("a closed attachment gives %d bytes, %v", n, err)
				}
				continue
			}
			got, err := io.ReadAll(photo)
			if want := contents[names[i]]; err != nil || !bytes.Equal(got, want) {
				t.Fatalf("round %d: %s has %d of %d bytes, %v", round, names[i], len(got), len(want), err)
			}
			if photo.ContentType != fmt.Sprint("image/", i) {
				t.Errorf("content type %s of %s", photo.ContentType, names[i])
			}
			if n, err := photo.Read(make([]byte, 1)); n != 0 || err != io.EOF {
				t.Errorf("after its end, an attachment gives %d bytes, %v", n, err)
			}
		}
	}
}

// TestBrokenAttachments: what a response lacks or has too much is an error of the call or of reading, and never a shorter
// attachment.
func TestBrokenAttachments(t *testing.T) {
	scan, pdf := include("scan", "cid:a"), messagePart{"a", "application/pdf", strings.Repeat("%PDF", 1000)}
	for name, test := range map[string]struct {
		parts []messagePart
		want  string
	}{
		"missing":       {[]messagePart{root(scan)}, `expected a part with the Content-ID "a", found none`},
		"later missing": {[]messagePart{root(scan + include("thumbnail", "cid:b")), pdf}, `no part with the Content-ID "b"`},
		"twice":         {[]messagePart{root(scan + include("thumbnail", "cid:b")), pdf, pdf}, `two parts have the Content-ID "a"`},
		"needless":      {[]messagePart{root(scan), pdf, {"b", "text/plain", "x"}}, `none to the part "b"`},
		"needless, nothing attached": {[]messagePart{root("<t:scan/>"), pdf},
			`none to the part "a"`},
		"same part":     {[]messagePart{root(scan + include("thumbnail", "cid:a")), pdf}, `another element refers to it`},
		"envelope":      {[]messagePart{root(include("scan", "cid:root"))}, "it is the part with the envelope"},
		"scheme":        {[]messagePart{root(include("scan", "http://x/a")), pdf}, "it does not begin with cid:"},
		"escape":        {[]messagePart{root(include("scan", "cid:%")), pdf}, "it does not begin with cid:"},
		"two includes":  {[]messagePart{root("<t:scan>" + strings.Repeat(`<i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:a"/>`, 2) + "</t:scan>"), pdf}, "found several"},
		"other element": {[]messagePart{root("<t:scan><b/></t:scan>"), pdf}, `or xop:Include, found an element "b"`},
		"text":          {[]messagePart{root("<t:scan>%</t:scan>")}, `scan: expected xs:base64Binary, found "%"`},
		"long header":   {[]messagePart{root(scan), {"a", strings.Repeat("x", 20<<10), ""}}, "header of more than 16384 bytes"},
		"boundary":      {[]messagePart{root(scan), {"a", "b", "1\r\n--B\r\nno header\r\n\r\n"}}, "malformed header"},
	} {
		client := archive(t, attachments.Config{}, func(w http.ResponseWriter, _ *http.Request) { writeParts(w, test.parts...) })
		stored, err := client.Store(t.Context(), &attachments.Document{Scan: &attachments.Attachment{Body: strings.NewReader("x")}})
		if stored != nil {
			for _, a := range []*attachments.Attachment{stored.Scan, stored.Thumbnail} {
				if a != nil {
					_, readErr := io.ReadAll(a)
					err = errors.Join(err, readErr)
				}
			}
		}
		var callErr *attachments.Error
		if !errors.As(err, &callErr) || !errors.Is(err, attachments.ErrContent) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// TestLenientAttachments: parts that nothing refers to do not matter to a lenient client.
func TestLenientAttachments(t *testing.T) {
	client := archive(t, attachments.Config{Lenient: true}, func(w http.ResponseWriter, _ *http.Request) {
		writeParts(w, root(include("scan", "cid:a")), messagePart{"b", "text/plain", "x"}, messagePart{"a", "application/pdf", "%PDF"}, messagePart{"c", "text/plain", "x"})
	})
	stored, err := client.Store(t.Context(), &attachments.Document{Scan: &attachments.Attachment{Body: strings.NewReader("x")}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(stored.Scan); string(got) != "%PDF" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestCutAttachments cuts a response at every place: an attachment is complete, or reading it fails, and the reason is the
// same for those that follow.
func TestCutAttachments(t *testing.T) {
	const content = "%PDF\r\n--BB\r\n--\r\n-B"
	body := strings.TrimSuffix(relatedBody(root(include("scan", "cid:a")+include("thumbnail", "cid:b")),
		messagePart{"a", "application/pdf", content}, messagePart{"b", "text/plain", ""}), "\r\n")
	for _, announced := range []bool{true, false} {
		var cut int
		client := archive(t, attachments.Config{Lenient: true}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", `multipart/related; boundary=B`)
			if announced { // as if the connection were lost
				w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			}
			io.WriteString(w, body[:cut])
		})
		for cut = range len(body) + 1 {
			stored, err := client.Store(t.Context(), &attachments.Document{Scan: &attachments.Attachment{Body: strings.NewReader("x")}})
			var got []byte
			if err == nil {
				got, err = io.ReadAll(stored.Scan)
				_, last := io.ReadAll(stored.Thumbnail)
				if err != nil && (last == nil || last.Error() != err.Error()) || last != nil && !errors.Is(last, attachments.ErrContent) {
					t.Errorf("cut at %d of %d: %v, then %v", cut, len(body), err, last)
				}
				err = cmp.Or(err, last)
			}
			var callErr *attachments.Error
			switch {
			case cut == len(body) && err == nil && string(got) == content:
			case cut == len(body) || !errors.As(err, &callErr):
				t.Errorf("cut at %d of %d: %q, %v", cut, len(body), got, err)
			}
		}
	}
}

// TestAttachmentsAreSentAgain after a 401 if they can be rewound.
func TestAttachmentsAreSentAgain(t *testing.T) {
	content := strings.Repeat("%PDF", 1000)
	for name, body := range map[string]io.Reader{"seeker": strings.NewReader(content), "stream": io.MultiReader(strings.NewReader(content))} {
		calls := 0
		client := archive(t, attachments.Config{Token: attachments.TokenFunc(func(context.Context) (string, error) { return fmt.Sprint(calls), nil })},
			func(w http.ResponseWriter, r *http.Request) {
				calls++
				_, parts := receivedParts(t, r)
				if r.Header.Get("Authorization") == "Bearer 0" {
					w.WriteHeader(http.StatusUnauthorized)
					return
				}
				for _, p := range parts {
					if p.body != content {
						t.Errorf("%s: %d bytes were sent again", name, len(p.body))
					}
				}
				writeParts(w, root("<t:scan/>"))
			})
		_, err := client.Store(t.Context(), &attachments.Document{Scan: &attachments.Attachment{Body: body}})
		if name == "seeker" && (err != nil || calls != 2) || name == "stream" && (!errors.Is(err, attachments.ErrAuth) || calls != 1) {
			t.Errorf("%s: %v after %d calls", name, err, calls)
		}
	}
}

// TestInvalidAttachments are refused before anything is sent.
func TestInvalidAttachments(t *testing.T) {
	client := archive(t, attachments.Config{}, func(http.ResponseWriter, *http.Request) { t.Error("it was sent") })
	long := func() io.Reader { return io.MultiReader(strings.NewReader("x")) }
	twice := &attachments.Attachment{Body: long()}
	for want, document := range map[string]*attachments.Document{
		"scan: is required":            {},
		"scan: must have a body":       {Scan: new(attachments.Attachment)},
		"not a media type":             {Scan: &attachments.Attachment{Body: long(), ContentType: "a b"}},
		"is the attachment of another": {Scan: twice, Thumbnail: twice},
	} {
		if _, err := client.Store(t.Context(), document); !errors.Is(err, attachments.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for want, share := range map[string]*attachments.Share{
		"album.photo[1]: must not be nil": {Album: attachments.Album{Photo: []*attachments.Attachment{{Body: long()}, nil}}},
		"proof.value: is required":        {Proof: new(attachments.Signed)},
	} {
		if _, err := client.Share(t.Context(), share); !errors.Is(err, attachments.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
