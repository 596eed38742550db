// The memory for large binary values: they are not copied on their way between a struct and the wire. The race detector
// allocates memory of its own.

//go:build !race

package soap_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// scan is a message with a binary value.
type scan struct {
	Name string `soap:"name"`
	Page []byte `soap:"page"`
	Note string `soap:"note"`
}

// allocated returns how many bytes use allocates.
func allocated(use func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	use()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// A request is encoded into one buffer. A response is read into one, or into blocks that are joined if its length is not
// known; the value is decoded from there.
func TestBinaryValuesAreNotCopied(t *testing.T) {
	const small = 2 << 20 // the first block of a response, and everything else
	for _, size := range []int{3 << 20, 8<<20 - 1, 16<<20 + 1} {
		page := bytes.Repeat([]byte{0, 1, 250}, size/3+1)[:size]
		text := base64.StdEncoding.EncodeToString(page)
		lines := &strings.Builder{}
		for rest := text; rest != ""; {
			n := min(76, len(rest))
			lines.WriteString(rest[:n] + "\n")
			rest = rest[n:]
		}
		for name, response := range map[string]string{"one line": text, "lines": lines.String()} {
			document := runtimetest.Envelope("<scan><name>n</name><page>" + response + "</page><note>o</note></scan>")
			for _, isKnown := range []bool{true, false} {
				sent := 0
				client := &http.Client{Transport: runtimetest.RoundTripper(func(r *http.Request) (*http.Response, error) {
					n, _ := io.CopyBuffer(io.Discard, struct{ io.Reader }{r.Body}, make([]byte, 64<<10))
					r.Body.Close()
					sent = int(n)
					answer := &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/xml"}},
						ContentLength: -1, Body: io.NopCloser(strings.NewReader(document))}
					if isKnown {
						answer.ContentLength = int64(len(document))
					}
					return answer, nil
				})}
				e, err := transport.NewEndpoint("https://service.example", transport.Options{HTTPClient: client})
				if err != nil {
					t.Fatal(err)
				}
				call := &soap.Call{Types: runtimetest.MessageTypes, Request: "scan", Response: "scan"}
				got := new(scan)
				total := allocated(func() {
					err = call.Do(t.Context(), e, &scan{Name: "n", Page: page, Note: "o"}, got, nil, nil)
				})
				if err != nil || !bytes.Equal(got.Page, page) || got.Note != "o" {
					t.Fatalf("%s: %d bytes, note %s: %v", name, len(got.Page), got.Note, err)
				}
				want := sent + len(document) + len(response)/4*3 + small
				if !isKnown {
					want += len(document) + len(document)/4 // the blocks, of which the last is not full
				}
				if total > want {
					t.Errorf("%s: %d bytes for a request of %d and a response of %d, want at most %d", fmt.Sprint(name, isKnown),
						total, sent, len(document), want)
				}
			}
		}
	}
}
