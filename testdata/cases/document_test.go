// Documents: the generated types of which a case has instances, and what the tests do with those, in XML or in JSON.

package cases_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// document is a type that is the type of one element of a WSDL, or a type of a YAML description.
type document struct {
	folder         string
	form           form
	space, element string     // the name in the contract
	pointer        func() any // returns a pointer to a zero value of the type
}

// form says how instances are written.
type form string

const (
	inXML  form = "xml"
	inJSON form = "json"
)

// xmlMessage is implemented by the generated type of a document element.
type xmlMessage interface {
	Validate() error
	AppendXML(b []byte) ([]byte, error)
	DecodeXML(doc []byte) error
}

// jsonMessage is implemented by the generated types of a YAML description.
type jsonMessage interface {
	AppendJSON(b []byte) ([]byte, error)
	UnmarshalJSON(doc []byte) error
}

// message is a value of a document's type, and the methods that read, check and write it.
type message struct {
	value    any // a pointer to a struct
	decode   func(doc []byte) error
	validate func() error
	encode   func() ([]byte, error)
}

// new returns a message without content.
func (d document) new() message {
	switch value := d.pointer().(type) {
	case xmlMessage:
		return message{value, value.DecodeXML, value.Validate, func() ([]byte, error) { return value.AppendXML(nil) }}
	case jsonMessage:
		valid := func() error { return nil } // reading has found every deviation
		if ruled, ok := value.(interface{ Validate() error }); ok {
			valid = ruled.Validate
		}
		return message{value, value.UnmarshalJSON, valid, func() ([]byte, error) { return value.AppendJSON(nil) }}
	}
	panic("no message")
}

// instance is a document in a file.
type instance struct {
	file   string
	doc    []byte
	reason string // why an invalid one is
}

var (
	xmlReason  = regexp.MustCompile(`<!-- (.*?) -->`)
	jsonReason = regexp.MustCompile(`^// (.*)\n`)
)

// instances returns the valid or the invalid instances of d, of the first of which there must be one.
func (d document) instances(t *testing.T, kind string) []instance {
	t.Helper()
	var list []instance
	for _, file := range glob(t, d.folder, kind+"-*."+string(d.form)) {
		doc, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		i := instance{file: file, doc: doc}
		found := xmlReason.FindSubmatch(doc)
		switch d.form {
		case inXML:
			if !strings.HasPrefix(infoset(t, doc), "<"+d.name()+" ") {
				continue
			}
		case inJSON:
			if !strings.HasPrefix(filepath.Base(file), kind+"-"+d.element+"-") {
				continue
			}
			if found = jsonReason.FindSubmatch(doc); found != nil {
				i.doc = doc[len(found[0]):]
			}
		}
		if kind == "invalid" {
			if found == nil {
				t.Fatalf("%s does not say why it is invalid", file)
			}
			i.reason = string(found[1])
		}
		list = append(list, i)
	}
	if kind == "valid" && len(list) == 0 {
		t.Fatalf("there is no valid instance of %s", d.name())
	}
	return list
}

// name is the element's name as infoset writes it.
func (d document) name() string {
	if d.space == "" {
		return d.element
	}
	return "{" + d.space + "}" + d.element
}

// canonical returns the same text for documents that say the same.
func (d document) canonical(t *testing.T, doc []byte) string {
	t.Helper()
	if d.form == inXML {
		return infoset(t, doc)
	}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(doc))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v in\n%s", err, doc)
	}
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// judge returns the judge of d's instances.
func (d document) judge(t *testing.T) judge {
	t.Helper()
	if d.form == inXML {
		return newXMLJudge(t, d.folder)
	}
	return newJSONJudge(t, d)
}

// texts returns the texts that values of d may be changed to: those of its instances, and some that are seldom valid.
func (d document) texts(t *testing.T) []string {
	t.Helper()
	if d.form == inXML {
		return xmlTexts(t, d.folder)
	}
	list := []string{"", "a", " ", "x & <y>", "ä \"😀\"", "12345678901234567890"}
	for _, i := range d.instances(t, "valid") {
		decoder := json.NewDecoder(bytes.NewReader(i.doc))
		for {
			token, err := decoder.Token()
			if err != nil {
				break
			}
			if text, ok := token.(string); ok {
				list = append(list, text)
			}
		}
	}
	return list
}

// xmlTexts returns the values in the instances of a case, which its types are likely to take, and some that they may not.
func xmlTexts(t *testing.T, folder string) []string {
	list := []string{"", "a", "A1", " ", "x & <y>", "ä]]>", "12345678901234567890"}
	for _, file := range glob(t, folder, "valid-*.xml") {
		doc, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(bytes.NewReader(doc))
		for {
			token, _ := decoder.Token()
			if token == nil {
				break
			}
			switch token := token.(type) {
			case xml.CharData:
				if text := strings.Join(strings.Fields(string(token)), " "); text != "" {
					list = append(list, text, text, text)
				}
			case xml.StartElement:
				for _, a := range token.Attr {
					if a.Name.Space != "xmlns" {
						list = append(list, a.Value, a.Value)
					}
				}
			}
		}
	}
	return list
}
