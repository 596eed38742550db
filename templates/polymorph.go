// Types that others are derived from: interfaces in Go, xsi:type in a document.

package templates

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// polymorphic reports whether a field of type t holds any of several types.
func polymorphic(t *schema.Type) bool { return t.IsPolymorphic() }

// instances are the types that a polymorphic field can hold, the declared one first.
func instances(t *schema.Type) []*schema.Type {
	var list []*schema.Type
	for _, d := range append([]*schema.Type{t}, t.Derived...) {
		if !d.Abstract {
			list = append(list, d)
		}
	}
	return list
}

// maxHeader is how long the header of a function is to which gofmt joins an empty body.
const maxHeader = 99

// interfaceType declares the interface of a polymorphic type. Its one method is unexported: no other type can be
// written.
func (f *file) interfaceType(t *schema.Type) {
	var names []string
	for _, d := range instances(t) {
		names = append(names, "[*"+d.Name+"]")
	}
	doc := t.Interface + " is any " + t.Name + ": " + or(names) + ". [BaseOf] gives their common fields."
	if len(names) == 1 {
		doc = t.Interface + " is any " + t.Name + ": " + or(names) + "."
	}
	if len(names) == 0 {
		doc = t.Interface + " is any " + t.Name + ", of which the contract declares none that is not abstract."
	}
	f.text(t.Interface, doc, "type "+t.Interface+" interface {\n\t"+marker(t)+"()\n}")
	for _, d := range instances(t) {
		header, body := "func (*"+d.Name+") "+marker(t)+"()", "{}"
		if len(header) > maxHeader {
			body = "{\n}"
		}
		f.text(d.Name, "", header+" "+body)
	}
}

func marker(t *schema.Type) string { return "is" + t.Name }

func or(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
