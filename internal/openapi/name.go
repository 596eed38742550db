// Names of components: OpenAPI takes ASCII letters, digits, hyphens, points and underscores (section 4.8.7).

package openapi

import (
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// names are those of types, of the client's parameters and of schemes of authentication, each kind with no name twice.
type names struct{ byThing map[any]string }

func newNames(api *schema.API) *names {
	n := &names{map[any]string{}}
	taken := map[string]bool{}
	for _, t := range api.Types {
		if t.DeclaredBy != "" { // in place
			continue
		}
		n.byThing[t] = component(t.Wire.Local, taken)
	}
	taken = map[string]bool{}
	for _, p := range api.REST.Parameters {
		n.byThing[p] = component(p.Wire, taken)
	}
	taken = map[string]bool{}
	for _, s := range api.REST.Schemes {
		n.byThing[s] = component(s.Wire, taken)
	}
	return n
}

// of returns the name of a type, a parameter or a scheme.
func (n *names) of(thing any) string { return n.byThing[thing] }

// component returns wire with an underscore for what a name cannot hold, and a number where the name is taken.
func component(wire string, taken map[string]bool) string {
	name := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}, wire)
	for base, i := name, 2; taken[name]; i++ {
		name = base + "_" + strconv.Itoa(i)
	}
	taken[name] = true
	return name
}
