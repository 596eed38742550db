// How a program reports the calls of a client.

package otelkontrakt_test

import (
	"fmt"

	otelkontrakt "github.com/kontrakt-dev/kontrakt/contrib/otel"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func Example() {
	config := careflex.Config{
		Endpoint:   "https://service.example/ep2",
		TokenURL:   "https://service.example/ep1",
		UserID:     "user",
		UserSecret: "from the portal",
	}
	observer, err := otelkontrakt.New(otelkontrakt.Config{
		Service:  "CareFlexService",
		System:   "soap",
		Endpoint: config.Endpoint,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	config.Trace = observer.Trace
	config.HTTPClient = observer.HTTPClient(nil)
	client, err := careflex.New(config)
	fmt.Println(client != nil, err)
	// Output: true <nil>
}
