// Tests of xs:base64Binary: white space anywhere, and values with more of the document after them.

package scalar_test

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// A text is read with any white space in it, and not with anything else (XSD Part 2, section 3.2.16).
func TestBase64WithSpace(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		octets := make([]byte, r.IntN(20))
		for i := range octets {
			octets[i] = byte(r.Uint32())
		}
		spaces := []string{"\n", "\r\n", " ", "\t", "\n  "}[:1+r.IntN(5)]
		var spaced []byte
		for _, c := range []byte(base64.StdEncoding.EncodeToString(octets)) {
			if r.IntN(3) == 0 {
				spaced = append(spaced, spaces[r.IntN(len(spaces))]...)
			}
			spaced = append(spaced, c)
		}
		if got, err := scalar.ParseBase64(string(spaced)); err != nil || !bytes.Equal(got, octets) {
			t.Errorf("%q: got %x, %v, want %x", spaced, got, err, octets)
		}
		at := r.IntN(len(spaced) + 1)
		wrong := string(spaced[:at]) + "\u00a0" + string(spaced[at:])
		if got, err := scalar.ParseBase64(wrong); err == nil {
			t.Errorf("%q: got %x", wrong, got)
		}
	}
}

// What is before a value stays, whatever room there is.
func TestAppendBase64(t *testing.T) {
	for _, size := range []int{0, 1, 64 << 10, 64<<10 + 1, 1 << 20} {
		for _, room := range []int{0, 100, 2 << 20} {
			octets := bytes.Repeat([]byte{7, 251, 19, 0, 255}, size/5+1)[:size]
			want := "<a>" + base64.StdEncoding.EncodeToString(octets)
			if got := scalar.AppendBase64(append(make([]byte, 0, room), "<a>"...), octets); string(got) != want {
				t.Errorf("%d bytes with room for %d are written wrongly", size, room)
			}
		}
	}
}
