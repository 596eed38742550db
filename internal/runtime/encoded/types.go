// Descriptions of the types of encoded values.

package encoded

import (
	"slices"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// The namespaces of the encodings, of built-in types, and the prefixes for them in descriptions and requests.
const (
	encoding11   = "http://schemas.xmlsoap.org/soap/encoding/"
	encoding12   = "http://www.w3.org/2003/05/soap-encoding"
	xsdNamespace = "http://www.w3.org/2001/XMLSchema"

	encodingPrefix = "soapenc"
	xsdPrefix      = "xsd"
)

// Types describes the encoded messages of a contract. It must not change once it is used.
type Types struct {
	Contract *contract.Types
	Messages []Struct // by the names of their elements
	Values   []Value
	Structs  []Struct

	once     sync.Once
	prefixes map[string]string // by namespace
	messages map[string]*structType
	structs  map[string]*structType
	values   []value
}

// Value describes an element that is one value: a header block, or the detail of a fault. Several details can have one
// name.
type Value struct{ Name, Type string }

// Struct describes a struct or an array. Types in it are prefix:local, with [] after the type of the items of an array,
// and [,] for one of two dimensions. The prefix xsd stands for XML Schema, and soapenc for the encoding. A type without
// a name has a # before that of its Go type.
type Struct struct {
	Name string
	// Members are the elements of a struct with their types: "name xsd:string", "owner t:Person?", "boss t:Person nil".
	// The question mark means that the element can be absent in Go, but not nil; nil, that it can be nil in Go, but not
	// absent.
	Members []string
	Array   string // of an array: its type in items, such as xsd:int[]
	Item    string // of an array: the literal name of an item
}

// value is a Value that was parsed.
type value struct {
	name xmlwire.QName
	typ  typeName
}

// structType is a Struct that was parsed.
type structType struct {
	members map[string]*member // by their local names
	list    []*member          // in order
	array   typeName           // an array
	item    xmlwire.QName
}

// member is an element of a struct. Its literal name can have a namespace, which its encoded name has not.
type member struct {
	name     xmlwire.QName
	typ      typeName
	optional bool
	nillable bool
}

// typeName is the name of a type, with the number of dimensions of each array around it, the outermost last.
type typeName struct {
	name       string // "" for none
	dimensions []int
}

// parseType parses the type s.
func parseType(s string) typeName {
	name, brackets, _ := strings.Cut(s, "[")
	t := typeName{name: name}
	if name != s {
		for _, b := range strings.Split(brackets, "[") {
			t.dimensions = append(t.dimensions, strings.Count(b, ",")+1)
		}
	}
	return t
}

// ready parses the descriptions, unless that was done, and returns t.
func (t *Types) ready() *Types {
	t.once.Do(func() {
		t.prefixes = map[string]string{xsdNamespace: xsdPrefix, encoding11: encodingPrefix, encoding12: encodingPrefix}
		for _, n := range t.Contract.Namespaces {
			if t.prefixes[n.URI] == "" {
				t.prefixes[n.URI] = n.Prefix
			}
		}
		t.messages, t.structs = t.parse(t.Messages), t.parse(t.Structs)
		for _, v := range t.Values {
			t.values = append(t.values, value{t.qname(v.Name), parseType(v.Type)})
		}
	})
	return t
}

func (t *Types) parse(list []Struct) map[string]*structType {
	parsed := make(map[string]*structType, len(list))
	for _, s := range list {
		p := &structType{members: map[string]*member{}, array: parseType(s.Array), item: t.qname(s.Item)}
		for _, m := range s.Members {
			name, typ, _ := strings.Cut(m, " ")
			typ, optional := strings.CutSuffix(typ, "?")
			typ, nillable := strings.CutSuffix(typ, " nil")
			q := t.qname(name)
			p.members[q.Local] = &member{q, parseType(typ), optional, nillable}
			p.list = append(p.list, p.members[q.Local])
		}
		parsed[s.Name] = p
	}
	return parsed
}

// qname returns the name that a description has with the prefix of the contract.
func (t *Types) qname(name string) xmlwire.QName {
	ns, local := t.Contract.CutPrefix(name)
	if ns < 0 {
		return xmlwire.QName{Local: local}
	}
	return xmlwire.QName{Space: t.Contract.Table()[ns], Local: local}
}

// block returns the type of the header block called name. ok is false if its value is not encoded.
func (t *Types) block(name xmlwire.QName) (typ typeName, ok bool) {
	i := slices.IndexFunc(t.values, func(v value) bool { return v.name == name })
	if i < 0 {
		return typeName{}, false
	}
	return t.values[i].typ, true
}

// detail returns the description of n, an element in the detail of a fault: that of its local name, or else of its
// xsi:type. Peers differ in both names and namespaces. The result is nil if there is none.
func (t *Types) detail(n *node) *value {
	typ := t.nameOf(n.typ)
	var found *value
	for i := range t.values {
		v := &t.values[i]
		isNamed, isTyped := v.name.Local == n.name.Local, n.typ.Local != "" && v.typ.name == typ
		if isNamed && isTyped {
			return v
		}
		if (isNamed || isTyped) && (found == nil || isNamed) {
			found = v
		}
	}
	return found
}

// nameOf returns q as descriptions have it, "" if they have no prefix for its namespace.
func (t *Types) nameOf(q xmlwire.QName) string {
	switch {
	case q.Space == "":
		return q.Local
	case q.Space == encoding11 || q.Space == encoding12:
		return encodingPrefix + ":" + q.Local
	}
	prefix, ok := t.prefixes[q.Space]
	if !ok {
		return ""
	}
	return prefix + ":" + q.Local
}

// isNamed reports whether name is nameOf(q), which it does not make.
func (t *Types) isNamed(q xmlwire.QName, name string) bool {
	prefix, local, ok := strings.Cut(name, ":")
	return ok && local == q.Local && q.Space != "" && t.prefixes[q.Space] == prefix
}

// arrayOf returns the type of the items of an array of type typ, the number of its dimensions, and the literal name of
// its items. ok is false if typ is not an array.
func (t *Types) arrayOf(typ typeName) (items typeName, dimensions int, item xmlwire.QName, ok bool) {
	item = xmlwire.QName{Local: "item"}
	if s := t.structs[typ.name]; len(typ.dimensions) == 0 && s != nil && len(s.array.dimensions) > 0 {
		typ, item = s.array, s.item
	}
	last := len(typ.dimensions) - 1
	if last < 0 {
		return typeName{}, 0, item, false
	}
	return typeName{typ.name, typ.dimensions[:last]}, typ.dimensions[last], item, true
}

// isNullable reports whether values of type typ can be nil whatever the contract says of their elements.
func (t *Types) isNullable(typ typeName) bool {
	return len(typ.dimensions) > 0 || t.structs[typ.name] != nil || typ.name == xsdPrefix+":anyType" ||
		strings.HasPrefix(typ.name, encodingPrefix+":")
}

// actual returns the type of n, whose declared type is typ: that of its xsi:type, if the contract has it. An array whose
// xsi:type is that of all arrays has its declared type.
func (t *Types) actual(n *node, typ typeName) typeName {
	if n.typ == (xmlwire.QName{}) || t.isNamed(n.typ, typ.name) && len(typ.dimensions) == 0 {
		return typ
	}
	name := t.nameOf(n.typ)
	_, _, _, isArray := t.arrayOf(typ)
	switch {
	case isArray && (name == encodingPrefix+":Array" || t.structs[name] == nil || len(t.structs[name].array.dimensions) == 0):
		return typ
	case t.structs[name] != nil || typ.name == "" || typ.name == xsdPrefix+":anyType":
		return typeName{name: name}
	}
	return typ
}
