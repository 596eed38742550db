// Messages in the encoding of SOAP 1.2.

package cases_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded12"
)

func TestEncoded12(t *testing.T) {
	client, err := encoded12.New(encoded12.Config{Endpoint: serve(t, "encoded12/call-echo.txtar")})
	if err != nil {
		t.Fatal(err)
	}
	row := func(items ...int32) encoded12.GridItem { return encoded12.GridItem{Item: items} }
	got, err := client.Echo(t.Context(), &encoded12.Echo{Grid: &encoded12.Grid{Item: []encoded12.GridItem{row(1, 2)}},
		Pair: &encoded12.Pair{Left: new("a")}})
	check(t, got, err, &encoded12.EchoResponse{Grid: &encoded12.Grid{Item: []encoded12.GridItem{row(1), row(2)}},
		Pair: &encoded12.Pair{Left: new("b"), Right: new("b")}})
}
