// Content models against all short sequences of elements: a compatible change keeps each of them valid.

package diff_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/diff"
)

// model is a content model as XSD and as a regular expression.
type model struct{ xsd, expression string }

// randomModel returns a model of few elements, each of which stands in one place.
func randomModel(r *rand.Rand, names []string) model {
	if len(names) == 1 {
		often := []string{"", "?", "*", "+"}[r.IntN(4)]
		return model{elements(names[0] + often), names[0] + often}
	}
	at := 1 + r.IntN(len(names)-1)
	left, right := randomModel(r, names[:at]), randomModel(r, names[at:])
	kind, between := "sequence", ""
	if r.IntN(2) == 0 {
		kind, between = "choice", "|"
	}
	often := []string{"", "", "?", "*"}[r.IntN(4)]
	expression := "(" + left.expression + between + right.expression + ")" + often
	return model{group(kind, often, left.xsd, right.xsd), expression}
}

// words are all sequences of up to most names.
func words(names []string, most int) []string {
	all := []string{""}
	for from := 0; most > 0; most-- {
		to := len(all)
		for _, word := range all[from:to] {
			for _, name := range names {
				all = append(all, word+name)
			}
		}
		from = to
	}
	return all
}

// What is valid no more breaks, whatever else changed. The converse does not hold: a group that repeats is compared
// item by item, and its items can be cut from the same elements in other ways.
func TestAgainstWords(t *testing.T) {
	names := []string{"a", "b", "c"}
	all := words(names, 5)
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		shuffled := slices.Clone(names)
		if r.IntN(4) == 0 {
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		}
		a, b := randomModel(r, names), randomModel(r, shuffled)
		changes := diff.Compare(requestOf(t, a), requestOf(t, b))
		if slices.ContainsFunc(changes, func(c diff.Change) bool { return c.Breaking }) {
			continue
		}
		old, new := regexp.MustCompile("^("+a.expression+")$"), regexp.MustCompile("^("+b.expression+")$")
		for _, word := range all {
			if old.MatchString(word) && !new.MatchString(word) {
				t.Fatalf("%s → %s: %q is valid no more, but all is compatible: %v", a.expression, b.expression, word,
					changes)
			}
		}
	}
}

// requestOf is a service whose request has the content m.
func requestOf(t *testing.T, m model) *schema.API {
	return parse(t, "x.wsdl", fmt.Sprintf(service, complexType(group("sequence", "", m.xsd)), "T", "Nothing"))
}
