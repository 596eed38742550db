// The files of a client have names that every system can store, whatever the contract calls its operations.

package templates_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

func TestFileNames(t *testing.T) {
	tests := map[string]string{
		"Pay":         "pay.go",
		"Aux":         "split.aux.go", // a device of Windows
		"Token":       "split.token.go",
		"Types":       "split.types.go",
		"Pay_test":    "paytest.go",
		"Pay_windows": "paywindows.go",
	}
	settings := schema.Settings{Splits: []schema.SplitSettings{{
		Operation: schema.Setting{Value: "NewIncident"},
		List:      schema.Setting{Value: "incidentList.item"},
		Rows:      schema.Setting{Value: "incidentResponseList.incident"},
		Index:     schema.Setting{Value: "rowNumber"},
	}}}
	for name, want := range tests {
		settings.Names = map[string]schema.Setting{"Client.NewIncident": {Value: name}}
		api, ds := wsdl.Read(schema.Source{FS: schema.Contracts, Name: "careflex.wsdl"})
		ds = append(append(ds, schema.Configure(api, settings)...), schema.Name(api, settings)...)
		files, more := templates.Render(api, "example.com/runtime")
		if ds = append(ds, more...); ds.Faulty() {
			t.Fatal(ds)
		}
		if files[want] == nil {
			t.Errorf("operation %s: no %s among %v", name, want, slices.Sorted(maps.Keys(files)))
		}
		lower := map[string]bool{}
		for file := range files {
			if err := module.CheckFilePath(file); err != nil || lower[strings.ToLower(file)] {
				t.Errorf("operation %s: file name %s: %v", name, file, err)
			}
			lower[strings.ToLower(file)] = true
		}
	}
}
