// Examples of whole tasks: several companies, the empty month, an interrupted submission, a CSV file.

package careflex_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// exampleClient returns a client of the managing company. Its service user is the only one that is needed.
func exampleClient(url string) *careflex.Client {
	client, err := careflex.New(careflex.Config{
		Endpoint:   url + "/incidents",
		TokenURL:   url + "/oauth/token",
		UserID:     "<user_id (service user)>",
		UserSecret: "<user_secret (service user)>",
	})
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// plainIncident returns an incident without master data.
func plainIncident(employeeID string, day careflex.Date) careflex.IncidentListItem {
	return careflex.IncidentListItem{PlainIncident: &careflex.PlainIncident{
		EmployeeID: employeeID,
		ValidFrom:  day,
		CreatedAt:  day,
		Type:       careflex.IncidentTypeRST,
	}}
}

// One company manages several others. Each report names the company that it is for by its CareFlex ID. The API token is
// the same for all, and so is the client with the access token of the managing company. A company without incidents
// sends the empty message.
func Example_severalCompanies() {
	careFlex := &service{usual: documented}
	careFlex.queue("/incidents", accepted)
	server := httptest.NewServer(careFlex)
	defer server.Close()
	client := exampleClient(server.URL)

	day := careflex.NewDate(2020, time.August, 24)
	companies := []struct {
		careflexID string
		incidents  []careflex.IncidentListItem
	}{
		{"09ce3580d84bf087", []careflex.IncidentListItem{plainIncident("4711", day), plainIncident("4811", day)}},
		{"09ce3580d84bf090", nil},
	}
	const apiToken = "88ea9396-386f-4130-bd00-1dd34e5636bd"
	for _, company := range companies {
		if len(company.incidents) == 0 {
			_, err := client.NoIncident(context.Background(), &careflex.NoIncidentRequest{
				CareflexID: company.careflexID,
				APIToken:   apiToken,
				CreatedAt:  day,
			})
			fmt.Println(company.careflexID, "had no incidents:", err)
			continue
		}
		summary, err := client.NewIncidentAll(context.Background(), &careflex.NewIncidentRequest{
			CareflexID:   company.careflexID,
			APIToken:     apiToken,
			IncidentList: careflex.IncidentList{Incidents: company.incidents},
		}, nil)
		fmt.Println(company.careflexID, "reported", summary.Count(careflex.Accepted), "incidents:", err)
	}
	// Output:
	// 09ce3580d84bf087 reported 2 incidents: <nil>
	// 09ce3580d84bf090 had no incidents: <nil>
}

// 250 incidents are sent in three requests. The program saves the summary before and after each of them. When the
// second response is lost, it is started again, and sends what was not sent yet. The incidents of the second request
// are not sent again: CareFlex may have them.
func ExampleClient_NewIncidentAll_resume() {
	careFlex := &service{usual: accepted}
	careFlex.queue("/incidents", accepted, hangUp)
	server := httptest.NewServer(careFlex)
	defer server.Close()

	request := &careflex.NewIncidentRequest{
		CareflexID: "09ce3580d84bf087",
		APIToken:   "88ea9396-386f-4130-bd00-1dd34e5636bd",
	}
	for i := range 250 {
		request.IncidentList.Incidents = append(request.IncidentList.Incidents,
			plainIncident(strconv.Itoa(i), careflex.NewDate(2020, time.April, 24)))
	}

	var saved []byte // a file, in a real program
	save := func(summary *careflex.NewIncidentSummary) {
		text, err := json.Marshal(summary) // it has no personal data
		if err != nil {
			log.Fatal(err)
		}
		saved = text
	}
	run := func() {
		options := &careflex.NewIncidentAllOptions{Progress: save}
		if saved != nil {
			options.Continue = new(careflex.NewIncidentSummary)
			if err := json.Unmarshal(saved, options.Continue); err != nil {
				log.Fatal(err)
			}
		}
		summary, err := exampleClient(server.URL).NewIncidentAll(context.Background(), request, options)
		save(summary)
		fmt.Println(summary.Count(careflex.Accepted), "accepted,", summary.Count(careflex.Unknown), "unknown,",
			summary.Count(careflex.NotSent), "not sent; a response is lost:", errors.Is(err, careflex.ErrUnknownOutcome))
	}
	run()
	run()
	// Output:
	// 100 accepted, 100 unknown, 50 not sent; a response is lost: true
	// 150 accepted, 100 unknown, 0 not sent; a response is lost: false
}

// Incidents are read from a CSV file. Validate finds every fault before anything is sent, with its place in the list,
// from which the line of the file follows.
func ExampleNewIncidentRequest_Validate() {
	const file = `employeeId,validFrom,type
4711,2020-04-24,RST
,2020-04-24,RST
4811,2020-04-24,
`
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		log.Fatal(err)
	}
	request := &careflex.NewIncidentRequest{
		CareflexID: "09ce3580d84bf087",
		APIToken:   "88ea9396-386f-4130-bd00-1dd34e5636bd",
	}
	for _, fields := range lines[1:] { // after the names of the columns
		day, err := careflex.ParseDate(fields[1])
		if err != nil {
			log.Fatal(err)
		}
		incident := plainIncident(fields[0], day)
		incident.PlainIncident.Type = careflex.IncidentType(fields[2])
		request.IncidentList.Incidents = append(request.IncidentList.Incidents, incident)
	}
	if invalid, ok := errors.AsType[*careflex.Error](request.Validate()); ok {
		for _, fault := range invalid.Messages {
			fmt.Println(fault)
		}
	}
	// Output:
	// incidentList.item[1].plainIncident.employeeId: needs at least 1 character, has 0
	// incidentList.item[2].plainIncident.type: must be nonEmptyToken or one of RST, NEW
}
