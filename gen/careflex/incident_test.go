// One call of an operation: the bytes that are sent, what comes back, and every way in which it can fail.

package careflex_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func TestNoIncident(t *testing.T) {
	s := newService(t)
	response, err := s.client(t).NoIncident(t.Context(), documentEmptyMessage())
	if err != nil || response == nil {
		t.Fatalf("got %v, %v", response, err)
	}
	wantReport(t, s, `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header/><soapenv:Body>
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
	wantReport(t, s, `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header/><soapenv:Body>
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
		"bare": {{NewIncident: &careflex.NewIncident{ValidFrom: day, CreatedAt: day,
			Employee: careflex.Employee{Birthday: day}}}},
		"empty": {{NewIncident: &careflex.NewIncident{ExternalID: new(""), ValidFrom: day, CreatedAt: day,
			Employee: careflex.Employee{
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
			ValidFrom: careflex.Date{Year: 2026, Month: 12, Day: 31, Zone: 61}, CreatedAt: day}}},
	} {
		_, err := client.NewIncident(t.Context(), &careflex.NewIncidentRequest{
			CareflexID: text, APIToken: text, IncidentList: careflex.IncidentList{Incidents: items},
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRows(t *testing.T) {
	s := newService(t)
	request := documentReport()
	response, err := s.client(t).NewIncident(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	for row, err := range response.Rows(request) {
		if row.Index != n || row.Item != &request.IncidentList.Incidents[n] ||
			row.Response != &response.IncidentResponseList.Incidents[n] || row.Err != err {
			t.Errorf("row %d is another: %+v", n, row)
		}
		rejected, ok := errors.AsType[*careflex.IncidentError](err)
		switch {
		case n != 1 && (row.Outcome != careflex.Accepted || err != nil):
			t.Errorf("row %d: got %v, %v", n, row.Outcome, err)
		case n == 1 && (row.Outcome != careflex.Rejected || !ok):
			t.Errorf("row %d: got %v, %v", n, row.Outcome, err)
		case n == 1 && (rejected.Code != 422 || !strings.HasPrefix(rejected.Message, "The validation failed: ") ||
			rejected.Error() != "422: "+rejected.Message):
			t.Errorf("row %d: got %q", n, rejected)
		}
		n++
	}
	if n != 3 {
		t.Errorf("got %d rows, want 3", n)
	}
	for row := range response.Rows(request) {
		if row.Index > 0 {
			t.Error("goes on after the loop is left")
		}
		break
	}
}

func TestRowsAreMatchedByNumber(t *testing.T) {
	for _, numbers := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		s := newService(t)
		s.queue(incidentPath, rows(numbers...))
		request := documentReport()
		response, err := s.client(t).NewIncident(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		var employees []string
		for row, err := range response.Rows(request) {
			if err != nil {
				t.Errorf("rows %v: item %d: %v", numbers, row.Index, err)
				continue
			}
			employees = append(employees, row.Response.EmployeeID)
		}
		if diff := cmp.Diff([]string{"4711", "4811", "35801170498"}, employees); diff != "" {
			t.Errorf("rows %v are matched otherwise (-want +got):\n%s", numbers, diff)
		}
	}
}

func TestRowMismatch(t *testing.T) {
	for _, test := range []struct {
		name    string
		numbers []int
		want    careflex.RowMismatch
		known   []int // the items that have a row of their own
	}{
		{"none", nil, careflex.RowMismatch{Missing: []int{0, 1, 2}}, nil},
		{"missing", []int{0, 2}, careflex.RowMismatch{Missing: []int{1}}, []int{0, 2}},
		{"doubled", []int{0, 1, 1, 2}, careflex.RowMismatch{Duplicate: []int{1}}, []int{0, 2}},
		{"out of range", []int{0, 1, 2, 3, -1}, careflex.RowMismatch{OutOfRange: []int{3, -1}}, []int{0, 1, 2}},
		{"counted from 1", []int{1, 2, 3}, careflex.RowMismatch{Missing: []int{0}, OutOfRange: []int{3}}, []int{1, 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			s.queue(incidentPath, rows(test.numbers...))
			request := documentReport()
			response, err := s.client(t).NewIncident(t.Context(), request)
			wantError(t, err, careflex.ErrRows)
			mismatch, ok := errors.AsType[*careflex.RowMismatch](err)
			if !ok {
				t.Fatalf("%v is no RowMismatch", err)
			}
			if diff := cmp.Diff(&test.want, mismatch); diff != "" {
				t.Errorf("another mismatch (-want +got):\n%s", diff)
			}
			if response == nil {
				t.Fatal("the answer is lost")
			}
			var known []int
			for row, err := range response.Rows(request) {
				switch {
				case err == nil && row.Outcome == careflex.Accepted && row.Response != nil:
					known = append(known, row.Index)
				case row.Outcome != careflex.Unknown || row.Response != nil || !errors.Is(err, careflex.ErrRows):
					t.Errorf("item %d: got %v, %v", row.Index, row.Outcome, err)
				}
			}
			if diff := cmp.Diff(test.known, known); diff != "" {
				t.Errorf("other items are known (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFault(t *testing.T) {
	for _, status := range []int{http.StatusInternalServerError, http.StatusOK} {
		s := newService(t)
		s.queue(incidentPath, fault(status, "SOAP-ENV:Server"))
		response, err := s.client(t).NewIncident(t.Context(), documentReport())
		failure := wantError(t, err, careflex.ErrFault)
		if response != nil || failure.Operation != "NewIncident" || failure.Path != incidentPath || failure.Status != status {
			t.Errorf("status %d: got %v, %+v", status, response, *failure)
		}
		want := &careflex.Fault{
			Code:   "SOAP-ENV:Server",
			String: "The report was <not> imported",
			Actor:  "http://n4.de/careflex",
			Detail: "<reason>maintenance</reason>",
		}
		if diff := cmp.Diff(want, failure.Fault); diff != "" {
			t.Errorf("status %d: another fault (-want +got):\n%s", status, diff)
		}
		if !strings.Contains(err.Error(), want.String) {
			t.Errorf("%q does not mention %q", err, want.String)
		}
		s.wantRequests(t, 1, 1)
	}
}

func TestUnusableAnswers(t *testing.T) {
	const page = `<!DOCTYPE html><html><head><title>Wartung</title></head><body><h1>Bitte später</h1></body></html>`
	change := func(from, to string) string { return strings.Replace(documentNewIncidentResponse, from, to, 1) }
	for _, test := range []struct {
		name    string
		answer  answer
		kind    error
		excerpt string
		want    string // in the message
	}{
		{"HTML", text(http.StatusOK, "text/html; charset=UTF-8", page), careflex.ErrContent, "Wartung – Bitte später", "text/html"},
		{"HTML as XML", xmlAnswer(page), careflex.ErrContent, "", "document type declaration"},
		{"not XML", xmlAnswer("Service Unavailable"), careflex.ErrContent, "", "line 1"},
		{"JSON", text(http.StatusOK, "application/json", "{}"), careflex.ErrContent, "", "application/json"},
		{"empty", xmlAnswer(""), careflex.ErrContent, "", "empty"},
		{"no content", func(w http.ResponseWriter, _ request) { w.WriteHeader(http.StatusNoContent) },
			careflex.ErrContent, "", "empty"},
		{"no envelope", xmlAnswer(bodyOf(documentNewIncidentResponse)), careflex.ErrContent, "", "envelope"},
		{"SOAP 1.2", xmlAnswer(change("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")),
			careflex.ErrContent, "", "envelope"},
		{"empty body", xmlAnswer(change(bodyOf(documentNewIncidentResponse), "")), careflex.ErrContent, "", "NewIncidentResponse"},
		{"other answer", xmlAnswer(documentNoIncidentResponse), careflex.ErrContent, "", "NoIncidentResponse"},
		{"missing element", xmlAnswer(change("<rowNumber>2</rowNumber>", "")), careflex.ErrContent, "", "rowNumber"},
		{"no number", xmlAnswer(change("<code>422</code>", "<code>much</code>")), careflex.ErrContent, "", "incidentError/code"},
		{"error status", text(http.StatusBadGateway, "text/html", page), careflex.ErrStatus, "Wartung – Bitte später", "502 Bad Gateway"},
		{"error status in XML", text(http.StatusServiceUnavailable, "text/xml", "<error>busy</error>"), careflex.ErrStatus, "busy",
			"503 Service Unavailable"},
		{"redirect", func(w http.ResponseWriter, _ request) {
			w.Header().Set("Location", "https://elsewhere.test/incidents")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, careflex.ErrRedirect, "", "elsewhere.test"},
		{"hang-up", hangUp, careflex.ErrUnknownOutcome, "", "outcome unknown"},
		{"cut short", func(w http.ResponseWriter, _ request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "<SOAP-ENV:Envelope")
		}, careflex.ErrUnknownOutcome, "", "unexpected EOF"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			s.queue(incidentPath, test.answer)
			response, err := s.client(t).NewIncident(t.Context(), documentReport())
			failure := wantError(t, err, test.kind)
			if response != nil {
				t.Errorf("got a response: %+v", response)
			}
			if failure.Operation != "NewIncident" || failure.Path != incidentPath {
				t.Errorf("is of %s %s", failure.Operation, failure.Path)
			}
			if failure.Excerpt != test.excerpt {
				t.Errorf("got excerpt %q, want %q", failure.Excerpt, test.excerpt)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q does not mention %q", err, test.want)
			}
			if test.kind == careflex.ErrUnknownOutcome && !errors.Is(err, careflex.ErrTransport) {
				t.Errorf("%q is no ErrTransport", err)
			}
			s.wantRequests(t, 1, 1) // no report is ever sent again
		})
	}
}

func TestTooLargeAnswer(t *testing.T) {
	s := newService(t)
	config := s.config()
	config.MaxResponseBytes = int64(len(documentNewIncidentResponse)) - 1
	_, err := newClient(t, config).NewIncident(t.Context(), documentReport())
	wantError(t, err, careflex.ErrTooLarge)
}

func TestUnreachable(t *testing.T) {
	s := newService(t)
	config := s.config()
	config.Token = careflex.StaticToken(documentToken)
	config.Endpoint = "http://127.0.0.1:1/incidents"
	_, err := newClient(t, config).NewIncident(t.Context(), documentReport())
	wantError(t, err, careflex.ErrTransport)
	if errors.Is(err, careflex.ErrUnknownOutcome) {
		t.Errorf("%q: nothing was sent", err)
	}
}

func TestInvalidRequests(t *testing.T) {
	day := careflex.NewDate(2026, 1, 1)
	plain := careflex.IncidentListItem{PlainIncident: &careflex.PlainIncident{ValidFrom: day, CreatedAt: day}}
	list := func(items ...careflex.IncidentListItem) *careflex.NewIncidentRequest {
		return &careflex.NewIncidentRequest{IncidentList: careflex.IncidentList{Incidents: items}}
	}
	for _, test := range []struct {
		name    string
		request *careflex.NewIncidentRequest
		want    []string // the messages
	}{
		{"nil", nil, []string{"is nil"}},
		{"no incident", list(), []string{"incidentList.item: needs 1 to 100 items, has 0"}},
		{"too many", report(101), []string{"incidentList.item: needs 1 to 100 items, has 101"}},
		{"none of a choice", list(plain, careflex.IncidentListItem{}),
			[]string{"incidentList.item[1]: needs exactly one of plainIncident, newIncident, has 0"}},
		{"both of a choice", list(careflex.IncidentListItem{PlainIncident: plain.PlainIncident,
			NewIncident: &careflex.NewIncident{ValidFrom: day, CreatedAt: day, Employee: careflex.Employee{Birthday: day}}}),
			[]string{"incidentList.item[0]: needs exactly one of plainIncident, newIncident, has 2"}},
		{"no dates", list(plain, plain, plain, careflex.IncidentListItem{NewIncident: &careflex.NewIncident{
			ValidFrom: day, Employee: careflex.Employee{Job: new(careflex.Job)}}}),
			[]string{
				"incidentList.item[3].newIncident.createdAt: is required",
				"incidentList.item[3].newIncident.employee.birthday: is required",
				"incidentList.item[3].newIncident.employee.job.startOfEmployment: is required",
			}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			response, err := s.client(t).NewIncident(t.Context(), test.request)
			failure := wantError(t, err, careflex.ErrInvalid)
			if response != nil {
				t.Errorf("got a response: %+v", response)
			}
			if diff := cmp.Diff(test.want, failure.Messages); diff != "" {
				t.Errorf("other messages (-want +got):\n%s", diff)
			}
			s.wantRequests(t, 0, 0)
		})
	}
}

func TestInvalidEmptyMessage(t *testing.T) {
	s := newService(t)
	client := s.client(t)
	for want, request := range map[string]*careflex.NoIncidentRequest{
		"is nil":                 nil,
		"createdAt: is required": {CareflexID: "09ce3580d84bf090"},
	} {
		_, err := client.NoIncident(t.Context(), request)
		if diff := cmp.Diff([]string{want}, wantError(t, err, careflex.ErrInvalid).Messages); diff != "" {
			t.Errorf("other messages (-want +got):\n%s", diff)
		}
	}
	s.wantRequests(t, 0, 0)
}

// Even unchecked, a request that XML cannot carry, or that would not say what it should, is not sent.
func TestUnsendableRequests(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*careflex.NewIncidentRequest)
		path  string // in the message
	}{
		{"control character", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[1].NewIncident.Employee.LastName = "Muster\x01mann"
		}, "incidentList/newIncident/employee/lastName"},
		{"not UTF-8", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[0].PlainIncident.EmployeeID = "M\xfcller"
		}, "incidentList/plainIncident/employeeId"},
		{"in a secret", func(r *careflex.NewIncidentRequest) { r.APIToken += "\x00" }, "NewIncidentRequest/apitoken"},
		{"no date", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[0].PlainIncident.ValidFrom = careflex.Date{}
		}, "incidentList/plainIncident/validFrom"},
		{"a day that is none", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[0].PlainIncident.ValidFrom = careflex.NewDate(2026, 2, 29)
		}, "incidentList/plainIncident/validFrom"},
		{"none of a choice", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[2] = careflex.IncidentListItem{}
		}, "NewIncidentRequest/incidentList"},
		{"nil", nil, "is nil"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			config := s.config()
			config.SkipValidation = true
			var request *careflex.NewIncidentRequest
			if test.spoil != nil {
				request = documentReport()
				test.spoil(request)
			}
			_, err := newClient(t, config).NewIncident(t.Context(), request)
			wantError(t, err, careflex.ErrInvalid)
			if err != nil && !strings.Contains(err.Error(), test.path) {
				t.Errorf("%q does not mention %q", err, test.path)
			}
			s.wantRequests(t, 0, 0)
		})
	}
}

// What the contract does not restrict is sent without a question, where the user asks for it.
func TestSkipValidation(t *testing.T) {
	s := &service{usual: accepted} // a report of 101 would not pass xmllint either
	s.url = "https://careflex.test"
	config := s.config()
	config.HTTPClient = &http.Client{Transport: inMemory{s}}
	config.SkipValidation = true
	if _, err := newClient(t, config).NewIncident(t.Context(), report(101)); err != nil {
		t.Fatal(err)
	}
	s.wantRequests(t, 1, 1)
}

// The texts of errors, in full: no word twice, and no request line where there was no request.
func TestErrorTexts(t *testing.T) {
	s := newService(t)
	s.queue(incidentPath, rows(0, 2), fault(http.StatusInternalServerError, "SOAP-ENV:Client"), hangUp)
	client := s.client(t)
	for _, want := range []string{
		"NewIncident: the rows of the answer do not match the request, missing [1]",
		"NewIncident: POST /incidents: 500 Internal Server Error: SOAP fault: SOAP-ENV:Client: The report was <not> imported",
		"NewIncident: POST /incidents: outcome unknown, the request was sent: no answer: EOF",
	} {
		if _, err := client.NewIncident(t.Context(), documentReport()); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	_, err := client.NewIncident(t.Context(), nil)
	if want := "NewIncident: refused before sending: is nil"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	var m careflex.NoIncidentRequest
	if want := "refused before sending: createdAt: is required"; m.Validate().Error() != want {
		t.Errorf("got  %v\nwant %s", m.Validate(), want)
	}
	err = m.DecodeXML([]byte("<a/>"))
	if err == nil || strings.Contains(err.Error(), "POST") {
		t.Errorf("got %v, but nothing was posted", err)
	}
}

func TestConfig(t *testing.T) {
	const url = "https://careflex.test/"
	for _, test := range []struct {
		name   string
		config careflex.Config
		want   string // in the message, "" for no error
	}{
		{"complete", careflex.Config{Endpoint: url, TokenURL: url, UserID: userID, UserSecret: userSecret}, ""},
		{"own tokens", careflex.Config{Endpoint: url, Token: careflex.StaticToken(documentToken)}, ""},
		{"no endpoint", careflex.Config{TokenURL: url, UserID: userID, UserSecret: userSecret}, "endpoint URL: must be set"},
		{"no token URL", careflex.Config{Endpoint: url, UserID: userID, UserSecret: userSecret}, "token URL: must be set"},
		{"no user", careflex.Config{Endpoint: url, TokenURL: url, UserSecret: userSecret}, "UserID"},
		{"no secret", careflex.Config{Endpoint: url, TokenURL: url, UserID: userID}, "UserSecret"},
		{"plain HTTP", careflex.Config{Endpoint: "http://careflex.test/", Token: careflex.StaticToken("t")}, "https"},
		{"not a URL", careflex.Config{Endpoint: "careflex.test", Token: careflex.StaticToken("t")}, "absolute"},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, err := careflex.New(test.config)
			switch {
			case test.want == "":
				if err != nil || client == nil {
					t.Errorf("got %v, %v", client, err)
				}
			case err == nil || client != nil || !strings.Contains(err.Error(), test.want):
				t.Errorf("got %v, %v, want an error that mentions %s", client, err, test.want)
			}
		})
	}
}

// wantError checks that err is an *Error of the given kind, and returns it.
func wantError(t *testing.T, err, kind error) *careflex.Error {
	t.Helper()
	failure, ok := errors.AsType[*careflex.Error](err)
	if !ok || failure.Kind != kind || !errors.Is(err, kind) {
		t.Fatalf("got error %v, want one of kind %q", err, kind)
	}
	return failure
}
