// The contract's types: JSON as the service's PHP writes it, dates and times, enumerations, references.

package mvp_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

func TestDecodeMitarbeiter(t *testing.T) {
	full := &mvp.Mitarbeiter{
		ID: new("1"), Vermittler: new("2"), Anrede: new(mvp.EnumValue("3")), Vorname: new("Jörg"), Nachname: new("Müller \"JM\""),
		Profilbilder: []mvp.Thumbnail{{Pfad: new(mvp.URI("bilder/1.png")), Breite: new(int64(64))}, {Hoehe: new(int64(0))}},
		Geburtsdatum: new(mvp.NewDate(1979, time.January, 15)),
		Adresse:      &mvp.Adresse{Strasse: new("Musterstraße 9"), Postleitzahl: new("01234"), Ort: new("Musterstadt")},
		Kontaktdaten: &mvp.Kontaktdaten{Telefon: new("1"), Fax: new("2"), Mobil: new("3"), EMail: new("4"), Skype: new("5")},
	}
	for _, test := range []struct {
		name, text string
		want       *mvp.Mitarbeiter
	}{
		{"numbers as strings", `{
			"Id":"1","Vermittler":"2","Anrede":"3","Vorname":"J\u00f6rg","Nachname":"Müller \"JM\"",
			"Profilbilder":[{"Pfad":"bilder\/1.png","Breite":"64","Hoehe":""},{"Pfad":null,"Breite":"","Hoehe":"0"}],
			"Geburtsdatum":"1979-01-15",
			"Adresse":{"Strasse":"Musterstraße 9","Postleitzahl":"01234","Ort":"Musterstadt"},
			"Kontaktdaten":{"Telefon":"1","Fax":"2","Mobil":"3","EMail":"4","Skype":"5"}}`, full},
		{"strings as numbers", `{
			"Kontaktdaten":{"Telefon":1,"Fax":2,"Mobil":3,"EMail":4,"Skype":5},
			"Adresse":{"Strasse":"Musterstraße 9","Postleitzahl":"01234","Ort":"Musterstadt"},
			"Geburtsdatum":"1979-01-15",
			"Profilbilder":[{"Pfad":"bilder/1.png","Breite":64},{"Hoehe":0}],
			"Nachname":"Müller \"JM\"","Vorname":"Jörg","Anrede":3,"Vermittler":2,"Id":1}`, full},
		{"null", `{"Id":null,"Anrede":null,"Profilbilder":null,"Geburtsdatum":null,"Adresse":null,"Kontaktdaten":null}`,
			&mvp.Mitarbeiter{}},
		{"empty", `{"Id":"","Anrede":"","Profilbilder":"","Geburtsdatum":"","Adresse":"","Kontaktdaten":""}`,
			&mvp.Mitarbeiter{ID: new(""), Anrede: new(mvp.EnumValue(""))}},
		{"null told apart from absent", `{"Profilbilder":[{"Breite":null},{}]}`,
			&mvp.Mitarbeiter{Profilbilder: []mvp.Thumbnail{{BreiteNil: true}, {}}}},
		{"absent", `{}`, &mvp.Mitarbeiter{}},
		{"empty list", `{"Profilbilder":[]}`, &mvp.Mitarbeiter{Profilbilder: []mvp.Thumbnail{}}},
		{"empty arrays and objects interchanged", `{"Profilbilder":{},"Adresse":[],"Kontaktdaten":[ ]}`,
			&mvp.Mitarbeiter{Adresse: &mvp.Adresse{}, Kontaktdaten: &mvp.Kontaktdaten{}}},
		{"byte order mark", "\ufeff" + `{"Id":1}`, &mvp.Mitarbeiter{ID: new("1")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := answering(t, jsonAnswer(test.text)).newClient(t).GetMitarbeiter(t.Context())
			if !reflect.DeepEqual(got, test.want) || err != nil {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
		})
	}
}

func TestFaultsInJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"Id":1,"Id":1}`:                           "Id: expected one member of this name, found another",
		`{"Id":{}}`:                                 "Id: expected a string, found an object",
		`{"Id":false}`:                              "Id: expected a string, found false",
		`{"Id":1`:                                   "expected a comma or }, found the end of the text",
		`{"Id":1} x`:                                "expected nothing after the value",
		`{"Id":"` + "\xff" + `"}`:                   "not UTF-8",
		`{"Geburtsdatum":"15.01.1979"}`:             `Geburtsdatum: expected a date as YYYY-MM-DD, found "15.01.1979"`,
		`{"Geburtsdatum":"0000-00-00"}`:             `Geburtsdatum: expected a date as YYYY-MM-DD, found "0000-00-00"`,
		`{"Geburtsdatum":false}`:                    "Geburtsdatum: expected a date as YYYY-MM-DD, found false",
		`{"Adresse":"Musterstraße"}`:                `Adresse: expected an object, found "Musterstraße"`,
		`{"Profilbilder":[{},{"Breite":"64px"}]}`:   `Profilbilder[1].Breite: expected an integer, found "64px"`,
		`{"Profilbilder":[{"Hoehe":12.0}]}`:         "Profilbilder[0].Hoehe: expected an integer, found 12.0",
		`{"Profilbilder":{"0":{},"2":{}}}`:          "Profilbilder: expected an array, found an object",
		`{"Geburtsdatum":285206400}`:                "Geburtsdatum: expected a date as YYYY-MM-DD, found 285206400",
		`{"Neu":` + strings.Repeat("[", 1000) + `}`: "nested more than",
		`"Id"`: `expected an object, found "Id"`,
		``:     "expected a value, found the end of the text",
	} {
		if err := new(mvp.Mitarbeiter).UnmarshalJSON([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: got error %v, want %s", text, err, want)
		}
	}
}

func TestUnknownMembersOfVermittler(t *testing.T) {
	const text = `{"Id":"1","Neu":{"a":[1,2.50,"\u00e4"]},"Alt":null,"Umsatz":1e400}`
	var v mvp.Vermittler
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	want := mvp.Vermittler{ID: new("1"), Unknown: map[string]json.RawMessage{
		"Neu": json.RawMessage(`{"a":[1,2.50,"\u00e4"]}`), "Alt": json.RawMessage("null"),
		"Umsatz": json.RawMessage("1e400"),
	}}
	if !reflect.DeepEqual(v, want) {
		t.Errorf("got %+v, want %+v", v, want)
	}
	v.Name = new("Makler AG")
	const sent = `{"Id":"1","Name":"Makler AG","Alt":null,"Neu":{"a":[1,2.50,"\u00e4"]},"Umsatz":1e400}`
	if b, err := json.Marshal(v); string(b) != sent || err != nil {
		t.Errorf("got %s, %v, want %s", b, err, sent)
	}

	err := json.Unmarshal([]byte(`{"Neu":1,"Neu":2}`), &v)
	if err == nil || !strings.Contains(err.Error(), "Neu: expected one member of this name, found another") ||
		string(v.Unknown["Neu"]) != "2" {
		t.Errorf("got %s, error %v for an unknown member that occurs twice", v.Unknown["Neu"], err)
	}
	for name, unknown := range map[string]map[string]json.RawMessage{
		"no JSON":               {"Neu": json.RawMessage("{")},
		"empty":                 {"Neu": nil},
		"a field's name":        {"Name": json.RawMessage(`"Makler AG"`)},
		"a name that is no UTF": {"\xff": json.RawMessage("1")},
	} {
		if b, err := json.Marshal(mvp.Vermittler{Name: new("Makler GmbH"), Unknown: unknown}); err == nil {
			t.Errorf("unknown member that is %s: got %s", name, b)
		}
	}
}

func TestRoundTripThroughJSON(t *testing.T) {
	type document struct {
		Mitarbeiter *mvp.Mitarbeiter
		Vermittler  mvp.Vermittler
		Bilder      map[string]mvp.Thumbnail
		Kunden      []mvp.KundenSuchErgebnis
		Kunde       mvp.Kunde
		Meldungen   mvp.Meldungen
		Anreden     []mvp.EnumerationItem
		Datum       mvp.Date
		Zeit        mvp.DateTime
		Niemals     mvp.DateTime
	}
	zeit, err := mvp.ParseDateTime("2026-05-04T10:30:00.25+02:00")
	if err != nil {
		t.Fatal(err)
	}
	before := document{
		Mitarbeiter: &mvp.Mitarbeiter{
			Nachname:     new("<Müller> & \u2028\"Söhne\"\\\x01"),
			Profilbilder: []mvp.Thumbnail{{}, {Breite: new(int64(0)), Hoehe: new(int64(-1 << 63))}, {Pfad: new(mvp.URI("")), HoeheNil: true}},
			Geburtsdatum: new(mvp.NewDate(1979, time.January, 15)),
			Adresse:      &mvp.Adresse{},
			Kontaktdaten: &mvp.Kontaktdaten{EMail: new("jm@example.com")},
		},
		Vermittler: mvp.Vermittler{Logos: []mvp.Thumbnail{{Pfad: new(mvp.URI("logo.png"))}}, Geburtsdatum: new("unbekannt")},
		Bilder:     map[string]mvp.Thumbnail{"a": {Pfad: new(mvp.URI("a.png"))}},
		Kunden: []mvp.KundenSuchErgebnis{{ID: new("1"), Person: &mvp.Person{Vorname: new("Jörg")},
			Hauptwohnsitz: &mvp.Adresse{Land: new("DE")}}},
		Kunde:     mvp.Kunde{ID: new("1"), Benutzername: new("jm")},
		Meldungen: mvp.Meldungen{Meldungen: []string{"a", ""}},
		Anreden:   []mvp.EnumerationItem{{Value: new("1"), Text: new("Herr")}},
		Datum:     mvp.NewDate(2026, time.May, 4),
		Zeit:      zeit,
	}
	text, err := json.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	after := document{Datum: mvp.NewDate(1, 1, 1), Vermittler: mvp.Vermittler{Name: new("to be overwritten")}}
	if err := json.Unmarshal(text, &after); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(after, before) {
		t.Errorf("got %+v\nwant %+v\nby %s", after, before, text)
	}
}

func TestEncodeJSON(t *testing.T) {
	for _, test := range []struct {
		value json.Marshaler
		want  string
	}{
		{mvp.Mitarbeiter{}, `{}`},
		{mvp.Mitarbeiter{ID: new("1"), Adresse: &mvp.Adresse{}}, `{"Id":"1","Adresse":{}}`},
		{mvp.Mitarbeiter{Geburtsdatum: new(mvp.NewDate(979, time.May, 4))}, `{"Geburtsdatum":"0979-05-04"}`},
		{mvp.Thumbnail{Breite: new(int64(0))}, `{"Breite":0}`},
		{mvp.Thumbnail{Pfad: new(mvp.URI("")), BreiteNil: true, Hoehe: new(int64(1)), HoeheNil: true},
			`{"Pfad":"","Breite":null,"Hoehe":1}`},
		{mvp.Mitarbeiter{Anrede: new(mvp.EnumValue("")), Geburtsdatum: new(mvp.Date{}), Profilbilder: []mvp.Thumbnail{}},
			`{"Anrede":"","Profilbilder":[],"Geburtsdatum":""}`},
		{mvp.Meldungen{Meldungen: []string{"Straße", "a\"b\\c\n\x00"}}, `{"Meldungen":["Straße","a\"b\\c\n\u0000"]}`},
	} {
		if b, err := test.value.MarshalJSON(); string(b) != test.want || err != nil {
			t.Errorf("got %s, %v, want %s", b, err, test.want)
		}
	}
	for name, value := range map[string]json.Marshaler{
		"no UTF-8":      mvp.Adresse{Ort: new("\xff")},
		"no date":       mvp.Mitarbeiter{Geburtsdatum: new(mvp.NewDate(2026, time.February, 30))},
		"no month":      mvp.Mitarbeiter{Geburtsdatum: new(mvp.NewDate(2026, 13, 1))},
		"no day at all": mvp.Mitarbeiter{Geburtsdatum: new(mvp.NewDate(2026, time.January, 257))},
		"no year":       mvp.Mitarbeiter{Geburtsdatum: new(mvp.NewDate(0, time.January, 1))},
	} {
		if b, err := value.MarshalJSON(); err == nil {
			t.Errorf("%s: got %s", name, b)
		}
	}
}

func TestDate(t *testing.T) {
	d, err := mvp.ParseDate("2026-05-04")
	if err != nil || d != mvp.NewDate(2026, time.May, 4) || d.IsZero() || d.String() != "2026-05-04" {
		t.Errorf("got %v, %v", d, err)
	}
	berlin := d.Time(mustLoad(t, "Europe/Berlin"))
	if got := berlin.Format(time.RFC3339); got != "2026-05-04T00:00:00+02:00" || mvp.DateOf(berlin) != d {
		t.Errorf("got %s, %v", got, mvp.DateOf(berlin))
	}
	for _, text := range []string{"", "04.05.2026", "2026-5-4", "2026-02-29", "2026-05-04T00:00:00", " 2026-05-04"} {
		if d, err := mvp.ParseDate(text); err == nil {
			t.Errorf("%q: got %v", text, d)
		}
	}
	if b, err := json.Marshal(mvp.Date{}); string(b) != `""` || err != nil {
		t.Errorf("the zero date: got %s, %v", b, err)
	}
	if b, err := json.Marshal(mvp.NewDate(2026, time.February, 30)); err == nil {
		t.Errorf("a day that no calendar has: got %s", b)
	}
	if b, err := json.Marshal(mvp.DateTime{Year: 2026, Month: 2, Day: 30}); err == nil {
		t.Errorf("a time that no calendar has: got %s", b)
	}
}

func mustLoad(t *testing.T, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

// In 2026 the clocks of Berlin are set forward on 29 March, from 2:00 to 3:00, and back on 25 October, from 3:00 to
// 2:00.
func TestTimeInBerlin(t *testing.T) {
	for text, want := range map[string]string{
		"2026-07-01T12:00:00":       "2026-07-01T10:00:00Z",
		"2026-01-01T12:00:00.5":     "2026-01-01T11:00:00.5Z",
		"2026-03-29T01:59:59":       "2026-03-29T00:59:59Z",
		"2026-03-29T03:00:00":       "2026-03-29T01:00:00Z",
		"2026-10-25T01:59:59":       "2026-10-24T23:59:59Z",
		"2026-10-25T03:00:00":       "2026-10-25T02:00:00Z",
		"2026-10-25T02:30:00+02:00": "2026-10-25T00:30:00Z",
		"2026-10-25T02:30:00+01:00": "2026-10-25T01:30:00Z",
		"2026-03-29T02:30:00Z":      "2026-03-29T02:30:00Z",
		"2026-06-30T20:00:00-05:00": "2026-07-01T01:00:00Z",
	} {
		d, err := mvp.ParseDateTime(text)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := d.Time()
		if got := got.UTC().Format(time.RFC3339Nano); got != want || err != nil || d.String() != text {
			t.Errorf("%v: got %s, %v, want %s", d, got, err, want)
		}
	}
	for text, want := range map[string]error{
		"2026-10-25T02:00:00": mvp.ErrAmbiguousTime,
		"2026-10-25T02:30:00": mvp.ErrAmbiguousTime,
		"2026-10-25T02:59:59": mvp.ErrAmbiguousTime,
		"2026-03-29T02:00:00": mvp.ErrNonexistentTime,
		"2026-03-29T02:30:00": mvp.ErrNonexistentTime,
		"2026-03-29T02:59:59": mvp.ErrNonexistentTime,
	} {
		d, err := mvp.ParseDateTime(text)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := d.Time()
		if !errors.Is(err, want) || !strings.Contains(err.Error(), text+" in Europe/Berlin") || !got.IsZero() {
			t.Errorf("%s: got %v, %v, want %v", text, got, err, want)
		}
	}
	if got, err := (mvp.DateTime{}).Time(); err == nil {
		t.Errorf("the zero DateTime: got %v", got)
	}
}

func TestNewDateTime(t *testing.T) {
	for instant, want := range map[string]string{
		"2026-10-25T00:30:00Z":      "2026-10-25T02:30:00+02:00",
		"2026-10-25T01:30:00Z":      "2026-10-25T02:30:00+01:00",
		"2026-03-29T01:00:00Z":      "2026-03-29T03:00:00+02:00",
		"2026-06-30T20:00:00-05:00": "2026-07-01T03:00:00+02:00",
	} {
		before, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		d := mvp.NewDateTime(before)
		after, err := d.Time()
		if d.String() != want || !after.Equal(before) || err != nil {
			t.Errorf("%s: got %v, which is %v, %v; want %s", instant, d, after, err, want)
		}
	}
}

// The package must not need the zone database of the machine, whose folders no test can hide. But package time reads
// the database that time/tzdata links in wherever it finds no other.
func TestZoneDatabaseIsLinkedIn(t *testing.T) {
	deps, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(strings.Fields(string(deps)), "time/tzdata") {
		t.Error("the package does not depend on time/tzdata")
	}
}

func TestEnumValue(t *testing.T) {
	s := answering(t, jsonAnswer(`[{"Value":"1","Text":"Herr"},{"Value":2,"Text":"Frau"}]`),
		jsonAnswer(`{"Anrede":"2"}`))
	client := s.newClient(t)
	anreden, err := client.GetAnreden(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m, err := client.GetMitarbeiter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Anrede.Find(anreden); got != &anreden[1] {
		t.Errorf("got %v, want Frau", got)
	}
	for _, v := range []*mvp.EnumValue{new(mvp.EnumValue("3")), nil} {
		if got := v.Find(append(anreden, mvp.EnumerationItem{})); got != nil {
			t.Errorf("got %v for a value that is not listed", got)
		}
	}
}

func TestReferences(t *testing.T) {
	s := newService(t, func(w io.Writer, r request) { io.WriteString(w, jsonAnswer(`{"Id":1}`)) })
	client := s.newClient(t)
	for ref, path := range map[mvp.URI]string{
		mvp.URI(s.URL) + rest + "/1/kunden/4":    "/1/kunden/4",
		rest + "/1/bilder/a%20b.png?breite=64#x": "/1/bilder/a%20b.png?breite=64",
		"/1/kunden/4":                            "/1/kunden/4",
		"1/kunden/4":                             "/1/kunden/4",
	} {
		before := len(s.requests())
		if text, err := client.Follow(t.Context(), ref); string(text) != `{"Id":1}` || err != nil {
			t.Errorf("Follow %s: got %s, %v", ref, text, err)
		}
		file, err := client.Open(t.Context(), ref)
		if err != nil {
			t.Errorf("Open %s: %v", ref, err)
			continue
		}
		if text, err := io.ReadAll(file); string(text) != `{"Id":1}` || err != nil {
			t.Errorf("Open %s: got %s, %v", ref, text, err)
		}
		file.Close()
		for i, got := range s.requests()[before:] {
			want := get(path)
			if i == 1 { // a file is of any type
				want = strings.Replace(want, "Accept: application/json\n", "", 1)
			}
			if got.String() != want {
				t.Errorf("%s: got %s, want %s", ref, got, want)
			}
		}
	}
}

func TestReferencesThatLeadOutOfTheService(t *testing.T) {
	other, s := answering(t), answering(t)
	client := s.newClient(t)
	for _, ref := range []string{
		"",
		other.URL + rest + "/1",
		strings.TrimPrefix(other.URL, "http:") + rest + "/1",
		strings.TrimPrefix(s.URL, "http:") + rest + "/1",
		"https" + strings.TrimPrefix(s.URL, "http") + rest + "/1",
		"http://user@" + strings.TrimPrefix(s.URL, "http://") + rest + "/1",
		s.URL + "/admin",
		s.URL + rest + "oration/1",
		rest + "/../admin",
		"../admin",
		"1/../../admin",
		"1/%2e%2e/%2E%2E/admin",
		"1%2f..%2f..%2fadmin",
		`1\..\..\admin`,
		"1%5C..%5Cadmin",
		"1\r\nX-Dio-Method: DELETE",
		"1/%0d%0aX",
		"javascript:alert(1)",
		"file:///etc/passwd",
	} {
		text, err := client.Follow(t.Context(), mvp.URI(ref))
		if e := errorOf(t, err, mvp.ErrInvalid); text != nil || e.Operation != "Follow" {
			t.Errorf("Follow %q: got %s, %v", ref, text, err)
		}
		file, err := client.Open(t.Context(), mvp.URI(ref))
		if errorOf(t, err, mvp.ErrInvalid); file != nil {
			t.Errorf("Open %q: got %v, %v", ref, file, err)
		}
	}
}

// The picture of a thumbnail is cached: it is asked for again once its time is over, and only sent if it has changed.
func TestOpenThumbnail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		picture := answer("200 OK", "PNG", "Content-Type: image/png", lastModified, cacheControl)
		s := newMemoryService(t, inTurn(t, picture, documentNotModified, picture))
		client := s.newClient(t)
		thumbnail := &mvp.Thumbnail{Pfad: new(mvp.URI("bilder/1.png")), Breite: new(int64(64))}
		open := func(requests int) {
			t.Helper()
			file, err := client.OpenThumbnail(t.Context(), thumbnail)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			content, err := io.ReadAll(file)
			if string(content) != "PNG" || err != nil || file.ContentType != "image/png" || file.Size != 3 {
				t.Errorf("got %s, %v, type %s, size %d", content, err, file.ContentType, file.Size)
			}
			s.expectCount(t, requests)
		}
		open(1)
		open(1)
		time.Sleep(2 * time.Hour)
		open(2)
		if err := client.Logout(t.Context()); err != nil {
			t.Error(err)
		}
		open(3)
		if got := s.requests()[1]; got.line != "GET "+rest+"/bilder/1.png" || got.header.Get("If-Modified-Since") == "" {
			t.Errorf("got %s", got)
		}
	})
}

func TestThumbnailsThatCannotBeOpened(t *testing.T) {
	s := answering(t, answer("404 Not Found", "<h1>Weg</h1>"), answer("200 OK", "PNGPNG"))
	client := s.newClient(t, func(c *mvp.Config) { c.MaxResponseBytes = 5 })
	for _, thumbnail := range []*mvp.Thumbnail{nil, {}, {Pfad: new(mvp.URI("https://example.com/1.png"))}} {
		_, err := client.OpenThumbnail(t.Context(), thumbnail)
		errorOf(t, err, mvp.ErrInvalid)
	}
	thumbnail := &mvp.Thumbnail{Pfad: new(mvp.URI("/1.png"))}
	for _, kind := range []error{mvp.ErrStatus, mvp.ErrTooLarge} {
		file, err := client.OpenThumbnail(t.Context(), thumbnail)
		if errorOf(t, err, kind); file != nil {
			t.Errorf("got %v and an error", file)
		}
	}
}

// Empty strings before text beyond ASCII, at every distance, as a result and as messages.
func TestGermanTexts(t *testing.T) {
	words := []string{"", "ä", "Übertragung fehlt", "", "", "Straße", "x", "Größenangabe in Metern", "", "12 €"}
	for length := range 20 {
		texts := append([]string{"", strings.Repeat("a", length) + "ü"}, words[:length/2]...)
		encoded, err := json.Marshal(texts)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Clone(texts)
		for _, copied := range []bool{false, true} {
			s := newMultiService(t, func(parts []part) string {
				return multiAnswer(partAnswer(parts[0], "200 OK", string(encoded)),
					partAnswer(parts[1], "400 Bad Request", `{"Meldungen":`+string(encoded)+`}`))
			})
			client := s.newClient(t, func(c *mvp.Config) { c.CopyText = copied })
			multi := client.MultiCall()
			licenses, rights := multi.GetLicenses(), multi.GetMitarbeiterRechte()
			if err := multi.Do(t.Context()); err != nil {
				t.Error(err)
			}
			if got, err := licenses.Result(); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: got %q, %v", encoded, got, err)
			}
			_, err := rights.Result()
			if got := errorOf(t, err, mvp.ErrStatus).Messages; !slices.Equal(got, want) {
				t.Errorf("%s: got messages %q", encoded, got)
			}
		}
	}
	var broker mvp.Vermittler // which keeps what it does not know
	err := json.Unmarshal([]byte(`{"Id":"","Name":"ä","Größe":"","Ä":""}`), &broker)
	if err != nil || *broker.Name != "ä" || len(broker.Unknown) != 2 {
		t.Errorf("got %+v, %v", broker, err)
	}
}
