// Stability: a contract that grows keeps the names that it has.

package schema_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

const casesFolder = "../testdata/cases"

var (
	schemaStart = regexp.MustCompile(`<xs:schema\s[^>]*>`)
	enumeration = regexp.MustCompile(`<xs:enumeration value="([^"]*)"/>`)
)

// grown are functions that add components to a contract.
var grown = map[string]func(contract string) string{
	"types and elements": func(contract string) string {
		for _, n := range []string{"Aa", "zz"} {
			components := fmt.Sprintf(
				`<xs:complexType name="%[1]sType"><xs:attribute name="a" type="xs:int"/></xs:complexType>
				<xs:element name="%[1]sElement"><xs:complexType/></xs:element>
				<xs:simpleType name="%[1]sSimple"><xs:restriction base="xs:token"><xs:enumeration value="x"/></xs:restriction>
				</xs:simpleType>`, n)
			if n == "Aa" {
				contract = schemaStart.ReplaceAllString(contract, "${0}"+components)
			} else {
				contract = strings.ReplaceAll(contract, "</xs:schema>", components+"</xs:schema>")
			}
		}
		return contract
	},
	"fields": func(contract string) string {
		return strings.NewReplacer(
			"</xs:sequence>", `<xs:element name="zzField" type="xs:int" minOccurs="0"/></xs:sequence>`,
			"</xs:all>", `<xs:element name="zzField" type="xs:int" minOccurs="0"/></xs:all>`,
			"</xs:choice>", `<xs:element name="zzAlternative" type="xs:int"/></xs:choice>`,
			"</xs:complexType>", `<xs:attribute name="zzAttribute" type="xs:int"/></xs:complexType>`,
		).Replace(contract)
	},
	"constants": func(contract string) string {
		return enumeration.ReplaceAllString(contract, `<xs:enumeration value="${1}9"/>${0}`)
	},
	"operations": func(contract string) string {
		soap := "soap"
		if strings.Contains(contract, "<soap12:binding") {
			soap = "soap12"
		}
		for _, n := range []string{"Aa", "zz"} {
			insert := func(before, text string) {
				contract = strings.Replace(contract, before, fmt.Sprintf(text, n, soap)+before, 1)
			}
			insert(`</xs:schema>`, `<xs:element name="%[1]sAsked" type="xs:int"/>`)
			insert(`<wsdl:portType`,
				`<wsdl:message name="%[1]sAsked"><wsdl:part name="p" element="t:%[1]sAsked"/></wsdl:message>`)
			insert(`</wsdl:portType>`,
				`<wsdl:operation name="%[1]sAsk"><wsdl:input message="t:%[1]sAsked"/></wsdl:operation>`)
			insert(`</wsdl:binding>`,
				`<wsdl:operation name="%[1]sAsk"><wsdl:input><%[2]s:body use="literal" namespace="urn:x"/>
				</wsdl:input></wsdl:operation>`)
		}
		return contract
	},
}

// A type, element, attribute, constant or operation more renames nothing that was there.
func TestGrowingContractKeepsNames(t *testing.T) {
	contracts, err := filepath.Glob(casesFolder + "/*/contract.wsdl")
	if err != nil || len(contracts) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range contracts {
		folder := filepath.Dir(path)
		files := fstest.MapFS{}
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if extension := filepath.Ext(path); err != nil || extension != ".wsdl" && extension != ".xsd" {
				return err
			}
			data, err := os.ReadFile(path)
			name, _ := filepath.Rel(folder, path)
			files[filepath.ToSlash(name)] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		contract := string(files["contract.wsdl"].Data)
		if !strings.Contains(contract, "</xs:schema>") {
			continue // it is in UTF-16
		}
		before := namesOf(t, files)
		for way, grow := range grown {
			t.Run(filepath.Base(folder)+"/"+way, func(t *testing.T) {
				larger := grow(contract)
				files["contract.wsdl"] = &fstest.MapFile{Data: []byte(larger)}
				after := namesOf(t, files)
				for thing, names := range before {
					for _, name := range names {
						if !slices.Contains(after[thing], name) {
							t.Errorf("%s was called %s and is called %s", thing, name, strings.Join(after[thing], ", "))
						}
					}
				}
				if way != "constants" && len(after) <= len(before) {
					t.Error("the contract did not grow")
				}
			})
		}
	}
}

// namesOf returns the Go names of all components of the contract in files, by kind and name on the wire.
func namesOf(t *testing.T, files fs.FS) map[string][]string {
	t.Helper()
	api, ds := wsdl.Read(schema.Source{FS: files, Name: "contract.wsdl"})
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, schema.Settings{})...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
	}
	if ds.Faulty() {
		t.Fatal(ds)
	}
	names := map[string][]string{}
	add := func(name string, component ...string) {
		key := strings.Join(component, " ")
		names[key] = append(names[key], name)
	}
	for _, typ := range api.Types {
		where := wirePath(typ)
		add(typ.Name, "type", where)
		for _, f := range typ.Fields() {
			add(f.Name, "field", where, f.Wire.String())
		}
		for _, v := range typ.Values {
			add(v.Name, "constant", where, v.Value)
		}
	}
	for _, op := range api.SOAP.Operations {
		add(op.Name, "operation", op.Wire)
		for _, h := range slices.Concat(op.InputHeaders, op.OutputHeaders) {
			add(h.Name, "header", op.Wire, h.Element.String())
		}
	}
	for _, n := range api.SOAP.Namespaces {
		add(n.Name, "namespace", n.URI)
	}
	return names
}

// wirePath returns the name of t on the wire, after those of the types around it.
func wirePath(t *schema.Type) string {
	if t.Owner == nil {
		return t.Wire.String()
	}
	return wirePath(t.Owner) + "/" + t.Wire.String()
}
