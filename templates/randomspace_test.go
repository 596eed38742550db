// Random namespaces: schemas that import and include each other, and names that are qualified or not.

package templates_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// spaceSchema is a schema document in the making.
type spaceSchema struct {
	file, uri, prefix    string
	elements, attributes bool // whether local ones are qualified by default
	components           strings.Builder
}

// spaceName is a name as a document writes it: with the prefix of its namespace, or without one.
type spaceName string

// spaceMember is an element or an attribute in a document.
type spaceMember struct {
	name spaceName
	min  int
	typ  *spaceType // nil for xs:int
}

// spaceType is a complex type, a group or an attribute group.
type spaceType struct {
	ref      string // its name in a schema
	elements []spaceMember
	attrs    []spaceMember
}

// spaceMaker makes schemas.
type spaceMaker struct {
	*rand.Rand
	id, count  int
	schemas    []*spaceSchema
	types      []*spaceType
	groups     []*spaceType // of elements,
	attrGroups []*spaceType // and of attributes
	globals    []spaceMember
	attrs      []spaceMember
}

func (g *spaceMaker) next(kind string) string {
	g.count++
	return fmt.Sprintf("%s%d_%d", kind, g.id, g.count)
}

// local makes the declaration of a local element or attribute in s, and its name in documents.
func (g *spaceMaker) local(s *spaceSchema, qualified bool) (attribute string, name spaceName, plain string) {
	plain = g.next("x")
	if g.IntN(4) == 0 {
		qualified = !qualified
		attribute = ` form="` + map[bool]string{true: "qualified", false: "unqualified"}[qualified] + `"`
	}
	name = spaceName(plain)
	if qualified {
		name = spaceName(s.prefix + ":" + plain)
	}
	return attribute, name, plain
}

// elementsOf makes elements of a content in s.
func (g *spaceMaker) elementsOf(s *spaceSchema) (declarations string, members []spaceMember) {
	for range 1 + g.IntN(3) {
		min := g.IntN(2)
		switch n := g.IntN(6); {
		case n == 0 && len(g.globals) > 0:
			global := g.globals[g.IntN(len(g.globals))]
			declarations += fmt.Sprintf(`<xs:element ref="%s" minOccurs="%d"/>`, global.name, min)
			global.min = min
			members = append(members, global)
		case n == 1 && len(g.groups) > 0:
			group := g.groups[g.IntN(len(g.groups))]
			declarations += `<xs:group ref="` + group.ref + `"/>`
			members = append(members, group.elements...)
		default:
			form, name, plain := g.local(s, s.elements)
			m := spaceMember{name: name, min: min}
			typ := "xs:int"
			if len(g.types) > 0 && g.IntN(2) == 0 {
				m.typ = g.types[g.IntN(len(g.types))]
				typ = m.typ.ref
			}
			declarations += fmt.Sprintf(`<xs:element name="%s" type="%s"%s minOccurs="%d"/>`, plain, typ, form, min)
			members = append(members, m)
		}
	}
	return declarations, members
}

// attributesOf makes attributes of a type in s.
func (g *spaceMaker) attributesOf(s *spaceSchema, taken []spaceMember) (declarations string, members []spaceMember) {
	has := func(list []spaceMember, name spaceName) bool {
		for _, m := range list {
			if m.name == name {
				return true
			}
		}
		return false
	}
	for range g.IntN(3) {
		switch n := g.IntN(4); {
		case n == 0 && len(g.attrs) > 0:
			global := g.attrs[g.IntN(len(g.attrs))]
			if has(taken, global.name) || has(members, global.name) {
				continue
			}
			declarations += `<xs:attribute ref="` + string(global.name) + `"/>`
			members = append(members, global)
		case n == 1 && len(g.attrGroups) > 0:
			group := g.attrGroups[g.IntN(len(g.attrGroups))]
			twice := false
			for _, m := range group.attrs {
				twice = twice || has(taken, m.name) || has(members, m.name)
			}
			if twice {
				continue
			}
			declarations += `<xs:attributeGroup ref="` + group.ref + `"/>`
			members = append(members, group.attrs...)
		default:
			form, name, plain := g.local(s, s.attributes)
			declarations += fmt.Sprintf(`<xs:attribute name="%s" type="xs:int"%s/>`, plain, form)
			members = append(members, spaceMember{name: name})
		}
	}
	return declarations, members
}

// component adds a component to s.
func (g *spaceMaker) component(s *spaceSchema) {
	b := &s.components
	switch g.IntN(8) {
	case 0:
		name := g.next("E")
		m := spaceMember{name: spaceName(s.prefix + ":" + name)}
		typ := "xs:int"
		if len(g.types) > 0 && g.IntN(2) == 0 {
			m.typ = g.types[g.IntN(len(g.types))]
			typ = m.typ.ref
		}
		fmt.Fprintf(b, `<xs:element name="%s" type="%s"/>`, name, typ)
		g.globals = append(g.globals, m)
	case 1:
		name := g.next("A")
		fmt.Fprintf(b, `<xs:attribute name="%s" type="xs:int"/>`, name)
		g.attrs = append(g.attrs, spaceMember{name: spaceName(s.prefix + ":" + name)})
	case 2:
		name := g.next("G")
		declarations, members := g.elementsOf(s)
		fmt.Fprintf(b, `<xs:group name="%s"><xs:sequence>%s</xs:sequence></xs:group>`, name, declarations)
		g.groups = append(g.groups, &spaceType{ref: s.prefix + ":" + name, elements: members})
	case 3:
		name := g.next("H")
		declarations, members := g.attributesOf(s, nil)
		fmt.Fprintf(b, `<xs:attributeGroup name="%s">%s</xs:attributeGroup>`, name, declarations)
		g.attrGroups = append(g.attrGroups, &spaceType{ref: s.prefix + ":" + name, attrs: members})
	default:
		g.complexType(s)
	}
}

func (g *spaceMaker) complexType(s *spaceSchema) *spaceType {
	name := g.next("T")
	t := &spaceType{ref: s.prefix + ":" + name}
	open, end := "", ""
	if len(g.types) > 0 && g.IntN(3) == 0 {
		base := g.types[g.IntN(len(g.types))]
		t.elements, t.attrs = append(t.elements, base.elements...), append(t.attrs, base.attrs...)
		open = `<xs:complexContent><xs:extension base="` + base.ref + `">`
		end = "</xs:extension></xs:complexContent>"
	}
	elements, members := g.elementsOf(s)
	attributes, attrs := g.attributesOf(s, t.attrs)
	t.elements, t.attrs = append(t.elements, members...), append(t.attrs, attrs...)
	fmt.Fprintf(&s.components, `<xs:complexType name="%s">%s<xs:sequence>%s</xs:sequence>%s%s</xs:complexType>`, name, open,
		elements, attributes, end)
	g.types = append(g.types, t)
	return t
}

// document returns s with its references to all others.
func (g *spaceMaker) document(s *spaceSchema) string {
	form := func(qualified bool) string {
		return map[bool]string{true: "qualified", false: "unqualified"}[qualified]
	}
	var b strings.Builder
	b.WriteString(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"`)
	for _, other := range g.schemas {
		fmt.Fprintf(&b, ` xmlns:%s="%s"`, other.prefix, other.uri)
	}
	fmt.Fprintf(&b, ` targetNamespace="%s" elementFormDefault="%s" attributeFormDefault="%s">`, s.uri, form(s.elements),
		form(s.attributes))
	for _, other := range g.schemas {
		switch {
		case other == s:
		case other.uri == s.uri:
			fmt.Fprintf(&b, `<xs:include schemaLocation="%s"/>`, other.file)
		default:
			fmt.Fprintf(&b, `<xs:import namespace="%s" schemaLocation="%s"/>`, other.uri, other.file)
		}
	}
	return b.String() + s.components.String() + "</xs:schema>"
}

// instance writes an element called name, of the type t.
func (g *spaceMaker) instance(b *strings.Builder, name spaceName, declarations string, t *spaceType, depth int) {
	if t == nil {
		fmt.Fprintf(b, "<%s%s>%d</%[1]s>", name, declarations, g.IntN(100))
		return
	}
	fmt.Fprintf(b, "<%s%s", name, declarations)
	for _, a := range t.attrs {
		if g.IntN(2) == 0 {
			fmt.Fprintf(b, ` %s="%d"`, a.name, g.IntN(100))
		}
	}
	b.WriteString(">")
	for _, m := range t.elements {
		if m.min == 1 || depth > 0 && g.IntN(2) == 0 {
			g.instance(b, m.name, "", m.typ, depth-1)
		}
	}
	fmt.Fprintf(b, "</%s>", name)
}

// TestRandomSpaces: clients of random schemas in several namespaces and files (imports of each other, includes, form,
// elementFormDefault, attributeFormDefault, references, groups, extensions across them) read what xmllint takes and
// write it as it was.
func TestRandomSpaces(t *testing.T) {
	needJudge(t)
	const contracts, documents = 60, 12
	var imports strings.Builder
	var spaces string
	var list []*drawnDocument
	var names []string
	for id := range contracts {
		g := &spaceMaker{Rand: rand.New(rand.NewPCG(uint64(id), 19)), id: id}
		for i := range 3 {
			uri := fmt.Sprintf("urn:s%d:%d", id, i)
			if i == 2 && g.IntN(2) == 0 {
				uri = g.schemas[0].uri
			}
			g.schemas = append(g.schemas, &spaceSchema{file: fmt.Sprintf("s%d-%d.xsd", id, i), uri: uri,
				prefix: fmt.Sprintf("p%d", i), elements: g.IntN(2) == 0, attributes: g.IntN(3) == 0})
		}
		for range 8 + g.IntN(8) {
			g.component(g.schemas[g.IntN(3)])
		}
		root := g.complexType(g.schemas[0])
		name := fmt.Sprintf("R%d", id)
		fmt.Fprintf(&g.schemas[0].components, `<xs:element name="%s" type="%s"/>`, name, root.ref)
		more := map[string]string{}
		declarations := ""
		for _, s := range g.schemas {
			more[s.file] = g.document(s)
			declarations += fmt.Sprintf(` xmlns:%s="%s"`, s.prefix, s.uri)
		}
		var docs []*drawnDocument
		for range documents {
			var b strings.Builder
			g.instance(&b, spaceName("p0:"+name), declarations, root, 4)
			docs = append(docs, &drawnDocument{Element: name, schema: more[g.schemas[0].file], more: more, Doc: b.String()})
		}
		if !judgeDrawn(t, docs[0].schema, docs) {
			continue // two elements of one name that are next to each other
		}
		names = append(names, name)
		fmt.Fprintf(&imports, `<xs:import namespace="%s" schemaLocation="%s"/>`, g.schemas[0].uri, g.schemas[0].file)
		spaces += fmt.Sprintf(` xmlns:%s="%s"`, "t"+name, g.schemas[0].uri)
		list = append(list, docs...)
	}
	if len(names) < contracts/3 {
		t.Fatalf("only %d contracts were judged: they prove too little", len(names))
	}
	contract := drawnContract(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">`+imports.String()+`</xs:schema>`, names)
	contract = strings.Replace(contract, "<wsdl:definitions", "<wsdl:definitions"+spaces, 1)
	for _, name := range names {
		contract = strings.Replace(contract, `element="t:`+name+`"`, `element="t`+name+`:`+name+`"`, 1)
	}
	runDrawn(t, contract, list)
	var written []*drawnDocument
	for _, d := range list {
		if !d.valid {
			t.Errorf("not valid, which is a fault of this test\n%s", d)
			continue
		}
		if d.Broken+d.Read+d.Fault+d.Refused+d.Again != "" || d.infoset(t, d.Doc) != d.infoset(t, d.Encoded) {
			t.Errorf("valid, but read: %s%s, validated: %s, written: %s %s, again: %s\n%s", d.Broken, d.Read, d.Fault,
				d.Refused, d.Encoded, d.Again, d)
			continue
		}
		written = append(written, &drawnDocument{Element: d.Element, Doc: d.Encoded, schema: d.schema, more: d.more})
	}
	checkWritten(t, written)
	t.Logf("%d contracts, %d documents", len(names), len(list))
}
