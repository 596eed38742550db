package templates_test

import (
	"strings"
	"testing"
)

// TestReferences checks which type of reference a client follows, wherever the contract has one.
func TestReferences(t *testing.T) {
	for _, test := range []struct{ types, result, want string }{
		{"R: {fields: {next: uri}}", "R", "ref string"},
		{"R: {fields: {next: {listOf: uri}}}", "R", "ref string"},
		{"L: {base: uri}, R: {fields: {next: L, other: uri}}", "R", "ref L"},
		{"L: {base: uri}, M: {base: uri}, R: {fields: {next: M}}", "R", "ref L"},
		{"R: {fields: {a: string}}", "R", ""},
	} {
		files := render(t, "x.yaml", []byte("kontrakt: 1\ntitle: T\nbaseUrl: https://x.example/api\n"+
			"types: {"+test.types+"}\nfunctions:\n  f: {get: /f, result: "+test.result+"}\n"))
		client := string(files["client.go"])
		for _, method := range []string{"Follow", "Open"} {
			signature := "func (c *Client) " + method + "(ctx context.Context, " + test.want + ", opts ...CallOption)"
			if has := strings.Contains(client, ") "+method+"("); has != (test.want != "") ||
				has && !strings.Contains(client, signature) {
				t.Errorf("%s, result %s: want %s in\n%s", test.types, test.result, signature, client)
			}
		}
	}
}
