// Tests of the CareFlex contract, which is built into the command.

package wsdl_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

func careflex(t *testing.T) *schema.API {
	t.Helper()
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS(".."), Name: "careflex.wsdl", Dir: "schema"})
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	return api
}

func TestCareflex(t *testing.T) {
	api := careflex(t)
	var got strings.Builder
	fmt.Fprintf(&got, "%s from %s\n", api.Title, api.Contract)
	for _, n := range api.SOAP.Namespaces {
		fmt.Fprintf(&got, "%s %s\n", n.Prefix, n.URI)
	}
	for _, o := range api.SOAP.Operations {
		fmt.Fprintf(&got, "%s(%s) %s %q\n", o.Wire, o.Input.Element, o.Output.Element, o.Action)
	}
	got.WriteString(contracttest.Outline(api.Types))
	const want = `CareFlexService from careflex.wsdl
car http://n4.de/careflex
ns http://n4.de/careflex/2.0
NoIncident({http://n4.de/careflex}NoIncidentRequest) {http://n4.de/careflex}NoIncidentResponse ""
NewIncident({http://n4.de/careflex/2.0}NewIncidentRequest) {http://n4.de/careflex/2.0}NewIncidentResponse ""
struct NoIncidentRequest
  sequence
    careflexId NonEmptyToken
    apitoken NonEmptyToken
    createdAt date
simple NonEmptyToken token minLength=1
struct NoIncidentResponse
struct NewIncidentRequest
  sequence
    careflexId NonEmptyToken
    apitoken NonEmptyToken
    incidentList IncidentList
simple NonEmptyToken token minLength=1
struct IncidentList
  sequence
    repeat item []item 1..100
struct item in IncidentList group
  choice
    plainIncident *PlainIncident optional
    newIncident *NewIncident optional
struct PlainIncident
  sequence
    externalId *token optional 0..1
    employeeId NonEmptyToken
    validFrom date
    createdAt date
    type IncidentType
struct NewIncident
  sequence
    externalId *token optional 0..1
    employeeId NonEmptyToken
    validFrom date
    createdAt date
    type IncidentType
    employee Employee
struct Employee
  sequence
    title *string optional 0..1
    firstName string
    lastName string
    birthday date
    sex Sex
    address *Address optional 0..1
    job *Job optional 0..1
    contact *Contact optional 0..1
struct Address
  sequence
    street string
    houseNumber string
    addressSuffix *string optional 0..1
    zipCode token
    city string
    country token
struct Job
  sequence
    employmentSite string
    employmentStatus EmploymentStatus
    startOfEmployment date
    personnelNumber token
    management boolean
struct Contact
  sequence
    emailBusiness *token optional 0..1
    mobileBusiness *string optional 0..1
    landlineBusiness *string optional 0..1
enum IncidentType open token "RST" "NEW"
enum Sex open token "m"
enum EmploymentStatus open token "T"
struct NewIncidentResponse
  sequence
    importId token
    incidentResponseList IncidentResponseList
struct IncidentResponseList
  sequence
    incident []IncidentResponse optional 0..
struct IncidentResponse
  sequence
    rowNumber RowNumber
    incidentId *token optional 0..1
    externalId *token optional 0..1
    employeeId token
    type IncidentType
    incidentError *IncidentError optional 0..1
simple RowNumber int minInclusive=0
struct IncidentError
  sequence
    code int
    message string
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("contract (-want +got):\n%s", diff)
	}
}

// TestCareflexDocumentation checks that nothing in the contract is without documentation.
func TestCareflexDocumentation(t *testing.T) {
	api := careflex(t)
	documented := func(what, doc string) {
		if doc == "" {
			t.Errorf("%s has no documentation", what)
		}
	}
	documented("the contract", api.Doc)
	for _, o := range api.SOAP.Operations {
		documented(o.Wire, o.Doc)
		documented(o.Wire+"'s input", o.Input.Doc)
		documented(o.Wire+"'s output", o.Output.Doc)
	}
	for _, typ := range api.Types {
		documented(typ.Wire.Local, typ.Doc)
		for _, f := range typ.Fields() {
			documented(typ.Wire.Local+"."+f.Wire.Local, f.Doc)
		}
		for _, v := range typ.Values {
			documented(typ.Wire.Local+" "+v.Value, v.Doc)
		}
	}
}

// The payloads that the CareFlex document prints, in the namespace of the schema that they are valid against.
var careflexPayloads = map[string]string{
	"empty message request": `<car:NoIncidentRequest xmlns:car="http://n4.de/careflex">
<careflexId>09ce3580d84bf090</careflexId>
<apitoken>maL0HMDszA2b9PKiqCAZRGh0ZDpVjmvc</apitoken>
<createdAt>2020-08-24</createdAt>
</car:NoIncidentRequest>`,
	"empty message response": `<ns3:NoIncidentResponse xmlns:ns3="http://n4.de/careflex"/>`,
	"incidents request": `<ns:NewIncidentRequest xmlns:ns="http://n4.de/careflex/2.0">
<careflexId>09ce3580d84bf087</careflexId>
<apitoken>88ea9396-386f-4130-bd00-1dd34e5636bd</apitoken>
<incidentList>
<plainIncident>
<employeeId>4711</employeeId>
<validFrom>2020-04-24</validFrom>
<createdAt>2020-04-24</createdAt>
<type>RST</type>
</plainIncident>
<newIncident>
<employeeId>4811</employeeId>
<validFrom>2020-04-24</validFrom>
<createdAt>2020-04-24</createdAt>
<type>NEW</type>
<employee>
<title>Prof. Dr.</title>
<firstName>Thomas</firstName>
<lastName>Mustermann</lastName>
<birthday>1979-01-15</birthday>
<sex>m</sex>
<address>
<street>Musterstraße</street>
<houseNumber>9</houseNumber>
<addressSuffix>c/o Max Hauptmieter</addressSuffix>
<zipCode>01234</zipCode>
<city>Musterstadt</city>
<country>DE</country>
</address>
<job>
<employmentSite>Branch 1</employmentSite>
<employmentStatus>T</employmentStatus>
<startOfEmployment>2020-04-24</startOfEmployment>
<personnelNumber>123654789</personnelNumber>
<management>true</management>
</job>
<contact>
<emailBusiness>
thomas.mustermann@musterfirma.de
</emailBusiness>
<mobileBusiness>0123 12345678</mobileBusiness>
<landlineBusiness>030 12345678</landlineBusiness>
</contact>
</employee>
</newIncident>
<plainIncident>
<externalId>CustomerId-4711-2345</externalId>
<employeeId>35801170498</employeeId>
<validFrom>2020-04-24</validFrom>
<createdAt>2020-04-24</createdAt>
<type>RST</type>
</plainIncident>
</incidentList>
</ns:NewIncidentRequest>`,
	"incidents response": `<ns3:NewIncidentResponse xmlns:ns3="http://n4.de/careflex/2.0">
<importId>550a80b5-de70-4078-860e-c03d75b1dc49</importId>
<incidentResponseList>
<incident>
<rowNumber>0</rowNumber>
<incidentId>
3b2d4888-a25c-4c8b-9818-aa6b428bd2de
</incidentId>
<employeeId>4711</employeeId>
<type>RSTxxx</type>
</incident>
<incident>
<rowNumber>1</rowNumber>
<incidentId>
3615b6af-e2f2-4dcf-a945-d9ad8546228b
</incidentId>
<employeeId>4811</employeeId>
<type>NEU</type>
<incidentError>
<code>422</code>
<message>The validation failed: The content of the field 'type' is invalid with the reason: invalid value</message>
</incidentError>
</incident>
<incident>
<rowNumber>2</rowNumber>
<incidentId>
3b2d4888-a25c-4c8b-9818-aa6b428bd2df
</incidentId>
<externalId>CustomerId-4711-2345</externalId>
<employeeId>35801170498</employeeId>
<type>RST</type>
</incident>
</incidentResponseList>
</ns3:NewIncidentResponse>`,
}

// TestCareflexPayloads has xmllint judge the payloads by the contract's schemas, cut out of it.
func TestCareflexPayloads(t *testing.T) {
	validate := validator(t)
	for name, payload := range careflexPayloads {
		t.Run(name, func(t *testing.T) {
			if err := validate(payload); err != nil {
				t.Errorf("it is not valid:\n%v", err)
			}
		})
	}
	request := careflexPayloads["incidents request"]
	first, last := strings.Index(request, "<plainIncident>"), strings.LastIndex(request, "</incidentList>")
	incidents := request[first:last]
	for name, payload := range map[string]string{
		"no incident":          request[:first] + request[last:],
		"more than 100":        request[:first] + strings.Repeat(incidents, 34) + request[last:],
		"a qualified local":    strings.ReplaceAll(request, "careflexId>", "ns:careflexId>"),
		"a negative rowNumber": strings.Replace(careflexPayloads["incidents response"], ">0<", ">-1<", 1),
		"a date that is none":  strings.Replace(request, "1979-01-15", "1979-02-30", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if validate(payload) == nil {
				t.Error("it is valid")
			}
		})
	}
}

// validator returns a function that validates a payload with xmllint, by the schema of its namespace.
func validator(t *testing.T) func(payload string) error {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("xmllint is missing: install libxml2-utils")
		}
		t.Skip("xmllint is missing: install libxml2-utils to have the payloads validated")
	}
	contract, err := os.ReadFile("../careflex.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	schemas := map[string]string{} // files by namespace
	for i, text := range regexp.MustCompile(`(?s)<xs:schema .*?</xs:schema>`).FindAllString(string(contract), -1) {
		file := filepath.Join(dir, fmt.Sprintf("%d.xsd", i))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		namespace := regexp.MustCompile(`targetNamespace="(.*?)"`).FindStringSubmatch(text)
		schemas[namespace[1]] = file
	}
	return func(payload string) error {
		namespace := regexp.MustCompile(`xmlns:\w+="(.*?)"`).FindStringSubmatch(payload)
		lint := exec.Command(xmllint, "--noout", "--nonet", "--schema", schemas[namespace[1]], "-")
		lint.Stdin = strings.NewReader(payload)
		if output, err := lint.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, output)
		}
		return nil
	}
}
