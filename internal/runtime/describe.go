// Descriptions: what generated code says of a contract's types, for the engine that reads, writes and checks them.
//
// A struct says most of it itself, in tags under the key "soap" (see [ParseFieldTag]). XMLTypes says the rest: what
// prefixes stand for, the simple types that are more than a built-in one, content models that are more than a sequence
// of different elements, and the types that xsi:type can name.

package runtime

import (
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"
)

// XMLTypes describes the types of one contract. It must not change once it is used.
type XMLTypes struct {
	Namespaces []Namespace
	Simple     []SimpleType   // sorted by Name
	Content    []ContentModel // sorted by Type
	Named      []NamedType    // sorted by Name
	Elements   []XMLElement   // sorted by Name: those of which there is more to say than that

	once  sync.Once
	table []string // the namespaces by index; the first is "", none
	plans sync.Map // the *plan of each reflect.Type of a struct
	kinds sync.Map // the *simple of each simple type, by name
	heads sync.Map // what headOf returned, by its argument
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
	Type  string // the Go name of the struct
	Model string // see [ParseContentModel]
}

// NamedType is a struct that xsi:type can name.
type NamedType struct {
	Name     string // prefix:local
	Value    any    // a nil pointer to the struct
	Any      any    // for a type that others are derived from: a nil pointer to the interface of their values
	Abstract bool   // only those can stand in a document
}

// namespaces returns the table of namespaces for a decoder.
func (t *XMLTypes) namespaces() []string {
	t.once.Do(func() {
		t.table = []string{""}
		for _, n := range t.Namespaces {
			t.table = append(t.table, n.URI)
		}
	})
	return t.table
}

// cutPrefix returns the index of the namespace that the prefix of name stands for, and the local name. An unknown
// prefix gives -1.
func (t *XMLTypes) cutPrefix(name string) (ns int, local string) {
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

// description returns the simple type called name, nil if it is not described.
func (t *XMLTypes) description(name string) *SimpleType {
	return find(t.Simple, name, func(s *SimpleType) string { return s.Name })
}

// contentModel returns the model of the struct called name, "" if it has none of its own.
func (t *XMLTypes) contentModel(name string) string {
	if c := find(t.Content, name, func(c *ContentModel) string { return c.Type }); c != nil {
		return c.Model
	}
	return ""
}

// named returns the type that xsi:type names as name, nil if the contract has none.
func (t *XMLTypes) named(name QName) *NamedType {
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

// structType is the struct that n names.
func (n *NamedType) structType() reflect.Type { return reflect.TypeOf(n.Value).Elem() }

// namedAs returns the type whose struct is typ, nil for none.
func (t *XMLTypes) namedAs(typ reflect.Type) *NamedType {
	for i := range t.Named {
		if t.Named[i].structType() == typ {
			return &t.Named[i]
		}
	}
	return nil
}

// headOf returns the type that values of the interface are derived from, nil for none.
func (t *XMLTypes) headOf(typ reflect.Type) *NamedType {
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
