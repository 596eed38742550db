// Options of one call: header blocks that the contract does not name, and what is shown of requests with secrets.

package careflex_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

const sessionBlock = `<n:sessionID xmlns:n="urn:session" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
	`soapenv:mustUnderstand="0">1&amp;2</n:sessionID>`

// newHeaderService starts a service whose requests xmllint does not judge: its schema has no header blocks.
func newHeaderService(t *testing.T) *service {
	s := newService(t)
	t.Cleanup(func() { s.received = nil })
	return s
}

// A header block of a response can be sent in the next request.
func TestSOAPHeaderOptions(t *testing.T) {
	s := newHeaderService(t)
	client := s.client(t)
	const block = `<n:sessionID e:mustUnderstand="0">1&amp;2</n:sessionID><o:Other xmlns:o="urn:o"><a/></o:Other>`
	s.queue(incidentPath, xmlAnswer(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="urn:session">`+
		`<e:Header>`+block+`</e:Header><e:Body><c:NoIncidentResponse xmlns:c="http://n4.de/careflex"/></e:Body></e:Envelope>`))
	var got []string
	read := careflex.WithSOAPHeaderFunc(func(block string) { got = append(got, block) })
	if _, err := client.NoIncident(t.Context(), documentEmptyMessage(), read, careflex.WithSOAPHeader(sessionBlock)); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 {
		t.Fatalf("got %q", got)
	}
	_, err := client.NoIncident(t.Context(), documentEmptyMessage(), careflex.WithSOAPHeader(got[0]), careflex.WithSOAPHeader(got[1]),
		careflex.WithHeader("X-Tenant", "7"))
	if err != nil {
		t.Fatal(err)
	}
	sent := s.requests(incidentPath)
	if !strings.Contains(sent[0].body, "<soapenv:Header>"+sessionBlock+"</soapenv:Header>") {
		t.Errorf("sent %s", sent[0].body)
	}
	if !strings.Contains(sent[1].body, "<soapenv:Header>"+got[0]+got[1]+"</soapenv:Header>") ||
		!strings.Contains(got[0], `xmlns:n="urn:session"`) || !strings.Contains(sent[1].head, "\r\nX-Tenant: 7\r\n") {
		t.Errorf("sent %s\n%s", sent[1].head, sent[1].body)
	}
}

// A client can have blocks for all calls, which are made for each. Those of a call follow, and its reader takes precedence.
func TestSOAPHeaderOfClient(t *testing.T) {
	s := newHeaderService(t)
	response := xmlAnswer(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><a xmlns="urn:a" e:mustUnderstand="1"/>` +
		`</e:Header><e:Body><c:NoIncidentResponse xmlns:c="http://n4.de/careflex"/></e:Body></e:Envelope>`)
	s.queue(incidentPath, response, response)
	config := s.config()
	calls, failure, blocks := 0, error(nil), []string(nil)
	config.SOAPHeader = func(_ context.Context, operation string) ([]string, error) {
		calls++
		return append(blocks, fmt.Sprintf(`<n xmlns="urn:n">%s %d</n>`, operation, calls)), failure
	}
	var got []string
	config.OnSOAPHeader = func(_ context.Context, operation, block string) { got = append(got, operation+" "+block) }
	client, err := careflex.New(config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.NoIncident(t.Context(), documentEmptyMessage(), careflex.WithSOAPHeader(sessionBlock)); err != nil {
		t.Fatal(err)
	}
	read := careflex.WithSOAPHeaderFunc(func(string) { got = append(got, "by the call") })
	if _, err := client.NoIncident(t.Context(), documentEmptyMessage(), read); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || !strings.HasPrefix(got[0], `NoIncident <a`) || got[1] != "by the call" {
		t.Errorf("got %q", got)
	}
	for i, want := range []string{`<n xmlns="urn:n">NoIncident 1</n>` + sessionBlock, `<n xmlns="urn:n">NoIncident 2</n>`} {
		if sent := s.requests(incidentPath)[i].body; !strings.Contains(sent, "<soapenv:Header>"+want+"</soapenv:Header>") {
			t.Errorf("sent %s, want %s", sent, want)
		}
	}
	failure = errors.New("no clock")
	_, err = client.NoIncident(t.Context(), documentEmptyMessage())
	if wantError(t, err, careflex.ErrInvalid); !errors.Is(err, failure) || !strings.Contains(err.Error(), "Config.SOAPHeader: no clock") {
		t.Error(err)
	}
	failure, blocks = nil, []string{"<a/>"}
	_, err = client.NoIncident(t.Context(), documentEmptyMessage())
	if wantError(t, err, careflex.ErrInvalid); !strings.Contains(err.Error(), "one well-formed element") {
		t.Error(err)
	}
	if sent := s.requests(incidentPath); len(sent) != 2 {
		t.Errorf("%d requests", len(sent))
	}
}

// What is not one element with a namespace, and its prefixes, is not sent.
func TestInvalidSOAPHeaders(t *testing.T) {
	s := newService(t)
	client := s.client(t)
	blocks := []string{"", "text", "<a/>", "<n:a/>", `<n:a xmlns:n="urn:n"/><n:b xmlns:n="urn:n"/>`, `<a xmlns="urn:n">`,
		`<a xmlns="urn:n"></a></soapenv:Header><soapenv:Body>`, `<a xmlns="urn:n"/>text`, `<?xml version="1.0"?><a xmlns="urn:n"/>`,
		`<!DOCTYPE a><a xmlns="urn:n"/>`, `<a xmlns="urn:n">&b;</a>`, `<a xmlns="urn:n"><![CDATA[</a>`, "<a xmlns='urn:n'>\x01</a>",
		`<a xmlns="urn:n"/><!--`, `<soapenv:a/>`, "\ufeff<a xmlns='urn:n'/>"}
	for i := range len(sessionBlock) {
		blocks = append(blocks, sessionBlock[:i])
	}
	for _, block := range blocks {
		_, err := client.NoIncident(t.Context(), documentEmptyMessage(), careflex.WithSOAPHeader(block))
		wantError(t, err, careflex.ErrInvalid)
	}
	_, err := client.NoIncident(t.Context(), documentEmptyMessage(), careflex.WithHeader("SOAPAction", "x"))
	wantError(t, err, careflex.ErrInvalid)
	_, err = client.NoIncident(t.Context(), documentEmptyMessage(), careflex.WithSOAPHeaderFunc(nil))
	wantError(t, err, careflex.ErrInvalid)
	s.wantRequests(t, 0, 0)
}

// All requests of a long list have the options. What is shown of them has no secret.
func TestOptionsOfAll(t *testing.T) {
	s := newHeaderService(t)
	s.usual = accepted
	request := report(250)
	var mu sync.Mutex
	var shown []string
	_, err := s.client(t).NewIncidentAll(t.Context(), request, nil, careflex.WithHeader("X-Tenant", "7"),
		careflex.WithSOAPHeader(sessionBlock), careflex.WithTimeout(time.Minute),
		careflex.WithDebug(func(request, response string) {
			mu.Lock()
			defer mu.Unlock()
			shown = append(shown, request+response)
		}))
	if err != nil {
		t.Fatal(err)
	}
	sent := s.requests(incidentPath)
	if len(sent) != 3 || len(shown) != 3 {
		t.Fatalf("%d requests, %d shown", len(sent), len(shown))
	}
	for i, r := range sent {
		if !strings.Contains(r.head, "\r\nX-Tenant: 7\r\n") || !strings.Contains(r.body, sessionBlock) {
			t.Errorf("request %d: %s\n%s", i, r.head, r.body)
		}
		for _, secret := range []string{request.APIToken, "P7kmfo8HXItLLOReHq65o4%§ggg45dYhSm5ODc", userSecret} {
			if strings.Contains(shown[i], secret) {
				t.Errorf("%q is shown: %s", secret, shown[i])
			}
		}
		for _, want := range []string{"Authorization: [redacted]", "<apitoken>[redacted]</apitoken>", sessionBlock,
			"NewIncidentResponse", http.StatusText(http.StatusOK)} {
			if !strings.Contains(shown[i], want) {
				t.Errorf("%s is not shown: %s", want, shown[i])
			}
		}
	}
}
