// Tests of forms.

package form_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/form"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// FuzzURLEncoded writes two fields, which package net/url must read as they were.
func FuzzURLEncoded(f *testing.F) {
	f.Add("a", "b", "")
	f.Add("a=&+ %", "ä\x00\xff\n", "~")
	f.Fuzz(func(t *testing.T, name, first, second string) {
		var fields form.URLEncoded
		fields.Add(name, first, second)
		call := &transport.Call{}
		fields.Send(call)
		got, err := url.ParseQuery(string(call.Body))
		if err != nil || len(got[name]) != 2 || got[name][0] != first || got[name][1] != second {
			t.Errorf("%s: %q, %v", call.Body, got, err)
		}
	})
}

// FuzzMultipart writes a text and a file, which package mime/multipart must read as they were.
func FuzzMultipart(f *testing.F) {
	f.Add("a", "text", "b.txt", "content")
	f.Add("ä\"\r\n", "--boundary\r\n\x00", "C:\\dir/\"x\"\n.png", "\r\n--boundary--\r\n")
	f.Fuzz(func(t *testing.T, name, text, fileName, content string) {
		fields := form.Multipart{Boundary: "a-boundary-that-does-not-occur"}
		fields.Add(name, text)
		fields.AddFile(name, form.File{Name: fileName, Body: strings.NewReader(content)}, "*/*")
		call := &transport.Call{}
		fields.Send(call)
		if call.Err != nil {
			return
		}
		body, err := call.Upload.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		reader := multipart.NewReader(body, fields.Boundary)
		for _, want := range []string{text, content} {
			part, err := reader.NextRawPart()
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(part)
			if err != nil || string(got) != want {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
			disposition := part.Header.Get("Content-Disposition")
			if strings.ContainsAny(disposition, "\r\n") || strings.Count(disposition, `"`)%2 != 0 {
				t.Errorf("disposition %q", disposition)
			}
		}
		if _, err := reader.NextRawPart(); err != io.EOF {
			t.Errorf("after the last part: %v", err)
		}
	})
}

// unknown is a reader of unknown length.
type unknown struct{ io.Reader }

// pipe is a file that cannot be rewound although it has the method.
type pipe struct{ *strings.Reader }

func (pipe) Seek(int64, int) (int64, error) { return 0, errors.New("illegal seek") }

// TestLength sends files of every kind: what is known of the body is true, and it is read again from its start.
func TestLength(t *testing.T) {
	moved := strings.NewReader("..content")
	if _, err := moved.Seek(2, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name        string
		file        io.Reader
		sized, seek bool
	}{
		{"a reader that can be rewound", moved, true, true},
		{"a buffer", bytes.NewBufferString("content"), true, false},
		{"a pipe", pipe{strings.NewReader("content")}, true, false},
		{"a stream", unknown{strings.NewReader("content")}, false, false},
	} {
		fields := form.Multipart{Boundary: "b"}
		fields.AddFile("first", form.File{Body: strings.NewReader("1")}, "text/plain")
		fields.AddFile("file", form.File{Body: test.file}, "text/plain")
		call := &transport.Call{}
		fields.Send(call)
		const want = "--b\r\nContent-Disposition: form-data; name=\"first\"; filename=\"first\"\r\nContent-Type: text/plain\r\n\r\n1" +
			"\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\nContent-Type: text/plain\r\n\r\ncontent" +
			"\r\n--b--\r\n"
		if wantLength := map[bool]int64{true: int64(len(want)), false: -1}[test.sized]; call.Upload.Size() != wantLength {
			t.Errorf("%s: length %d, want %d", test.name, call.Upload.Size(), wantLength)
		}
		if call.Upload.Rewindable() != test.seek {
			t.Errorf("%s: can be rewound: %v", test.name, !test.seek)
		}
		for round := range 2 {
			if round > 0 && !test.seek {
				break
			}
			body, err := call.Upload.Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(body)
			if string(got) != want || err != nil {
				t.Errorf("%s: %q, %v", test.name, got, err)
			}
			body.Close()
		}
	}
}
