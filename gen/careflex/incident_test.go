// The two operations: what they put on the wire, to the last byte.

package careflex_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func TestNoIncident(t *testing.T) {
	s := newService(t)
	response, err := s.client(t).NoIncident(t.Context(), documentEmptyMessage())
	if err != nil || response == nil {
		t.Fatalf("got %v, %v", response, err)
	}
	wantReport(t, s, `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
<soapenv:Header/><soapenv:Body>
<car:NoIncidentRequest xmlns:car="http://n4.de/careflex">
<careflexId>09ce3580d84bf090</careflexId>
<apitoken>maL0HMDszA2b9PKiqCAZRGh0ZDpVjmvc</apitoken>
<createdAt>2020-08-24</createdAt>
</car:NoIncidentRequest>
</soapenv:Body></soapenv:Envelope>`)
	wantSameInfoset(t, s, documentNoIncidentRequest)
}

func TestNewIncident(t *testing.T) {
	s := newService(t)
	response, err := s.client(t).NewIncident(t.Context(), documentReport())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(documentOutcome(), response); diff != "" {
		t.Errorf("another response (-want +got):\n%s", diff)
	}
	wantReport(t, s, `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
<soapenv:Header/><soapenv:Body>
<ns:NewIncidentRequest xmlns:ns="http://n4.de/careflex/2.0">
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
<emailBusiness>thomas.mustermann@musterfirma.de</emailBusiness>
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
</ns:NewIncidentRequest>
</soapenv:Body></soapenv:Envelope>`)
	wantSameInfoset(t, s, documentNewIncidentRequest)
}

// wantReport checks the only request of incidents to the last byte. Line breaks of body are not part of it.
func wantReport(t *testing.T, s *service, body string) {
	t.Helper()
	s.wantRequests(t, 1, 1)
	r := s.requests(incidentPath)[0]
	wantHead(t, r, s.url, incidentPath,
		"Accept: text/xml",
		"Authorization: Bearer P7kmfo8HXItLLOReHq65o4%§ggg45dYhSm5ODc",
		"Content-Type: text/xml;charset=UTF-8",
		`SOAPAction: ""`)
	if diff := cmp.Diff(strings.ReplaceAll(body, "\n", ""), r.body); diff != "" {
		t.Errorf("another body (-want +got):\n%s", diff)
	}
}

// wantHead checks request line and header of r: these fields, those that net/http adds, and no other.
func wantHead(t *testing.T, r request, url, path string, fields ...string) {
	t.Helper()
	want := append(fields, "POST "+path+" HTTP/1.1", "Host: "+strings.TrimPrefix(url, "http://"),
		fmt.Sprintf("Content-Length: %d", len(r.body)), "User-Agent: Go-http-client/1.1", "Accept-Encoding: gzip")
	got := strings.Split(r.head, "\r\n")
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("another header (-want +got):\n%s", diff)
	}
}

// wantSameInfoset checks that the only request of incidents says what the document's does.
func wantSameInfoset(t *testing.T, s *service, envelope string) {
	t.Helper()
	sent := s.requests(incidentPath)[0].body
	_, sent, _ = strings.Cut(sent, "<soapenv:Body>")
	sent, _, _ = strings.Cut(sent, "</soapenv:Body>")
	if diff := cmp.Diff(infoset(t, bodyOf(envelope)), infoset(t, sent)); diff != "" {
		t.Errorf("another infoset (-document +sent):\n%s", diff)
	}
}

// What xmllint has to judge beside the document's example: all that is optional left out, markup in every text, a full
// list. The service's cleanup calls it in.
func TestReportsOfAllSorts(t *testing.T) {
	s := newService(t)
	s.usual = accepted
	client := s.client(t)
	day := careflex.NewDate(2026, 1, 1)
	text := "\t<b a=\"1\">&amp;]]></b> '\u00a0\u2028😀\r\n"
	for name, items := range map[string][]careflex.IncidentListItem{
		"bare": {{NewIncident: &careflex.NewIncident{EmployeeID: "1", ValidFrom: day, CreatedAt: day, Type: "x",
			Employee: careflex.Employee{Birthday: day}}}},
		"empty": {{NewIncident: &careflex.NewIncident{ExternalID: new(""), EmployeeID: "1", ValidFrom: day,
			CreatedAt: day, Type: "x", Employee: careflex.Employee{
				Title: new(""), Birthday: day,
				Address: &careflex.Address{AddressSuffix: new("")},
				Job:     &careflex.Job{StartOfEmployment: day},
				Contact: new(careflex.Contact),
			}}}},
		"markup": {{NewIncident: &careflex.NewIncident{ExternalID: &text, ValidFrom: day, CreatedAt: day,
			EmployeeID: text, Type: careflex.IncidentType(text),
			Employee: careflex.Employee{
				Title: &text, FirstName: text, LastName: text, Birthday: day, Sex: careflex.Sex(text),
				Address: &careflex.Address{Street: text, HouseNumber: text, AddressSuffix: &text, ZipCode: text,
					City: text, Country: text},
				Job: &careflex.Job{EmploymentSite: text, EmploymentStatus: careflex.EmploymentStatus(text),
					StartOfEmployment: day, PersonnelNumber: text},
				Contact: &careflex.Contact{EmailBusiness: &text, MobileBusiness: &text, LandlineBusiness: &text},
			}}}},
		"a hundred": report(100).IncidentList.Incidents,
		"with offset": {{PlainIncident: &careflex.PlainIncident{
			EmployeeID: "1", Type: "x", CreatedAt: day,
			ValidFrom: careflex.Date{Year: 2026, Month: 12, Day: 31, Zone: careflex.NewZone(time.Hour)}}}},
	} {
		_, err := client.NewIncident(t.Context(), &careflex.NewIncidentRequest{
			CareflexID: text, APIToken: text, IncidentList: careflex.IncidentList{Incidents: items},
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
