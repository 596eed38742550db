// MultiCall: several calls in one request ("MultiCall" in the MVP's document).

package sandbox

import (
	"bytes"
	"cmp"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"time"
)

// multiCall returns the response to r, whose parts are calls. They are executed in their order, if all of them are well
// formed.
func (s *Sandbox) multiCall(service *service, r *Request, boundary string) *response {
	if schemes := service.schemes(); len(schemes) > 0 {
		if refused := s.authenticate(r, schemes...); refused != nil {
			return refused
		}
	}
	parts := readMultiCall(r, boundary)
	if len(r.Violations) > 0 {
		return service.refusal(nil, r, http.StatusBadRequest)
	}
	r.endpoint = multiCallPath
	return s.respond(r, func() *response { return s.callParts(service, r, parts) })
}

// callParts returns the response with those to the parts of r.
func (s *Sandbox) callParts(service *service, r *Request, parts []part) *response {
	result := newResponse(http.StatusOK, "", nil)
	var body bytes.Buffer
	out := multipart.NewWriter(&body)
	for i, part := range parts {
		response := s.callPart(service, r, part)
		result.delay += response.delay
		result.isCut = result.isCut || response.isCut
		if response.isDropped {
			result.isDropped = true
			return result
		}
		header := textproto.MIMEHeader{}
		for name, values := range response.header {
			header[name] = values
		}
		if response.contentType != "" {
			header.Set("Content-Type", response.contentType)
		}
		prefix := service.contract.API.REST.HeaderPrefix
		header.Set(prefix+"Status", fmt.Sprintf("%d %s", response.status, http.StatusText(response.status)))
		header.Set(prefix+"Request-ID", part.header.Get("Content-ID"))
		header.Set("Content-ID", fmt.Sprintf("<%d.%s>", i+1, out.Boundary()))
		w, err := out.CreatePart(header)
		if err == nil {
			_, err = w.Write(response.body)
		}
		if err != nil {
			panic(err) // a Buffer has no errors
		}
	}
	out.Close()
	result.contentType = fmt.Sprintf(`multipart/related; boundary=%s; start="<1.%[1]s>"`, out.Boundary())
	result.body = body.Bytes()
	return result
}

// readMultiCall returns the parts of r, and adds their violations to it.
func readMultiCall(r *Request, boundary string) []part {
	parts, err := readParts(r.Body, boundary)
	switch {
	case err != nil:
		r.addViolation("the MultiCall is malformed: %v", err)
	case len(parts) == 0:
		r.addViolation("the MultiCall has no parts")
	}
	for i, part := range parts {
		if part.header.Get("Content-ID") == "" {
			r.addViolation("part %d of the MultiCall has no Content-ID", i+1)
		}
	}
	return parts
}

// partField returns a field of the header of a part of a MultiCall, which may have the prefix of the contract.
func (service *service) partField(p part, name string) string {
	return cmp.Or(p.header.Get(service.contract.API.REST.HeaderPrefix+name), p.header.Get(name))
}

// callPart returns the response to one call of r.
func (s *Sandbox) callPart(service *service, r *Request, part part) *response {
	header := http.Header(part.header).Clone()
	if header.Get("Authorization") == "" && r.Header.Get("Authorization") != "" {
		header.Set("Authorization", r.Header.Get("Authorization"))
	}
	base, _, _ := strings.Cut(r.Path, "?")
	call := &Request{
		Contract: r.Contract, Method: service.partField(part, "Method"), Path: strings.TrimSuffix(base, "/") + service.partField(part, "Path"),
		Header: header, Body: part.content, service: service, isPart: true, at: time.Now(),
	}
	defer s.finish(call)
	return s.handle(call)
}
