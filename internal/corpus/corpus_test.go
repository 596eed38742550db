// Tests of the run over a corpus: a small one of our own, whose contracts and messages end in every way.

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const contractText = `<definitions targetNamespace="urn:t" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:t"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"><types>
  <xs:schema targetNamespace="urn:t"><xs:element name="note"><xs:complexType>
    <xs:sequence>
      <xs:element name="n" type="xs:decimal"/>
      <xs:element name="at" type="xs:dateTime" minOccurs="0"/>
    </xs:sequence>
    <xs:attribute name="kind" type="xs:QName"/></xs:complexType></xs:element></xs:schema></types>
  <message name="Note"><part name="p" element="t:note"/></message>
  <portType name="P"><operation name="Note"><input message="t:Note"/></operation></portType>
  <binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Note">
    <soap:operation/><input><soap:body use="literal"/></input></operation></binding></definitions>`

func message(body string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:q="urn:q">` +
		`<e:Header><h xmlns=""/></e:Header><e:Body>` + body + `</e:Body></e:Envelope>`
}

func TestRun(t *testing.T) {
	corpus := t.TempDir()
	for name, text := range map[string]string{
		"INDEX.tsv":           "path\nvendor/good.wsdl\t1\nvendor/encoded.wsdl\t2\nvendor/cut.wsdl\nvendor/none.txt\n",
		"vendor/good.wsdl":    contractText,
		"vendor/encoded.wsdl": strings.ReplaceAll(contractText, "literal", "encoded"),
		"vendor/cut.wsdl":     contractText[:200],
		"vendor/none.txt":     "prose",
		"vendor/same.xml": message(
			`<m:note xmlns:m="urn:t" kind="q:a"><n>1.50</n><at>2020-01-02T03:04:05.0Z</at></m:note>`),
		"vendor/wrong.xml": message(`<m:note xmlns:m="urn:t"><n>one</n></m:note>`),
		"vendor/other.xml": message(`<m:other xmlns:m="urn:t"/>`),
		"vendor/data.xml":  `<data/>`,
		"beside/more.wsdl": contractText,
		"beside/same.xml":  message(`<m:note xmlns:m="urn:t"><n>2</n></m:note>`),
	} {
		path := filepath.Join(corpus, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if root, err := filepath.Abs("../.."); err != nil {
		t.Fatal(err)
	} else {
		t.Chdir(root)
	}
	r := &run{corpus: corpus, out: t.TempDir(), quick: true}
	if _, err := r.all(""); err != nil {
		t.Fatal(err)
	}
	contracts := map[string]outcome{}
	samples := map[string]outcome{}
	for _, c := range r.contracts {
		contracts[c.path] = c.outcome
		for _, s := range c.samples {
			if old, ok := samples[s.path]; !ok || old == refused {
				samples[s.path] = s.outcome
			}
		}
	}
	for path, want := range map[string]outcome{
		"vendor/good.wsdl": good, "vendor/encoded.wsdl": refused, "vendor/cut.wsdl": refused,
		"vendor/none.txt": refused, "beside/more.wsdl": good,
	} {
		if contracts[path] != want {
			t.Errorf("%s is %s, want %s", path, contracts[path], want)
		}
	}
	for path, want := range map[string]outcome{
		"vendor/same.xml": good, "vendor/wrong.xml": verdict(t), "vendor/other.xml": refused, "beside/same.xml": good,
	} {
		if samples[path] != want {
			t.Errorf("%s is %s, want %s", path, samples[path], want)
		}
	}
}

func TestLost(t *testing.T) {
	got := lost(`a.wsdl:1:2: warning: operation "A" is left out: its input is <mime:content> or another message, which is not supported
a.wsdl:1:2: warning: operation "B" is left out: port type "P" does not declare it
a.wsdl:2:2: warning: operation "C" is left out: port type "Q" does not declare it
a.wsdl:3:2: warning: port "D" is left out with the operations of port type "R": it is document/encoded
a.wsdl:3:2: warning: port "G" is left out with the operations of port type "S" ("a", "b" and 2 more): its binding "T" sends plain HTTP (http:binding)
a.wsdl:3:2: warning: port "H" is left out with the operations of port type "U" ("c"): its binding "V" sends plain HTTP (http:binding)
a.wsdl:3:2: warning: port "E" is left out: the client is written for port "F"
`)
	want := map[string]int{
		"its input is <mime:content> or another message, which is not supported": 1, "port type … does not declare it": 2,
		"with the operations of port type …: it is document/encoded":                        1,
		"with the operations of port type …: its binding … sends plain HTTP (http:binding)": 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// verdict is the outcome of a message that is not valid: without xmllint nobody knows why it failed.
func verdict(t *testing.T) outcome {
	folder := t.TempDir()
	path := filepath.Join(folder, "c.wsdl")
	if err := os.WriteFile(path, []byte(contractText), 0o644); err != nil {
		t.Fatal(err)
	}
	c := &contract{path: "c.wsdl", samples: []*sample{{doc: []byte(`<note xmlns="urn:t"/>`), outcome: failed}}}
	c.judgeSamples(folder)
	return c.samples[0].outcome
}

func TestDifference(t *testing.T) {
	const doc = `<a xmlns="urn:a" xmlns:p="urn:p" x="p:q"><b> 1.0 </b><c>true</c><d>2020-01-01T00:00:00.000Z</d></a>`
	for other, want := range map[string]string{
		doc: "",
		`<o:a xmlns:o="urn:a" xmlns:z="urn:p" x="z:q" new="1"><o:b>1</o:b><o:c>true</o:c>` +
			`<o:d>2020-01-01T01:00:00+01:00</o:d></o:a>`: "",
		`<a/>`:                    "/a: {urn:a}a is written as {}a",
		`<a xmlns="urn:a"/>`:      "/a: the attribute x is lost",
		`<a xmlns="urn:a" x=""/>`: `/a: the attribute x is "p:q" and is written as ""`,
		`<a xmlns="urn:a" xmlns:p="urn:p" x="p:q"><b>1</b></a>`: "/a: the element {urn:a}c is lost",
		`<a xmlns="urn:a" xmlns:p="urn:p" x="p:q"><b>2</b></a>`: `/a/b: "1.0" is written as "2"`,
		`<a xmlns="urn:a" xmlns:p="urn:p" x="p:q"><c/></a>`:     "/a/b: {urn:a}b is written as {urn:a}c",
		strings.Replace(doc, "</a>", "<e/></a>", 1):             "/a: the element e is new",
		strings.Replace(doc, "urn:p", "urn:o", 1):               `/a: the attribute x is "p:q" and is written as "p:q"`,
		strings.Replace(doc, "true", "1", 1):                    `/a/c: "true" is written as "1"`,
	} {
		if got := difference([]byte(doc), []byte(other)); got != want {
			t.Errorf("%s\n got %s\nwant %s", other, got, want)
		}
	}
}
