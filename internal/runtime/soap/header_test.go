// Tests of header blocks that the contract does not name, and of envelopes of the other version.

package soap_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

// versions are the versions of SOAP: the namespace, the attribute that names the receiver of a block, and receivers
// that are the client or somebody else.
var versions = []struct {
	name, namespace, role string
	own, other            []string
	fault                 string // in the body
}{
	{"SOAP 1.1", "http://schemas.xmlsoap.org/soap/envelope/", "actor",
		[]string{"", "http://schemas.xmlsoap.org/soap/actor/next", " http://schemas.xmlsoap.org/soap/actor/next\n"},
		[]string{"urn:proxy", "http://www.w3.org/2003/05/soap-envelope/role/next"},
		"<e:Fault><faultcode>e:Server</faultcode><faultstring>kaputt</faultstring></e:Fault>"},
	{"SOAP 1.2", "http://www.w3.org/2003/05/soap-envelope", "role",
		[]string{"", "http://www.w3.org/2003/05/soap-envelope/role/next",
			"http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"},
		[]string{"urn:proxy", "http://www.w3.org/2003/05/soap-envelope/role/none",
			"http://schemas.xmlsoap.org/soap/actor/next"},
		"<e:Fault><e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Reason><e:Text>kaputt</e:Text></e:Reason></e:Fault>"},
}

// TestMandatoryBlocks checks when a header block of a response that the client must understand is a deviation: if it is
// for the client, the contract does not name it, and no option reads it. A fault stays a fault.
func TestMandatoryBlocks(t *testing.T) {
	for i, v := range versions {
		ask := func(t *testing.T, header, body string, read func(string)) (named, *named, error) {
			e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "text/xml", `<e:Envelope xmlns:e="`+v.namespace+
				`"><e:Header>`+header+`</e:Header><e:Body>`+body+`</e:Body></e:Envelope>`), transport.Options{})
			var response named
			var headers struct {
				Known *named `soap:"h:Known,response"`
			}
			call := &soap.Call{Version12: i == 1, Response: "Name", Types: xmltype.New(&contract.Types{
				Namespaces: []contract.Namespace{{Prefix: "h", URI: "urn:h"}}})}
			err := call.Do(t.Context(), e, nil, &response, &headers, &transport.CallOptions{OnHeaderBlock: read})
			return response, headers.Known, err
		}
		for _, flag := range []string{"", "0", "false", "1", "true", " 1 "} {
			for _, role := range append(v.own, v.other...) {
				isOwn := slices.Contains(v.own, role)
				attributes := ""
				if flag != "" {
					attributes += ` e:mustUnderstand="` + flag + `"`
				}
				if role != "" {
					attributes += fmt.Sprintf(` e:%s="%s"`, v.role, role)
				}
				name := v.name + attributes
				isMandatory := isOwn && (strings.Contains(flag, "1") || flag == "true")
				const unknown = `<x:Security xmlns:x="urn:x"%s><x:a/></x:Security>`
				block := fmt.Sprintf(unknown, attributes)

				response, _, err := ask(t, block, "<Name>a</Name>", nil)
				if response.Text != "a" {
					t.Errorf("%s: the response was not read", name)
				}
				if isMandatory {
					want := "200 OK: unexpected response: expected header blocks that the client reads, found Security with " +
						"mustUnderstand"
					if got := runtimetest.FailureOf(t, err, failure.ErrContent).Error(); !strings.HasSuffix(got, want) {
						t.Errorf("%s: got %s", name, got)
					}
				} else if err != nil {
					t.Errorf("%s: %v", name, err)
				}

				var blocks []string
				if _, _, err := ask(t, block, "<Name/>", func(block string) { blocks = append(blocks, block) }); err != nil ||
					len(blocks) != 1 || !strings.Contains(blocks[0], "<x:a/>") {
					t.Errorf("%s: an option read %q, %v", name, blocks, err)
				}
				_, known, err := ask(t, fmt.Sprintf(`<h:Known xmlns:h="urn:h"%s>b</h:Known>`, attributes), "<Name/>", nil)
				if err != nil || known == nil || known.Text != "b" {
					t.Errorf("%s: the block of the contract is %v, %v", name, known, err)
				}
				_, known, err = ask(t, `<h:Known xmlns:h="urn:h">b</h:Known><h:Known xmlns:h="urn:h">c</h:Known>`, "<Name/>", nil)
				want := "Known: expected one header block, found another one"
				if got := runtimetest.FailureOf(t, err, failure.ErrContent).Error(); !strings.HasSuffix(got, want) || known.Text != "b" {
					t.Errorf("%s: two blocks are read as %v, %s", name, known, got)
				}
				_, _, err = ask(t, block, v.fault, nil)
				if fault := runtimetest.FailureOf(t, err, failure.ErrFault).Fault; fault.String != "kaputt" {
					t.Errorf("%s: the fault is %v", name, fault)
				}
			}
		}
	}
}

// TestBlockAttributes checks the attributes that options give to all header blocks of the contract, but not to others.
func TestBlockAttributes(t *testing.T) {
	for i, v := range versions {
		for _, mandatory := range []string{"", ` soapenv:mustUnderstand="1"`} {
			for actor, escaped := range map[string]string{"": "", "urn:p": "urn:p", `a"&<`: `a&#34;&amp;&lt;`} {
				var sent string
				e := runtimetest.NewEndpoint(t, func(_ http.ResponseWriter, r *http.Request) {
					body, err := io.ReadAll(r.Body)
					if err != nil {
						t.Error(err)
					}
					sent = string(body)
				}, transport.Options{})
				call := &soap.Call{Version12: i == 1, Types: xmltype.New(&contract.Types{
					Namespaces: []contract.Namespace{{Prefix: "h", URI: "urn:h"}}})}
				headers := struct {
					One *named `soap:"h:One"`
					Two *named `soap:"Two"`
					Not *named `soap:"h:Not"`
				}{One: &named{"1"}, Two: &named{"2"}}
				options := &transport.CallOptions{Mandatory: mandatory != "", Actor: actor, HeaderBlocks: []string{`<x xmlns="urn:x"/>`}}
				if err := call.Do(t.Context(), e, nil, nil, &headers, options); err != nil {
					t.Fatal(err)
				}
				attributes := mandatory
				if actor != "" {
					attributes += fmt.Sprintf(` soapenv:%s="%s"`, v.role, escaped)
				}
				want := fmt.Sprintf(`<soapenv:Header><h:One%s xmlns:h="urn:h">1</h:One><Two%[1]s>2</Two><x xmlns="urn:x"/>`+
					`</soapenv:Header>`, attributes)
				if !strings.Contains(sent, want) {
					t.Errorf("%s: sent %s\nwant %s", v.name, sent, want)
				}
			}
		}
		call := &soap.Call{Version12: i == 1, Types: runtimetest.MessageTypes}
		headers := struct {
			One *named `soap:"One"`
		}{&named{"1"}}
		e := runtimetest.NewEndpoint(t, runtimetest.Responding(202, "", ""), transport.Options{})
		err := call.Do(t.Context(), e, nil, nil, &headers, &transport.CallOptions{Actor: "\x00"})
		runtimetest.FailureOf(t, err, failure.ErrInvalid)
	}
}

// TestMustUnderstandOfAnotherNamespace checks that only the attribute of the envelope counts.
func TestMustUnderstandOfAnotherNamespace(t *testing.T) {
	for i, v := range versions {
		other := versions[1-i].namespace
		for _, attribute := range []string{`mustUnderstand="1"`, `o:mustUnderstand="1" xmlns:o="` + other + `"`} {
			e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "text/xml", `<e:Envelope xmlns:e="`+v.namespace+
				`"><e:Header><x:a xmlns:x="urn:x" `+attribute+`/></e:Header><e:Body><Name/></e:Body></e:Envelope>`),
				transport.Options{})
			call := &soap.Call{Version12: i == 1, Response: "Name", Types: runtimetest.MessageTypes}
			if err := call.Do(t.Context(), e, nil, new(named), nil, nil); err != nil {
				t.Errorf("%s, %s: %v", v.name, attribute, err)
			}
		}
	}
}

// TestOtherVersion checks responses in an envelope of the other version: a fault is a fault with any status, and
// anything else is read, with a deviation.
func TestOtherVersion(t *testing.T) {
	for i, v := range versions {
		expected := versions[1-i].name
		envelope := func(body string) string {
			return `<e:Envelope xmlns:e="` + v.namespace + `"><e:Header/><e:Body>` + body + `</e:Body></e:Envelope>`
		}
		for _, contentType := range contentTypes {
			for _, status := range []int{200, 202, 400, 403, 404, 500, 503} {
				for _, response := range []string{"Name", ""} {
					e := runtimetest.NewEndpoint(t, runtimetest.Responding(status, contentType, envelope(v.fault)),
						transport.Options{})
					call := &soap.Call{Version12: i == 0, Response: response, Types: runtimetest.MessageTypes}
					err := call.Do(t.Context(), e, nil, new(named), nil, nil)
					if fault := runtimetest.FailureOf(t, err, failure.ErrFault).Fault; fault.String != "kaputt" ||
						!strings.HasPrefix(fault.Code, "e:") {
						t.Errorf("%s, %q, %d: the fault is %v", v.name, contentType, status, fault)
					}
				}
			}
		}
		e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "text/xml", envelope("<Name>a</Name>")), transport.Options{})
		call := &soap.Call{Version12: i == 0, Response: "Name", Types: runtimetest.MessageTypes}
		var got named
		err := call.Do(t.Context(), e, nil, &got, nil, nil)
		want := "200 OK: unexpected response: expected an envelope of " + expected + ", found one of " + v.name
		if text := runtimetest.FailureOf(t, err, failure.ErrContent).Error(); got.Text != "a" || !strings.HasSuffix(text, want) {
			t.Errorf("%s: got %q, %s", v.name, got.Text, text)
		}
	}
}
