// Challenges: what a service asks for, and the choice among several.

package digest

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// challenge is a challenge of a service (RFC 9110, section 11.3).
type challenge struct {
	scheme     string
	parameters map[string]string // by name in lower case, without quotes
}

// algorithms are the hash functions (RFC 7616, section 6.1). A name can have the suffix -sess.
var algorithms = map[string]func() hash.Hash{
	"":            md5.New,
	"MD5":         md5.New,
	"SHA-256":     sha256.New,
	"SHA-512-256": sha512.New512_256,
}

// algorithm returns the hash function of c, nil if it is not known, and whether its key is that of a session.
func (c challenge) algorithm() (newHash func() hash.Hash, isSession bool) {
	name, isSession := strings.CutSuffix(strings.ToUpper(c.parameters["algorithm"]), "-SESS")
	return algorithms[name], isSession
}

// isUsable reports whether c is one of Digest that can be met. Its quality of protection must be auth, or absent as in
// RFC 2069.
func (c challenge) isUsable() bool {
	newHash, _ := c.algorithm()
	return strings.EqualFold(c.scheme, "Digest") && newHash != nil && c.parameters["nonce"] != "" &&
		(c.parameters["qop"] == "" || c.protects())
}

// protects reports whether the quality of protection auth is offered.
func (c challenge) protects() bool {
	return slices.ContainsFunc(strings.Split(c.parameters["qop"], ","),
		func(qop string) bool { return strings.EqualFold(strings.TrimSpace(qop), "auth") })
}

// is reports whether a parameter of c is true.
func (c challenge) is(parameter string) bool {
	return strings.EqualFold(c.parameters[parameter], "true")
}

// description names c, for errors.
func (c challenge) description() string {
	text := c.scheme
	for _, parameter := range []string{"algorithm", "qop"} {
		if value := c.parameters[parameter]; value != "" {
			text += " with " + parameter + " " + value
		}
	}
	return text
}

// challengesOf returns the challenges in the fields WWW-Authenticate of a response, of which each can have several
// (RFC 9110, section 11.6.1).
func challengesOf(fields []string) (list []challenge) {
	for _, rest := range fields {
		var element string
		for rest != "" {
			element, rest = httpfield.Cut(rest, ',')
			name, value, isParameter := strings.Cut(element, "=")
			words := strings.Fields(name)
			if len(words) == 0 {
				continue
			}
			if len(words) > 1 || !isParameter {
				list = append(list, challenge{words[0], map[string]string{}})
			}
			if len(list) > 0 && isParameter {
				list[len(list)-1].parameters[strings.ToLower(words[len(words)-1])] = httpfield.Unquote(strings.TrimSpace(value))
			}
		}
	}
	return list
}

// quote returns text as a quoted string.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
