// Splits of every shape: where the list and the rows are, what rows repeat, and elements that share a type.

package templates_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// splitShape is one way to write an operation with a list. Its names hold words that templates could take for theirs.
type splitShape struct {
	deep, optional bool // whether the list and the rows are two elements down, which can be left out
	group          bool // whether the list is a group that repeats, of two kinds of elements
	shared         bool // whether another operation has elements of the same types
	reason         bool // whether a row says why its item was rejected
	echo           []string
}

func (s splitShape) contract() string {
	occurs, list, rows := "", `<xs:element name="SHOPItem" type="t:ROWItem" maxOccurs="7"/>`,
		`<xs:element name="OPRow" type="t:MAXRow" minOccurs="0" maxOccurs="unbounded"/>`
	if s.optional {
		occurs = ` minOccurs="0"`
	}
	if s.group {
		list = `<xs:choice maxOccurs="7"><xs:element name="SHOPItem" type="t:ROWItem"/>` +
			`<xs:element name="other" type="t:Other"/></xs:choice>`
	}
	if s.deep {
		wrap := `<xs:element name="ITEMBody"%[1]s><xs:complexType><xs:sequence><xs:element name="lines"%[1]s>` +
			`<xs:complexType><xs:sequence>%[2]s</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>`
		list, rows = fmt.Sprintf(wrap, occurs, list), fmt.Sprintf(wrap, occurs, rows)
	}
	other := ""
	if s.shared {
		other = `<operation name="Again"><input message="t:againIn"/><output message="t:againOut"/></operation>`
	}
	portType := `<operation name="SHOPOrder"><input message="t:in"/><output message="t:out"/></operation>` + other
	binding := strings.NewReplacer(`<input message="t:in"/>`, literalInput, `<output message="t:out"/>`, literalOutput,
		`<input message="t:againIn"/>`, literalInput, `<output message="t:againOut"/>`, literalOutput).Replace(portType)
	return `<definitions targetNamespace="urn:t" xmlns:t="urn:t" xmlns="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"><types>
  <xs:schema targetNamespace="urn:t">
    <xs:element name="in" type="t:SPLITIn"/><xs:element name="out" type="t:Out"/>
    <xs:element name="againIn" type="t:SPLITIn"/><xs:element name="againOut" type="t:Out"/>
    <xs:complexType name="SPLITIn"><xs:sequence><xs:element name="pin" type="xs:string"/>` + list + `</xs:sequence></xs:complexType>
    <xs:complexType name="Out"><xs:sequence>` + rows + `</xs:sequence></xs:complexType>
    <xs:complexType name="ROWItem"><xs:sequence><xs:element name="key" type="xs:int"/>
      <xs:element name="code" type="t:Code" minOccurs="0"/></xs:sequence></xs:complexType>
    <xs:complexType name="Other"><xs:sequence><xs:element name="key" type="xs:int" minOccurs="0"/></xs:sequence></xs:complexType>
    <xs:simpleType name="Code"><xs:restriction base="xs:token"><xs:enumeration value="a"/></xs:restriction></xs:simpleType>
    <xs:complexType name="MAXRow"><xs:sequence><xs:element name="row" type="xs:long"/>
      <xs:element name="key" type="xs:string" nillable="true"/><xs:element name="code" type="xs:string"/>
      <xs:element name="fault" type="t:Why" minOccurs="0"/></xs:sequence></xs:complexType>
    <xs:complexType name="Why"><xs:sequence><xs:element name="text" type="xs:string"/></xs:sequence></xs:complexType>
  </xs:schema></types>
  <message name="in"><part name="p" element="t:in"/></message><message name="out"><part name="p" element="t:out"/></message>
  <message name="againIn"><part name="p" element="t:againIn"/></message>
  <message name="againOut"><part name="p" element="t:againOut"/></message>
  <portType name="P">` + portType + `</portType>
  <binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` + binding + `</binding>
  <service name="S"><port name="P" binding="t:B"><soap:address location="https://s.example"/></port></service></definitions>`
}

const (
	literalInput  = `<soap:operation soapAction=""/><input><soap:body use="literal"/></input>`
	literalOutput = `<output><soap:body use="literal"/></output>`
)

func (s splitShape) settings() schema.Settings {
	set := func(value string) schema.Setting { return schema.Setting{Value: value} }
	split := schema.SplitSettings{Operation: set("SHOPOrder"), List: set("SHOPItem"), Rows: set("OPRow"),
		Index: set("row")}
	if s.group {
		split.List.Value = "item"
	}
	if s.deep {
		split.List.Value, split.Rows.Value = "ITEMBody.lines."+split.List.Value, "ITEMBody.lines."+split.Rows.Value
	}
	if s.reason {
		split.Error = set("fault")
	}
	for _, name := range s.echo {
		split.Echo = append(split.Echo, set(name))
	}
	return schema.Settings{Package: "p", Splits: []schema.SplitSettings{split}}
}

func TestSplits(t *testing.T) {
	for bits := range 1 << 5 {
		s := splitShape{deep: bits&1 != 0, optional: bits&2 != 0, group: bits&4 != 0, shared: bits&8 != 0,
			reason: bits&16 != 0, echo: [][]string{nil, {"key"}, {"key", "code"}}[bits%3]}
		t.Run(fmt.Sprintf("%+v", s), func(t *testing.T) {
			folder := fstest.MapFS{"t.wsdl": {Data: []byte(s.contract())}}
			api, ds := wsdl.Read(schema.Source{FS: folder, Name: "t.wsdl"})
			if ds.Faulty() {
				t.Fatal(ds)
			}
			ds = append(schema.Configure(api, s.settings()), schema.Name(api, s.settings())...)
			files, more := templates.Render(api, "github.com/kontrakt-dev/kontrakt/internal/runtime")
			if ds = append(ds, more...); ds.Faulty() {
				t.Fatal(ds)
			}
			compile(t, files)
			source := string(files["shoporder.go"])
			for text, want := range map[string]bool{
				"if m.ITEMBody.Lines == nil":    s.deep && s.optional,
				"m.ITEMBody = new(*m.ITEMBody)": s.deep && s.optional, // not the caller's
				"split.Reason(m.Fault)":         s.reason,
				"split.Echo(m.Key, m.Code)":     len(s.echo) == 2,
				"if m := m.Other; m != nil":     s.group && s.echo != nil,
				"return split.Echo(m.Key, nil)": s.group && len(s.echo) == 2,
			} {
				if strings.Contains(source, text) != want {
					t.Errorf("%q: want %v in\n%s", text, want, source)
				}
			}
		})
	}
}
