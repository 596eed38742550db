// The memory that what is kept of an answer takes.

package soak_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// TestCopyText keeps a short text of each of several large answers, and looks at what they hold on to.
func TestCopyText(t *testing.T) {
	const answers, size = 16, 1 << 20
	large := strings.Repeat("x", size)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"Vorname":"Erika","Unbekannt":%q}`, large)
			return
		}
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`+
			`<n:NewIncidentResponse xmlns:n="http://n4.de/careflex/2.0"><importId>3b2d</importId>`+
			`<incidentResponseList><incident><rowNumber>0</rowNumber><employeeId>4711</employeeId><type>RST</type>`+
			`</incident></incidentResponseList>`+
			`<unknown>`+large+`</unknown></n:NewIncidentResponse></e:Body></e:Envelope>`)
	}))
	defer service.Close()
	day := careflex.NewDate(2026, time.April, 1)
	report := &careflex.NewIncidentRequest{CareflexID: "09ce3580d84bf087", APIToken: "t"}
	report.IncidentList.Incidents = []careflex.IncidentListItem{{PlainIncident: &careflex.PlainIncident{
		EmployeeID: "4711", ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeRST,
	}}}
	for _, copies := range []bool{false, true} {
		soap, err := careflex.New(careflex.Config{
			Endpoint: service.URL, Token: careflex.StaticToken("t"), CopyText: copies, Lenient: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		rest, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "1_1", Token: mvp.StaticToken("t"),
			CopyText: copies, Lenient: true})
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]func() (string, error){
			"careflex": func() (string, error) {
				response, err := soap.NewIncident(t.Context(), report)
				if err != nil {
					return "", err
				}
				return response.ImportID, nil
			},
			"mvp": func() (string, error) {
				m, err := rest.GetMitarbeiter(t.Context())
				if err != nil {
					return "", err
				}
				return *m.Vorname, nil
			},
		} {
			before := heapInUse()
			var kept []string
			for range answers {
				s, err := text()
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				kept = append(kept, s)
			}
			if bytes := heapInUse() - before; (bytes < answers*size/2) != copies {
				t.Errorf("%s: with CopyText %v, %d texts keep %d bytes", name, copies, len(kept), bytes)
			}
			runtime.KeepAlive(kept)
		}
	}
}

// heapInUse is what is reachable.
func heapInUse() int64 {
	runtime.GC()
	runtime.GC() // what pools hold goes with the second one
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
