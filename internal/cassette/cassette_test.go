// Cassettes are read as they were written, in forms that people can read.

package cassette_test

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/schema"
)

var update = flag.Bool("update", false, "write testdata")

// services are those of the exchanges.
var services = []cassette.Service{{Name: "shop", URL: "https://shop.example/api"}}

// written returns the cassette with exchanges.
func written(t testing.TB, redactor *cassette.Redactor, exchanges ...*cassette.Exchange) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := cassette.NewWriter(&b, services, redactor)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range exchanges {
		if err := w.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// read returns the exchanges of a cassette, without positions.
func read(t testing.TB, data []byte) []*cassette.Exchange {
	t.Helper()
	c, ds := cassette.Read("c.yaml", data)
	if err := ds.Err(); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return c.Exchanges
}

// recorded are the fields that a cassette keeps.
var recorded = cmp.Options{
	cmpopts.IgnoreTypes(schema.Pos{}, cassette.Shown{}), cmpopts.EquateEmpty(),
}

// A cassette with each form of body.
func TestForms(t *testing.T) {
	message := func(contentType, body string) cassette.Message {
		return cassette.Message{Header: http.Header{"Content-Type": {contentType}}, Body: []byte(body)}
	}
	exchange := func(path string, request, response cassette.Message) *cassette.Exchange {
		return &cassette.Exchange{Service: "shop", Request: cassette.Request{Method: "POST", Path: path, Message: request},
			Response: cassette.Response{Status: 200, Message: response}, Took: 12 * time.Millisecond}
	}
	exchanges := []*cassette.Exchange{
		exchange("/soap", message("text/xml; charset=utf-8", `<?xml version="1.0"?>`+"\n"+
			`<s:Envelope xmlns:s="urn:s"><s:Body><a b="1"><c>text</c><d/><e></e>`+
			`<f>mixed <g>in <h/></g></f><!-- <no> --><i><![CDATA[<j>]]></i></a></s:Body></s:Envelope>`+"\n"),
			message("text/xml", "<a>\r\n  <b/>\r\n</a>\r\n")),
		exchange("/json?a=b&c=%20", message("application/json", `{"a":[1,2.50,{"b":null}],"c":"\u00e4<&","d":{}}`+"\n"),
			message("application/json", "{\n    \"as\": \"it was\"\n}\n\n")),
		exchange("/multi", message(`multipart/mixed; boundary="a b"`, "--a b\r\nContent-ID: <1>\r\n\r\n\r\n--a b\r\n"+
			"Content-Type: application/json\r\n\r\n[1]\r\n--a b--\r\n"),
			message("multipart/related; boundary=x", "before\r\n--x\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\x00\r\n--x--")),
		exchange("/latin", message("text/plain; charset=ISO-8859-1", "Gr\xfc\xdfe"),
			message("application/octet-stream", strings.Repeat("\x00\xff", 50))),
		exchange("/text", message("text/plain", "  indented\n\n\ttab: #\n\n"), message("text/plain", "bell\a, and \"\\\u2028")),
	}
	exchanges[4].Operation = "say: hello"
	exchanges[4].Request.Header["X-Many"] = []string{"1", "null", "", "a: b", "#"}
	lost := &cassette.Exchange{Service: "shop", Request: cassette.Request{Method: "GET", Path: "/"}, Response: cassette.Response{Lost: true}}
	cut := exchange("/cut", cassette.Message{Omitted: "it is larger than 64 MB"}, message("application/json", `{"a":`))
	cut.Response.Cut = true
	exchanges = append(exchanges, lost, cut)
	data := written(t, cassette.NewRedactor(), exchanges...)
	if *update {
		if err := os.WriteFile("testdata/forms.yaml", data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/forms.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(data)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(exchanges, read(t, data), recorded); diff != "" {
		t.Error(diff)
	}
}

// Whatever is recorded is read again byte by byte.
func TestRoundTrip(t *testing.T) {
	words := []string{
		"a", "ä", "\n", "\r\n", "\r", " ", "\t", "<a>", "</a>", "<b/>", "<!-- c -->", "<![CDATA[", "]]>", "<?xml version=\"1.0\"?>",
		"{", "}", "[", "]", `"x"`, ":", ",", "1", "#", "- ", ": ", "|", "'", `"`, `\`, "%", "&amp;", "--b", "--b\r\n", "--b--",
		"\x00", "\x85", "\u0085", "\u2028", "\ufeff", "😀", "\xff", "null", "true", "~", "*", "&", "!", "@", "`",
	}
	types := []string{
		"", "text/xml", "application/json", "multipart/mixed; boundary=b", "text/plain; charset=iso-8859-15",
		"text/plain; charset=utf-16", "application/x-www-form-urlencoded", "image/png", ";", "text/plain; charset=gbk",
	}
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 1))
		text := func(most int) string {
			var b strings.Builder
			for range r.IntN(most) {
				b.WriteString(words[r.IntN(len(words))])
			}
			return b.String()
		}
		line := func() string {
			return strings.Map(func(c rune) rune {
				if c < ' ' || c == 0x7f {
					return -1
				}
				return c
			}, strings.ToValidUTF8(text(5), ""))
		}
		message := func() cassette.Message {
			return cassette.Message{Header: http.Header{"Content-Type": {types[r.IntN(len(types))]}, "X-A": {line(), line()}}, Body: []byte(text(20))}
		}
		e := &cassette.Exchange{
			Service: "shop", Operation: line(), Request: cassette.Request{Method: "POST", Path: "/" + line(), Message: message()},
			Response: cassette.Response{Status: 200 + r.IntN(300), Cut: r.IntN(2) == 0, Message: message()}, Took: time.Second,
		}
		data := written(t, cassette.NewRedactor(), e, e)
		if diff := cmp.Diff([]*cassette.Exchange{e, e}, read(t, data), recorded); diff != "" {
			t.Fatalf("seed %d: %s\n%s", seed, diff, data)
		}
	}
}

// However a cassette is cut, the exchanges that are read without a fault are whole.
func TestCut(t *testing.T) {
	data, err := os.ReadFile("testdata/forms.yaml")
	if err != nil {
		t.Fatal(err)
	}
	whole := read(t, data)
	readable := 0
	for size := range data {
		c, ds := cassette.Read("c.yaml", data[:size])
		if ds.Faulty() {
			continue
		}
		readable++
		if diff := cmp.Diff(whole[:len(c.Exchanges)], c.Exchanges, recorded); diff != "" {
			t.Errorf("cut after %d bytes: %s", size, diff)
		}
	}
	if readable != len(whole) { // before each exchange
		t.Errorf("it can be read at %d places, want %d", readable, len(whole))
	}
}

// No cassette makes the reader panic, and what it reads can be written again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "cassette: 1", "cassette: 1\nservices:\n  shop: https://shop.example/api\nexchanges:\n  - service: shop\n    request: {method: GET, path: /}\n" +
			"    response: {status: 200, header: {A: [b, c]}, body: {text: \"a\\r\\n\"}}\n    took: 1ms\n",
	} {
		f.Add([]byte(seed))
	}
	data, err := os.ReadFile("testdata/forms.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, ds := cassette.Read("c.yaml", data)
		if ds.Faulty() || len(c.Services) == 0 {
			return
		}
		for _, e := range c.Exchanges {
			e.Service = services[0].Name
		}
		once := written(t, cassette.NewRedactor(), c.Exchanges...)
		if twice := written(t, cassette.NewRedactor(), read(t, once)...); !bytes.Equal(once, twice) {
			t.Errorf("once:\n%s\ntwice:\n%s", once, twice)
		}
	})
}

// pieces keeps what each call of Write has.
type pieces []string

func (p *pieces) Write(b []byte) (int, error) {
	*p = append(*p, string(b))
	return len(b), nil
}

// Each exchange is written in one piece, so that a cassette is whole whenever the program ends.
func TestPieces(t *testing.T) {
	data, err := os.ReadFile("testdata/forms.yaml")
	if err != nil {
		t.Fatal(err)
	}
	whole := read(t, data)
	var written pieces
	w, err := cassette.NewWriter(&written, services, cassette.NewRedactor())
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range whole {
		if err := w.Append(e); err != nil {
			t.Fatal(err)
		}
		if got := read(t, []byte(strings.Join(written, ""))); len(written) != i+2 || len(got) != i+1 {
			t.Errorf("after %d exchanges %d pieces have %d", i+1, len(written), len(got))
		}
	}
}

// full is a disk that takes a part of the second piece, and then has room again.
type full struct{ pieces }

func (f *full) Write(b []byte) (int, error) {
	if len(f.pieces) == 1 {
		f.pieces = append(f.pieces, string(b[:len(b)/2]))
		return len(b) / 2, errors.New("the disk is full")
	}
	return f.pieces.Write(b)
}

// An exchange that is cut stays the last one.
func TestFullDisk(t *testing.T) {
	var disk full
	w, err := cassette.NewWriter(&disk, services, cassette.NewRedactor())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := w.Append(&cassette.Exchange{Service: services[0].Name}); err == nil {
			t.Error("there is no error")
		}
	}
	if len(disk.pieces) != 2 {
		t.Errorf("after an exchange that is cut, others follow: %q", disk.pieces)
	}
}
