// Random contracts: whatever content models a contract has, its client takes what xmllint takes.

package templates_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// drawnParticle is a particle of a random content model.
type drawnParticle struct {
	tag      string // sequence, choice, all, element, ref or any
	min, max int    // -1 is unbounded
	name     string // of an element, or the namespaces of a wildcard
	children []*drawnParticle
	group    string // the name of the group that it is the content of, "" for none
}

// drawnModel makes a random content model.
type drawnModel struct {
	*rand.Rand
	id     int
	groups int
}

// The pools that names and wildcards are drawn from. They are small, so that names occur at several places.
var (
	drawnNames = []string{"a", "b", "c", "d"}
	drawnRefs  = []string{"g", "h"}
	drawnAnys  = []string{"##any", "##other", "##local", "urn:o ##targetNamespace"}
)

func (g *drawnModel) occurrence() (min, max int) {
	o := [][2]int{{1, 1}, {1, 1}, {1, 1}, {0, 1}, {0, 1}, {0, -1}, {1, -1}, {0, 2}, {2, 2}, {2, 4}}[g.IntN(10)]
	return o[0], o[1]
}

// particle makes a particle of at most so many levels.
func (g *drawnModel) particle(depth int) *drawnParticle {
	min, max := g.occurrence()
	p := &drawnParticle{min: min, max: max}
	switch n := g.IntN(12); {
	case depth > 0 && n < 4:
		p.tag = "sequence"
	case depth > 0 && n < 8:
		p.tag = "choice"
	case n == 8:
		p.tag, p.name = "any", drawnAnys[g.IntN(len(drawnAnys))]
		if min > 1 || max > 0 {
			p.min, p.max = g.IntN(2), 1 // xmllint counts wildcards wrongly
		}
		return p
	case n == 9:
		p.tag, p.name = "ref", drawnRefs[g.IntN(len(drawnRefs))]
		return p
	default:
		p.tag, p.name = "element", drawnNames[g.IntN(len(drawnNames))]
		return p
	}
	for range 1 + g.IntN(3) {
		p.children = append(p.children, g.particle(depth-1))
	}
	if g.IntN(6) == 0 {
		g.groups++
		p.group = fmt.Sprintf("G%d_%d", g.id, g.groups)
	}
	return p
}

// model makes the content of a type: of a group, or now and then of xs:all.
func (g *drawnModel) model() *drawnParticle {
	if g.IntN(8) > 0 {
		p := g.particle(1 + g.IntN(4))
		if p.children == nil {
			return &drawnParticle{tag: "sequence", min: 1, max: 1, children: []*drawnParticle{p}}
		}
		return p
	}
	all := &drawnParticle{tag: "all", min: g.IntN(2), max: 1}
	for _, name := range drawnNames[:1+g.IntN(len(drawnNames))] {
		all.children = append(all.children, &drawnParticle{tag: "element", min: g.IntN(2), max: 1, name: name})
	}
	return all
}

// schema appends p as it is written in a schema. What is a group there is added to groups.
func (p *drawnParticle) schema(b, groups *strings.Builder) {
	max := fmt.Sprint(p.max)
	if p.max < 0 {
		max = "unbounded"
	}
	occurs := fmt.Sprintf(` minOccurs="%d" maxOccurs="%s"`, p.min, max)
	switch p.tag {
	case "element":
		fmt.Fprintf(b, `<xs:element name="%s" type="xs:string"%s/>`, p.name, occurs)
		return
	case "ref":
		fmt.Fprintf(b, `<xs:element ref="t:%s"%s/>`, p.name, occurs)
		return
	case "any":
		fmt.Fprintf(b, `<xs:any namespace="%s" processContents="skip"%s/>`, p.name, occurs)
		return
	}
	var content strings.Builder
	for _, c := range p.children {
		c.schema(&content, groups)
	}
	if p.group == "" {
		fmt.Fprintf(b, "<xs:%s%s>%s</xs:%[1]s>", p.tag, occurs, content.String())
		return
	}
	fmt.Fprintf(groups, `<xs:group name="%s"><xs:%s>%s</xs:%[2]s></xs:group>`, p.group, p.tag, content.String())
	fmt.Fprintf(b, `<xs:group ref="t:%s"%s/>`, p.group, occurs)
}

// instance returns the elements of an instance of p, as they are written: valid as far as occurrence goes.
func (g *drawnModel) instance(p *drawnParticle) []string {
	times := p.min
	if p.max < 0 {
		times += g.IntN(3)
	} else {
		times += g.IntN(p.max - p.min + 1)
	}
	var elements []string
	for range times {
		switch p.tag {
		case "element":
			elements = append(elements, g.element(p.name))
		case "ref":
			elements = append(elements, g.element("t:"+p.name))
		case "any":
			elements = append(elements, g.element(map[string][]string{"##any": {"a", "o:x", "t:g", "z"}, "##other": {"o:x"},
				"##local": {"z", "a"}, "urn:o ##targetNamespace": {"o:x", "t:h"}}[p.name]...))
		case "choice":
			elements = append(elements, g.instance(p.children[g.IntN(len(p.children))])...)
		case "all":
			for _, i := range g.Perm(len(p.children)) {
				elements = append(elements, g.instance(p.children[i])...)
			}
		default:
			for _, c := range p.children {
				elements = append(elements, g.instance(c)...)
			}
		}
	}
	return elements
}

// element writes an element that has one of the names, with a text of its own.
func (g *drawnModel) element(names ...string) string {
	name := names[g.IntN(len(names))]
	return fmt.Sprintf("<%s>%d</%[1]s>", name, g.IntN(1000))
}

// mutate drops, swaps, doubles and adds elements.
func (g *drawnModel) mutate(elements []string) []string {
	elements = slices.Clone(elements)
	for range 1 + g.IntN(2) {
		at := g.IntN(len(elements) + 1)
		switch n := g.IntN(4); {
		case n == 0 && at < len(elements):
			elements = slices.Delete(elements, at, at+1)
		case n == 1 && at+1 < len(elements):
			elements[at], elements[at+1] = elements[at+1], elements[at]
		case n == 2 && at < len(elements):
			elements = slices.Insert(elements, at, elements[at])
		default:
			elements = slices.Insert(elements, at, g.element("a", "b", "c", "d", "t:g", "t:h", "o:x"))
		}
	}
	return elements
}

// leaves tells which leaves of a model can follow each other (the automaton of Glushkov). Whatever may occur more than
// once is taken for what may occur any number of times.
type leaves struct {
	list   []*drawnParticle
	follow []map[int]bool
	splits bool // whether elements can be divided among repetitions in several ways, as in (a+)+
}

// add adds p, and returns the leaves that it can begin and end with, and whether it can be nothing.
func (l *leaves) add(p *drawnParticle) (first, last []int, empties bool) {
	switch {
	case p.children == nil:
		l.list, l.follow = append(l.list, p), append(l.follow, map[int]bool{})
		first = []int{len(l.list) - 1}
		last = first
	default:
		empties = p.tag != "choice"
		for _, c := range p.children {
			f, e, nothing := l.add(c)
			if p.tag == "choice" {
				first, last, empties = append(first, f...), append(last, e...), empties || nothing
				continue
			}
			l.link(last, f)
			if empties {
				first = append(first, f...)
			}
			if nothing {
				last = append(last, e...)
			} else {
				last = e
			}
			empties = empties && nothing
		}
	}
	if p.max < 0 || p.max > 1 {
		for _, i := range last {
			for _, j := range first {
				l.splits = l.splits || l.follow[i][j]
			}
		}
		l.link(last, first)
	}
	return first, last, empties || p.min == 0
}

func (l *leaves) link(from, to []int) {
	for _, i := range from {
		for _, j := range to {
			l.follow[i][j] = true
		}
	}
}

// isDeterministic reports whether an element always tells which leaf of p is next (XSD Part 1, section 3.8.6, "Unique
// Particle Attribution"), which xmllint does not always notice.
func (p *drawnParticle) isDeterministic() bool {
	l := new(leaves)
	first, _, _ := l.add(p)
	if l.splits {
		return false
	}
	start := map[int]bool{}
	for _, i := range first {
		start[i] = true
	}
	for _, next := range append(l.follow, start) {
		for i := range next {
			for j := range next {
				if i < j && l.list[i].overlaps(l.list[j]) {
					return false
				}
			}
		}
	}
	return true
}

// overlaps reports whether an element can belong to either of two leaves.
func (p *drawnParticle) overlaps(q *drawnParticle) bool {
	takes := func(p *drawnParticle) []string {
		switch p.tag {
		case "any":
			return map[string][]string{"##any": {"", "urn:t", "urn:o"}, "##other": {"urn:o"}, "##local": {""},
				"urn:o ##targetNamespace": {"urn:t", "urn:o"}}[p.name]
		case "ref":
			return []string{"urn:t"}
		}
		return []string{""}
	}
	if p.tag != "any" && q.tag != "any" && p.name != q.name {
		return false
	}
	return slices.ContainsFunc(takes(p), func(space string) bool { return slices.Contains(takes(q), space) })
}

// drawnDocument is a document for the program that uses the client, and what became of it there.
type drawnDocument struct {
	Element, Doc string
	Read         string // an error that left a value, "" for none
	Broken       string // an error that left none
	Fault        string // from Validate
	Encoded      string
	Refused      string // from AppendXML
	Again        string // what became of Encoded when it was read and written once more, "" for the same

	schema    string
	more      map[string]string // other schemas, by the name of their file
	unordered bool              // whether the order of the elements means nothing
	valid     bool
	why       string // what xmllint says of it, if it is not valid
}

// drawnContract is the contract with the schema and an operation for each of some elements.
func drawnContract(schema string, elements []string) string {
	var messages, operations, bindings strings.Builder
	for _, name := range elements {
		fmt.Fprintf(&messages, `<wsdl:message name="%s"><wsdl:part name="body" element="t:%[1]s"/></wsdl:message>`, name)
		fmt.Fprintf(&operations, `<wsdl:operation name="Put%s"><wsdl:input message="t:%[1]s"/></wsdl:operation>`, name)
		fmt.Fprintf(&bindings, `<wsdl:operation name="Put%s"><soap:operation soapAction=""/><wsdl:input>`+
			`<soap:body use="literal"/></wsdl:input></wsdl:operation>`, name)
	}
	return `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:t="urn:t" targetNamespace="urn:t" name="drawn"><wsdl:types>` + schema + `</wsdl:types>` + messages.String() +
		`<wsdl:portType name="Port">` + operations.String() + `</wsdl:portType><wsdl:binding name="Binding" type="t:Port">` +
		`<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` + bindings.String() + `</wsdl:binding>` +
		`<wsdl:service name="Drawn"><wsdl:port name="Port" binding="t:Binding">` +
		`<soap:address location="https://drawn.example/"/></wsdl:port></wsdl:service></wsdl:definitions>`
}

const drawnSchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
<xs:element name="g" type="xs:string"/><xs:element name="h" type="xs:string"/>%s</xs:schema>`

// drawnProgram reads documents, and says what becomes of each.
const drawnProgram = `package main

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"

	"github.com/kontrakt-dev/kontrakt/scratch/drawn"
)

type message interface {
	DecodeXML([]byte) error
	Validate() error
	AppendXML([]byte) ([]byte, error)
}

var messages = map[string]func() message{
%s}

type document struct{ Element, Doc, Read, Broken, Fault, Encoded, Refused, Again string }

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func main() {
	var documents []*document
	if err := json.NewDecoder(os.Stdin).Decode(&documents); err != nil {
		panic(err)
	}
	for _, d := range documents {
		m := messages[d.Element]()
		err := m.DecodeXML([]byte(d.Doc))
		var deviating *drawn.Error
		if errors.As(err, &deviating) && len(deviating.Deviations) > 0 {
			d.Read = text(err)
		} else {
			d.Broken = text(err)
		}
		d.Fault = text(m.Validate())
		encoded, err := m.AppendXML(nil)
		d.Encoded, d.Refused = string(encoded), text(err)
		if err == nil {
			n := messages[d.Element]()
			err := n.DecodeXML(encoded)
			if twice, _ := n.AppendXML(nil); err != nil || !reflect.DeepEqual(m, n) || string(twice) != string(encoded) {
				d.Again = text(err) + " " + string(twice)
			}
		}
	}
	json.NewEncoder(os.Stdout).Encode(documents)
}
`

// TestRandomContracts: clients of random content models (nested choices and sequences with every occurrence, named
// groups, extensions, wildcards, xs:all, names at several places) read what xmllint takes as it is, and write it as it
// was; they read the rest as far as possible and say what is wrong; and what Validate takes is valid.
func TestRandomContracts(t *testing.T) {
	needJudge(t)
	const models, documents = 300, 16
	var components strings.Builder
	var list []*drawnDocument
	var names []string
	for id := range models {
		g := &drawnModel{Rand: rand.New(rand.NewPCG(uint64(id), 11)), id: id}
		drawn, element := g.declare()
		if drawn.tag != "all" && !drawn.isDeterministic() {
			continue
		}
		schema := fmt.Sprintf(drawnSchema, element)
		var docs []*drawnDocument
		for i := range documents {
			elements := g.instance(drawn)
			if i%2 > 0 {
				elements = g.mutate(elements)
			}
			docs = append(docs, &drawnDocument{Element: fmt.Sprintf("R%d", id), schema: schema,
				unordered: drawn.tag == "all", Doc: fmt.Sprintf(`<t:R%d xmlns:t="urn:t" xmlns:o="urn:o">%s</t:R%[1]d>`, id, strings.Join(elements, ""))})
		}
		if !judgeDrawn(t, schema, docs) {
			continue // the model is not deterministic, or xmllint counts for ever
		}
		names = append(names, docs[0].Element)
		components.WriteString(element)
		list = append(list, docs...)
	}
	if len(names) < models/4 {
		t.Fatalf("only %d models were judged: they prove too little", len(names))
	}
	runDrawn(t, drawnContract(fmt.Sprintf(drawnSchema, components.String()), names), list)
	var written []*drawnDocument
	for _, d := range list {
		switch {
		case d.Broken != "":
			t.Errorf("%s\n%s", d.Broken, d)
		case d.valid && (d.Read != "" || d.Fault != "" || d.Refused != "" || d.infoset(t, d.Doc) != d.infoset(t, d.Encoded)):
			t.Errorf("valid, but read: %s, validated: %s, written: %s %s\n%s", d.Read, d.Fault, d.Refused, d.Encoded, d)
		case d.Fault == "" && d.Refused != "":
			t.Errorf("%s, although Validate found nothing\n%s", d.Refused, d)
		case d.Fault != "" && d.Read == "":
			t.Errorf("read without a deviation, but Validate finds %s\n%s", d.Fault, d)
		case d.Fault == "":
			written = append(written, &drawnDocument{Element: d.Element, Doc: d.Encoded, schema: d.schema, more: d.more})
		}
	}
	checkWritten(t, written)
	t.Logf("%d models, %d documents", len(names), len(list))
}

// checkWritten fails for each of the documents that is not valid.
func checkWritten(t *testing.T, written []*drawnDocument) {
	t.Helper()
	for len(written) > 0 {
		n := 0
		for n < len(written) && written[n].schema == written[0].schema {
			n++
		}
		judgeDrawn(t, written[0].schema, written[:n])
		for _, d := range written[:n] {
			if !d.valid {
				t.Errorf("Validate takes what is written as\n%s", d)
			}
		}
		written = written[n:]
	}
}

func (d *drawnDocument) String() string { return d.Doc + "\n" + d.why + d.schema }

// infoset is what doc says: names and texts.
func (d *drawnDocument) infoset(t *testing.T, doc string) string {
	t.Helper()
	var b strings.Builder
	for x := xml.NewDecoder(strings.NewReader(doc)); ; {
		token, err := x.Token()
		switch token := token.(type) {
		case xml.StartElement:
			fmt.Fprintf(&b, "<{%s}%s>", token.Name.Space, token.Name.Local)
		case xml.EndElement:
			b.WriteString("</>")
		case xml.CharData:
			b.Write(token)
		}
		if err == io.EOF {
			root, elements, _ := strings.Cut(b.String(), ">")
			list := strings.SplitAfter(elements, "</>")
			if d.unordered {
				slices.Sort(list)
			}
			return root + strings.Join(list, "")
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, doc)
		}
	}
}

// declare makes the declaration of an element with a random content, which is now and then an extension.
func (g *drawnModel) declare() (content *drawnParticle, declaration string) {
	var b, groups strings.Builder
	content = g.model()
	if content.tag == "all" || g.IntN(4) > 0 {
		content.schema(&b, &groups)
		return content, fmt.Sprintf(`%s<xs:element name="R%d"><xs:complexType>%s</xs:complexType></xs:element>`,
			groups.String(), g.id, b.String())
	}
	more := g.particle(2)
	if more.children == nil {
		more = &drawnParticle{tag: "sequence", min: 1, max: 1, children: []*drawnParticle{more}}
	}
	content.schema(&b, &groups)
	base := b.String()
	b.Reset()
	more.schema(&b, &groups)
	return &drawnParticle{tag: "sequence", min: 1, max: 1, children: []*drawnParticle{content, more}},
		fmt.Sprintf(`%s<xs:complexType name="B%d">%s</xs:complexType>
<xs:element name="R%[2]d"><xs:complexType><xs:complexContent><xs:extension base="t:B%[2]d">%[4]s</xs:extension>
</xs:complexContent></xs:complexType></xs:element>`, groups.String(), g.id, base, b.String())
}

var (
	drawnError    = regexp.MustCompile(`(?m)^(\d+)\.xml:\d+: (element .*)$`)
	drawnVerdict  = regexp.MustCompile(`(?m)^(\d+)\.xml (validates|fails to validate)$`)
	decodedByName = regexp.MustCompile(`func \(m \*(\w+)\) DecodeXML\(doc \[\]byte\) error \{\s+return decodeXML\(doc, "(?:\w+:)?(R\d+)"`)
)

// needJudge skips t if it cannot compile a client and ask xmllint.
func needJudge(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles a package")
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not here: apt-get install libxml2-utils")
	}
}

// judgeDrawn asks xmllint which of docs are valid. It reports whether there was an answer for each.
func judgeDrawn(t *testing.T, schema string, docs []*drawnDocument) bool {
	t.Helper()
	folder := t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("s.xsd", schema)
	for name, more := range docs[0].more {
		write(name, more)
	}
	arguments := []string{"--noout", "--nonet", "--schema", "s.xsd"}
	for i, d := range docs {
		name := fmt.Sprintf("%d.xml", i)
		write(name, d.Doc)
		arguments = append(arguments, name)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, "xmllint", arguments...)
	command.Dir = folder
	output, _ := command.CombinedOutput()
	verdicts := drawnVerdict.FindAllSubmatch(output, -1)
	for _, v := range verdicts {
		var i int
		fmt.Sscan(string(v[1]), &i)
		docs[i].valid = string(v[2]) == "validates"
	}
	for _, e := range drawnError.FindAllSubmatch(output, -1) {
		var i int
		fmt.Sscan(string(e[1]), &i)
		docs[i].why += string(e[2]) + "\n"
	}
	return len(verdicts) == len(docs)
}

// runDrawn writes and compiles the client of contract, and lets a program read and write docs with it.
func runDrawn(t *testing.T, contract string, docs []*drawnDocument) {
	t.Helper()
	sources := fstest.MapFS{"drawn.wsdl": {Data: []byte(contract)}}
	for _, d := range docs {
		for name, more := range d.more {
			sources[name] = &fstest.MapFile{Data: []byte(more)}
		}
	}
	api, ds := wsdl.Read(schema.Source{FS: sources, Name: "drawn.wsdl"})
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, schema.Settings{Package: "drawn"})...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
	}
	if ds.Faulty() {
		t.Fatalf("%v in\n%s", ds, contract)
	}
	files, ds := templates.Render(api, path.Dir(scratch)+"/internal/runtime")
	if ds.Faulty() {
		t.Fatal(ds)
	}
	var rows strings.Builder
	for _, content := range files {
		for _, f := range decodedByName.FindAllSubmatch(content, -1) {
			fmt.Fprintf(&rows, "\t%q: func() message { return new(drawn.%s) },\n", f[2], f[1])
		}
	}
	execute(t, files, fmt.Sprintf(drawnProgram, rows.String()), docs)
}
