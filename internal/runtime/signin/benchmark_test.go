// What a signed call costs beside one with a fixed token.

package signin_test

import (
	"net/http"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// BenchmarkCall makes calls to a service that costs nothing, at once in every goroutine.
func BenchmarkCall(b *testing.B) {
	for name, tokens := range map[string]transport.TokenSource{
		"fixed token": runtimetest.FixedToken("access-1"),
		"OAuth2":      newClient(b, newAuthority().config()).ClientCredentials(),
	} {
		e, err := transport.NewEndpoint("https://service.example", transport.Options{Tokens: tokens,
			HTTPClient: runtimetest.CannedClient(200, http.Header{"Content-Type": {"application/json"}}, `{"a":1}`)})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					call := &transport.Call{Method: "GET", Path: "/one", Accept: "application/json"}
					if err := e.Do(b.Context(), call, func(*transport.Response) error { return nil }); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
