// Types that others are derived from: interfaces in Go, xsi:type in a document.

package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

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

// interfaceType declares the interface of a polymorphic type. Its one method is unexported: no other type can be
// written.
func (f *file) interfaceType(t *schema.Type) {
	var names []string
	for _, d := range instances(t) {
		names = append(names, "[*"+d.Name+"]")
	}
	doc := t.Interface + " is any " + t.Name + ": " + or(names) + "."
	if len(names) == 0 {
		doc = t.Interface + " is any " + t.Name + ", of which the contract declares none that is not abstract."
	}
	f.decl(doc, jen.Type().Id(t.Interface).Interface(jen.Id(marker(t)).Params()))
	for _, d := range instances(t) {
		f.decl("", jen.Func().Params(jen.Op("*").Id(d.Name)).Id(marker(t)).Params().Block())
	}
}

func marker(t *schema.Type) string { return "is" + t.Name }

func or(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
