// Tests of multipart bodies.

package multipart_test

import (
	"fmt"
	"mime"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
)

// A boundary that is accepted is one by RFC 2046, and the one that mime finds where it understands the value at all.
func FuzzMultipartBoundary(f *testing.F) {
	f.Add("multipart/related; boundary=MIME_boundary; start=\"<55f2a57f2fc60>\"")
	f.Add("multipart/related; multipart/related; boundary=B")
	f.Add(`Multipart/Related ; type="a;boundary=\"X\""; BOUNDARY="B C"`)
	f.Add("multipart/related; boundary*=utf-8''B; boundary=")
	f.Fuzz(func(t *testing.T, contentType string) {
		boundary, err := multipart.Boundary(contentType)
		if err != nil {
			return
		}
		if len(boundary) > 70 || strings.HasSuffix(boundary, " ") || strings.ContainsAny(boundary, "\r\n\"\\;\x00") {
			t.Errorf("boundary is %q", boundary)
		}
		_, params, err := mime.ParseMediaType(contentType)
		if err == nil && !strings.Contains(contentType, "*") && params["boundary"] != boundary {
			t.Errorf("boundary is %q, by mime %q", boundary, params["boundary"])
		}
	})
}

// Reader returns what AppendPart wrote, and an error wherever the body is cut.
func TestReaderReadsWhatIsAppended(t *testing.T) {
	bodies := []string{"", "x", "\r\n", "a--B", "\r\n--Bx", "a\r\n\r\nb\r\n"}
	for n := range len(bodies) + 1 {
		var b []byte
		for i, body := range bodies[:n] {
			header := []httpfield.Field{{Name: "Content-Id", Value: fmt.Sprint(i)}}
			b = multipart.AppendPart(b, "B", header, []byte(body))
		}
		whole := string(multipart.AppendClose(b, "B"))
		for cut := range len(whole) + 1 {
			r := multipart.NewReader("preamble\r\n"+whole[:cut], "B")
			read := 0
			for part, ok := r.Next(); ok; part, ok = r.Next() {
				if part.Body != bodies[read] || part.Header.Get("Content-Id") != fmt.Sprint(read) {
					t.Errorf("%d parts: part %d is %q, %v", n, read, part.Body, part.Header)
				}
				read++
			}
			if complete := cut >= len(whole)-len("\r\n"); complete != (r.Err == nil) || complete && read != n {
				t.Errorf("%d parts, cut after %d of %d bytes: read %d, error %v", n, cut, len(whole), read, r.Err)
			}
		}
	}
}

func TestDecode(t *testing.T) {
	for _, test := range []struct{ encoding, body, want string }{
		{"", "a=3D", "a=3D"},
		{" BASE64 ", "YQ\r\n==", "a"},
		{"quoted-printable", "a=3D", "a="},
		{"base64", "?", "error: a part is not valid base64"},
		{"gzip", "x", `error: Content-Transfer-Encoding "gzip" is not supported`},
	} {
		got, err := multipart.Decode(test.encoding, test.body)
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != test.want {
			t.Errorf("%q in %q: got %q, want %q", test.body, test.encoding, got, test.want)
		}
	}
}
