// Tests of base URLs.

package rest_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
)

func TestExpandURL(t *testing.T) {
	for _, test := range []struct{ template, want string }{
		{"https://x.example/{a}/{b}/rest", "https://x.example/b&d=%2F%3F/%C3%A4%20+/rest"},
		{"https://x.example/{a}?client={a}&lang={b}",
			"https://x.example/b&d=%2F%3F?client=b%26d%3D%2F%3F&lang=%C3%A4+%2B"},
		{"https://x.example/?{b}{b}", "https://x.example/?%C3%A4+%2B%C3%A4+%2B"},
		{"https://x.example/{c}", "base URL: {c} is not a parameter"},
		{"https://x.example/?c={c}", "base URL: {c} is not a parameter"},
		{"https://x.example/?{dots}", "base URL: dots must not be a dot segment of a path"},
		{"https://x.example/{empty}", "base URL: empty must not be empty"},
		{"https://[x.example/", "base URL: not a valid URL"},
	} {
		got, err := rest.ExpandURL(test.template, "a", "b&d=/?", "b", "ä +", "empty", "", "dots", "..")
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.template, got, test.want)
		}
	}
}
