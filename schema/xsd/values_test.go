// Tests of default and fixed values and of enumerations: each must be a value of its type.

package xsd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// impliedPlaces are where a default or fixed value stands: for a type by its name, or for types with the local
// declaration %s. The value is %v, and %a is default or fixed.
var impliedPlaces = map[string]string{
	"element": `<xs:element name="E" type="a:T" %a="%v"/>`,
	"anonymous type": `<xs:element name="E" %a="%v">` +
		`<xs:simpleType><xs:restriction base="a:T"/></xs:simpleType></xs:element>`,
	"local element": `<xs:complexType name="C"><xs:sequence>` +
		`<xs:element name="e" type="a:T" %a="%v"/></xs:sequence></xs:complexType>`,
	"attribute": `<xs:complexType name="C"><xs:attribute name="e" type="a:T" %a="%v"/></xs:complexType>`,
	"global attribute": `<xs:attribute name="e" type="a:T" %a="%v"/>` +
		`<xs:complexType name="C"><xs:attribute ref="a:e"/></xs:complexType>`,
	"attribute ref": `<xs:attribute name="e" type="a:T"/>` +
		`<xs:complexType name="C"><xs:attribute ref="a:e" %a="%v"/></xs:complexType>`,
	"simple content": `<xs:element name="E" type="a:C" %a="%v"/>` +
		`<xs:complexType name="C"><xs:simpleContent><xs:extension base="a:T"/></xs:simpleContent></xs:complexType>`,
	"item of a list": `<xs:element name="E" type="a:L" %a="%v %v"/>` +
		`<xs:simpleType name="L"><xs:list itemType="a:T"/></xs:simpleType>`,
	"member of a union": `<xs:element name="E" type="a:U" %a="%v"/>` +
		`<xs:simpleType name="U"><xs:union memberTypes="a:N a:T"/></xs:simpleType>` +
		`<xs:simpleType name="N"><xs:restriction base="xs:NMTOKEN"><xs:enumeration value="none"/></xs:restriction>` +
		`</xs:simpleType>`,
}

// impliedType is a restriction in an xs:simpleType called T, with values that it has and texts that are none.
type impliedType struct{ restriction, yes, no string }

func (typ impliedType) declaration() string {
	return `<xs:simpleType name="T"><xs:restriction ` + typ.restriction + `></xs:restriction></xs:simpleType>`
}

var impliedTypes = []impliedType{
	{`base="xs:date"`, "2024-02-29 2024-02-29Z", "2024-02-30 2023-02-29 2024-2-1 x"},
	{`base="xs:dateTime"`, "2024-02-29T00:00:00", "2024-02-30T00:00:00 2024-02-29 2024-02-29T25:00:00"},
	{`base="xs:time"`, "23:59:59", "25:00:00 23:60:00 23:59"},
	{`base="xs:duration"`, "P1D", "P 1D P1S"},
	{`base="xs:gYear"`, "2024", "24 x"},
	{`base="xs:gYearMonth"`, "2024-12", "2024-13"},
	{`base="xs:gMonth"`, "--12", "--13 12"},
	{`base="xs:gMonthDay"`, "--02-29", "--02-30"},
	{`base="xs:gDay"`, "---31", "---32"},
	{`base="xs:boolean"`, "true 0", "yes TRUE 2"},
	{`base="xs:int"`, "2147483647 -1", "2147483648 1.0 one"},
	{`base="xs:unsignedByte"`, "255", "256 -1"},
	{`base="xs:decimal"`, "1.50", "1e5 1,5"},
	{`base="xs:double"`, "1e5 INF NaN", "1e1e inf"},
	{`base="xs:hexBinary"`, "CAFE", "CAF xx"},
	{`base="xs:base64Binary"`, "AAAA", "AAA"},
	{`base="xs:language"`, "de-CH", "de_CH"},
	{`base="xs:NCName"`, "a", "a:b 1"},
	{`base="xs:QName"`, "a xs:a", "gone:a a:b:c 1"},
	{`base="xs:string"><xs:length value="2"/`, "ab", "a abc"},
	{`base="xs:string"><xs:minLength value="2"/`, "ab", "a"},
	{`base="xs:string"><xs:maxLength value="2"/`, "ab", "abc"},
	{`base="xs:hexBinary"><xs:length value="2"/`, "CAFE", "CA"},
	{`base="xs:token"><xs:pattern value="[a-c]+"/`, "abc", "abd"},
	{`base="xs:token"><xs:enumeration value="a"/><xs:enumeration value="b"/`, "a b", "c A"},
	{`base="xs:int"><xs:minInclusive value="5"/`, "5", "4"},
	{`base="xs:int"><xs:maxInclusive value="5"/`, "5", "6"},
	{`base="xs:double"><xs:minExclusive value="5"/`, "5.1", "5"},
	{`base="xs:date"><xs:maxExclusive value="2024-01-01"/`, "2023-12-31", "2024-01-01"},
	{`base="xs:decimal"><xs:totalDigits value="2"/`, "12.0 012", "123"},
	{`base="xs:decimal"><xs:fractionDigits value="1"/`, "1.20", "1.23"},
	{`base="xs:decimal"><xs:enumeration value="7.0"/`, "7 7.00 +7.0", "7.1"},
	{`base="xs:boolean"><xs:pattern value="true|false"/`, "true", "1"},
	{`base="xs:date"><xs:enumeration value="2024-01-01Z"/`, "2024-01-01+00:00", "2024-01-01"},
	{`base="xs:hexBinary"><xs:enumeration value="CAFE"/`, "cafe", "CAFF"},
}

// unjudged are what libxml2 takes though it is none: it does not look the prefixes of a default value up.
var unjudged = []string{`base="xs:QName"`}

// TestImpliedValues holds default and fixed values of every kind of type, at every place, to their types. A fixed value
// that is none is a fault where it stands; such a default value is ignored, with a warning. libxml2 refuses both.
func TestImpliedValues(t *testing.T) {
	for name, place := range impliedPlaces {
		for _, typ := range impliedTypes {
			for _, attr := range []string{"default", "fixed"} {
				for text := range strings.FieldsSeq(typ.no) {
					checkImplied(t, place+typ.declaration(), name, attr, text, true)
				}
				if strings.Contains(typ.restriction, "QName") {
					continue // is a value, with a warning
				}
				for text := range strings.FieldsSeq(typ.yes) {
					checkImplied(t, place+typ.declaration(), name, attr, text, false)
				}
			}
		}
	}
}

// checkImplied checks that content with text as the value of attr is reported there, or nowhere.
func checkImplied(t *testing.T, content, name, attr, text string, isReported bool) {
	t.Helper()
	content = strings.NewReplacer("%a", attr, "%v", text).Replace(content)
	api, ds := contracttest.Read("api.wsdl", contracttest.WSDL(contracttest.In+content))
	start, end := fmt.Sprintf("api.wsdl:6:%d: ", strings.Index(content, attr+"=")+1), ""
	isFault := isReported && attr == "fixed"
	if isReported && !isFault {
		start, end = start+"warning: ", ": the default value is ignored"
	}
	isFound := slices.ContainsFunc(ds, func(d schema.Diagnostic) bool {
		isOfValue := strings.HasPrefix(d.String(), start+`"`) || strings.HasPrefix(d.String(), start+"the prefix")
		return isOfValue && strings.HasSuffix(d.String(), end)
	})
	if isFound != isReported || ds.Faulty() != isFault {
		t.Errorf("%s, %s=%q: reported %v\n%s\n%v", name, attr, text, !isReported, content, ds)
	}
	if isReported && !isFault && hasDefault(api) {
		t.Errorf("%s, %s=%q: the model has the default value\n%s", name, attr, text, content)
	}
}

// hasDefault reports whether a field of api has a default value.
func hasDefault(api *schema.API) bool {
	return slices.ContainsFunc(api.Types, func(t *schema.Type) bool {
		fields := slices.Concat(t.Attributes, t.Fields())
		return slices.ContainsFunc(fields, func(f *schema.Field) bool { return f.Default != nil })
	})
}

// TestImpliedValuesJudged holds the expectations of TestImpliedValues to libxml2.
func TestImpliedValuesJudged(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed")
	}
	file := filepath.Join(t.TempDir(), "a.xsd")
	for _, typ := range impliedTypes {
		if strings.Contains(strings.Join(unjudged, " "), typ.restriction) {
			continue
		}
		for i, texts := range []string{typ.yes, typ.no} {
			for value := range strings.FieldsSeq(texts) {
				content := strings.NewReplacer("%a", "default", "%v", value).Replace(impliedPlaces["local element"])
				text := `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" xmlns:a="urn:a">` +
					content + typ.declaration() + `</xs:schema>`
				if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
				output, _ := exec.Command(xmllint, "--noout", "--schema", file, file).CombinedOutput()
				isRefused := strings.Contains(string(output), "failed to compile")
				if isRefused != (i == 1) {
					t.Errorf("libxml2 refuses %q for %s: %v\n%s", value, typ.restriction, isRefused, output)
				}
			}
		}
	}
}
