// Types with derived types: interfaces in Go, xsi:type in a document.

package templates

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// polymorphic reports whether a field of type t can have values of several types.
func polymorphic(t *schema.Type) bool { return t.IsPolymorphic() }

// instances returns the types of the values of a polymorphic field, the declared one first.
func instances(t *schema.Type) []*schema.Type {
	var list []*schema.Type
	for _, d := range append([]*schema.Type{t}, t.Derived...) {
		if !d.Abstract {
			list = append(list, d)
		}
	}
	return list
}

// maxHeader is the maximum length of a function's header if gofmt keeps an empty body on its line.
const maxHeader = 99

// interfaceType declares the interface of a polymorphic type. Its one method is unexported, so that no other type
// implements it.
func (f *file) interfaceType(t *schema.Type) {
	var names []string
	for _, d := range instances(t) {
		names = append(names, "[*"+d.Name+"]")
	}
	doc := t.Interface + " is any " + t.Name + ": " + orList(names) + ". [BaseOf] returns their common fields."
	if len(names) == 1 || f.g.isShared {
		doc = t.Interface + " is any " + t.Name + ": " + orList(names) + "."
	}
	if len(names) == 0 {
		doc = t.Interface + " is any " + t.Name + ". The contract declares no type that is not abstract."
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

// orList returns names as a sentence lists them: "a, b or c".
func orList(names []string) string { return wordList(names, " or ") }

// andList returns names as a sentence lists them: "a, b and c".
func andList(names []string) string { return wordList(names, " and ") }

// wordList returns names with commas between them, and with conjunction before the last.
func wordList(names []string, conjunction string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + conjunction + names[len(names)-1]
}
