// Package payload makes the documents that are measured: the same bytes on every machine.
//
// This file: the request of 100 incidents and its answer.
package payload

import (
	"bytes"
	"fmt"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// Incidents is how many incidents a request holds: as many as the service takes in one.
const Incidents = 100

var (
	firstNames = []string{"Thomas", "Jürgen", "Aylin", "Zoë", "Karl-Heinz", "Mareike", "Björn"}
	lastNames  = []string{"Mustermann", "Müller", "Öztürk", "Weiß", "Schmidt-Schönfeld", "Groß", "Lehmann", "Jäger"}
	streets    = []string{"Musterstraße", "Am Alten Güterbahnhof", "Lindenallee", "Königsweg"}
	cities     = []string{"Musterstadt", "Köln", "Hannover", "Saarbrücken", "Frankfurt (Oder)"}
	sites      = []string{"Branch 1", "Werk Süd", "Schulz & Söhne, Werk 2", "Zentrale", "Lager <Nord>"}
)

// pick takes the i-th of list, from the start again after the last.
func pick[T any](list []T, i int) T { return list[i%len(list)] }

// Request is a request of NewIncident: incidents with and without master data in turn.
func Request() *careflex.NewIncidentRequest {
	request := &careflex.NewIncidentRequest{CareflexID: "09ce3580d84bf087", APIToken: "88ea9396-386f-4130-bd00-1dd34e5636bd"}
	for i := range Incidents {
		request.IncidentList.Incidents = append(request.IncidentList.Incidents, incident(i))
	}
	return request
}

func incident(i int) careflex.IncidentListItem {
	day := careflex.NewDate(2026, time.April, 1+i%28)
	external := fmt.Sprintf("CustomerId-%d-%d", 4711+i, 2345*i)
	employee := fmt.Sprint(35801170498 + i)
	if i%2 == 0 {
		return careflex.IncidentListItem{PlainIncident: &careflex.PlainIncident{
			ExternalID: &external, EmployeeID: employee, ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeRST,
		}}
	}
	suffix := "c/o Max Hauptmieter"
	mail := fmt.Sprintf("mitarbeiter.%d@musterfirma.de", i)
	mobile, landline := fmt.Sprintf("0123 %08d", i), fmt.Sprintf("030 %08d", i)
	title := "Prof. Dr."
	return careflex.IncidentListItem{NewIncident: &careflex.NewIncident{
		ExternalID: &external, EmployeeID: employee, ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeNEW,
		Employee: careflex.Employee{
			Title: &title, FirstName: pick(firstNames, i), LastName: pick(lastNames, i),
			Birthday: careflex.NewDate(1960+i%40, time.Month(1+i%12), 15), Sex: careflex.SexM,
			Address: &careflex.Address{
				Street: pick(streets, i), HouseNumber: fmt.Sprint(1 + i), AddressSuffix: &suffix,
				ZipCode: fmt.Sprintf("%05d", 1234+17*i), City: pick(cities, i), Country: "DE",
			},
			Job: &careflex.Job{
				EmploymentSite: pick(sites, i), EmploymentStatus: careflex.EmploymentStatusT,
				StartOfEmployment: day, PersonnelNumber: fmt.Sprint(123654789 + i), Management: i%5 == 0,
			},
			Contact: &careflex.Contact{EmailBusiness: &mail, MobileBusiness: &mobile, LandlineBusiness: &landline},
		},
	}}
}

// Response is the answer to [Request]: every seventh incident is rejected.
func Response() *careflex.NewIncidentResponse {
	response := &careflex.NewIncidentResponse{ImportID: "550a80b5-de70-4078-860e-c03d75b1dc49"}
	for i := range Incidents {
		id := fmt.Sprintf("3b2d4888-a25c-4c8b-9818-%012x", i)
		external := fmt.Sprintf("CustomerId-%d-%d", 4711+i, 2345*i)
		row := careflex.IncidentResponse{
			RowNumber: int32(i), IncidentID: &id, ExternalID: &external, EmployeeID: fmt.Sprint(35801170498 + i),
			Type: careflex.IncidentTypeRST,
		}
		if i%7 == 6 {
			row.IncidentError = &careflex.IncidentError{Code: 422, Message: "The validation failed: The content of the " +
				"field 'type' is invalid with the reason: invalid value"}
		}
		response.IncidentResponseList.Incidents = append(response.IncidentResponseList.Incidents, row)
	}
	return response
}

// Indent returns doc with each tag that directly follows another on a line of its own, by two blanks for each level.
func Indent(doc []byte) []byte {
	var out bytes.Buffer
	depth := 0
	for i, c := range doc {
		if c == '<' {
			end := bytes.HasPrefix(doc[i:], []byte("</"))
			if end {
				depth--
			}
			if i > 0 && doc[i-1] == '>' {
				fmt.Fprintf(&out, "\n%*s", 2*depth, "")
			}
			if !end {
				depth++
			}
		}
		out.WriteByte(c)
	}
	return out.Bytes()
}
