// What a description becomes in the model.

package rest_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

// read reads text as the file api.yaml.
func read(text string) (*schema.API, schema.Diagnostics) {
	return rest.Read(schema.Source{FS: fstest.MapFS{"api.yaml": {Data: []byte(text)}}, Name: "api.yaml"})
}

// mustRead reads text, which has no fault.
func mustRead(t *testing.T, text string) *schema.API {
	t.Helper()
	api, ds := read(text)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	return api
}

// readMVP reads the specimen.
func readMVP(t *testing.T) *schema.API {
	t.Helper()
	api, ds := rest.Read(schema.Source{FS: os.DirFS(".."), Name: "mvp.yaml", Dir: "schema"})
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	return api
}

// head is a description to which a test adds types and functions.
const head = `kontrakt: 1
title: Bücher
doc: |
  All books.
baseUrl: http://example.org/{tenant}/v1/{lang}
parameters:
  tenant: {doc: Who asks.}
  lang: {default: de}
mimeTypes: {PDF: application/pdf, Text: text/plain, Any: "*/*", ` +
	`Form: multipart/form-data, Mixed: Multipart/Mixed; charset=utf-8, Bounded: multipart/mixed; boundary=b}
`

const library = head + `headerPrefix: X-Lib-
timeZone: Europe/Berlin
multiCall: true
errors: {type: Problem, field: messages}
types:
  Problem: {fields: {messages: {listOf: string}}}
  ISBN: {base: string, doc: A number.}
  Day: {base: date, doc: A day.}
  Book:
    doc: A book.
    keepUnknown: true
    fields:
      isbn: ISBN
      genre: {type: string, doc: What kind., valuesOf: genres}
      pages: {type: int, nullable: true}
      copies: int
      price: {type: number, nullable: true}
      lent: bool
      day: Day
      link: uri
      extra: json
      author: Person
      chapters: {listOf: string}
  Person: {fields: {name: string}}
functions:
  genres: {get: /genres, result: {listOf: string}, cacheable: true}
  addFile:
    doc: adds a file.
    post: /{lang}/books/{book-id}.{ext}
    parameters: {ext: {doc: The extension.}}
    query: {max: {type: int, required: true}, sort: string}
    headers: {Tags: {listOf: string, doc: Some tags.}, Since: Day}
    body: {mime: [PDF, Text], doc: The file.}
    result: Book
  file: {get: "/file/{id}", result: {mime: Any}}
  books: {delete: /books}
`

func TestService(t *testing.T) {
	api := mustRead(t, library)
	got := []any{api.Package, api.Title, api.Doc, api.Contract, api.SOAP == nil,
		api.REST.HeaderPrefix, api.REST.TimeZone, api.REST.MultiCall, path(api.REST.BaseURL)}
	want := []any{"", "Bücher", "All books.", "api.yaml", true,
		"X-Lib-", "Europe/Berlin", true, "http://example.org/{tenant*}/v1/{lang*}"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if m := api.REST.Messages; m == nil || m.Wire.Local != "messages" || m != api.Types[0].Fields()[0] {
		t.Errorf("the messages are %v, not the field of Problem", m)
	}
	tenant, lang := api.REST.Parameters[0], api.REST.Parameters[1]
	if !tenant.Client || !tenant.Required || tenant.Doc != "Who asks." || tenant.Default != "" {
		t.Errorf("tenant: %+v", tenant)
	}
	if !lang.Client || lang.Required || lang.Default != "de" || lang.Pos.String() != "api.yaml:8:3" {
		t.Errorf("lang: %+v", lang)
	}
}

// A type keeps unknown members if it says so, or if the description does and the type says nothing.
func TestKeepUnknown(t *testing.T) {
	types := `
types:
  Yes: {keepUnknown: true, fields: {a: int}}
  No: {keepUnknown: false, fields: {a: int}}
  Default: {fields: {a: int}}
  Simple: {base: int}
functions: {get: {get: /}}
`
	for keep, want := range map[string]string{
		"": "Yes", "keepUnknown: false": "Yes", "keepUnknown: true": "Yes Default",
	} {
		var got []string
		for _, typ := range mustRead(t, head+keep+types).Types {
			if typ.KeepUnknown {
				got = append(got, typ.Wire.Local)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q keep unknown members, want %q", keep, got, want)
		}
	}
}

func TestFields(t *testing.T) {
	api := mustRead(t, library)
	book := typeNamed(t, api, "Book")
	if book.Kind != schema.Struct || !book.KeepUnknown || book.Doc != "A book." ||
		book.Content.Kind != schema.Sequence {
		t.Errorf("Book: %+v", book)
	}
	type field struct {
		Wire     string
		Type     string
		Form     schema.Form
		Max      int
		Nillable bool
	}
	var got []field
	for _, f := range book.Fields() {
		got = append(got, field{f.Wire.Local, f.Type.Wire.Local, f.Form, f.Max, f.Nillable})
	}
	want := []field{
		{"isbn", "ISBN", schema.ByPointer, 1, false},
		{"genre", "string", schema.ByPointer, 1, false},
		{"pages", "int", schema.ByPointer, 1, true},
		{"copies", "int", schema.ByPointer, 1, false},
		{"price", "number", schema.ByPointer, 1, true},
		{"lent", "bool", schema.ByPointer, 1, false},
		{"day", "Day", schema.ByPointer, 1, false},
		{"link", "uri", schema.ByPointer, 1, false},
		{"extra", "json", schema.ByValue, 1, false},
		{"author", "Person", schema.ByPointer, 1, false},
		{"chapters", "string", schema.BySlice, schema.Unbounded, false},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	genre := book.Fields()[1]
	if genre.ValuesOf != api.REST.Operations[0] || genre.Doc != "What kind." || genre.Pos.String() != "api.yaml:23:7" {
		t.Errorf("genre: %+v", genre)
	}
}

func TestSimpleTypes(t *testing.T) {
	api := mustRead(t, library)
	isbn, day := typeNamed(t, api, "ISBN"), typeNamed(t, api, "Day")
	if isbn.Kind != schema.Simple || isbn.Builtin != schema.String || !isbn.Declared || isbn.Doc != "A number." {
		t.Errorf("ISBN: %+v", isbn)
	}
	if day.Kind != schema.Simple || day.Builtin != schema.Date || day.Declared || day.Doc != "A day." {
		t.Errorf("Day: %+v", day)
	}
	link := typeNamed(t, api, "Book").Fields()[7].Type
	if link.Kind != schema.Builtin || link.Builtin != schema.URI {
		t.Errorf("link: %+v", link)
	}
}

func TestFunctions(t *testing.T) {
	api := mustRead(t, library)
	var got []string
	for _, op := range api.REST.Operations {
		got = append(got, signature(op))
	}
	want := []string{
		"GET /genres → [string] application/json, cacheable",
		"POST /{lang*}/books/{book-id}.{ext} book-id! ext! ?max! ?sort Tags[] Since " +
			"← stream application/pdf text/plain → Book application/json",
		"GET /file/{id} id! → stream */*",
		"DELETE /books",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	add := api.REST.Operations[1]
	if add.Doc != "adds a file." || add.Body.Doc != "The file." || add.Pos.String() != "api.yaml:36:3" {
		t.Errorf("addFile: %+v", add)
	}
	if ext := add.Parameters[1]; ext.Doc != "The extension." || ext.Pos.String() != "api.yaml:39:18" {
		t.Errorf("ext: %+v", ext)
	}
	if tags := add.Parameters[4]; tags.Doc != "Some tags." || tags.Type.Builtin != schema.String {
		t.Errorf("Tags: %+v", tags)
	}
}

// TestNoGoNames holds the reader to its promise that schema.Name chooses every name.
func TestNoGoNames(t *testing.T) {
	api := mustRead(t, library)
	for _, typ := range api.Types {
		for _, f := range typ.Fields() {
			if f.Name != "" || typ.Name != "" {
				t.Errorf("%s.%s has a Go name", typ.Wire, f.Wire)
			}
		}
	}
	for _, op := range api.REST.Operations {
		named := func(p *schema.Parameter) bool { return p.Name != "" }
		if op.Name != "" || slices.ContainsFunc(op.Parameters, named) {
			t.Errorf("%s has a Go name", op.Wire)
		}
	}
}

// TestMVP holds mvp.yaml against the tables of the service's document and its later editions, and against their examples.
func TestMVP(t *testing.T) {
	api := readMVP(t)
	wantTypes := []string{
		"DateTime = dateTime", "Date = date", "Uri = uri", "EnumValue = string",
		"EnumerationItem{Value *string, Text *string}",
		"Mitarbeiter{Id *string, Vermittler *string, Anrede *EnumValue of getAnreden, Vorname *string, Nachname *string, " +
			"Profilbilder []Thumbnail, Geburtsdatum *Date, Adresse *Adresse, Kontaktdaten *Kontaktdaten}",
		"Vermittler{Id *string, Name *string, Namenszusatz *string, Logos []Thumbnail, Website *string, Nachname *string, " +
			"Geburtsdatum *string, Adresse *Adresse, Kontaktdaten *Kontaktdaten}",
		"Adresse{Uri *Uri, Strasse *string, Postleitzahl *string, Ort *string, Land *string}",
		"Kontaktdaten{Telefon *string, Fax *string, Mobil *string, EMail *string, Skype *string}",
		"Thumbnail{Breite *int, Hoehe *int}", // Pfad is text in the document
		"Meldungen{Meldungen []string}",
		"Kunde{Id *string, Benutzername *string}",
		"Person{Vorname *string, Nachname *string}",
		"Kontaktdatensatz{}",
		"Kundendetail{}",
		"SearchQuery{}", "SendeUnterschriftenlinkAuftrag{}",
		"KundenSuchErgebnis{Id *string, Text *string, Person *Person, Hauptwohnsitz *Adresse}",
		"Vertrag{Uri *Uri, Id *string, PublicID *string, Vermittler *string, Kunde *string, " +
			"Status *EnumValue of getVertragsstatus, Gesellschaft *EnumValue of getGesellschaften, " +
			"Sparte *EnumValue of getSparten, Beitrag *Beitrag, Laufzeit *Laufzeit, Risiko *string, " +
			"Antragsnummer *string, Versicherungsscheinnummer *string, Adresse *string, Bankkonto *Bankkonto}",
		"Beitrag{Brutto *number, Zahlweise *EnumValue}",
		"Laufzeit{Beginn *Date, Ablauf *Date}",
		"Bankkonto{IBAN *string, BIC *string, Inhaber *Inhaber}",
		"Inhaber{Abweichend *bool}",
		"BestandsuebertragungDetails{}", "VertragStatusAnzahl{}", "VertragMahnung{}", "Vorversicherung{}", "Vorschaeden{}",
		"Archiveintrag{}", "Zuordnung{}", "Metadata{}",
	}
	var types []string
	for _, typ := range api.Types {
		types = append(types, describe(typ))
		if typ.Kind == schema.Struct && !typ.KeepUnknown {
			t.Errorf("%s does not keep unknown members", typ.Wire.Local)
		}
	}
	if diff := cmp.Diff(wantTypes, types); diff != "" {
		t.Error(diff)
	}

	// What goes in and out, by the tables of the documents or, where the function is marked, by other sources. A JSON
	// list is in brackets.
	wantFunctions := map[string]string{
		"getMitarbeiter":       "GET /{ma*} → Mitarbeiter application/json",
		"getVermittler":        "GET /{ma*}/vermittler/{Vermittler-Id} → Vermittler application/json",
		"getMitarbeiterRechte": "GET /{ma*}/rechte → [string] application/json",
		"getLicenses":          "GET /{ma*}/lizenzen → [string] application/json",
		"getCourtageliste":     "GET /{ma*}/courtageliste → json application/json",

		"getSparten":        "GET /sparten → [EnumerationItem] application/json",
		"getVertragsstatus": "GET /vertragsstatus → [EnumerationItem] application/json",
		"getAnreden":        "GET /anreden → [EnumerationItem] application/json",
		"getGesellschaften": "GET /gesellschaften → [EnumerationItem] application/json",

		"addKunde":          "POST /{ma*}/kunden ← Kunde application/json → Kunde application/json",
		"getKunde":          "GET /{ma*}/kunden/{Kunde-Id} → Kunde application/json",
		"setKunde":          "PUT /{ma*}/kunden/{Kunde-Id} ← Kunde application/json → Kunde application/json",
		"getKundenAdressen": "GET /{ma*}/kunden/{Kunde-Id}/adressen → [Adresse] application/json",
		"addKundenAdresse": "POST /{ma*}/kunden/{Kunde-Id}/adressen ← Adresse application/json " +
			"→ Adresse application/json",
		"setKundenAdresse": "PUT /{ma*}/kunden/{Kunde-Id}/adressen/{Adresse-Id} ← Adresse application/json " +
			"→ Adresse application/json",
		"deleteKundenAdresse":   "DELETE /{ma*}/kunden/{Kunde-Id}/adressen/{Adresse-Id}",
		"getKundenKontaktdaten": "GET /{ma*}/kunden/{Kunde-Id}/kontaktdaten → [Kontaktdatensatz] application/json",
		"addKundenKontaktdatensatz": "POST /{ma*}/kunden/{Kunde-Id}/kontaktdaten ← Kontaktdatensatz application/json " +
			"→ Kontaktdatensatz application/json",
		"setKundenKontaktdatensatz": "PUT /{ma*}/kunden/{Kunde-Id}/kontaktdaten/{Kontaktdatensatz-Id} " +
			"← Kontaktdatensatz application/json → Kontaktdatensatz application/json",
		"deleteKundenKontaktdatensatz": "DELETE /{ma*}/kunden/{Kunde-Id}/kontaktdaten/{Kontaktdatensatz-Id}",
		"getKundenVertraege":           "GET /{ma*}/kunden/{Kunde-Id}/vertraege → [Vertrag] application/json",
		"getKundenDokumente":           "GET /{ma*}/kunden/{Kunde-Id}/dokumente → [Archiveintrag] application/json",
		"getKundenArchiveintraege":     "GET /{ma*}/kunden/{Kunde-Id}/archiveintraege → [Archiveintrag] application/json",
		"sendUnterschriftenlink": "GET /{ma*}/kunden/unterschriftenlinks/_senden " +
			"← SendeUnterschriftenlinkAuftrag application/json → Meldungen application/json",
		"getKundenDetail": "GET /{ma*}/kunden/{Kunde-Id}/details/{Detail-Id} → Kundendetail application/json",
		"setKundenDetail": "PUT /{ma*}/kunden/{Kunde-Id}/details/{Detail-Id} ← Kundendetail application/json " +
			"→ Kundendetail application/json",
		"searchKunden": "GET /{ma*}/kunden/_search ?q! ?from ?size → [KundenSuchErgebnis] application/json",
		"searchKundenByQuery": "POST /{ma*}/kunden/_search ?q ?from ?size ← SearchQuery application/json " +
			"→ [KundenSuchErgebnis] application/json",

		"addVertrag":   "POST /{ma*}/vertraege ← Vertrag application/json → Vertrag application/json",
		"getVertraege": "GET /{ma*}/vertraege → [Vertrag] application/json",
		"getVertrag":   "GET /{ma*}/vertraege/{Vertrag-Id} → Vertrag application/json",
		"getVertragBestandsuebertragungDetails": "GET /{ma*}/vertraege/{Vertrag-Id}/bestandsuebertragung " +
			"→ [BestandsuebertragungDetails] application/json",
		"getVertragsdokumente": "GET /{ma*}/vertraege/{Vertrag-Id}/dokumente → [Archiveintrag] application/json",
		"getVertragStatusAnzahl": "GET /{ma*}/vertragstatus-counts/ ?gesellschaftIds! " +
			"→ [VertragStatusAnzahl] application/json",
		"getVertragMahnungen":       "GET /{ma*}/vertraege/{Vertrag-Id}/mahnungen → [VertragMahnung] application/json",
		"getVertragVorversicherung": "GET /{ma*}/vertraege/{Vertrag-Id}/vorversicherung → Vorversicherung application/json",
		"setVertragVorversicherung": "PUT /{ma*}/vertraege/{Vertrag-Id}/vorversicherung " +
			"← Vorversicherung application/json → Vorversicherung application/json",
		"getVertragVorschaeden": "GET /{ma*}/vertraege/{Vertrag-Id}/vorschaeden → [Vorschaeden] application/json",
		"addVertragVorschaeden": "POST /{ma*}/vertraege/{Vertrag-Id}/vorschaeden " +
			"← Vorschaeden application/json → Vorschaeden application/json",
		"handleServeOrder": "POST /{ma*}/vertraege/{Vertrag-Id}/serviciereAntrag → Meldungen application/json",

		"addArchiveintrag": "POST /{ma*}/archiveintraege Typ Betreff Zuordnungen[] Datum Tags[] Metadaten[] " +
			"← stream application/pdf text/plain → Archiveintrag application/json",
		"getArchiveintrag":    "GET /{ma*}/archiveintraege/{Archiveintrag-Id} → Archiveintrag application/json",
		"deleteArchiveintrag": "DELETE /{ma*}/archiveintraege/{Archiveintrag-Id}",
		"getArchivDatei":      "GET /{ma*}/archiveintraege/{Archiveintrag-Id}.{Datei-Endung} → stream */*",
		"getArchivText":       "GET /{ma*}/archiveintraege/{Archiveintrag-Id}/text.txt → stream text/plain",
	}
	functions := map[string]string{}
	for _, op := range api.REST.Operations {
		functions[op.Wire] = signature(withoutPath(op))
		returnsJSON := op.Method == "GET" && op.Safe && op.Result.Type != nil
		if op.Cacheable != returnsJSON {
			t.Errorf("%s: cacheable is %v", op.Wire, op.Cacheable)
		}
		if op.Doc == "" {
			t.Errorf("%s has no documentation", op.Wire)
		}
	}
	if diff := cmp.Diff(wantFunctions, functions); diff != "" {
		t.Error(diff)
	}
	got := []any{api.Title, path(api.REST.BaseURL), api.REST.HeaderPrefix, api.REST.TimeZone, api.REST.MultiCall}
	want := []any{"MitarbeiterWebservice",
		"https://www.maklerinfo.biz/service/{mandant*}/employee/{version*}/rest", "X-Dio-", "Europe/Berlin", true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func typeNamed(t *testing.T, api *schema.API, name string) *schema.Type {
	t.Helper()
	i := slices.IndexFunc(api.Types, func(typ *schema.Type) bool { return typ.Wire.Local == name })
	if i < 0 {
		t.Fatalf("there is no type %s", name)
	}
	return api.Types[i]
}

// isDocumented reports whether the documentation of the service has what doc describes. mvp.yaml says which docs are of
// something else.
func isDocumented(doc string) bool {
	return !strings.Contains(doc, "Evidence:") && !strings.Contains(doc, "Inferred:")
}

// withoutPath returns op without what follows from its method and path.
func withoutPath(op *schema.RESTOperation) *schema.RESTOperation {
	rest := *op
	rest.Cacheable = false
	rest.Parameters = slices.DeleteFunc(slices.Clone(op.Parameters), func(p *schema.Parameter) bool {
		return p.Place == schema.InPath
	})
	return &rest
}

// describe writes the documented fields of t in one line: Name = base, or Name{field type, …}.
func describe(t *schema.Type) string {
	if t.Kind == schema.Simple {
		return t.Wire.Local + " = " + string(t.Builtin)
	}
	var fields []string
	for _, f := range t.Fields() {
		if !isDocumented(f.Doc) {
			continue
		}
		form := map[schema.Form]string{schema.ByPointer: "*", schema.BySlice: "[]"}[f.Form]
		s := f.Wire.Local + " " + form + f.Type.Wire.Local
		if f.ValuesOf != nil {
			s += " of " + f.ValuesOf.Wire
		}
		fields = append(fields, s)
	}
	return t.Wire.Local + "{" + strings.Join(fields, ", ") + "}"
}

// signature writes op in one line: method, path, parameters (! required, ? in the query, [] a list), body, result.
func signature(op *schema.RESTOperation) string {
	s := op.Method + " " + path(op.Path)
	for _, p := range op.Parameters {
		s += " "
		if p.Place == schema.InQuery {
			s += "?"
		}
		s += p.Wire
		if p.Repeated {
			s += "[]"
		}
		if p.Required {
			s += "!"
		}
	}
	s += body(" ← ", op.Body) + body(" → ", op.Result)
	if op.Cacheable {
		s += ", cacheable"
	}
	return s
}

func body(arrow string, b *schema.Body) string {
	if b == nil {
		return ""
	}
	what := "stream"
	if b.Type != nil {
		what = b.Type.Wire.Local
	}
	if b.Repeated {
		what = "[" + what + "]"
	}
	return arrow + what + " " + strings.Join(b.MIME, " ")
}

// path writes a URL template; a client parameter has a star.
func path(parts []schema.PathPart) string {
	var s string
	for _, p := range parts {
		switch {
		case p.Parameter == nil:
			s += p.Literal
		case p.Parameter.Client:
			s += "{" + p.Parameter.Wire + "*}"
		default:
			s += "{" + p.Parameter.Wire + "}"
		}
	}
	return s
}
