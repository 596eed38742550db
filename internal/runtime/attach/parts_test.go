// Tests of multipart bodies that are read while they arrive, beside the reader of bodies in memory.

package attach

import (
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
)

// readPart is a part as both readers have it.
type readPart struct{ id, content string }

// streamed reads body as a stream.
func streamed(body io.Reader) (list []readPart, err error) {
	s := newParts(body, "B")
	for {
		header, err := s.next()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		content, err := io.ReadAll(s)
		if err != nil {
			return list, err
		}
		list = append(list, readPart{header.Get("Content-ID"), string(content)})
	}
}

// compare compares the parts of body, in every way that it can arrive, with those that the reader in memory finds.
func compare(t *testing.T, body string) {
	t.Helper()
	var want []readPart
	inMemory := multipart.NewReader(body, "B")
	for p, ok := inMemory.Next(); ok; p, ok = inMemory.Next() {
		want = append(want, readPart{p.Header.Get("Content-ID"), p.Body})
	}
	for name, reader := range map[string]io.Reader{
		"whole": strings.NewReader(body), "bytes": iotest.OneByteReader(strings.NewReader(body)),
		"halves": iotest.HalfReader(strings.NewReader(body)), "end": iotest.DataErrReader(strings.NewReader(body)),
	} {
		got, err := streamed(reader)
		if (err == nil) != (inMemory.Err == nil) {
			t.Errorf("%s of %q: %v, in memory %v", name, body, err, inMemory.Err)
			continue
		}
		for i, p := range got {
			if i >= len(want) || p != want[i] {
				t.Errorf("%s of %q: part %d is %q, in memory %q", name, body, i, got, want)
				break
			}
		}
		if err == nil && len(got) != len(want) {
			t.Errorf("%s of %q: %d parts, in memory %d", name, body, len(got), len(want))
		}
	}
}

// words are what bodies are drawn from.
var words = []string{"--B", "--B--", "\r\n", "\n", "\r", "--", "-", "B", " ", "\t", "a", "\r\n\r\n", "\r\n--B\r\n\r\n", "Content-ID: x\r\n",
	"\r\n--B\r\nContent-ID: y\r\n\r\n"}

func TestPartsAsInMemory(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 30_000 {
		var b strings.Builder
		for range random.IntN(14) {
			b.WriteString(words[random.IntN(len(words))])
		}
		if random.IntN(2) == 0 {
			b.WriteString("\r\n--B--")
		}
		compare(t, b.String())
	}
}

// TestPartsAcrossBuffers puts delimiters, and what looks like them, at every place around the end of the buffer.
func TestPartsAcrossBuffers(t *testing.T) {
	for _, middle := range []string{"\r\n--B\r\n\r\nnext", "\r\n--BB", "\n--B \t\n\nnext", "\r\r\n--", "\r\n--B-"} {
		for shift := -40; shift < 10; shift++ {
			head := "--B\r\n\r\n"
			compare(t, head+strings.Repeat("x", bufferSize+shift-len(head))+middle+"\r\n--B--\r\n")
		}
	}
}

func FuzzParts(f *testing.F) {
	for _, seed := range []string{"--B--", "--B\r\n\r\n\r\n--B--", "p\n--B\nContent-ID: a\n\nb\n--B--\nq", "--B\r\nA: b\r\n--B--", "--B \r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) { compare(t, body) })
}
