package templates_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// A facet that cannot be checked is a warning where it stands, and everything else is written.
func TestOmittedFacets(t *testing.T) {
	for _, test := range []struct{ facet, replacement, want string }{
		{`<xs:pattern value="[A-Z-[IOQ]]{1,3}-\d{1,4}"/>`, `<xs:pattern value="a{2000}"/>`,
			`the pattern "a{2000}" is too large for package regexp, whose quantifiers end at 1000: it is not checked`},
		{`<xs:pattern value="[A-Z-[IOQ]]{1,3}-\d{1,4}"/>`, `<xs:pattern value="\p{IsKlingon}"/>`,
			`the pattern "\\p{IsKlingon}" names the block "Klingon", which is not known: it is not checked`},
		{`<xs:minExclusive value="0"/>`, `<xs:pattern value="0\.\d"/>`, `a pattern of xs:double: it is not checked`},
		{`<xs:maxLength value="2"/>`, `<xs:pattern value="red.*"/>`, `a pattern of a whole list: it is not checked`},
	} {
		contract, err := os.ReadFile("../testdata/cases/facets/contract.wsdl")
		if err != nil {
			t.Fatal(err)
		}
		line := 1 + strings.Count(string(contract[:strings.Index(string(contract), test.facet)]), "\n")
		changed := strings.Replace(string(contract), test.facet, test.replacement, 1)
		api, ds := wsdl.Read(schema.Source{FS: fstest.MapFS{"x.wsdl": {Data: []byte(changed)}}, Name: "x.wsdl"})
		ds = append(ds, schema.Configure(api, schema.Settings{})...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
		if ds.Faulty() {
			t.Fatal(ds)
		}
		files, ds := templates.Render(api, "example.com/runtime")
		if len(files) == 0 || len(ds) != 1 || ds[0].Message != test.want || ds[0].Line != line || ds[0].Severity != schema.Warning {
			t.Errorf("%s: %d files, %v; want on line %d a warning that %s", test.replacement, len(files), ds, line, test.want)
		}
	}
}
