// Tests of policies: which ones demand security of messages, and where they can be attached.

package wsdl_test

import (
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
)

const (
	policyNamespaces = ` xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:old="http://schemas.xmlsoap.org/ws/2004/09/policy"` +
		` xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"` +
		` xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"`
	https = `<sp:TransportBinding><wsp:Policy><sp:TransportToken><wsp:Policy><sp:HttpsToken><wsp:Policy>` +
		`<sp:RequireClientCertificate/></wsp:Policy></sp:HttpsToken></wsp:Policy></sp:TransportToken>%</wsp:Policy></sp:TransportBinding>`
	user = `<sp:SupportingTokens><wsp:Policy><sp:UsernameToken%/></wsp:Policy></sp:SupportingTokens>`
)

// demands returns what a contract demands in which parts are replaced: old, new, old, new, and so on.
func demands(t *testing.T, replaced ...string) string {
	t.Helper()
	text := strings.Replace(contracttest.WSDL(contracttest.In), "<wsdl:definitions", "<wsdl:definitions"+policyNamespaces, 1)
	for i := 0; i < len(replaced); i += 2 {
		if !strings.Contains(text, replaced[i]) {
			t.Fatalf("there is no %s in\n%s", replaced[i], text)
		}
		text = strings.Replace(text, replaced[i], replaced[i+1], 1)
	}
	api, ds := contracttest.Read("api.wsdl", text)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	if s := api.SOAP.Operations[0].Security; s != nil {
		return strings.Join(s.Assertions, " ")
	}
	return ""
}

func TestPolicyDemands(t *testing.T) {
	one := func(alternatives ...string) string {
		return "<wsp:ExactlyOne><wsp:All>" + strings.Join(alternatives, "</wsp:All><wsp:All>") + "</wsp:All></wsp:ExactlyOne>"
	}
	with := func(text, replacement string) string { return strings.Replace(text, "%", replacement, 1) }
	for policy, want := range map[string]string{
		"":                                    "",
		with(https, ""):                       "",
		with(https, "<sp:IncludeTimestamp/>"): "IncludeTimestamp",
		with(user, ""):                        "UsernameToken",
		with(user, ` wsp:Optional="true"`):    "",
		with(user, ` wsp:Optional="false"`):   "UsernameToken",
		with(https, "") + with(user, ""):      "UsernameToken",
		"<sp:UsernameToken/>":                 "UsernameToken",
		"<sp:SymmetricBinding/>":              "SymmetricBinding",
		one("<sp:AsymmetricBinding/>"):        "AsymmetricBinding",
		one("<sp:AsymmetricBinding/>", ""):    "",
		one("", "<sp:AsymmetricBinding/>"):    "",
		one("<sp:AsymmetricBinding/>", https): "",
		"<wsp:ExactlyOne/>":                   "",
		one(with(user, "")+"<sp:X509Token/>", "<sp:SamlToken/>"):                                                "SamlToken",
		one(with(user, "")) + one("<sp:UsernameToken/>"):                                                        "UsernameToken",
		`<sp:SymmetricBinding old:Optional="1"/>`:                                                               "",
		`<wsp:Policy><wsp:All><sp:SymmetricBinding/></wsp:All></wsp:Policy>`:                                    "SymmetricBinding",
		`<wsp:PolicyReference URI="#p"/><sp:SamlToken/>`:                                                        "SamlToken", // to itself
		`<wsp:PolicyReference URI="#gone"/>`:                                                                    "",
		`<sp:Wss10/><sp:SignedParts/><sp:Trust13/>`:                                                             "",
		`<u:SymmetricBinding xmlns:u="urn:u"/>`:                                                                 "",
		"<sp:EndorsingSupportingTokens><wsp:Policy><sp:X509Token/></wsp:Policy></sp:EndorsingSupportingTokens>": "X509Token",
	} {
		attached := `<wsp:Policy wsu:Id="p">` + policy + `</wsp:Policy>`
		if got := demands(t, "<soap:binding ", attached+"<soap:binding "); got != want {
			t.Errorf("%s demands %q, want %q", policy, got, want)
		}
		if got := demands(t, "<soap:binding ", strings.ReplaceAll(attached, "wsp:", "old:")+"<soap:binding "); got != want {
			t.Errorf("%s in WS-Policy 1.2 demands %q, want %q", policy, got, want)
		}
	}
}

// A policy counts for an operation if it is attached to anything of it, in each of three ways.
func TestPolicyAttachment(t *testing.T) {
	const policy = `<wsp:Policy wsu:Id="p" Name="urn:p"><sp:SamlToken/></wsp:Policy>`
	for place, isSubject := range map[string]bool{
		`<wsdl:message name="In">`: true, `<wsdl:portType name="Port">`: true, `<wsdl:operation name="Do">`: true,
		`<wsdl:binding name="Binding" type="a:Port">`: true, `<soap:operation soapAction="urn:do"/><wsdl:input>`: true,
		`<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` + "\n" + `<wsdl:operation name="Do">`: true,
		`<wsdl:service name="Service">`: true, `<wsdl:port name="Port" binding="a:Binding">`: true,
		`</wsdl:types>`: false, `</wsdl:portType>`: false,
	} {
		want := ""
		if isSubject {
			want = "SamlToken"
		}
		if got := demands(t, place, place+policy); got != want {
			t.Errorf("in place after %s: demands %q", place, got)
		}
		for _, uri := range []string{"#p", "urn:p"} {
			text := place + `<wsp:PolicyReference URI="` + uri + `"/>`
			if got := demands(t, place, text, "</wsdl:definitions>", policy+"</wsdl:definitions>"); got != want {
				t.Errorf("by reference to %s after %s: demands %q", uri, place, got)
			}
			attribute := strings.TrimSuffix(place, ">") + ` wsp:PolicyURIs="urn:x ` + uri + `">`
			if !isSubject {
				continue
			}
			if got := demands(t, place, attribute, "</wsdl:definitions>", policy+"</wsdl:definitions>"); got != want {
				t.Errorf("by PolicyURIs %s in %s: demands %q", uri, place, got)
			}
		}
		if got := demands(t, place, place+`<wsp:PolicyReference URI="#gone"/>`); got != "" {
			t.Errorf("a reference to nothing demands %q", got)
		}
	}
}

// A policy that only demands HTTPS is understood. If the address has no HTTPS, that is a warning.
func TestHTTPSPolicy(t *testing.T) {
	const token = `<sp:TransportToken><wsp:Policy><sp:HttpsToken%/></wsp:Policy></sp:TransportToken>`
	only := func(parts string) string {
		return `<sp:TransportBinding><wsp:Policy>` + parts + `</wsp:Policy></sp:TransportBinding>`
	}
	plain := only(strings.Replace(token, "%", "", 1))
	const http = "api.wsdl:10:44: warning: the policy demands https, but the address of port \"Port\" has http: give the client an endpoint with https"
	const unknown = "is not understood"
	for _, test := range []struct{ policy, https, http string }{
		{plain, "", http},
		{only(strings.Replace(token, "%", ` RequireClientCertificate="false"`, 1)), "", http},
		{only(strings.Replace(token, "%", "", 1) + `<sp:AlgorithmSuite><wsp:Policy><sp:Basic256/></wsp:Policy></sp:AlgorithmSuite>` +
			`<sp:Layout><wsp:Policy><sp:Lax/></wsp:Policy></sp:Layout>`), "", http},
		{"<wsp:ExactlyOne><wsp:All>" + plain + "</wsp:All></wsp:ExactlyOne>", "", http},
		{"<wsp:ExactlyOne><wsp:All>" + plain + "</wsp:All><wsp:All/></wsp:ExactlyOne>", unknown, unknown},
		{only(strings.Replace(token, "%", ` RequireClientCertificate="true"`, 1)), unknown, unknown + http},
		{only(strings.Replace(token, "%/>", `><wsp:Policy><sp:HttpBasicAuthentication/></wsp:Policy></sp:HttpsToken>`, 1)), unknown,
			unknown + http},
		{plain + `<u:Other xmlns:u="urn:u"/>`, unknown, unknown + http},
		{`<wsp:PolicyReference URI="#p"/>` + plain, "", http}, // to itself
		{only(""), unknown, unknown},
	} {
		for scheme, want := range map[string]string{"https": test.https, "http": test.http} {
			for _, space := range []string{"wsp", "old"} {
				policy := strings.NewReplacer("wsp:", space+":").Replace(`<wsp:Policy wsu:Id="p">` + test.policy + `</wsp:Policy>`)
				text := strings.Replace(contracttest.WSDL(contracttest.In), "<wsdl:definitions", "<wsdl:definitions"+policyNamespaces, 1)
				text = strings.Replace(text, "<soap:binding ", `<`+space+`:PolicyReference URI="#p"/><soap:binding `, 1)
				text = strings.Replace(text, "</wsdl:definitions>", policy+"</wsdl:definitions>", 1)
				text = strings.Replace(text, `location="http://`, `location="`+scheme+`://`, 1)
				if !strings.Contains(text, `location="`+scheme) {
					t.Fatal(text)
				}
				_, ds := contracttest.Read("api.wsdl", text)
				got := ""
				for _, d := range ds {
					for _, message := range []string{unknown, http} {
						if strings.Contains(d.String(), message) && !strings.Contains(got, message) {
							got += message
						}
					}
				}
				if len(got) != len(want) || strings.Contains(got, http) != strings.Contains(want, http) || ds.Faulty() {
					t.Errorf("%s by %s: got %q, want %q: %v", test.policy, scheme, got, want, ds)
				}
			}
		}
	}
}
