// What is said about settings that do not fit the contract.

package schema_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// set returns a setting that stands in a line of gen.yaml.
func set(line int, value string) schema.Setting {
	return schema.Setting{Value: value, Pos: schema.Pos{File: "gen.yaml", Line: line, Col: 5}}
}

// goodSplit is the split of CareFlex's reports, which ends in line 5.
func goodSplit() schema.SplitSettings {
	return schema.SplitSettings{
		Operation: set(1, "NewIncident"),
		List:      set(2, "incidentList.item"),
		Rows:      set(3, "incidentResponseList.incident"),
		Index:     set(4, "rowNumber"),
		Error:     set(5, "incidentError"),
	}
}

func TestConfigureFaults(t *testing.T) {
	pointer := func(line int, value string) *schema.Setting { s := set(line, value); return &s }
	splitWith := func(change func(*schema.SplitSettings)) schema.Settings {
		s := goodSplit()
		change(&s)
		return schema.Settings{Splits: []schema.SplitSettings{s}}
	}
	for _, test := range []struct {
		name     string
		settings schema.Settings
		want     string
	}{
		{"nothing", schema.Settings{}, ``},
		{"split", splitWith(func(*schema.SplitSettings) {}), ``},
		{"package", schema.Settings{Package: "func"},
			`careflex.wsdl: "func" cannot be the name of a client's package: choose another with --package`},
		{"header prefix", schema.Settings{HeaderPrefix: pointer(7, "X-")},
			`gen.yaml:7:5: headerPrefix is for a YAML description, and a WSDL has no header parameters: remove it`},
		{"auth", schema.Settings{Auth: pointer(7, "bearer")},
			`gen.yaml:7:5: unknown auth "bearer": write basic, digest or password, or leave it out`},
		{"attachments", schema.Settings{Attachments: pointer(7, "swa")},
			`gen.yaml:7:5: unknown attachments "swa": write mtom or none, or leave it out`},
		{"secret", schema.Settings{Secrets: []schema.Setting{set(7, "apiToken")}},
			`gen.yaml:7:5: no request has a required text element apiToken: name one as it is on the wire`},
		{"split operation", splitWith(func(s *schema.SplitSettings) { s.Operation = set(1, "OldIncident") }),
			`gen.yaml:1:5: there is no operation OldIncident in careflex.wsdl: did you mean "NoIncident"?`},
		{"list without a bound", splitWith(func(s *schema.SplitSettings) { s.List = set(2, "incidentList") }),
			`gen.yaml:2:5: incidentList is not a list with a limit: expected an element with a maxOccurs of 2 or more, but not ` +
				`unbounded`},
		{"no list", splitWith(func(s *schema.SplitSettings) { s.List = set(2, "incidentList.items") }),
			`gen.yaml:2:5: there is no items for incidentList.items: expected one of item`},
		{"list in text", splitWith(func(s *schema.SplitSettings) { s.List = set(2, "careflexId.item") }),
			`gen.yaml:2:5: there is no item for careflexId.item: expected nothing, since the type before it has no elements`},
		{"rows", splitWith(func(s *schema.SplitSettings) { s.Rows = set(3, "incidentResponseList") }),
			`gen.yaml:3:5: incidentResponseList is not a list of rows: expected an element of a complex type that occurs more ` +
				`than once`},
		{"index", splitWith(func(s *schema.SplitSettings) { s.Index = set(4, "incidentError") }),
			`gen.yaml:4:5: incidentError is not the index of the row: expected a required integer`},
		{"error", splitWith(func(s *schema.SplitSettings) { s.Error = set(5, "rowNumber") }),
			`gen.yaml:5:5: rowNumber is not the error of the row: expected an optional element of a complex type`},
		{"echo", splitWith(func(s *schema.SplitSettings) {
			s.Echo = []schema.Setting{set(6, "employeeId"), set(6, "externalId"), set(6, "type")}
		}), ``},
		{"echo of no row", splitWith(func(s *schema.SplitSettings) {
			s.Echo = []schema.Setting{set(6, "employeeId"), set(7, "validFrom"), set(8, "incidentError")}
		}), `gen.yaml:7:5: a row of incidentResponseList.incident has no text or integer validFrom to repeat: ` +
			`expected one of rowNumber, incidentId, externalId, employeeId, type
gen.yaml:8:5: a row of incidentResponseList.incident has no text or integer incidentError to repeat: ` +
			`expected one of rowNumber, incidentId, externalId, employeeId, type`},
		{"echo of no item", splitWith(func(s *schema.SplitSettings) {
			s.Echo = []schema.Setting{set(6, "incidentId")}
		}), `gen.yaml:6:5: an item of incidentList.item has no text or integer incidentId that a row could repeat: ` +
			`expected one that both have`},
		{"list in a list", splitWith(func(s *schema.SplitSettings) { s.List = set(2, "incidentList.item.plainIncident") }),
			`gen.yaml:2:5: item in incidentList.item.plainIncident is a list, or one of several types: expected a single ` +
				`element of one type`},
	} {
		t.Run(test.name, func(t *testing.T) {
			api, ds := wsdl.Read(schema.Source{FS: schema.Contracts, Name: "careflex.wsdl"})
			if ds.Faulty() {
				t.Fatal(ds)
			}
			if diff := cmp.Diff(test.want, schema.Configure(api, test.settings).Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

// A one-way operation has no rows.
func TestConfigureSplitWithoutResponse(t *testing.T) {
	api, ds := wsdl.Read(schema.Source{FS: schema.Contracts, Name: "careflex.wsdl"})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	for _, op := range api.SOAP.Operations {
		op.Output = nil
	}
	want := `gen.yaml:1:5: operation NewIncident has no response with rows: remove it from split`
	ds = schema.Configure(api, schema.Settings{Splits: []schema.SplitSettings{goodSplit()}})
	if diff := cmp.Diff(want, ds.Error()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

// A list of texts has no items to which rows could refer.
func TestConfigureSplitOfTexts(t *testing.T) {
	api, ds := wsdl.Read(schema.Source{FS: schema.Contracts, Name: "careflex.wsdl"})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	for _, typ := range api.Types {
		if typ.Wire.Local == "IncidentList" {
			typ.Fields()[0].Type = &schema.Type{Kind: schema.Builtin, Builtin: schema.String}
		}
	}
	want := `gen.yaml:2:5: incidentList.item is not a list that can be split: expected elements of one complex type`
	ds = schema.Configure(api, schema.Settings{Splits: []schema.SplitSettings{goodSplit()}})
	if diff := cmp.Diff(want, ds.Error()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

// What is for a WSDL alone does not fit a description.
func TestConfigureDescription(t *testing.T) {
	description := "kontrakt: 1\ntitle: T\nbaseUrl: https://x.example\nfunctions: {f: {get: /}}\n"
	auth, prefix := set(7, "password"), set(8, "X Y")
	settings := schema.Settings{Auth: &auth, HeaderPrefix: &prefix, Splits: []schema.SplitSettings{goodSplit()},
		Secrets: []schema.Setting{set(9, "token")}, Ports: schema.PortChoice{Ports: []schema.Setting{set(6, "Orders")}}}
	want := `gen.yaml:8:5: "X Y" cannot begin a header's name: use letters, digits and hyphens
gen.yaml:6:5: service, port and binding are for a WSDL: remove Orders
gen.yaml:7:5: auth is for a WSDL, and the client of a YAML description takes a token source: remove it
gen.yaml:1:5: split is for the operations of a WSDL: remove it
gen.yaml:9:5: no request has a required text element token: name one as it is on the wire`
	api, ds := rest.Read(schema.Source{FS: fstest.MapFS{"x.yaml": {Data: []byte(description)}}, Name: "x.yaml"})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	if diff := cmp.Diff(want, schema.Configure(api, settings).Error()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}
