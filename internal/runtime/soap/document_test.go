// Tests of SOAP responses with every content type: which ones succeed.

package soap_test

import (
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"net/http"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// contentTypes are those that services give an envelope.
var contentTypes = []string{
	"", "text/xml", "text/xml; charset=utf-8", "application/xml", "application/soap+xml", "text/html",
	"text/html; charset=UTF-8", "text/plain", "application/octet-stream", "TEXT/HTML",
}

// TestSOAPEnvelopeUnderAnyContentType: what the body is, its root element says.
func TestSOAPEnvelopeUnderAnyContentType(t *testing.T) {
	fault := runtimetest.Envelope("<s:Fault><faultcode>s:Server</faultcode><faultstring>kaputt</faultstring></s:Fault>")
	for _, contentType := range contentTypes {
		for _, before := range []string{"", "\ufeff", "<?xml version='1.0' encoding='UTF-8'?>\n", "\n "} {
			e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, contentType,
				before+runtimetest.NoIncidentEnvelope),
				transport.Options{})
			if err := runtimetest.Report(t, e, runtimetest.NoIncident); err != nil {
				t.Errorf("%q, %q: %v", contentType, before, err)
			}
			for _, status := range []int{200, 202, 400, 403, 404, 500, 503} {
				e := runtimetest.NewEndpoint(t, runtimetest.Responding(status, contentType, before+fault),
					transport.Options{})
				for _, oneWay := range []bool{false, true} {
					call := *runtimetest.NoIncident
					if oneWay {
						call.Response = ""
					}
					if callErr := runtimetest.FailureOf(t, runtimetest.Report(t, e, &call),
						failure.ErrFault); callErr.Fault.String != "kaputt" ||
						callErr.Status != status {
						t.Errorf("%q, %d: %+v", contentType, status, callErr.Fault)
					}
				}
			}
		}
	}
}

// TestSOAPOneWaySucceeds: any 2xx is success, whatever comes with it, unless that is a fault.
func TestSOAPOneWaySucceeds(t *testing.T) {
	bodies := []string{"", "\n", "OK", "<p>OK</p>", "<html><body>Danke", `{"ok":true}`, "<x/>",
		runtimetest.Envelope(""),
		runtimetest.Envelope("<Anything/>"), runtimetest.Envelope("<a/><b/>"), runtimetest.Envelope("")[:90],
		"\xff\xfe",
		"<!DOCTYPE html><br>"}
	for _, contentType := range append(contentTypes, "application/json", "multipart/related", "image/png", ";") {
		for _, body := range bodies {
			for _, status := range []int{200, 201, 202, 204} {
				if status == 204 && body != "" {
					continue
				}
				e := runtimetest.NewEndpoint(t, runtimetest.Responding(status, contentType, body), transport.Options{})
				if err := oneWay.Do(t.Context(), e, runtimetest.SeedMessage, nil, nil, nil); err != nil {
					t.Errorf("%d %q %q: %v", status, contentType, body, err)
				}
			}
		}
	}
}

// TestSOAPMultipart reads the root part of a multipart/related response, in every encoding and at every place.
func TestSOAPMultipart(t *testing.T) {
	quoted := func(s string) string {
		var b strings.Builder
		w := quotedprintable.NewWriter(&b)
		w.Write([]byte(s))
		w.Close()
		return b.String()
	}
	lines := func(s string) string { // as a mailer breaks base64
		var b strings.Builder
		for ; len(s) > 76; s = s[76:] {
			b.WriteString(s[:76] + "\r\n")
		}
		return b.String() + s
	}
	encodings := map[string]func(string) string{
		"": strings.Clone, "binary": strings.Clone, "8bit": strings.Clone, "7BIT": strings.Clone,
		" quoted-printable": quoted,
		"base64":            func(s string) string { return lines(base64.StdEncoding.EncodeToString([]byte(s))) },
	}
	type part struct{ header, body string }
	multipart := func(newline string, parts ...part) string {
		var b strings.Builder
		b.WriteString("preamble" + newline)
		for _, p := range parts {
			b.WriteString("--uuid:1" + newline + strings.ReplaceAll(p.header, "\n", newline) + newline + p.body +
				newline)
		}
		return b.String() + "--uuid:1--"
	}
	attachment := part{"Content-ID: <bild@x>\nContent-Type: image/png\n", "\x89PNG"}
	fault := runtimetest.Envelope("<s:Fault><faultcode>s:Server</faultcode><faultstring>Größe</faultstring></s:Fault>")
	for encoding, encode := range encodings {
		for _, newline := range []string{"\r\n", "\n"} {
			for start, parts := range map[string]func(root part) []part{
				``: func(root part) []part { return []part{root} },
				`;start="<root.message@x>"`: func(root part) []part {
					return []part{attachment, root,
						attachment}
				},
				`; Start=root.message@x`:         func(root part) []part { return []part{attachment, root} },
				`; start="<nobody@x>"`:           func(root part) []part { return []part{root, attachment} },
				`; start-info="text/xml"; a="b"`: func(root part) []part { return []part{root, attachment} },
			} {
				contentType := `Multipart/Related; type="application/xop+xml"; boundary="uuid:1"` + start
				header := "Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\nContent-ID: " +
					"<root.message@x>\n"
				if encoding != "" {
					header += "Content-Transfer-Encoding: " + encoding + "\n"
				}
				name := fmt.Sprintf("%s %q %s", encoding, newline, start)
				body := multipart(newline, parts(part{header, encode(runtimetest.NoIncidentEnvelope)})...)
				e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, contentType, body), transport.Options{})
				if err := runtimetest.Report(t, e, runtimetest.NoIncident); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				body = multipart(newline, parts(part{header, encode(fault)})...)
				e = runtimetest.NewEndpoint(t, runtimetest.Responding(500, contentType, body), transport.Options{})
				err := runtimetest.Report(t, e, runtimetest.NoIncident)
				if callErr := runtimetest.FailureOf(t, err, failure.ErrFault); callErr.Fault.String != "Größe" {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}

	whole := multipart("\r\n", part{"Content-Type: text/xml\n", runtimetest.NoIncidentEnvelope})
	related := `multipart/related; boundary="uuid:1"`
	for i := range whole {
		e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, related, whole[:i]), transport.Options{})
		runtimetest.FailureOf(t, runtimetest.Report(t, e, runtimetest.NoIncident), failure.ErrContent)
	}
	for name, test := range map[string]struct{ contentType, body, want string }{
		"no boundary":      {"multipart/related", whole, "has no boundary"},
		"no parts":         {related, "--uuid:1--", "no parts"},
		"unknown encoding": {related, multipart("\n", part{"Content-Transfer-Encoding: uuencode\n", "x"}), "uuencode"},
		"broken base64": {related, multipart("\n", part{"Content-Transfer-Encoding: base64\n", "x"}),
			"not valid base64"},
		"a page": {related, multipart("\n", part{"Content-Type: text/html\n", "<p>"}),
			"content type text/html"},
		"malformed header": {related, multipart("\n", part{": x\n", ""}), "malformed header"},
	} {
		e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, test.contentType, test.body), transport.Options{})
		err := runtimetest.Report(t, e, runtimetest.NoIncident)
		if callErr := runtimetest.FailureOf(t, err, failure.ErrContent); !strings.Contains(callErr.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNoResultSucceeds: a call without a result succeeds with any 2xx, even if its body is broken or too large.
func TestNoResultSucceeds(t *testing.T) {
	for _, status := range []int{200, 201, 202, 203, 204, 205, 206, 299} {
		for _, contentType := range []string{"", "text/plain", "text/html", "application/json", "image/png", ";"} {
			for _, body := range []string{"", "created", "<p>OK", `{"ok":true}`, `{"ok":`, "\xff",
				strings.Repeat("x", 1<<20)} {
				if body != "" && (status == 204 || status == 205) {
					continue
				}
				e := runtimetest.NewEndpoint(t, runtimetest.Responding(status, contentType, body),
					transport.Options{MaxResponseBytes: 1000})
				call := &transport.Call{Method: http.MethodPost, NoResult: true}
				_, err := rest.DoJSON(t.Context(), e, call, func(*jsonwire.Decoder) struct{} {
					t.Error("the body was read")
					return struct{}{}
				})
				if err != nil {
					t.Errorf("%d %q %.10q: %v", status, contentType, body, err)
				}
			}
		}
	}
	for _, status := range []int{301, 400, 404, 500} {
		e := runtimetest.NewEndpoint(t, runtimetest.Responding(status, "text/plain", "no"), transport.Options{})
		if err := e.Do(t.Context(), &transport.Call{Method: http.MethodPost, NoResult: true}, nil); err == nil {
			t.Errorf("%d: no error", status)
		}
	}
}
