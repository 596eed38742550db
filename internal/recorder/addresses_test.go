// Only the URLs of the services are replaced.

package recorder

import (
	"strings"
	"testing"
	"testing/iotest"

	"io"
)

func TestReplacements(t *testing.T) {
	with := Addresses{"https://shop.example": "http://127.0.0.1:80", "http://shop.example:8080": "http://127.0.0.1:81"}.toOwn()
	for text, want := range map[string]string{
		"https://shop.example":                          "http://127.0.0.1:80",
		"(https://shop.example/a) https://shop.example": "(http://127.0.0.1:80/a) http://127.0.0.1:80",
		"https://shop.example:443/a":                    "http://127.0.0.1:80/a",
		"https://shop.example:4430/a":                   "https://shop.example:4430/a",
		"https://shop.example.evil/":                    "https://shop.example.evil/",
		"https://shop.example@evil/":                    "https://shop.example@evil/",
		"https://shop.example%40evil/":                  "https://shop.example%40evil/",
		"https://shop.examples/":                        "https://shop.examples/",
		"http://shop.example/":                          "http://shop.example/",
		"http://shop.example:8080/":                     "http://127.0.0.1:81/",
		`"https:\/\/shop.example\/a"`:                   `"http:\/\/127.0.0.1:80\/a"`,
		"?a=https%3A%2F%2Fshop.example%2Fb":             "?a=http%3A%2F%2F127.0.0.1%3A80%2Fb",
		"?a=https%3a%2f%2fshop.example&b":               "?a=http%3a%2f%2f127.0.0.1%3a80&b",
		"https%3A%2F%2Fshop.example%3A8443":             "https%3A%2F%2Fshop.example%3A8443",
		"hhttps://shop.examplehttps://shop.example":     "hhttps://shop.examplehttp://127.0.0.1:80",
		"https://shop.exam":                             "https://shop.exam",
		"h":                                             "h",
		"":                                              "",
	} {
		if got := with.text(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
		// However the text arrives.
		for name, reader := range map[string]io.Reader{
			"at once": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text)),
			"in halves": iotest.HalfReader(strings.NewReader(text)), "with its end": iotest.DataErrReader(strings.NewReader(text)),
		} {
			if got, err := io.ReadAll(&replacing{Reader: reader, with: with}); string(got) != want || err != nil {
				t.Errorf("%s becomes %s if it is read %s, want %s, %v", text, got, name, want, err)
			}
		}
	}
}
