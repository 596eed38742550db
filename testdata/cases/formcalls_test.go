// Calls with forms: what a server reads of them.

package cases_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/uploads"
)

// receivedForm is a form as its server reads it: its fields, its files with their content types, and its length.
type receivedForm struct {
	fields map[string][]string
	files  map[string]string
	length int64
}

// serveForms returns a server that hands each form to the channel, after it has refused the first request with a 401.
func serveForms(t *testing.T, forms chan<- receivedForm) string {
	refused := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !refused {
			refused = true
			io.Copy(io.Discard, r.Body)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if err := r.ParseMultipartForm(1 << 20); err != nil && err != http.ErrNotMultipart {
			t.Error(err)
		}
		received := receivedForm{r.PostForm, map[string]string{}, r.ContentLength}
		if r.MultipartForm != nil {
			for name, files := range r.MultipartForm.File {
				for _, f := range files {
					file := must[io.ReadCloser](t)(f.Open())
					received.files[name] += f.Filename + " " + f.Header.Get("Content-Type") + " " + content(t, file)
				}
			}
		}
		forms <- received
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, "[]")
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestForms(t *testing.T) {
	forms := make(chan receivedForm, 1)
	ctx, day := t.Context(), uploads.NewDate(2000, 2, 29)
	client := func() *uploads.Client {
		return must[*uploads.Client](t)(uploads.New(uploads.Config{BaseURL: serveForms(t, forms),
			Token: uploads.TokenFunc(func(context.Context) (string, error) { return rand.Text(), nil })}))
	}
	_, err := client().SignUp(ctx, "Änn & Co=1", day, &uploads.SignUpOptions{Visits: new(int64(0)), Member: new(false),
		Weight: new(0.5), Styles: []uploads.Style{"a b", ""}, Years: []int64{}})
	check(t, (<-forms).fields, err, map[string][]string{"name": {"Änn & Co=1"}, "born": {"2000-02-29"}, "visits": {"0"},
		"member": {"false"}, "weight": {"0.5"}, "styles": {"a b", ""}, "years": {""}})

	options := &uploads.AddPictureOptions{
		Thumbnail: &uploads.Upload{Body: strings.NewReader("small")},
		Source:    &uploads.Upload{Name: `C:\a\"ö".raw`, Body: strings.NewReader("")},
		Tags:      []string{"x", "--\r\n"}, Place: &uploads.Place{Name: new("Köln")}, More: json.RawMessage(`{"a":1}`),
	}
	picture := uploads.Upload{Name: "dir/p.jpg", ContentType: "image/jpeg", Body: strings.NewReader("pixels")}
	err = client().AddPicture(ctx, "7", picture, "so", options)
	got := <-forms
	check(t, got.fields, err, map[string][]string{"caption": {"so"}, "tags": {"x", "--\r\n"},
		"place": {`{"name":"Köln"}`}, "more": {`{"a":1}`}})
	check(t, got.files, nil, map[string]string{"picture": "p.jpg image/jpeg pixels",
		"thumbnail": "thumbnail image/png small", "source": `%22ö%22.raw application/octet-stream `})
	if got.length < 0 {
		t.Error("the length of files that can be rewound is unknown")
	}
	check(t, nil, client().Rate(ctx, "7", 5), nil)
	check(t, (<-forms).fields, nil, map[string][]string{"stars": {"5"}})

	// A form with a file that cannot be rewound is sent once: a 401 is final.
	picture.Body = io.MultiReader(strings.NewReader("pixels"))
	c := client()
	if err := c.AddPicture(ctx, "7", picture, "so", nil); !errors.Is(err, uploads.ErrAuth) {
		t.Errorf("after a 401: %v", err)
	}
	picture.Body = io.MultiReader(strings.NewReader("pixels"))
	err = c.AddPicture(ctx, "7", picture, "so", nil)
	if got := <-forms; err != nil || got.length >= 0 || got.files["picture"] != "p.jpg image/jpeg pixels" {
		t.Errorf("in chunks: %v, %v", got, err)
	}
	picture.Body = bytes.NewBufferString("pixels") // which tells its length, but cannot be rewound
	err = c.AddPicture(ctx, "7", picture, "so", nil)
	if got := <-forms; err != nil || got.length < 0 || got.files["picture"] != "p.jpg image/jpeg pixels" {
		t.Errorf("of known length: %v, %v", got, err)
	}

	refusing := must[*uploads.Client](t)(uploads.New(uploads.Config{BaseURL: "http://localhost:1"}))
	for want, err := range map[string]error{
		"picture must have a body":        refusing.AddPicture(ctx, "7", uploads.Upload{}, "", nil),
		"picture must have the content":   refusing.AddPicture(ctx, "7", uploads.Upload{ContentType: "a/b", Body: empty()}, "", nil),
		"picture must not have a control": refusing.AddPicture(ctx, "7", uploads.Upload{Name: "a\x00", Body: empty()}, "", nil),
		"more cannot be sent": refusing.AddPicture(ctx, "7", uploads.Upload{Body: empty()}, "",
			&uploads.AddPictureOptions{More: json.RawMessage("{")}),
		"born cannot be sent": func() error { _, err := refusing.SignUp(ctx, "", uploads.Date{}, nil); return err }(),
	} {
		if !errors.Is(err, uploads.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// empty returns a reader of nothing.
func empty() io.Reader { return strings.NewReader("") }
