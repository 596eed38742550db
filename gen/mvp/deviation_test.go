// Responses that deviate from the contract: the value is there, and so is what is wrong with it.

package mvp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// deviatingEmployee deviates in every way that JSON has. Neu is not a deviation: the types keep unknown members.
const deviatingEmployee = `{"Id":7,"Vorname":"Erika","Vorname":"Max","Nachname":false,"Geburtsdatum":"0000-00-00",
	"Profilbilder":{"0":{"Pfad":"a.png","Breite":12.0},"2":{"Pfad":"b.png"}},
	"Adresse":{"Strasse":["Weg 1"],"Ort":"Köln"},"Kontaktdaten":"keine","Neu":{"a":1}}`

var (
	employeeRead = &mvp.Mitarbeiter{
		ID: new("7"), Vorname: new("Max"),
		Profilbilder: []mvp.Thumbnail{{Pfad: new(mvp.URI("a.png")), Breite: new(int64(12))}, {Pfad: new(mvp.URI("b.png"))}},
		Adresse:      &mvp.Adresse{Ort: new("Köln")},
		Unknown:      map[string]json.RawMessage{"Neu": json.RawMessage(`{"a":1}`)},
	}
	employeeDeviations = []mvp.Deviation{
		{Path: "Vorname", Expected: "one member of this name", Found: "another"},
		{Path: "Nachname", Expected: "a string", Found: "false"},
		{Path: "Geburtsdatum", Expected: "a date as YYYY-MM-DD", Found: `"0000-00-00"`},
		{Path: "Profilbilder", Expected: "an array", Found: "an object"},
		{Path: "Profilbilder.0.Breite", Expected: "an integer", Found: "12.0"},
		{Path: "Adresse.Strasse", Expected: "a string", Found: "an array"},
		{Path: "Kontaktdaten", Expected: "an object", Found: `"keine"`},
	}
)

// deviatingService answers every call, alone and in a MultiCall, with the deviating employee.
func deviatingService(t *testing.T) *service {
	const cached = "Cache-Control: private, max-age=3600"
	return newService(t, func(w io.Writer, r request) {
		if !strings.HasPrefix(r.line, "POST") {
			io.WriteString(w, jsonAnswer(deviatingEmployee, cached))
			return
		}
		var parts []string
		for _, p := range parse(t, r).parts {
			parts = append(parts, partAnswer(p, "200 OK", deviatingEmployee, cached))
		}
		io.WriteString(w, multiAnswer(parts...))
	})
}

// TestDeviations makes the call alone, in a MultiCall and in a batch: each returns the value and every deviation.
func TestDeviations(t *testing.T) {
	s := deviatingService(t)
	client := s.newClient(t)
	check := func(how string, m *mvp.Mitarbeiter, err error) {
		t.Helper()
		if !reflect.DeepEqual(m, employeeRead) {
			t.Errorf("%s: got %+v", how, m)
		}
		e := errorOf(t, err, mvp.ErrContent)
		if !reflect.DeepEqual(e.Deviations, employeeDeviations) || e.Operation != "getMitarbeiter" {
			t.Errorf("%s: got %+v", how, e.Deviations)
		}
		for _, d := range employeeDeviations {
			if !strings.Contains(e.Error(), d.String()) {
				t.Errorf("%s: %s does not say %s", how, e, d)
			}
		}
	}
	m, err := client.GetMitarbeiter(t.Context())
	check("alone", m, err)
	m, err = client.GetMitarbeiter(t.Context())
	check("again, for it was not cached", m, err)
	multi := client.MultiCall()
	call := multi.GetMitarbeiter()
	if err := multi.Do(t.Context()); err != nil {
		t.Error(err)
	}
	m, err = call.Result()
	check("in a MultiCall", m, err)

	client = s.newClient(t, func(c *mvp.Config) { c.BatchWindow = 50 * time.Millisecond })
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			m, err := client.GetMitarbeiter(t.Context())
			check("in a batch", m, err)
		})
	}
	group.Wait()
}

// TestLenient: the same calls succeed, and the deviations go to the logger, without what was found, and to OnDeviation.
func TestLenient(t *testing.T) {
	s := deviatingService(t)
	var log bytes.Buffer
	var told [][]mvp.Deviation
	type key struct{}
	client := s.newClient(t, func(c *mvp.Config) {
		c.Lenient = true
		c.Logger = slog.New(slog.NewJSONHandler(&log, nil))
		c.OnDeviation = func(ctx context.Context, operation string, list []mvp.Deviation) {
			if operation != "getMitarbeiter" || ctx.Value(key{}) != "the caller's" {
				t.Errorf("told of %s, with %v", operation, ctx.Value(key{}))
			}
			told = append(told, list)
		}
	})
	ctx := context.WithValue(t.Context(), key{}, "the caller's")
	m, err := client.GetMitarbeiter(ctx)
	if !reflect.DeepEqual(m, employeeRead) || err != nil {
		t.Errorf("got %+v, %v", m, err)
	}
	multi := client.MultiCall()
	call := multi.GetMitarbeiter()
	if err := multi.Do(ctx); err != nil {
		t.Error(err)
	}
	if m, err = call.Result(); !reflect.DeepEqual(m, employeeRead) || err != nil {
		t.Errorf("in a MultiCall: got %+v, %v", m, err)
	}
	if !reflect.DeepEqual(told, [][]mvp.Deviation{employeeDeviations, employeeDeviations}) {
		t.Errorf("told %+v", told)
	}
	for _, d := range employeeDeviations {
		if n := strings.Count(log.String(), fmt.Sprintf(`"%s: expected %s"`, d.Path, d.Expected)); n != 2 {
			t.Errorf("%s is in the log %d times", d.Path, n)
		}
	}
	if strings.Contains(log.String(), "keine") || strings.Contains(log.String(), "0000") {
		t.Errorf("what was found is in the log: %s", &log)
	}

	// What is malformed is never forgiven.
	client = answering(t, jsonAnswer(`{"Id":7,"Nachname":false`)).newClient(t, func(c *mvp.Config) { c.Lenient = true })
	if m, err := client.GetMitarbeiter(t.Context()); m != nil || !errors.Is(err, mvp.ErrContent) {
		t.Errorf("malformed: got %v, %v", m, err)
	}
}

// TestWholeAnswers: null or an empty array is no employee, and no list of them.
func TestWholeResponses(t *testing.T) {
	for _, text := range []string{"null", "[]", `""`, "false", "7", "[{}]"} {
		m, err := answering(t, jsonAnswer(text)).newClient(t).GetMitarbeiter(t.Context())
		e := errorOf(t, err, mvp.ErrContent)
		if !reflect.DeepEqual(m, &mvp.Mitarbeiter{}) || len(e.Deviations) != 1 || e.Deviations[0].Path != "" {
			t.Errorf("%s: got %v, %v", text, m, err)
		}
	}
	for _, text := range []string{"null", "{}", `""`, "false", "7", `"x"`} {
		list, err := answering(t, jsonAnswer(text)).newClient(t).GetAnreden(t.Context())
		if e := errorOf(t, err, mvp.ErrContent); len(list) != 0 || len(e.Deviations) != 1 {
			t.Errorf("%s: got %v, %v", text, list, err)
		}
	}
	text := answer("200 OK", `{"Id":7}`, "Content-Type: text/html; charset=utf-8")
	m, err := answering(t, text).newClient(t).GetMitarbeiter(t.Context())
	want := []mvp.Deviation{{Expected: "content type application/json", Found: "text/html"}}
	if e := errorOf(t, err, mvp.ErrContent); !reflect.DeepEqual(m, &mvp.Mitarbeiter{ID: new("7")}) ||
		!reflect.DeepEqual(e.Deviations, want) || e.Excerpt != "" { // data is not quoted, only pages are
		t.Errorf("got %+v, %v", m, err)
	}
}
