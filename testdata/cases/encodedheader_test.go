// Encoded header blocks and details of faults, and attributes that references are made of.

package cases_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded"
)

func (g encodedValues) session() *encoded.Session {
	return &encoded.Session{ID: orNil(g, g.text), Href: orNil(g, g.text), User: g.text()}
}

// TestEncodedHeaders has a server return the header of each request. Random blocks come back as they were.
func TestEncodedHeaders(t *testing.T) {
	var seen string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = string(body)
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, strings.ReplaceAll(strings.ReplaceAll(seen, "t:enter", "t:enterResponse"), "mustUnderstand=", "x="))
	}))
	defer server.Close()
	client := encodedClient(t, server.URL)
	g := encodedValues{rand.New(rand.NewPCG(3, 6))}
	for range 100 {
		headers := &encoded.EnterHeaders{Session: orNilPointer(g, g.session),
			Ticket: orNil(g, func() encoded.Ticket { return encoded.Ticket{Value: g.text()} })}
		_, err := client.Enter(t.Context(), &encoded.Enter{}, headers, encoded.WithMustUnderstand())
		if diff := cmp.Diff(headers.Session, headers.ResponseSession); err != nil || diff != "" {
			t.Fatalf("%v (-want +got):\n%s\n%s", err, diff, seen)
		}
		for want, isSent := range map[string]bool{
			`xsi:type="t:Session"`:  headers.Session != nil,
			`xsi:type="xsd:string"`: true, // of the text, too
			`<t:ticket `:            headers.Ticket != nil,
			`mustUnderstand="1"`:    headers.Session != nil || headers.Ticket != nil,
		} {
			if strings.Contains(seen, want) != isSent {
				t.Fatalf("%s is in the request: %v\n%s", want, !isSent, seen)
			}
		}
	}
}

// orNilPointer returns nil, or draws a value.
func orNilPointer[T any](g encodedValues, draw func() *T) *T {
	if g.IntN(4) == 0 {
		return nil
	}
	return draw()
}

// TestEncodedResponseHeader reads blocks as peers write them: with references, and arrays.
func TestEncodedResponseHeader(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
			xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
			xmlns:c="http://schemas.xmlsoap.org/soap/encoding/" xmlns:n="urn:encoded"><e:Header>
			<n:session href="#1"/><n:numbers c:arrayType="xsd:int[2]" xsi:type="c:Array"><i>1</i><i>2</i></n:numbers>
			<n:Session id="1" c:root="0" href="about:blank"><user href="#2"/></n:Session><u id="2" c:root="0">me</u></e:Header>
			<e:Body><n:enterResponse><text>x</text></n:enterResponse></e:Body></e:Envelope>`)
	}))
	defer server.Close()
	var headers encoded.EnterHeaders
	_, err := encodedClient(t, server.URL).Enter(t.Context(), &encoded.Enter{}, &headers)
	want := encoded.EnterHeaders{ResponseSession: &encoded.Session{ID: new("1"), Href: new("about:blank"), User: "me"},
		ResponseNumbers: &encoded.Numbers{Item: []int32{1, 2}}}
	if diff := cmp.Diff(want, headers); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestEncodedFaults reads details as Axis, PHP and gSOAP write them.
func TestEncodedFaults(t *testing.T) {
	busy := &encoded.Busy{Seconds: 5, Waiting: &encoded.People{Item: []encoded.AnyPerson{nil}}}
	const members = `<seconds>5</seconds><waiting xsi:type="c:Array" c:arrayType="n:Person[1]"><i xsi:nil="1"/></waiting>`
	for _, test := range []struct {
		name, detail, others string
		want                 error
		fault                string
	}{
		{"of its type", `<n:fault xsi:type="n:Busy">` + members + `</n:fault>`, "", busy, "fault"},
		{"of the other type", `<n:fault xsi:type="n:Refused"><reason>no</reason></n:fault>`, "",
			&encoded.Refused{Reason: "no"}, "fault"},
		{"without a namespace", `<fault xsi:type="n:Busy">` + members + `</fault>`, "", busy, "fault"},
		{"called as its type", `<n:Busy xsi:type="n:Busy">` + members + `</n:Busy>`, "", busy, "fault"},
		{"by reference", `<n:fault href="#a"/><h xmlns="http://xml.apache.org/axis/">host</h>`,
			`<m id="a" c:root="0" xsi:type="n:Busy">` + members + `</m>`, busy, "fault"},
		{"of a built-in type", `<n:note xsi:type="xsd:string">text</n:note>`, "", &encoded.Note{Value: "text"}, "note"},
		{"without a type", `<n:note>text</n:note>`, "", &encoded.Note{Value: "text"}, "note"},
		{"that could be either", `<n:fault>` + members + `</n:fault>`, "", nil, ""},
		{"unknown", `<n:other xsi:type="n:Person"/>`, "", nil, ""},
		{"to nothing", `<n:fault href="#b"/>`, "", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := encodedClient(t, encodedResponse(t, `<e:Fault><faultcode>e:Server</faultcode><faultstring>s</faultstring><detail>`+
				test.detail+`</detail></e:Fault>`+test.others))
			_, err := client.Enter(t.Context(), &encoded.Enter{}, nil)
			failure, ok := errors.AsType[*encoded.Error](err)
			if !ok || !errors.Is(err, encoded.ErrFault) || failure.Fault == nil {
				t.Fatalf("the error is %v", err)
			}
			if diff := cmp.Diff(test.want, failure.Err); diff != "" || failure.Fault.Name != test.fault {
				t.Errorf("the fault is %q (-want +got):\n%s\n%s", failure.Fault.Name, diff, failure.Fault.Detail)
			}
		})
	}
}
