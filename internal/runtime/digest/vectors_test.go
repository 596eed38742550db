// The examples of RFC 7616, section 3.9, and the syntax of challenges.

package digest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/digest"
)

// The hashes of the second example are those of erratum 4897.
func TestExamplesOfTheRFC(t *testing.T) {
	const (
		first = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=ALGORITHM,
			nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
		second = `Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256,
			nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS",
			charset=UTF-8, userhash=true`
	)
	for _, test := range []struct {
		challenge, user, password, cnonce, target string
		want                                      []string
	}{
		{strings.Replace(first, "ALGORITHM", "MD5", 1), "Mufasa", "Circle of Life",
			"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "/dir/index.html", []string{
				`username="Mufasa"`, `realm="http-auth@example.org"`, `uri="/dir/index.html"`, "algorithm=MD5",
				"nc=00000001", "qop=auth", `response="8ca523f5e9506fed4657c9700eebdbec"`,
				`opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`}},
		{strings.Replace(first, "ALGORITHM", "SHA-256", 1), "Mufasa", "Circle of Life",
			"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "/dir/index.html", []string{"algorithm=SHA-256",
				`response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"`}},
		{second, "Jäsøn Doe", "Secret, or not?", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", "/doe.json", []string{
			`username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"`, "userhash=true",
			`response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"`}},
	} {
		got := digest.Authorization(test.challenge, test.user, test.password, test.cnonce, "GET", test.target)
		for _, want := range test.want {
			if !strings.Contains(got+",", " "+want+",") {
				t.Errorf("no %s in %s", want, got)
			}
		}
	}
}

// Each field can have several challenges, with parameters or without.
func TestChallengesAreTakenApart(t *testing.T) {
	for field, want := range map[string][]string{
		"":                               nil,
		",":                              nil,
		`realm="x"`:                      nil,
		"NTLM":                           {"NTLM"},
		"Negotiate, NTLM":                {"Negotiate", "NTLM"},
		"Negotiate oYG2MIGz==, NTLM":     {"Negotiate", "NTLM"},
		`Basic realm="a, Digest qop=b"`:  {"Basic"},
		`Digest qop = "auth" ,realm="x"`: {"Digest with qop auth"},
		`Basic realm="a",DIGEST Algorithm=md5, QOP="auth,auth-int",NTLM`: {"Basic",
			"DIGEST with algorithm md5 with qop auth,auth-int", "NTLM"},
		`Digest qop="a\"u\\th`:  {`Digest with qop "a\"u\\th`},
		`Digest qop="a\"u\\th"`: {`Digest with qop a"u\th`},
	} {
		if got := digest.Challenges(field); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", field, got, want)
		}
	}
}
