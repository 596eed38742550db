// Secrets: which names have them, and texts without those that are known.

package cassette

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// secretNames are how the names of secrets end, in lower case and without other characters than letters and digits.
var secretNames = []string{
	"password", "passwort", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "accesskey", "privatekey",
	"authorization", "assertion", "credential", "credentials", "signature", "signaturevalue", "nonce", "session", "sessionid",
	"jwt", "codeverifier", "cookie",
}

// publicNames are the ends of names that only seem to have secrets: the tokens of pages of a list.
var publicNames = []string{"pagetoken", "nexttoken", "continuationtoken", "synctoken"}

// comparable returns the last component of a name such as user[api-token], in lower case and without other characters
// than letters and digits.
func comparable(name string) string {
	name = strings.TrimRight(name, "]")
	name = name[strings.LastIndexAny(name, ".[:")+1:]
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + ('a' - 'A')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= 0x80:
			return r
		}
		return -1
	}, name)
}

// IsSecret reports whether values called name are secrets.
func (r *Redactor) IsSecret(name string) bool {
	name = comparable(name)
	hasEnd := func(end string) bool { return strings.HasSuffix(name, end) }
	return r.names[name] || slices.ContainsFunc(secretNames, hasEnd) && !slices.ContainsFunc(publicNames, hasEnd)
}

// secret is a value that must not be shown.
type secret struct {
	placeholder string
	forms       [][]byte // as it may be written, in lower case; none for one that is replaced only where its name is
}

// shortestSecret is the length of the shortest secret that is replaced wherever it occurs. A shorter one may be part of
// many a word.
const shortestSecret = 8

// Placeholder matches the replacement of a secret.
var Placeholder = regexp.MustCompile(`redacted-[0-9]+`)

// hide returns the placeholder of a secret. The same value has the same one everywhere. If it is long enough and not a
// name, it is replaced from now on wherever it occurs.
func (r *Redactor) hide(text string) string {
	if text == "" || Placeholder.FindString(text) == text {
		return text
	}
	s := r.secrets[text]
	if s == nil {
		s = &secret{placeholder: fmt.Sprintf("redacted-%d", len(r.secrets)+1)}
		r.secrets[text] = s
		if len(text) >= shortestSecret && !r.IsSecret(text) {
			for _, form := range failure.WrittenForms(text) {
				if len(form) >= shortestSecret {
					s.forms = append(s.forms, failure.FoldCase(form))
				}
			}
		}
	}
	return s.placeholder
}

// span is a range of a text that shows a secret.
type span struct {
	begin, end  int
	placeholder string
}

// Clean returns text with the known secrets replaced. It finds them in any case of letters, also escaped for JSON, XML,
// HTML or a URL, in hexadecimal and in Base64.
func (r *Redactor) Clean(text string) string {
	if len(text) < shortestSecret {
		return text
	}
	var found []span
	layer, escaped := failure.Identity(text), true
	for n := 0; escaped && n <= maxLayers; n++ {
		folded := failure.FoldCase(string(layer.Text))
		for _, s := range r.secrets {
			for _, form := range s.forms {
				for at := 0; ; {
					i := bytes.Index(folded[at:], form)
					if i < 0 {
						break
					}
					begin, end := at+i, at+i+len(form)
					found = append(found, span{layer.Begin[begin], layer.End[end-1], s.placeholder})
					at = end
				}
			}
		}
		layer, escaped = layer.Unescape()
	}
	if len(found) == 0 {
		return text
	}
	slices.SortFunc(found, func(a, b span) int {
		if a.begin != b.begin {
			return a.begin - b.begin
		}
		return b.end - a.end // the longer one
	})
	var b strings.Builder
	shown := 0 // the end of the text that is written or replaced
	for _, f := range found {
		if f.begin >= shown {
			b.WriteString(text[shown:f.begin] + f.placeholder)
		}
		shown = max(shown, f.end)
	}
	return b.String() + text[shown:]
}

// maxLayers is how many escapes within one another are decoded, such as JSON in a URL.
const maxLayers = 4
