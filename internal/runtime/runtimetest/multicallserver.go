// A service with MultiCall, written without the code under test.

package runtimetest

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
)

// MultiCallServer returns a handler that passes each part of a MultiCall, and any other request, to calls. A part has
// the Authorization of its request.
func MultiCallServer(calls http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if media != "multipart/related" {
			calls(w, r)
			return
		}
		parts := multipart.NewReader(r.Body, params["boundary"])
		var response bytes.Buffer
		out := multipart.NewWriter(&response)
		for err == nil {
			var part *multipart.Part
			if part, err = parts.NextRawPart(); err == nil {
				err = respondToPart(out, part, r, calls)
			}
		}
		if err != io.EOF {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out.Close()
		w.Header().Set("Content-Type", "multipart/related; boundary="+out.Boundary())
		w.Write(response.Bytes())
	}
}

func respondToPart(out *multipart.Writer, part *multipart.Part, whole *http.Request, calls http.HandlerFunc) error {
	body, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	method, path := part.Header.Get("X-Dio-Method"), part.Header.Get("X-Dio-Path")
	r, err := http.NewRequestWithContext(whole.Context(), method, "https://service.example/rest"+path,
		bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, values := range part.Header {
		if !strings.HasPrefix(name, "X-Dio-Method") && !strings.HasPrefix(name, "X-Dio-Path") {
			r.Header[name] = values
		}
	}
	r.Header.Set("Authorization", whole.Header.Get("Authorization"))
	w := httptest.NewRecorder()
	calls(w, r)
	header := textproto.MIMEHeader(w.Result().Header)
	header.Set("X-Dio-Request-ID", part.Header.Get("Content-ID"))
	header.Set("X-Dio-Status", fmt.Sprint(w.Code, " ", http.StatusText(w.Code)))
	content, err := out.CreatePart(header)
	if err == nil {
		_, err = content.Write(w.Body.Bytes())
	}
	return err
}
