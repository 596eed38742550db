// Tests of the SOAP envelope: request bytes, the responses in the seed, faults, and other responses.

package soap_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

// named is a message that is a text.
type named struct {
	Text string `soap:",value"`
}

func TestSOAPRequestBytes(t *testing.T) {
	for action, quoted := range map[string]string{"": `""`, "urn:report": `"urn:report"`} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		received := make(chan string, 1)
		go func() {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			var raw bytes.Buffer
			if r, err := http.ReadRequest(bufio.NewReader(io.TeeReader(conn, &raw))); err == nil {
				io.Copy(io.Discard, r.Body)
			}
			received <- raw.String()
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=UTF-8\r\nContent-Length: %d\r\n\r\n%s",
				len(runtimetest.NoIncidentEnvelope), runtimetest.NoIncidentEnvelope)
		}()
		e, err := transport.NewEndpoint("http://"+listener.Addr().String()+"/ep2",
			transport.Options{Tokens: runtimetest.FixedToken(runtimetest.SeedToken)})
		if err != nil {
			t.Fatal(err)
		}
		call := *runtimetest.NoIncident
		call.Action = action
		if err := runtimetest.Report(t, e, &call); err != nil {
			t.Error(err)
		}
		head, body, _ := strings.Cut(<-received, "\r\n\r\n")
		lines := strings.Split(head, "\r\n")
		if lines[0] != "POST /ep2 HTTP/1.1" || body != runtimetest.NoIncidentRequest {
			t.Errorf("got %s and\n%s", lines[0], body)
		}
		for _, want := range []string{
			"SOAPAction: " + quoted, "Content-Type: text/xml;charset=UTF-8",
			"Authorization: Bearer " + runtimetest.SeedToken,
			fmt.Sprintf("Content-Length: %d", len(runtimetest.NoIncidentRequest)),
		} {
			if !strings.Contains(head+"\r\n", "\r\n"+want+"\r\n") {
				t.Errorf("no line %q in\n%s", want, head)
			}
		}
	}
}

func TestSOAPDecodes(t *testing.T) {
	const httpResponse = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
<SOAP-ENV:Header><x:Security xmlns:x="urn:x" SOAP-ENV:mustUnderstand="0"/></SOAP-ENV:Header>
<SOAP-ENV:Body>
<ns3:NewIncidentResponse xmlns:ns3="http://n4.de/careflex/2.0">
<importId>550a80b5-de70-4078-860e-c03d75b1dc49</importId>
</ns3:NewIncidentResponse>
</SOAP-ENV:Body>
<more xmlns="urn:x"/>
</SOAP-ENV:Envelope>`
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "text/xml;charset=utf-8", httpResponse),
		transport.Options{})
	for name, namespaces := range map[string][]contract.Namespace{
		"own namespaces": {{Prefix: "ns", URI: "http://n4.de/careflex/2.0"}},
		"that of SOAP": {{Prefix: "ns", URI: "http://n4.de/careflex/2.0"},
			{Prefix: "e", URI: "http://schemas.xmlsoap.org/soap/envelope/"}},
	} {
		var response struct {
			ImportID string `soap:"importId"`
		}
		call := &soap.Call{Types: xmltype.New(&contract.Types{Namespaces: namespaces}),
			Response: "ns:NewIncidentResponse"}
		err := call.Do(t.Context(), e, nil, &response, nil, nil)
		if response.ImportID != "550a80b5-de70-4078-860e-c03d75b1dc49" || err != nil {
			t.Errorf("%s: got %q, %v", name, response.ImportID, err)
		}
	}
}

// A byte order mark counts most, then the charset of the Content-Type, then the XML declaration (RFC 7303, section
// 3.2).
func TestSOAPCharset(t *testing.T) {
	const latin1, utf8, declared = "J\xfcrgen", "J\u00fcrgen", `<?xml version="1.0" encoding="ISO-8859-1"?>`
	for _, test := range []struct{ contentType, before, name, want string }{
		{"text/xml; charset=ISO-8859-1", "", latin1, utf8},
		{`text/xml;charset="windows-1252"`, "", latin1, utf8},
		{"text/xml; charset=utf-8", "", utf8, utf8},
		{"text/xml; charset=utf-8", declared, utf8, utf8},
		{"text/xml; charset=iso-8859-1", "\ufeff", utf8, utf8},
		{"text/xml", declared, latin1, utf8},
		{"text/xml; charset", declared, latin1, utf8},
		{"text/xml", "", utf8, utf8},
		{"text/xml; charset=utf-8", "", latin1, ""},
		{"text/xml; charset=ebcdic-de", "", utf8, ""},
		{"text/xml; charset=utf-16", "", utf8, ""},
	} {
		e := runtimetest.NewEndpoint(t,
			runtimetest.Responding(200, test.contentType,
				test.before+runtimetest.Envelope("<Name>"+test.name+"</Name>")),
			transport.Options{})
		var got named
		err := (&soap.Call{Types: runtimetest.MessageTypes, Response: "Name"}).Do(t.Context(), e, nil, &got, nil,
			nil)
		switch {
		case test.want == "":
			runtimetest.FailureOf(t, err, failure.ErrContent)
		case err != nil || got.Text != test.want:
			t.Errorf("%q, %q: got %q, %v", test.contentType, test.before, got.Text, err)
		}
	}
}

func TestSOAPFault(t *testing.T) {
	const fault = `<s:Fault><faultcode>s:Client</faultcode><faultstring xml:lang="de">CareFlex-ID
 unbekannt</faultstring><faultactor>urn:a</faultactor><detail> <code>7</code><b/> </detail></s:Fault>`
	for _, test := range []struct {
		status int
		text   string
	}{
		{500, "NoIncident: POST /rest: 500 Internal Server Error: SOAP fault: s:Client: CareFlex-ID unbekannt"},
		{200, "NoIncident: POST /rest: 200 OK: SOAP fault: s:Client: CareFlex-ID unbekannt"},
		{400, "NoIncident: POST /rest: 400 Bad Request: SOAP fault: s:Client: CareFlex-ID unbekannt"},
	} {
		for _, oneWay := range []bool{false, true} {
			e := runtimetest.NewEndpoint(t, runtimetest.Responding(test.status, "text/xml", runtimetest.Envelope(fault)),
				transport.Options{})
			call := *runtimetest.NoIncident
			if oneWay {
				call.Response = ""
			}
			callErr := runtimetest.FailureOf(t, runtimetest.Report(t, e, &call), failure.ErrFault)
			want := failure.Fault{Code: "s:Client", String: "CareFlex-ID unbekannt", Actor: "urn:a",
				Detail: "<code>7</code><b/>"}
			if *callErr.Fault != want || callErr.Error() != test.text {
				t.Errorf("got  %+v: %s\nwant %+v: %s", *callErr.Fault, callErr, want, test.text)
			}
		}
	}
}

func TestSOAPNoResponse(t *testing.T) {
	const page = "<html><head><title>Wartung</title></head><body><br>Bitte warten"
	for _, test := range []struct {
		name, contentType, body string
		status                  int
		kind                    error
		want                    string
	}{
		{"page", "text/html", page, 200, failure.ErrContent,
			`200 OK: unexpected response: content type text/html, expected XML: "Wartung"`},
		{"error page", "text/html", page, 500, failure.ErrStatus, `500 Internal Server Error: "Wartung"`},
		{"error page that claims to be XML", "text/xml", page, 500, failure.ErrStatus,
			`500 Internal Server Error: "Wartung"`},
		{"answer with an error status", "text/xml", runtimetest.NoIncidentEnvelope, 503, failure.ErrStatus,
			"503 Service Unavailable"},
		{"fault with 401", "text/xml", runtimetest.Envelope("<s:Fault/>"), 401, failure.ErrAuth,
			"401 Unauthorized: not authenticated"},
		{"empty", "text/xml", "", 200, failure.ErrContent,
			"200 OK: unexpected response: empty body, expected a SOAP envelope"},
		{"not XML", "text/xml", "OK", 200, failure.ErrContent, "200 OK: unexpected response: line 1 column 1: "},
		{"broken off", "text/xml", runtimetest.NoIncidentEnvelope[:200], 200, failure.ErrContent,
			"200 OK: unexpected response: line "},
		{"no envelope", "text/xml", "<a/>", 200, failure.ErrContent,
			"200 OK: unexpected response: line 1 column 1: a: not a SOAP 1.1 envelope"},
		{"SOAP 1.2", "application/soap+xml", `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"/>`, 200,
			failure.ErrContent, "200 OK: unexpected response: the SOAP envelope has 0 bodies"},
		{"no body", "text/xml", `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"/>`, 200,
			failure.ErrContent,
			"200 OK: unexpected response: the SOAP envelope has 0 bodies"},
		{"empty body", "text/xml", runtimetest.Envelope(""), 200, failure.ErrContent,
			"200 OK: unexpected response: the SOAP body is empty, " +
				"expected NoIncidentResponse of namespace \"http://n4.de/careflex\""},
		{"other element", "text/xml", runtimetest.Envelope("<Other/>"), 200, failure.ErrContent,
			`200 OK: unexpected response: expected the element NoIncidentResponse of namespace ` +
				`"http://n4.de/careflex", ` +
				`found Other of namespace ""`},
		{"DTD", "text/xml", "<!DOCTYPE a []>" + runtimetest.NoIncidentEnvelope, 200, failure.ErrContent,
			"200 OK: unexpected response: line 1 column 1: "},
		{"two elements", "text/xml", runtimetest.Envelope(`<NoIncidentResponse ` +
			`xmlns="http://n4.de/careflex"/><Other/>`), 200,
			failure.ErrContent,
			"200 OK: unexpected response: expected one element in the SOAP body, found another one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := runtimetest.NewEndpoint(t, runtimetest.Responding(test.status, test.contentType, test.body),
				transport.Options{})
			callErr := runtimetest.FailureOf(t, runtimetest.Report(t, e, runtimetest.NoIncident), test.kind)
			if want := "NoIncident: POST /rest: " + test.want; !strings.HasPrefix(callErr.Error(), want) {
				t.Errorf("got  %s\nwant %s", callErr, want)
			}
		})
	}
}

// oneWay is an operation without a response.
var oneWay = &soap.Call{Operation: "Tell", Types: runtimetest.MessageTypes, Request: "car:NoIncidentRequest"}

func TestSOAPOneWay(t *testing.T) {
	for _, body := range []string{"", "\n", runtimetest.Envelope(""), runtimetest.Envelope("<Anything/>")} {
		e := runtimetest.NewEndpoint(t, runtimetest.Responding(202, "text/xml", body), transport.Options{})
		if err := oneWay.Do(t.Context(), e, runtimetest.SeedMessage, nil, nil, nil); err != nil {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestSOAPRefusesBeforeSending(t *testing.T) {
	e := runtimetest.NewEndpoint(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") },
		transport.Options{})
	message := *runtimetest.SeedMessage
	message.APIToken = "s3cret\x00"
	err := runtimetest.NoIncident.Do(t.Context(), e, &message, new(runtimetest.NoIncidentResponse), nil, nil)
	callErr := runtimetest.FailureOf(t, err, failure.ErrInvalid)
	want := "NoIncident: refused before sending: apitoken: "
	if !strings.HasPrefix(callErr.Error(), want) || strings.Contains(callErr.Error(), "s3cret") {
		t.Errorf("got %s, want %s", callErr, want)
	}
}

// A transport may go on reading a request after it gave the response. The buffer must not be used for the next call
// then.
func TestSOAPBufferIsNotSharedWithALateReader(t *testing.T) {
	var late []io.ReadCloser
	client := runtimetest.RoundTripper(func(r *http.Request) (*http.Response, error) {
		late = append(late, r.Body)
		return &http.Response{
			StatusCode: 200, Header: http.Header{"Content-Type": {"text/xml"}},
			Body: io.NopCloser(strings.NewReader(runtimetest.NoIncidentEnvelope)),
		}, nil
	})
	caller := &http.Client{Transport: client}
	e, err := transport.NewEndpoint("https://service.example", transport.Options{HTTPClient: caller})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		message := *runtimetest.SeedMessage
		message.CareflexID = strconv.Itoa(i)
		if err := runtimetest.NoIncident.Do(t.Context(), e, &message, new(runtimetest.NoIncidentResponse),
			nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	for i, reader := range late {
		body, _ := io.ReadAll(reader)
		if want := fmt.Sprintf("<careflexId>%d</careflexId>", i); !strings.Contains(string(body), want) {
			t.Errorf("request %d was changed while it was sent: %s", i, body)
		}
		reader.Close()
	}
}

func TestSOAPConcurrently(t *testing.T) {
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		io.Copy(w, r.Body)
	}, transport.Options{})
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			var got named
			call := &soap.Call{Types: runtimetest.MessageTypes, Request: "echo", Response: "echo"}
			err := call.Do(t.Context(), e, &named{strconv.Itoa(i)}, &got, nil, nil)
			if got.Text != strconv.Itoa(i) || err != nil {
				t.Errorf("got %s, %v, want %d", got.Text, err, i)
			}
		})
	}
	group.Wait()
}
