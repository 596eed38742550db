// Tests of the settings for attachments.

package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// binaryContract has binary elements of every kind. $EXPECTED and $POLICY are replaced.
const binaryContract = `<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:t" name="s" targetNamespace="urn:t"
 xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xmime="http://www.w3.org/2005/05/xmlmime" xmlns:p="http://schemas.xmlsoap.org/ws/2004/09/policy"
 xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
 xmlns:m="http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization">
<p:Policy u:Id="mtom"><p:ExactlyOne><p:All><m:OptimizedMimeSerialization/></p:All></p:ExactlyOne></p:Policy>
<w:types><xs:schema targetNamespace="urn:t">
<xs:simpleType name="Short"><xs:restriction base="xs:base64Binary"><xs:maxLength value="9"/></xs:restriction></xs:simpleType>
<xs:complexType name="Marked"><xs:simpleContent><xs:extension base="xs:base64Binary"><xs:attribute name="mark" type="xs:base64Binary"/></xs:extension></xs:simpleContent></xs:complexType>
<xs:element name="put"><xs:complexType><xs:sequence>
<xs:element name="one" type="xs:base64Binary"$EXPECTED/>
<xs:element name="optional" type="xs:base64Binary" minOccurs="0"/>
<xs:element name="many" type="xs:base64Binary" maxOccurs="unbounded"/>
<xs:element name="short" type="t:Short" minOccurs="0"/>
<xs:element name="marked" type="t:Marked"/>
<xs:element name="hex" type="xs:hexBinary"/>
<xs:element name="fixed" type="xs:base64Binary" fixed="AAAA"/>
</xs:sequence></xs:complexType></xs:element></xs:schema></w:types>
<w:message name="Put"><w:part name="body" element="t:put"/></w:message>
<w:portType name="P"><w:operation name="Put"><w:input message="t:Put"/></w:operation></w:portType>
<w:binding name="B" type="t:P">$POLICY<soap:binding/><w:operation name="Put"><w:input><soap:body use="literal"/></w:input></w:operation></w:binding>
</w:definitions>`

// TestAttachments: which fields are attachments.
func TestAttachments(t *testing.T) {
	const reference = `<p:PolicyReference URI="#mtom"/>`
	all := []string{"many", "marked", "one", "optional", "short"}
	for name, test := range map[string]struct {
		expected, policy, setting string
		want                      []string
		warning                   string
	}{
		"nothing":         {},
		"expected":        {expected: ` xmime:expectedContentTypes="image/png"`, want: []string{"one"}},
		"policy":          {policy: reference, want: all, warning: `api.wsdl:14:13: warning: the facets of "short" are not checked: it is an attachment, which is read while it is sent`},
		"inline policy":   {policy: `<p:Policy><m:OptimizedMimeSerialization p:Optional="true"/></p:Policy>`, want: all},
		"other policy":    {policy: `<p:PolicyReference URI="#other"/>`},
		"setting":         {setting: "mtom", want: all},
		"none":            {policy: reference, expected: ` xmime:expectedContentTypes="*/*"`, setting: "none"},
		"unknown setting": {setting: "swa", warning: `api.wsdl: unknown attachments "swa": write mtom or none, or leave it out`},
	} {
		api, ds := contracttest.Read("api.wsdl",
			strings.NewReplacer("$EXPECTED", test.expected, "$POLICY", test.policy).Replace(binaryContract))
		if api == nil {
			t.Fatal(ds)
		}
		if text := ds.Error(); strings.Contains(text, "not understood") != (name == "other policy") {
			t.Errorf("%s: %s", name, text)
		}
		var settings schema.Settings
		if test.setting != "" {
			settings.Attachments = &schema.Setting{Value: test.setting, Pos: schema.Pos{File: "api.wsdl"}}
		}
		ds = schema.Configure(api, settings)
		if test.warning != "" && !strings.Contains(ds.Error(), test.warning) {
			t.Errorf("%s: %s, want %s", name, ds.Error(), test.warning)
		}
		if ds.Faulty() {
			continue
		}
		var got []string
		for _, f := range api.SOAP.Operations[0].Input.Type.Fields() {
			if f.Type.IsAttachment() || f.Type.Value != nil && f.Type.Value.Type.IsAttachment() {
				got = append(got, f.Wire.Local)
			}
		}
		if d := cmp.Diff(test.want, slices.Sorted(slices.Values(got))); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if has := api.SOAP.Operations[0].HasAttachments(); has != (len(test.want) > 0) {
			t.Errorf("%s: the operation has attachments: %v", name, has)
		}
	}
}

// TestReferredAttachments: elements refer to attachments, unless the settings say that there are none; attributes do not.
func TestReferredAttachments(t *testing.T) {
	contract := strings.NewReplacer("$EXPECTED", "", "$POLICY", "", `type="xs:base64Binary" minOccurs="0"`,
		`type="r:swaRef" xmlns:r="http://ws-i.org/profiles/basic/1.1/xsd"`, `name="mark" type="xs:base64Binary"`,
		`name="mark" type="r:swaRef" xmlns:r="http://ws-i.org/profiles/basic/1.1/xsd"`, `targetNamespace="urn:t">
<xs:simpleType`, `targetNamespace="urn:t"><xs:import namespace="http://ws-i.org/profiles/basic/1.1/xsd"/>
<xs:simpleType`).Replace(binaryContract)
	warning := `api.wsdl:9:100: warning: the attribute "mark" is a URL: attachments that attributes refer to (swaRef) are not supported`
	for setting, want := range map[string]schema.BuiltinType{"": schema.ReferredAttachment, "mtom": schema.ReferredAttachment, "none": schema.AnyURI} {
		api, ds := contracttest.Read("api.wsdl", contract)
		if api == nil {
			t.Fatal(ds)
		}
		var settings schema.Settings
		if setting != "" {
			settings.Attachments = &schema.Setting{Value: setting}
		}
		ds = schema.Configure(api, settings)
		if strings.Contains(ds.Error(), warning) != (want == schema.ReferredAttachment) {
			t.Errorf("%s: %s, want %s", setting, ds.Error(), warning)
		}
		for _, f := range api.SOAP.Operations[0].Input.Type.Fields() {
			if f.Wire.Local == "optional" && f.Type.Builtin != want {
				t.Errorf("%s: the element is %s, want %s", setting, f.Type.Builtin, want)
			}
		}
	}
}

// TestAttachmentsElsewhere: there are none without envelopes, and in encoded messages.
func TestAttachmentsElsewhere(t *testing.T) {
	settings := schema.Settings{Package: "p", Attachments: &schema.Setting{Value: "mtom", Pos: schema.Pos{File: "gen.yaml", Line: 1, Col: 1}}}
	want := "gen.yaml:1:1: attachments is for a WSDL: remove it"
	if ds := schema.Configure(&schema.API{REST: &schema.REST{}}, settings); ds.Error() != want {
		t.Errorf("%s, want %s", ds.Error(), want)
	}
	encoded := &schema.API{SOAP: &schema.SOAP{Operations: []*schema.SOAPOperation{{Encoded: true}}}}
	want = "gen.yaml:1:1: the messages of the contract are encoded, and have no attachments: remove it"
	if ds := schema.Configure(encoded, settings); ds.Error() != want {
		t.Errorf("%s, want %s", ds.Error(), want)
	}
}
