// Consumer is written as users of the release write: it has to compile against what is generated today, and to print the
// bytes that it printed then.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"example.com/consumer/gen/careflex"
	"example.com/consumer/gen/mvp"
)

func main() {
	ctx := context.Background()
	reportIncidents(ctx)
	askPortal(ctx)
}

// service prints what it is sent and gives the answers that it has, the last one again and again.
type service struct {
	answers []string
	status  int
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	fmt.Println(r.Method, r.URL)
	for _, name := range []string{"Accept", "Content-Type", "SOAPAction", "Authorization", "X-Dio-Betreff", "X-Dio-Tags"} {
		if value, ok := r.Header[name]; ok {
			fmt.Printf("%s: %q\n", name, value)
		}
	}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		fmt.Printf("%s\n", body)
	}
	answer, header := s.answers[0], http.Header{}
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	header.Set("Content-Type", http.DetectContentType([]byte(answer)))
	if strings.HasPrefix(answer, "{") || strings.HasPrefix(answer, "[") {
		header.Set("Content-Type", "application/json")
	}
	return &http.Response{StatusCode: s.status, Header: header, Body: io.NopCloser(strings.NewReader(answer)), Request: r}, nil
}

func reportIncidents(ctx context.Context) {
	const envelope = `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>%s</s:Body></s:Envelope>`
	server := &service{status: 200, answers: []string{
		`{"access_token": "secret", "expires_in": 43200}`,
		fmt.Sprintf(envelope, `<NoIncidentResponse xmlns="http://n4.de/careflex"/>`),
		fmt.Sprintf(envelope, `<c:NewIncidentResponse xmlns:c="http://n4.de/careflex/2.0"/>`),
	}}
	client, err := careflex.New(careflex.Config{
		Endpoint: "https://careflex.example/incidents", TokenURL: "https://careflex.example/token",
		UserID: "user", UserSecret: "secret", HTTPClient: &http.Client{Transport: server}, Timeout: time.Minute,
	})
	if err != nil {
		panic(err)
	}
	day := careflex.NewDate(2020, time.August, 24)
	_, err = client.NoIncident(ctx, &careflex.NoIncidentRequest{CareflexID: "09ce3580d84bf090", APIToken: "key", CreatedAt: day})
	fmt.Println(err)

	external, title := "X & Y", "Dr."
	request := &careflex.NewIncidentRequest{CareflexID: "09ce3580d84bf087", APIToken: "key"}
	request.IncidentList.Incidents = []careflex.IncidentListItem{
		{PlainIncident: &careflex.PlainIncident{
			EmployeeID: "4711", ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeRST,
		}},
		{NewIncident: &careflex.NewIncident{
			ExternalID: &external, EmployeeID: "4712", ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeRST,
			Employee: careflex.Employee{Title: &title, FirstName: "Jo", LastName: "Doe", Birthday: day, Sex: careflex.SexM},
		}},
	}
	fmt.Println(request.Validate())
	_, err = client.NewIncident(ctx, request)
	fmt.Println(errors.Is(err, careflex.ErrContent), errors.Is(err, careflex.ErrRows), errors.As(err, new(*careflex.Error)))
	document, err := request.AppendXML(nil)
	if err != nil {
		panic(err)
	}
	var read careflex.NewIncidentRequest
	if err := read.DecodeXML(document); err != nil {
		panic(err)
	}
	again, err := read.AppendXML(nil)
	fmt.Println(bytes.Equal(document, again), err)
	_, err = client.NoIncident(ctx, &careflex.NoIncidentRequest{})
	fmt.Println(errors.Is(err, careflex.ErrInvalid))
}

func askPortal(ctx context.Context) {
	server := &service{status: 200, answers: []string{
		`{"Id": 1, "Vorname": "Jo"}`, `[{"Value": "1", "Text": "Frau"}]`, `[]`, `{"Id": "7", "Benutzername": "jo"}`, `{}`,
	}}
	client, err := mvp.New(mvp.Config{
		Mandant: "bd", Mitarbeiter: "1_1", Token: mvp.StaticToken("token"), CacheBytes: -1,
		HTTPClient: &http.Client{Transport: server},
	})
	if err != nil {
		panic(err)
	}
	employee, err := client.GetMitarbeiter(ctx)
	fmt.Println(employee != nil, err)
	greetings, err := client.GetAnreden(ctx)
	for _, greeting := range greetings {
		fmt.Println(*greeting.Value, *greeting.Text, err)
	}
	found, err := client.SearchKunden(ctx, "Müller & Co", &mvp.SearchKundenOptions{From: new(int64(10)), Size: new(int64(5))})
	fmt.Println(len(found), err)
	forename := "Jo"
	added, err := client.AddKunde(ctx, &mvp.Kunde{Person: &mvp.Person{Vorname: &forename}})
	fmt.Println(added != nil, err)
	changed, err := client.SetKunde(ctx, "a/b", &mvp.Kunde{Person: &mvp.Person{}})
	fmt.Println(changed != nil, err)
	_, err = client.AddArchiveintrag(ctx, strings.NewReader("text"), "text/plain", &mvp.AddArchiveintragOptions{Betreff: new("Brief")})
	fmt.Println(err)

	server.answers, server.status = []string{"<html>Error #400</html>"}, 400
	_, err = client.GetVermittler(ctx, "4711")
	if problem := new(mvp.Error); errors.As(err, &problem) {
		fmt.Println(errors.Is(err, mvp.ErrStatus), problem.Operation, problem.Method, problem.Path, problem.Status)
	}
	batch := client.MultiCall()
	me := batch.GetMitarbeiter()
	_, err = me.Result()
	fmt.Println(err != nil, client.Logout(ctx))
}
