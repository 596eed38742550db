// MultiCall: several calls in one request ("MultiCall" in the MVP's document).

package sandbox

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
)

// multiCall returns the response to r, whose parts are calls.
func (s *Sandbox) multiCall(service *service, r *Request, boundary string) *response {
	if schemes := service.schemes(); len(schemes) > 0 {
		if refused := s.authenticate(r, schemes...); refused != nil {
			return refused
		}
	}
	prefix := service.contract.API.REST.HeaderPrefix
	var body bytes.Buffer
	out := multipart.NewWriter(&body)
	in := multipart.NewReader(bytes.NewReader(r.Body), boundary)
	for n := 1; ; n++ {
		part, err := in.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			r.addViolation("part %d of the MultiCall is malformed: %v", n, err)
			return service.refusal(r, http.StatusBadRequest)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			r.addViolation("part %d of the MultiCall is malformed: %v", n, err)
			return service.refusal(r, http.StatusBadRequest)
		}
		response := s.part(service, r, http.Header(part.Header), content)
		if response.isDropped {
			return response
		}
		header := textproto.MIMEHeader(response.header.Clone())
		if header == nil {
			header = textproto.MIMEHeader{}
		}
		if response.contentType != "" {
			header.Set("Content-Type", response.contentType)
		}
		header.Set(prefix+"Status", fmt.Sprintf("%d %s", response.status, http.StatusText(response.status)))
		header.Set(prefix+"Request-ID", part.Header.Get("Content-ID"))
		header.Set("Content-ID", fmt.Sprintf("<%d.%s>", n, out.Boundary()))
		w, err := out.CreatePart(header)
		if err == nil {
			_, err = w.Write(response.body)
		}
		if err != nil {
			panic(err) // a Buffer has no errors
		}
	}
	out.Close()
	return newResponse(http.StatusOK, fmt.Sprintf(`multipart/related; boundary=%s; start="<1.%[1]s>"`, out.Boundary()), body.Bytes())
}

// part returns the response to one call of r.
func (s *Sandbox) part(service *service, r *Request, header http.Header, body []byte) *response {
	rest := service.contract.API.REST
	field := func(name string) string {
		if value := header.Get(rest.HeaderPrefix + name); value != "" {
			return value
		}
		return header.Get(name)
	}
	merged := header.Clone()
	if merged.Get("Authorization") == "" && r.Header.Get("Authorization") != "" {
		merged.Set("Authorization", r.Header.Get("Authorization"))
	}
	base, _, _ := strings.Cut(r.Path, "?")
	call := &Request{
		Contract: r.Contract, Method: field("Method"), Path: strings.TrimSuffix(base, "/") + field("Path"),
		Header: merged, Body: body, service: service,
	}
	response := s.rest(service, call)
	call.Status = response.status
	s.keep(call)
	if s.Seen != nil {
		s.Seen(call)
	}
	return response
}

// schemes returns the kinds of all schemes of the service.
func (service *service) schemes() (kinds []string) {
	for _, scheme := range service.contract.API.REST.Schemes {
		kinds = append(kinds, string(scheme.Kind))
	}
	return kinds
}
