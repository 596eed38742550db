// Tests of URLs in errors and logs.

package failure_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

func TestPrintableURL(t *testing.T) {
	for rawURL, want := range map[string]string{
		"https://x.example/a/{b}": "https://x.example/a/{b}",
		"https://x.example/a?b=c": "https://x.example/a?[redacted]",
		"https://x.example/a#b?c": "https://x.example/a#[redacted]",
		"https://u:p@x.example/a": "https://[redacted]@x.example/a",
		"https://u:p/q@x.example": "https://[redacted]@x.example",
		"https://@x.example/a":    "https://[redacted]@x.example/a",
		"https://u:p@q@x.example": "https://[redacted]@x.example",
		"x?y//z@w":                "x?[redacted]",
		"":                        "",
	} {
		if got := failure.PrintableURL(rawURL); got != want {
			t.Errorf("%s: got %s, want %s", rawURL, got, want)
		}
	}
}
