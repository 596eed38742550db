// Descriptions: what generated code says of a contract's types, for the engine that reads, writes and checks them.
//
// A struct says most of it itself, in tags under the key "soap" (see [ParseFieldTag]). Types says the rest: what
// prefixes stand for, the simple types that are more than a built-in one, content models that are more than a sequence
// of different elements, and the types that xsi:type can name.

package contract

import (
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Types describes the types of one contract. It must not change once it is used.
type Types struct {
	Namespaces []Namespace
	Simple     []SimpleType   // sorted by Name
	Content    []ContentModel // sorted by Type
	Named      []NamedType    // sorted by Name
	Elements   []Element      // sorted by Name: those of which there is more to say than that

	once       sync.Once
	namespaces []string // the namespaces by index; the first is "", none
	heads      sync.Map // what HeadOf returned, by its argument
}

// Namespace is a namespace of the contract and the prefix that stands for it in descriptions and in documents.
type Namespace struct{ Prefix, URI string }

// SimpleType describes a simple type of the contract (XSD Part 2). Facets are in their lexical form, "" for none.
type SimpleType struct {
	Name string
	Base string // the built-in type
	List string // for a list, the type of its items: a built-in type or the name of a description

	Union  []string // for a union, the types of which it takes the values
	Values []string // the values of an enumeration
	Open   bool     // other values are valid, too

	Patterns                   []string // regular expressions of Go, all of which must match
	MinLength, MaxLength       string
	MinInclusive, MaxInclusive string
	MinExclusive, MaxExclusive string
	TotalDigits                string
	FractionDigits             string
}

// ContentModel describes the content of a struct that is more than a sequence of different elements.
type ContentModel struct {
	Type  string // the Go name of the struct; of one without a name how Go writes it
	Model string // see [ParseContentModel]
}

// NamedType is a struct that xsi:type can name.
type NamedType struct {
	Name     string // prefix:local
	Value    any    // a nil pointer to the struct
	Any      any    // for a type that others are derived from: a nil pointer to the interface of their values
	Abstract bool   // only those can stand in a document
}

// Table returns the table of namespaces for a decoder.
func (t *Types) Table() []string {
	t.once.Do(func() {
		t.namespaces = []string{""}
		for _, n := range t.Namespaces {
			t.namespaces = append(t.namespaces, n.URI)
		}
	})
	return t.namespaces
}

// CutPrefix returns the index of the namespace that the prefix of name stands for, and the local name. An unknown
// prefix gives -1.
func (t *Types) CutPrefix(name string) (ns int, local string) {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		return 0, name
	}
	i := slices.IndexFunc(t.Namespaces, func(n Namespace) bool { return n.Prefix == prefix })
	if i < 0 {
		return -1, local
	}
	return i + 1, local
}

// Description returns the simple type called name, nil if it is not described.
func (t *Types) Description(name string) *SimpleType {
	return find(t.Simple, name, func(s *SimpleType) string { return s.Name })
}

// Model returns the model of the struct called name, "" if it has none of its own.
func (t *Types) Model(name string) string {
	if c := find(t.Content, name, func(c *ContentModel) string { return c.Type }); c != nil {
		return c.Model
	}
	return ""
}

// ByName returns the type that xsi:type names as name, nil if the contract has none.
func (t *Types) ByName(name xmlwire.QName) *NamedType {
	key := name.Local
	if name.Space != "" {
		i := slices.IndexFunc(t.Namespaces, func(n Namespace) bool { return n.URI == name.Space })
		if i < 0 {
			return nil
		}
		key = t.Namespaces[i].Prefix + ":" + name.Local
	}
	return find(t.Named, key, func(n *NamedType) string { return n.Name })
}

// find returns the entry of a list, which is sorted by the names of its entries, that is called name; nil for none.
func find[T any](list []T, name string, nameOf func(*T) string) *T {
	i := sort.Search(len(list), func(i int) bool { return nameOf(&list[i]) >= name })
	if i == len(list) || nameOf(&list[i]) != name {
		return nil
	}
	return &list[i]
}

// StructType is the struct that n names.
func (n *NamedType) StructType() reflect.Type { return reflect.TypeOf(n.Value).Elem() }

// NamedFor returns the type whose struct is typ, nil for none.
func (t *Types) NamedFor(typ reflect.Type) *NamedType {
	for i := range t.Named {
		if t.Named[i].StructType() == typ {
			return &t.Named[i]
		}
	}
	return nil
}

// HeadOf returns the type that values of the interface are derived from, nil for none.
func (t *Types) HeadOf(typ reflect.Type) *NamedType {
	head, ok := t.heads.Load(typ)
	if !ok {
		i := slices.IndexFunc(t.Named, func(n NamedType) bool { return n.Any != nil && reflect.TypeOf(n.Any).Elem() == typ })
		if i < 0 {
			return nil
		}
		head, _ = t.heads.LoadOrStore(typ, &t.Named[i])
	}
	return head.(*NamedType)
}

// Element says what the name of an element does not, for one that is a document or stands in an envelope.
type Element struct {
	Name     string // prefix:local
	Prefixes string // of other namespaces that occur in it, with spaces between them
	Any      any    // if others are derived from its type: a nil pointer to the interface of the values
}

// Element returns what is known of the element called name.
func (t *Types) Element(name string) *Element {
	if e := find(t.Elements, name, func(e *Element) string { return e.Name }); e != nil {
		return e
	}
	return &Element{Name: name}
}

// Local is the name of n without its prefix.
func (n *NamedType) Local() string { return n.Name[strings.IndexByte(n.Name, ':')+1:] }
