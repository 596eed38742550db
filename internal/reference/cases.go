// The pages of the mapping rules: what the contracts of the cases state, with the excerpt and the Go that show each.

package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/rules"
)

// casesPage returns the page of the cases below dir that have the kind of contract, "wsdl" or "yaml".
func casesPage(title, dir, kind string) (string, error) {
	contracts, err := filepath.Glob(filepath.Join(dir, "*", "contract."+kind))
	if err != nil {
		return "", err
	}
	var page strings.Builder
	fmt.Fprintf(&page, notice+"# %s\n\n"+
		"Each rule with an excerpt of a contract and the Go that is written for it. The contracts, the whole packages "+
		"and documents\nthat they read and write are in [testdata/cases](../../testdata/cases).\n", "testdata/cases", title)
	language := strings.Replace(kind, "wsdl", "xml", 1)
	for _, contract := range contracts {
		folder := filepath.Dir(contract)
		list, err := rules.Read(folder)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&page, "\n## %s\n", filepath.Base(folder))
		for _, r := range list {
			fmt.Fprintf(&page, "\n%s\n\n```%s\n%s```\n\n```go\n%s\n```\n",
				r.Statement, language, r.Excerpt, strings.Join(r.Sources, "\n\n"))
		}
	}
	return page.String(), nil
}
