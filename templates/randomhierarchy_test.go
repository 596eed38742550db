// Random hierarchies: types that are derived from each other, and elements that stand for each other.

package templates_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// drawnClass is a complex type of a hierarchy.
type drawnClass struct {
	name     string
	base     *drawnClass
	abstract bool
	fields   []drawnMember // all that it has, those of its base first
	attrs    []drawnMember
}

// drawnMember is an element or an attribute of a type.
type drawnMember struct {
	name     string
	min, max int
	class    *drawnClass // nil for xs:int
	nillable bool
}

// isA reports whether c is b, or derived from it.
func (c *drawnClass) isA(b *drawnClass) bool {
	return c == b || c.base != nil && c.base.isA(b)
}

// hierarchyMaker makes hierarchies.
type hierarchyMaker struct {
	*rand.Rand
	id      int
	classes []*drawnClass
	members []string      // of the substitution group of head
	of      []*drawnClass // their types
}

// pick returns a class, of those that there are so far.
func (g *hierarchyMaker) pick() *drawnClass { return g.classes[g.IntN(len(g.classes))] }

// member makes a member that is called name.
func (g *hierarchyMaker) member(name string) drawnMember {
	m := drawnMember{name: name, min: g.IntN(2), max: 1, nillable: g.IntN(5) == 0}
	if g.IntN(3) == 0 {
		m.max = 3
	}
	if len(g.classes) > 0 && g.IntN(2) == 0 {
		m.class, m.min = g.pick(), 0                                            // or there could be no end to it
		m.nillable = m.nillable && !m.class.abstract && len(m.class.attrs) == 0 // which clients do not check of a nil one
	}
	return m
}

func (m drawnMember) declaration() string {
	typ := "xs:int"
	if m.class != nil {
		typ = "t:" + m.class.name
	}
	nillable := ""
	if m.nillable {
		nillable = ` nillable="true"`
	}
	return fmt.Sprintf(`<xs:element name="%s" type="%s"%s minOccurs="%d" maxOccurs="%d"/>`, m.name, typ, nillable, m.min, m.max)
}

// class makes another class, and its declaration.
func (g *hierarchyMaker) class() string {
	c := &drawnClass{name: fmt.Sprintf("T%d_%d", g.id, len(g.classes)), abstract: g.IntN(4) == 0}
	if len(g.classes) > 0 && g.IntN(5) > 0 {
		c.base = g.pick()
		c.fields, c.attrs = slices.Clone(c.base.fields), slices.Clone(c.base.attrs)
	}
	abstract := fmt.Sprintf(` abstract="%t"`, c.abstract)
	open, end := "", ""
	var own, attributes string
	if c.base != nil && g.IntN(4) == 0 { // a restriction: what may be absent is, or must be there
		open = `<xs:complexContent><xs:restriction base="t:` + c.base.name + `">`
		end = "</xs:restriction></xs:complexContent>"
		var kept []drawnMember
		for _, m := range c.fields {
			switch n := g.IntN(3); {
			case n == 0 && m.min == 0:
				continue
			case n == 1 && m.class == nil:
				m.min = m.max
			}
			kept = append(kept, m)
			own += m.declaration()
		}
		c.fields = kept
	} else {
		if c.base != nil {
			open = `<xs:complexContent><xs:extension base="t:` + c.base.name + `">`
			end = "</xs:extension></xs:complexContent>"
		}
		for i := range g.IntN(3) {
			m := g.member(fmt.Sprintf("e%d_%d", len(g.classes), i))
			c.fields = append(c.fields, m)
			own += m.declaration()
		}
		if g.IntN(3) == 0 {
			m := drawnMember{name: fmt.Sprintf("a%d", len(g.classes)), min: g.IntN(2), max: 1}
			c.attrs = append(c.attrs, m)
			attributes = fmt.Sprintf(`<xs:attribute name="%s" type="xs:int" use="%s"/>`, m.name,
				[]string{"optional", "required"}[m.min])
		}
	}
	g.classes = append(g.classes, c)
	return fmt.Sprintf(`<xs:complexType name="%s"%s>%s<xs:sequence>%s</xs:sequence>%s%s</xs:complexType>`, c.name, abstract,
		open, own, attributes, end)
}

// declare makes the declaration of an element, of the types that it uses, and of a substitution group.
func (g *hierarchyMaker) declare() (fields []drawnMember, declarations string) {
	for range 2 + g.IntN(5) {
		declarations += g.class()
	}
	head := g.classes[0]
	declarations += fmt.Sprintf(`<xs:element name="H%d" type="t:%s" abstract="%t"/>`, g.id, head.name,
		head.abstract || g.IntN(2) == 0)
	for i, c := range g.classes {
		if c.isA(head) && g.IntN(2) == 0 {
			name := fmt.Sprintf("M%d_%d", g.id, i)
			declarations += fmt.Sprintf(`<xs:element name="%s" type="t:%s" substitutionGroup="t:H%d"/>`, name, c.name, g.id)
			g.members, g.of = append(g.members, name), append(g.of, c)
		}
	}
	var own string
	for i := range 1 + g.IntN(3) {
		m := g.member(fmt.Sprintf("f%d", i))
		fields = append(fields, m)
		own += m.declaration()
	}
	if len(g.members) > 0 {
		own += fmt.Sprintf(`<xs:element ref="t:H%d" minOccurs="0" maxOccurs="unbounded"/>`, g.id)
	}
	root := `<xs:complexType><xs:sequence>` + own + `</xs:sequence></xs:complexType></xs:element>`
	return fields, declarations + fmt.Sprintf(`<xs:element name="R%d">`, g.id) + root
}

// element writes an element that is declared to be m, or now and then of a type that it may not have.
func (g *hierarchyMaker) element(b *strings.Builder, name string, m drawnMember, depth int) {
	if m.nillable && g.IntN(4) == 0 {
		fmt.Fprintf(b, `<%s xsi:nil="true"/>`, name)
		return
	}
	if m.class == nil {
		fmt.Fprintf(b, "<%s>%d</%[1]s>", name, g.IntN(100))
		return
	}
	var candidates []*drawnClass
	for _, c := range g.classes {
		if c.isA(m.class) && !c.abstract {
			candidates = append(candidates, c)
		}
	}
	if len(candidates) == 0 || g.IntN(12) == 0 {
		candidates = g.classes
	}
	c := candidates[g.IntN(len(candidates))]
	fmt.Fprintf(b, "<%s", name)
	if c != m.class || g.IntN(4) == 0 {
		fmt.Fprintf(b, ` xsi:type="t:%s"`, c.name)
	}
	g.content(b, c, depth)
	fmt.Fprintf(b, "</%s>", name)
}

// content writes the attributes and the content of a value of c.
func (g *hierarchyMaker) content(b *strings.Builder, c *drawnClass, depth int) {
	for _, a := range c.attrs {
		if a.min == 1 || g.IntN(2) == 0 {
			fmt.Fprintf(b, ` %s="%d"`, a.name, g.IntN(100))
		}
	}
	b.WriteString(">")
	for _, m := range c.fields {
		times := m.min + g.IntN(m.max-m.min+1)
		if depth == 0 && m.class != nil {
			times = 0
		}
		for range times {
			g.element(b, m.name, m, max(depth-1, 0))
		}
	}
}

// document writes an instance.
func (g *hierarchyMaker) document(fields []drawnMember) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<t:R%d xmlns:t="urn:t" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`, g.id)
	g.content(&b, &drawnClass{fields: fields}, 2)
	if len(g.members) > 0 {
		for range g.IntN(3) {
			i := g.IntN(len(g.members))
			g.element(&b, "t:"+g.members[i], drawnMember{class: g.of[i]}, 1)
		}
	}
	fmt.Fprintf(&b, `</t:R%d>`, g.id)
	return b.String()
}

// namesUnusedType reports whether xmllint refuses an xsi:type. A client knows the types that one can name where there is a
// choice, and no others.
func namesUnusedType(why string) bool {
	return strings.Contains(why, "specified by xsi:type") || strings.Contains(why, "The type definition is abstract")
}

// TestRandomHierarchies: clients of random hierarchies (extensions and restrictions of each other, abstract ones, lists
// of them, nil ones, substitution groups) read what xmllint takes as it is and write it as it was, say what is wrong
// with the rest, and write what is valid.
func TestRandomHierarchies(t *testing.T) {
	needJudge(t)
	const hierarchies, documents = 100, 16
	var components strings.Builder
	var list []*drawnDocument
	var names []string
	for id := range hierarchies {
		g := &hierarchyMaker{Rand: rand.New(rand.NewPCG(uint64(id), 17)), id: id}
		fields, declarations := g.declare()
		schema := fmt.Sprintf(drawnSchema, declarations)
		var docs []*drawnDocument
		for range documents {
			docs = append(docs, &drawnDocument{Element: fmt.Sprintf("R%d", id), schema: schema, Doc: g.document(fields)})
		}
		if !judgeDrawn(t, schema, docs) {
			continue
		}
		names = append(names, docs[0].Element)
		components.WriteString(declarations)
		list = append(list, docs...)
	}
	if len(names) < hierarchies/2 {
		t.Fatalf("only %d hierarchies were judged: they prove too little", len(names))
	}
	runDrawn(t, drawnContract(fmt.Sprintf(drawnSchema, components.String()), names), list)
	var written []*drawnDocument
	for _, d := range list {
		switch {
		case d.Broken != "":
			t.Errorf("%s\n%s", d.Broken, d)
		case d.valid && (d.Read != "" || d.Fault != "" || d.Refused != "" || d.Again != "" ||
			d.infoset(t, d.Doc) != d.infoset(t, d.Encoded)):
			t.Errorf("valid, but read: %s, validated: %s, written: %s %s, again: %s\n%s", d.Read, d.Fault, d.Refused, d.Encoded,
				d.Again, d)
		case !d.valid && d.Read == "" && d.Fault == "" && !namesUnusedType(d.why):
			t.Errorf("not valid, but nothing is found\n%s", d)
		case d.Fault == "" && d.Refused != "":
			t.Errorf("%s, although Validate found nothing\n%s", d.Refused, d)
		case d.Fault == "":
			written = append(written, &drawnDocument{Element: d.Element, Doc: d.Encoded, schema: d.schema, more: d.more})
		}
	}
	checkWritten(t, written)
	t.Logf("%d hierarchies, %d documents", len(names), len(list))
}
