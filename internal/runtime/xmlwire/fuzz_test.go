// The XML scanner's verdicts and outlines, compared with those of encoding/xml.
//
// encoding/xml accepts much that is not well-formed, so its tokens are judged here by the rules that it leaves out:
// one document element with nothing but white space around it, no document type, declared prefixes, no attribute
// twice.

package xmlwire_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

var xmlSeeds = []string{
	`<a/>`, `<a x="1" y='2'><b/>text<c>&lt;&#233;</c></a>`, `<?xml version="1.0" encoding="utf-8"?><a/>`,
	`<p:a xmlns:p="urn:one" p:x="1"><b xmlns="urn:two"/></p:a>`,
	`<a><![CDATA[<&]]]]><!-- c --><?p i?></a>`, "<a>\r\n</a>\r",
	`<a xmlns="urn:one"><p:b xmlns:p='urn:two' p:x="&#x41; &lt;'"><!-- x -->1 &gt; 0 <c xmlns="">é</c ` +
		`><?p?></p:b></a> `,
	`<a>]]></a>`, `<a><b></a></b>`, `<a/><b/>`, `<a x="1" x="2"/>`, `<p:a/>`,
	`<!DOCTYPE a><a/>`, `<a x="<"/>`, `<a>&nbsp;</a>`,
	`<a xmlns:xml="u"/>`, `<a xmlns:p=""/>`, `<a:b:c/>`, `<ä>ö</ä>`, "<a>\x00</a>", `x<a/>`,
	`<a/>x`, `<a`, `<a x=1/>`, `<a x/>`,
	`<incidentList><plainIncident><employeeId>4711</employeeId><name>Jürgen Groß</name></plainIncident></incidentList>`,
	`<n><employmentStatus></employmentStatus><incidentErrorMessage>Übertragung fehlt</incidentErrorMessage></n>`,
	`<c:NoIncidentRequest xmlns:c="urn:one"><c:employmentStatusCode>ä</c:employmentStatusCode></c:NoIncidentRequest>`,
	`<r><employeeId>x</EmployeeId></r>`, `<r><employmentStatus>x</employmentSta+us></r>`, `<r><a></b></r>`,
	`<Straße Größe="überall &#228;"></Straße>`,
	`<r><text>Grüße aus Köln &amp; Düsseldorf, 12 € für alle</text><x></x></r>`,
}

func FuzzXMLVerdict(f *testing.F) {
	for _, seed := range xmlSeeds {
		f.Add(seed)
	}
	f.Fuzz(checkVerdict)
}

// checkVerdict compares the verdict on doc, and its outline, with those of encoding/xml.
func checkVerdict(t *testing.T, doc string) {
	got, err := outline(doc)
	want, wantErr := referenceOutline(doc)
	switch {
	case err == nil && wantErr == nil:
		if got != want {
			t.Errorf("%q\n got %s\nwant %s", doc, got, want)
		}
		checkRaw(t, doc, got)
	case err == nil && !tooStrict(doc, wantErr):
		t.Errorf("%q is accepted, but %v", doc, wantErr)
	case wantErr == nil && !tooLenient(doc):
		t.Errorf("%q is refused: %v", doc, err)
	}
	var fault *wire.SyntaxError
	if err != nil && (!errors.As(err, &fault) || fault.Line < 1 || fault.Column < 1) {
		t.Errorf("%q: %#v", doc, err)
	}
}

// FuzzXMLTags compares the verdicts on an element between any two tags, on each of the scanner's paths, with those of
// encoding/xml and with the rule itself: the tags have the same name. In TestXMLVerdictOfXmllint, libxml2 judges such
// tags.
func FuzzXMLTags(f *testing.F) {
	for _, seed := range [][2]string{
		{"a", "a"}, {"a", "b"}, {"a", ""}, {"employeeId", "EmployeeId"}, {"incidentId", "incidentId "},
		{"Straße", "Strasse"}, {"employmentStatus", "employmentStatus"}, {"employmentStatus", "employmentstatus"},
		{"p:employeeId", "q:employeeId"},
		{"incidentErrorMessage", "incidentErrorMassage"}, {"p:employmentStatusOfToday", "p:employmentStatusOfTodax"},
		{"Größenangabe", "Größenangabe"}, {"name x='1'", "name"}, {"c/><c", "c"}, {"employeeI", "employeeId"},
	} {
		f.Add(seed[0], seed[1])
	}
	isName := regexp.MustCompile(`^([pq]:)?[A-Za-z_][A-Za-z0-9_.-]*$`)
	f.Fuzz(func(t *testing.T, start, end string) {
		for _, p := range endTagPaths {
			doc := `<root xmlns:p="urn:one" xmlns:q="urn:one">` +
				p.before + "<" + start + ">" + p.content + "</" + end + ">" + p.after + "</root>"
			checkVerdict(t, doc)
			_, err := outline(doc)
			if isName.MatchString(start) && (err == nil) != (strings.TrimRight(end, " \t\r\n") == start) {
				t.Errorf("%s: %q: %v", p.path, doc, err)
			}
		}
	})
}

// checkRaw checks that the content of a document is the same by itself as in the document, whose outline is given.
func checkRaw(t *testing.T, doc, whole string) {
	d := xmlwire.NewDecoder(doc, namespaceTable)
	d.Child()
	raw := d.Raw()
	content, err := outline("<raw>" + raw + "</raw>")
	if err != nil || d.Close() != nil || !strings.HasSuffix(whole, strings.TrimPrefix(content, "(0:raw")) {
		t.Errorf("%q\nhas the content %q, %v", doc, raw, err)
	}
}

// FuzzXMLText compares the character data of an element, and checks that no way to read it panics or changes the
// verdict.
func FuzzXMLText(f *testing.F) {
	for _, seed := range []string{
		"", "text", "&lt;&#x20AC;", "<![CDATA[x]]>y<!-- z -->", "]]>", "<b>c</b>", "&", "a\r\nb", " 1 ", "2020-02-29",
		"Übertragung fehlt", "Jürgen Groß, Düsseldorf", "\n  maL0HMDszA2b9PKiqCAZRGh0ZDpVjmvc\n", "ä", "12345678ü",
		"€uro", strings.Repeat("überlang ", 12),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		doc := "<v>" + content + "</v>"
		tree, wellFormed := outline(doc)
		if wellFormed == nil && tree == "(0:v)" {
			var want struct {
				Text string `xml:",chardata"`
			}
			if err := xml.Unmarshal([]byte(doc), &want); err == nil && want.Text != inside(content).Text() {
				t.Errorf("%q: got %q, want %q", content, inside(content).Text(), want.Text)
			}
		}
		for name, read := range map[string]func(d *xmlwire.Decoder){
			"Raw": func(d *xmlwire.Decoder) { d.Raw() }, "Outer": func(d *xmlwire.Decoder) { d.Outer() },
			"Skip":  (*xmlwire.Decoder).Skip,
			"Text":  func(d *xmlwire.Decoder) { d.Text() },
			"Token": func(d *xmlwire.Decoder) { d.Token() },
		} {
			d := inside(content)
			if read(d); d.Close() == nil && wellFormed != nil {
				t.Errorf("%s: %q is accepted, but %v", name, content, wellFormed)
			}
		}
		if raw := inside(content).Raw(); wellFormed == nil && raw != lineFeeds.Replace(content) {
			t.Errorf("Raw of %q = %q", content, raw)
		}
		// A document that is lent gives the same as one of the decoder's own, also after it has changed.
		record := "<t>" + content + "</t><u>" + content + "</u>"
		list := "<list>" + record + record + strings.Repeat("<end/>", 10) + "</list>"
		var own, lent texts
		d := xmlwire.NewDecoder(list, namespaceTable[:1])
		d.Child()
		deviations := xmltype.New(new(contract.Types)).Decode(d, &own)
		fault, document := d.Close(), []byte(list)
		err := xmltype.New(new(contract.Types)).DecodeDocument(document, "list", &lent)
		clear(document)
		if runtimetest.IsDeviation(
			err) != (fault == nil && deviations != nil) || (err == nil) != (fault == nil && deviations == nil) ||
			fault == nil && !reflect.DeepEqual(own, lent) {
			t.Errorf("%q: lent, it gives %q, %v, not %q, %v", content, lent, err, own, fault)
		}
	})
}

// texts are read with and without their white space.
type texts struct {
	T []string `soap:"t"`
	U []string `soap:"u,type=token"`
}

const InstanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"

var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// referenceOutline is outline after encoding/xml.
func referenceOutline(doc string) (string, error) {
	doc = strings.TrimPrefix(doc, "\ufeff")
	d := xml.NewDecoder(strings.NewReader(doc))
	var (
		b      strings.Builder
		open   []xml.Name
		scopes = []map[string]string{{"": "", "xml": "http://www.w3.org/XML/1998/namespace"}}
		roots  int
	)
	for {
		offset := int(d.InputOffset())
		token, err := d.RawToken()
		if err == io.EOF {
			break
		} else if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(open) == 0 {
				roots++
			}
			scope, err := declare(scopes[len(scopes)-1], token.Attr)
			if err != nil {
				return "", err
			}
			uri, ok := scope[token.Name.Space]
			if !ok || !isNCName(token.Name.Local) || token.Name.Space != "" && !isNCName(token.Name.Space) {
				return "", fmt.Errorf("name %v", token.Name)
			}
			fmt.Fprintf(&b, "(%d:%s", slices.Index(namespaceTable, uri), token.Name.Local)
			attributes, err := resolve(scope, token.Attr)
			if err != nil {
				return "", err
			}
			b.WriteString(attributes)
			open, scopes = append(open, token.Name), append(scopes, scope)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != token.Name {
				return "", fmt.Errorf("end tag %v", token.Name)
			}
			b.WriteString(")")
			open, scopes = open[:len(open)-1], scopes[:len(scopes)-1]
		case xml.CharData:
			// As it is written, and so not "" for a CDATA section.
			text := strings.Trim(doc[offset:d.InputOffset()], " \t\r\n")
			if len(open) == 0 && text != "" {
				return "", errors.New("text outside of the document element")
			}
		case xml.Directive:
			return "", errors.New("directive")
		case xml.ProcInst:
			declaration := token.Target == "xml" && offset == 0
			if !declaration && strings.EqualFold(token.Target, "xml") || strings.Contains(token.Target, ":") {
				return "", errors.New("target of a processing instruction")
			}
		}
	}
	if roots != 1 || len(open) > 0 {
		return "", fmt.Errorf("%d document elements, %d open", roots, len(open))
	}
	return b.String(), nil
}

// declare returns the bindings of prefixes inside of an element.
func declare(outer map[string]string, attrs []xml.Attr) (map[string]string, error) {
	scope := map[string]string{}
	for prefix, uri := range outer {
		scope[prefix] = uri
	}
	declared := map[string]bool{}
	for _, a := range attrs {
		prefix := a.Name.Local
		if a.Name.Space == "" && prefix == "xmlns" {
			prefix = ""
		} else if a.Name.Space != "xmlns" {
			continue
		}
		reserved := a.Value == "http://www.w3.org/2000/xmlns/" || prefix == "xmlns" ||
			(prefix == "xml") != (a.Value == "http://www.w3.org/XML/1998/namespace")
		if reserved || declared[prefix] || prefix != "" && (a.Value == "" || !isNCName(prefix)) {
			return nil, fmt.Errorf("declaration of %q", prefix)
		}
		declared[prefix] = true
		scope[prefix] = a.Value
	}
	return scope, nil
}

// resolve returns the attributes of an element for its outline.
func resolve(scope map[string]string, attrs []xml.Attr) (string, error) {
	var b strings.Builder
	seen := map[xml.Name]bool{}
	for _, a := range attrs {
		if a.Name.Space == "xmlns" || a.Name == (xml.Name{Local: "xmlns"}) {
			continue
		}
		name := xml.Name{Local: a.Name.Local}
		if a.Name.Space != "" {
			uri, ok := scope[a.Name.Space]
			if !ok || !isNCName(a.Name.Space) {
				return "", fmt.Errorf("prefix %s", a.Name.Space)
			}
			name.Space = uri
		}
		if name.Space == InstanceNamespace && isNCName(name.Local) && !seen[name] {
			seen[name] = true
			continue // which OtherAttrs leaves out
		}
		if seen[name] || !isNCName(name.Local) {
			return "", fmt.Errorf("attribute %s", name.Local)
		}
		seen[name] = true
		fmt.Fprintf(&b, " %d:%s=%q", slices.Index(namespaceTable, name.Space), name.Local, normalizedAttribute(a.Value))
	}
	return b.String(), nil
}

// normalizedAttribute makes white space spaces, which encoding/xml does not. It cannot tell that from references to
// white space; tooLenient and the outline's reader do without them.
func normalizedAttribute(s string) string {
	return strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(s)
}

// isNCName reports whether s is a name without a colon, for encoding/xml.
func isNCName(s string) bool {
	token, err := xml.NewDecoder(strings.NewReader("<" + s + "/>")).RawToken()
	start, ok := token.(xml.StartElement)
	return err == nil && ok && start.Name == xml.Name{Local: s} && !strings.Contains(s, ":")
}

// tooStrict reports whether encoding/xml may refuse what is well-formed: names of the fifth edition of XML 1.0,
// version numbers, and the encoding us-ascii.
func tooStrict(doc string, err error) bool {
	return strings.Contains(err.Error(), "name") && strings.ContainsFunc(doc, func(r rune) bool { return r >= 0x80 }) ||
		strings.Contains(err.Error(), "version") || strings.Contains(err.Error(), "encoding")
}

var lenientlyRead = regexp.MustCompile(`<\?` + // what a processing instruction holds, the XML declaration above all
	`|["'][^\s/>]` + // attributes that no space separates
	`|&#(x0*[dD][89a-fA-F]..|0*5[567]...);`) // references to surrogates

// tooLenient reports whether encoding/xml may accept what is not well-formed in a way that its tokens do not show.
func tooLenient(doc string) bool { return lenientlyRead.MatchString(doc) }
