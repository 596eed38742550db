// The interface of a client and its fake: that they compile for every kind of method.

package templates_test

import (
	"os"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

func TestServices(t *testing.T) {
	for _, folder := range caseFolders(t) {
		read, name := wsdl.Read, contractOf(folder)
		if name == "contract.yaml" {
			read = rest.Read
		}
		settings := settingsOf(t, folder)
		settings.Package, settings.Interface = "client", &schema.Setting{Value: "Service"}
		api, ds := read(schema.Source{FS: os.DirFS(folder), Name: name})
		if !ds.Faulty() {
			ds = append(schema.Configure(api, settings), schema.Name(api, settings)...)
		}
		if ds.Faulty() {
			t.Fatalf("%s: %v", folder, ds)
		}
		files, ds := templates.Render(api, "github.com/kontrakt-dev/kontrakt/internal/runtime")
		if ds.Faulty() {
			t.Fatalf("%s: %v", folder, ds)
		}
		compile(t, files)
	}
}
