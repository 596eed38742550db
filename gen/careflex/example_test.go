// Examples for newcomers. A fake stands in for CareFlex: the company portal names the real URLs and credentials.

package careflex_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// Three incidents are reported, one of them with the master data of the employee. CareFlex rejects that one.
func Example() {
	server := httptest.NewServer(&service{usual: documented})
	defer server.Close()

	client, err := careflex.New(careflex.Config{
		Endpoint:   server.URL + "/incidents",
		TokenURL:   server.URL + "/oauth/token",
		UserID:     "<user_id (service user)>",
		UserSecret: "<user_secret (service user)>",
	})
	if err != nil {
		log.Fatal(err)
	}

	day := careflex.NewDate(2020, 4, 24)
	request := &careflex.NewIncidentRequest{
		CareflexID: "09ce3580d84bf087",
		APIToken:   "88ea9396-386f-4130-bd00-1dd34e5636bd",
		IncidentList: careflex.IncidentList{Incidents: []careflex.IncidentListItem{
			{PlainIncident: &careflex.PlainIncident{
				EmployeeID: "4711",
				ValidFrom:  day,
				CreatedAt:  day,
				Type:       careflex.IncidentTypeRST,
			}},
			{NewIncident: &careflex.NewIncident{
				EmployeeID: "4811",
				ValidFrom:  day,
				CreatedAt:  day,
				Type:       careflex.IncidentTypeNEW,
				Employee: careflex.Employee{
					Title:     new("Prof. Dr."), // a pointer where the contract lets it be left out
					FirstName: "Thomas",
					LastName:  "Mustermann",
					Birthday:  careflex.NewDate(1979, 1, 15),
					Sex:       careflex.SexM,
				},
			}},
			{PlainIncident: &careflex.PlainIncident{
				ExternalID: new("CustomerId-4711-2345"),
				EmployeeID: "35801170498",
				ValidFrom:  day,
				CreatedAt:  day,
				Type:       careflex.IncidentTypeRST,
			}},
		}},
	}
	response, err := client.NewIncident(context.Background(), request)
	if err != nil {
		log.Fatal(err)
	}
	for row, err := range response.Rows(request) {
		if rejected, ok := errors.AsType[*careflex.IncidentError](err); ok {
			fmt.Printf("%d: code %d, %.21s\n", row.Index, rejected.Code, rejected.Message)
			continue
		}
		fmt.Printf("%d: %v as %s\n", row.Index, row.Outcome, *row.Response.IncidentID)
	}
	// Output:
	// 0: accepted as 3b2d4888-a25c-4c8b-9818-aa6b428bd2de
	// 1: code 422, The validation failed
	// 2: accepted as 3b2d4888-a25c-4c8b-9818-aa6b428bd2df
}

// The empty message, of a month without incidents.
func ExampleClient_NoIncident() {
	server := httptest.NewServer(&service{usual: documented})
	defer server.Close()

	client, err := careflex.New(careflex.Config{
		Endpoint:   server.URL + "/incidents",
		TokenURL:   server.URL + "/oauth/token",
		UserID:     "<user_id (service user)>",
		UserSecret: "<user_secret (service user)>",
	})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.NoIncident(context.Background(), &careflex.NoIncidentRequest{
		CareflexID: "09ce3580d84bf090",
		APIToken:   "maL0HMDszA2b9PKiqCAZRGh0ZDpVjmvc",
		CreatedAt:  careflex.NewDate(2020, 8, 24),
	})
	fmt.Println(err)
	// Output: <nil>
}

// 250 incidents are sent in three requests. The answer to the second one is lost.
func ExampleClient_NewIncidentAll() {
	careFlex := &service{usual: accepted}
	careFlex.queue("/incidents", accepted, hangUp)
	server := httptest.NewServer(careFlex)
	defer server.Close()

	client, err := careflex.New(careflex.Config{
		Endpoint:   server.URL + "/incidents",
		TokenURL:   server.URL + "/oauth/token",
		UserID:     "<user_id (service user)>",
		UserSecret: "<user_secret (service user)>",
	})
	if err != nil {
		log.Fatal(err)
	}

	day := careflex.NewDate(2020, 4, 24)
	request := &careflex.NewIncidentRequest{
		CareflexID: "09ce3580d84bf087",
		APIToken:   "88ea9396-386f-4130-bd00-1dd34e5636bd",
	}
	for i := range 250 {
		request.IncidentList.Incidents = append(request.IncidentList.Incidents, careflex.IncidentListItem{
			PlainIncident: &careflex.PlainIncident{
				EmployeeID: strconv.Itoa(i),
				ValidFrom:  day,
				CreatedAt:  day,
				Type:       careflex.IncidentTypeRST,
			},
		})
	}
	summary, err := client.NewIncidentAll(context.Background(), request, nil)
	if errors.Is(err, careflex.ErrUnknownOutcome) {
		fmt.Println("ask CareFlex before these are sent again:", summary.Count(careflex.Unknown))
	}
	fmt.Println("done:", summary.Count(careflex.Accepted))
	fmt.Println("rejected:", summary.Count(careflex.Rejected))
	fmt.Println("still to be sent:", summary.Count(careflex.NotSent))
	// Output:
	// ask CareFlex before these are sent again: 100
	// done: 100
	// rejected: 0
	// still to be sent: 50
}
