// The XML of the types: what the document prints survives decoding and encoding; what is not of the contract is
// refused.

package careflex_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// message is what every request and response has.
type message interface {
	AppendXML(b []byte) ([]byte, error)
	DecodeXML(doc []byte) error
	Validate() error
}

func TestDocumentedPayloads(t *testing.T) {
	for _, test := range []struct {
		name, envelope string
		got, want      message
	}{
		{"NoIncidentRequest", documentNoIncidentRequest, new(careflex.NoIncidentRequest), documentEmptyMessage()},
		{"NoIncidentResponse", documentNoIncidentResponse, new(careflex.NoIncidentResponse),
			new(careflex.NoIncidentResponse)},
		{"NewIncidentRequest", documentNewIncidentRequest, new(careflex.NewIncidentRequest), documentReport()},
		{"NewIncidentResponse", documentNewIncidentResponse, new(careflex.NewIncidentResponse), documentOutcome()},
	} {
		t.Run(test.name, func(t *testing.T) {
			payload := bodyOf(test.envelope)
			if err := test.got.DecodeXML([]byte(payload)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, test.got); diff != "" {
				t.Errorf("decoded otherwise (-want +got):\n%s", diff)
			}
			if err := test.got.Validate(); err != nil {
				t.Errorf("is not valid: %v", err)
			}
			appended, err := test.got.AppendXML([]byte("kept"))
			if err != nil {
				t.Fatal(err)
			}
			encoded, found := strings.CutPrefix(string(appended), "kept")
			if !found {
				t.Errorf("AppendXML does not append: %.40s", appended)
			}
			if diff := cmp.Diff(infoset(t, payload), infoset(t, encoded)); diff != "" {
				t.Errorf("another infoset (-document +encoded):\n%s", diff)
			}
		})
	}
}

// Text that XML must escape, and white space that a reader would otherwise normalize, come back as they were sent.
func TestTextSurvives(t *testing.T) {
	report := documentReport()
	employee := &report.IncidentList.Incidents[1].NewIncident.Employee
	employee.FirstName = "<a href=\"x\">&amp;]]>'"
	employee.LastName = " \t\r\n Müller\u00a0\u2028😀 "
	employee.Title = new("")
	encoded, err := report.AppendXML(nil)
	if err != nil {
		t.Fatal(err)
	}
	var decoded careflex.NewIncidentRequest
	if err := decoded.DecodeXML(encoded); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(report, &decoded); diff != "" {
		t.Errorf("decoded otherwise (-want +got):\n%s", diff)
	}
	if !strings.Contains(infoset(t, string(encoded)), fmt.Sprintf("lastName %q", employee.LastName)) {
		t.Errorf("another reader finds otherwise:\n%s", infoset(t, string(encoded)))
	}
}

// A decoder that is used again begins anew, and passes over what a later edition of the contract may add.
func TestDecodeAgain(t *testing.T) {
	m := documentOutcome()
	doc := strings.Replace(bodyOf(documentNewIncidentResponse), "<importId>",
		`<status xmlns:x="urn:x" x:at="now"><code>7</code></status><importId>`, 1)
	if err := m.DecodeXML([]byte(doc)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(documentOutcome(), m); diff != "" {
		t.Errorf("decoded otherwise (-want +got):\n%s", diff)
	}
}

// What was decoded holds nothing of the document that was given, which the caller may write over.
func TestDecodeKeepsNothing(t *testing.T) {
	doc := []byte(bodyOf(documentNewIncidentRequest))
	var m careflex.NewIncidentRequest
	if err := m.DecodeXML(doc); err != nil {
		t.Fatal(err)
	}
	clear(doc)
	if diff := cmp.Diff(documentReport(), &m); diff != "" {
		t.Errorf("changed with the document (-want +got):\n%s", diff)
	}
	doc = []byte(strings.Replace(bodyOf(documentNewIncidentRequest), "</careflexId>", "</a>", 1))
	err := m.DecodeXML(doc)
	before := fmt.Sprint(err)
	clear(doc)
	if after := fmt.Sprint(err); after != before || !strings.Contains(before, "careflexId") {
		t.Errorf("the error was %q and is %q", before, after)
	}
}

func TestDecodeFaults(t *testing.T) {
	request := bodyOf(documentNewIncidentRequest)
	change := func(from, to string) string {
		changed := strings.Replace(request, from, to, 1)
		if changed == request {
			t.Fatalf("%q is not in the document", from)
		}
		return changed
	}
	for _, test := range []struct {
		name, doc string
		want      []string // in the message
	}{
		{"empty", "", []string{"element"}},
		{"not XML", `{"careflexId":"09ce3580d84bf087"}`, []string{"line 1"}},
		{"cut short", request[:len(request)/2], []string{"newIncident/employee", "end tag"}},
		{"two roots", request + "<a/>", []string{"second document element"}},
		{"other root", bodyOf(documentNewIncidentResponse), []string{"NewIncidentResponse", "NewIncidentRequest"}},
		{"other namespace", change("careflex/2.0", "careflex/3.0"), []string{"http://n4.de/careflex/2.0"}},
		{"missing element", change("<birthday>1979-01-15</birthday>", ""),
			[]string{"incidentList.item[1].newIncident.employee.birthday: expected an element, found none"}},
		{"qualified element", change("<birthday>1979-01-15</birthday>", "<ns:birthday>1979-01-15</ns:birthday>"),
			[]string{"incidentList.item[1].newIncident.employee.birthday: expected an element in no namespace"}},
		{"duplicate element", change("<sex>m</sex>", "<sex>m</sex><sex>f</sex>"),
			[]string{"incidentList.item[1].newIncident.employee.sex: expected one element"}},
		{"no date", change("1979-01-15", "1979-02-29"), []string{"employee.birthday: expected xs:date", "1979-02-29"}},
		{"no boolean", change("true", "yes"), []string{"job.management: expected xs:boolean", "yes"}},
		{"element in text", change("Thomas", "<b>Thomas</b>"), []string{"employee.firstName: expected text, found an element \"b\""}},
		{"DTD", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>` + request,
			[]string{"document type declaration"}},
		{"entity", change("Thomas", "&b;"), []string{"employee/firstName", "&"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m careflex.NewIncidentRequest
			err := m.DecodeXML([]byte(test.doc))
			if !errors.Is(err, careflex.ErrContent) {
				t.Fatalf("got error %v, want one of kind %v", err, careflex.ErrContent)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not mention %q", err, want)
				}
			}
		})
	}
}

// An end tag of any element that differs from its start tag in one letter makes a document malformed.
func TestEndTagsOfTheResponse(t *testing.T) {
	doc := bodyOf(documentNewIncidentResponse)
	letters := 0
	for i, inTag := 0, false; i < len(doc); i++ {
		switch {
		case strings.HasPrefix(doc[i:], "</"):
			inTag = true
			i++
		case doc[i] == '>' || doc[i] == ':':
			inTag = inTag && doc[i] == ':'
		case inTag:
			letters++
			for _, bit := range []byte{0x20, 1, 2, 4} {
				other := doc[:i] + string(rune(doc[i]^bit)) + doc[i+1:]
				if err := new(careflex.NewIncidentResponse).DecodeXML([]byte(other)); err == nil {
					t.Errorf("accepted with another letter in …%s…", other[max(0, i-20):i+10])
				}
			}
		}
	}
	if letters < 100 {
		t.Errorf("only %d letters were tried", letters)
	}
}

// bodyOf cuts the only element out of the body of one of the document's envelopes. A request declares the element's
// namespace on the envelope: the declaration moves to the element.
func bodyOf(envelope string) string {
	start, rest, _ := strings.Cut(envelope, ":Body>\n")
	end := strings.LastIndex(rest, ":Body>")
	element := strings.TrimSpace(rest[:strings.LastIndex(rest[:end], "</")])
	if name, _, _ := strings.Cut(element, ">"); !strings.Contains(name, "xmlns:") {
		declaration := start[strings.LastIndex(start, "xmlns:"):]
		declaration = declaration[:strings.Index(declaration, ">")]
		element = strings.Replace(element, ">", " "+declaration+">", 1)
	}
	return element
}

// preserved are the elements whose white space counts: those of type xs:string.
var preserved = []string{
	"title", "firstName", "lastName", "street", "houseNumber", "addressSuffix", "city", "employmentSite",
	"mobileBusiness", "landlineBusiness", "message",
}

// infoset writes doc in a canonical form, as encoding/xml reads it: a line for each element with its namespace, its
// attributes but for declarations, and its text. White space is collapsed where the element's type collapses it.
func infoset(t *testing.T, doc string) string {
	t.Helper()
	var lines []string
	var open []int // the lines of the open elements
	var texts []string
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return strings.Join(lines, "\n")
		}
		if err != nil {
			t.Fatalf("encoding/xml: %v\n%s", err, doc)
		}
		switch token := token.(type) {
		case xml.StartElement:
			line := strings.Repeat("  ", len(open)) + "{" + token.Name.Space + "}" + token.Name.Local
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					line += fmt.Sprintf(" {%s}%s=%q", a.Name.Space, a.Name.Local, a.Value)
				}
			}
			open, texts = append(open, len(lines)), append(texts, "")
			lines = append(lines, line)
		case xml.CharData:
			if len(open) > 0 {
				texts[len(texts)-1] += string(token)
			}
		case xml.EndElement:
			last := len(open) - 1
			text := texts[last]
			if !slices.Contains(preserved, token.Name.Local) {
				text = strings.Join(strings.Fields(text), " ")
			}
			if text != "" {
				lines[open[last]] += fmt.Sprintf(" %q", text)
			}
			open, texts = open[:last], texts[:last]
		}
	}
}
