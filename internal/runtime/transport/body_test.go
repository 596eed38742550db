// Tests of the bodies of responses: lengths that are known, unknown or wrong, and limits.

package transport_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// pieces reads a text in pieces of random sizes.
type pieces struct {
	rest   string
	random *rand.Rand
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.rest == "" {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), 1+p.random.IntN(64<<10))], p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// A body is read as it is, in whatever pieces it comes and whatever the transport says of its length. One byte more than
// the limit is too much.
func TestBodiesOfAllLengths(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := strings.Repeat("0123456789abcdef\n", 4<<20/17+1)
	for i := range 400 {
		size := []int{0, 1, 511, 512, 513, 640, 1 << 20, 1<<20 + 1, random.IntN(3000), random.IntN(4 << 20)}[i%10]
		length := []int64{int64(size), -1, int64(random.IntN(size + 1))}[i%3]
		limit := int64(size - i/10%3 + 1)
		client := &http.Client{Transport: runtimetest.RoundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: length,
				Body: io.NopCloser(&pieces{text[:size], random})}, nil
		})}
		e, err := transport.NewEndpoint("https://service.example",
			transport.Options{HTTPClient: client, MaxResponseBytes: max(limit, 1)})
		if err != nil {
			t.Fatal(err)
		}
		var got string
		err = e.Do(t.Context(), &transport.Call{Method: "GET"}, func(r *transport.Response) error {
			got = r.Body
			return nil
		})
		if fits := int64(size) <= max(limit, 1); fits && (err != nil || got != text[:size]) ||
			!fits && !errors.Is(err, failure.ErrTooLarge) {
			t.Errorf("%d bytes, length %d, limit %d: got %d bytes, %v", size, length, limit, len(got), err)
		}
	}
}
