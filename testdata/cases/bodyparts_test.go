// Messages of several parts in style document: their elements are in the body itself.

package cases_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/bodyparts"
)

func TestBodyParts(t *testing.T) {
	client := must[*bodyparts.Client](t)(bodyparts.New(bodyparts.Config{Endpoint: serve(t, "bodyparts/call-forecast.txtar")}))
	question := &bodyparts.Forecast{Place: bodyparts.Place{Town: "Kiel & Eck"}, Day: bodyparts.NewDate(2026, 11, 29), Unit: "C"}
	got, err := client.Forecast(t.Context(), question)
	check(t, got, err, &bodyparts.ForecastResponse{Degrees: -3, Station: &bodyparts.Place{Town: "Holtenau"}})

	_, err = client.Forecast(t.Context(), &bodyparts.Forecast{Place: bodyparts.Place{Town: "\x01"}, Day: question.Day})
	var e *bodyparts.Error
	if !errors.As(err, &e) || e.Kind != bodyparts.ErrInvalid || !strings.Contains(err.Error(), "U+0001") {
		t.Errorf("a character that XML does not allow: %v", err)
	}
}

// Parts that are missing, doubled or malformed are deviations with their paths, and a fault is a fault.
func TestBodyPartsOfResponse(t *testing.T) {
	const degrees, station = `<b:degrees>7</b:degrees>`, `<b:station><b:town>A</b:town></b:station>`
	const fault = `<e:Fault><faultcode>e:Client</faultcode><faultstring>where?</faultstring></e:Fault>`
	for body, want := range map[string]string{ // the paths of deviations
		degrees + station:                      "",
		"<!-- --> " + degrees + "\n" + station: "",
		degrees:                                "station",
		"":                                     "degrees station",
		degrees + station + station:            "station",
		`<b:degrees>hot</b:degrees>` + station: "degrees",
		`<degrees xmlns="urn:x">7</degrees>` + station: "degrees",
		fault:              "fault",
		"<!-- -->" + fault: "fault",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/xml")
			io.WriteString(w, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:b="urn:bodyparts"><e:Body>`+
				body+`</e:Body></e:Envelope>`)
		}))
		client := must[*bodyparts.Client](t)(bodyparts.New(bodyparts.Config{Endpoint: server.URL}))
		_, err := client.Forecast(t.Context(), &bodyparts.Forecast{Day: bodyparts.NewDate(2026, 1, 1)})
		server.Close()
		var e *bodyparts.Error
		var got []string
		if errors.As(err, &e) {
			for _, d := range e.Deviations {
				got = append(got, d.Path)
			}
		}
		if errors.Is(err, bodyparts.ErrFault) && e.Fault.String == "where?" {
			got = append(got, "fault")
		}
		if strings.Join(got, " ") != want || (err != nil) != (want != "") {
			t.Errorf("%s: %v, want deviations at %q", body, err, want)
		}
	}
}
