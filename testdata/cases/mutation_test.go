// Mutated documents: what engine and xmllint make of responses that break their contract.

package cases_test

import (
	"bytes"
	"encoding"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// element is an element of a document that is being mutated, or a text in one.
type element struct {
	name  string // as it is written; "" for a text
	attrs []xml.Attr
	kids  []*element
	text  string // or markup that is written as it is
}

// parseElement returns the tree of a document.
func parseElement(t *testing.T, doc []byte) *element {
	t.Helper()
	top := &element{}
	open := []*element{top}
	decoder := xml.NewDecoder(strings.NewReader(string(doc)))
	for {
		token, err := decoder.RawToken()
		if token == nil {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		in := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: written(token.Name), attrs: slices.Clone(token.Attr)}
			in.kids = append(in.kids, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if in != top {
				in.kids = append(in.kids, &element{text: references.Replace(string(token))})
			}
		}
	}
	return top.kids[0]
}

func written(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func escaped(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic(err)
	}
	return b.String()
}

var references = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func (e *element) String() string {
	if e.name == "" {
		return e.text
	}
	var b strings.Builder
	b.WriteString("<" + e.name)
	for _, a := range e.attrs {
		b.WriteString(" " + written(a.Name) + `="` + escaped(a.Value) + `"`)
	}
	b.WriteString(">")
	for _, kid := range e.kids {
		b.WriteString(kid.String())
	}
	return b.String() + "</" + e.name + ">"
}

// local is the name without its prefix.
func (e *element) local() string { return e.name[strings.IndexByte(e.name, ':')+1:] }

func (e *element) clone() *element {
	c := &element{e.name, slices.Clone(e.attrs), make([]*element, len(e.kids)), e.text}
	for i, kid := range e.kids {
		c.kids[i] = kid.clone()
	}
	return c
}

// each calls use with e and the elements below it, and their parents.
func (e *element) each(parent *element, use func(e, parent *element)) {
	if e.name == "" {
		return
	}
	use(e, parent)
	for _, kid := range e.kids {
		kid.each(e, use)
	}
}

// values is how many values an element can hold: those of its attributes and texts, which can be lists.
func (e *element) values() int {
	n := 1
	e.each(nil, func(e, _ *element) {
		n += len(e.attrs) + 1
		for _, a := range e.attrs {
			n += len(strings.Fields(a.Value))
		}
		for _, kid := range e.kids {
			n += len(strings.Fields(kid.text))
		}
	})
	return n
}

// mutator mutates documents.
type mutator struct {
	*rand.Rand
	texts []string
	names []string // of elements
	types []string // that an xsi:type can name
}

// mutation is a document that was made from another one.
type mutation struct {
	kind    string
	doc     string
	text    string // a value of it
	touched int    // how many values the mutation can have changed
	isRoot  bool
}

// mutate returns doc with one thing changed.
func (g *mutator) mutate(doc *element) mutation {
	doc = doc.clone()
	type place struct{ e, parent *element }
	var places []place
	doc.each(nil, func(e, parent *element) {
		if parent != nil {
			places = append(places, place{e, parent})
		}
	})
	if len(places) == 0 {
		places = append(places, place{doc, &element{kids: []*element{doc}}})
	}
	p := places[g.IntN(len(places))]
	e, at := p.e, slices.Index(p.parent.kids, p.e)
	text := g.texts[g.IntN(len(g.texts))]
	m := mutation{text: text, touched: e.values()}
	attribute := func(space, name, value string) {
		e.attrs = append(e.attrs, xml.Attr{Name: xml.Name{Space: space, Local: name}, Value: value})
	}
	xsi := func(name, value string) {
		attribute("zi", name, value)
		e.declare("zi", "http://www.w3.org/2001/XMLSchema-instance")
	}
	insert := func(at int, kid *element) { p.parent.kids = slices.Insert(p.parent.kids, at, kid) }
	kinds := map[string]func(){
		"renamed":          func() { e.name = g.names[g.IntN(len(g.names))] },
		"renamed unknown":  func() { e.name = "unknown" },
		"repeated":         func() { insert(at, e.clone()) },
		"repeated later":   func() { insert(len(p.parent.kids), e.clone()) },
		"removed":          func() { p.parent.kids = slices.Delete(p.parent.kids, at, at+1) },
		"other namespace":  func() { e.name = "zz:" + e.local(); e.declare("zz", "urn:other") },
		"no namespace":     func() { e.name = e.local(); e.declare("", "") },
		"attribute":        func() { attribute("", "zz", "1") },
		"attribute in xml": func() { attribute("xml", "lang", "de") },
		"nil":              func() { xsi("nil", "true"); e.kids = nil },
		"nil with content": func() { xsi("nil", "1") },
		"nil that is none": func() { xsi("nil", text) },
		"type":             func() { xsi("type", g.types[g.IntN(len(g.types))]) },
		"type undeclared":  func() { xsi("type", "nobody:t") },
		"text":             func() { e.kids = []*element{{text: escaped(text)}} },
		"text added":       func() { e.kids = append(e.kids, &element{text: escaped(text)}) },
		"emptied":          func() { e.kids = nil },
		"white space": func() {
			if len(e.kids) > 0 {
				e.kids = append([]*element{{text: "\n "}}, append(e.kids, &element{text: "\t"})...)
			}
		},
		"comment": func() { e.kids = append([]*element{{text: "<!-- c --><?p i?>"}}, e.kids...) },
		"CDATA": func() {
			if len(e.kids) == 1 && e.kids[0].name == "" {
				e.kids = append(e.kids, &element{text: "<![CDATA[]]>"})
			}
		},
		"wrapped":       func() { p.parent.kids[at] = &element{name: "wrapping", kids: []*element{e}} },
		"unwrapped":     func() { p.parent.kids = slices.Replace(p.parent.kids, at, at+1, e.kids...) },
		"filled":        func() { e.kids = append(e.kids, &element{name: g.names[g.IntN(len(g.names))]}) },
		"unknown added": func() { insert(at, &element{name: "unknown", kids: []*element{{text: "1"}}}) },
		"reference": func() {
			attribute("", "href", "#nobody")
			e.kids = nil
		},
		"reference to another": func() {
			other := places[g.IntN(len(places))].e
			other.attrs = append(other.attrs, xml.Attr{Name: xml.Name{Local: "id"}, Value: "zz"})
			m.touched += other.values()
			attribute("", "href", "#zz")
			e.kids = nil
		},
		"swapped": func() {
			to := g.IntN(len(p.parent.kids))
			m.touched += p.parent.kids[to].values()
			p.parent.kids[at], p.parent.kids[to] = p.parent.kids[to], p.parent.kids[at]
		},
		"moved": func() {
			p.parent.kids = slices.Delete(p.parent.kids, at, at+1)
			insert(g.IntN(len(p.parent.kids)+1), e)
		},
		"moved elsewhere": func() {
			p.parent.kids = slices.Delete(p.parent.kids, at, at+1)
			var others []*element
			if e == doc {
				return
			}
			doc.each(nil, func(o, _ *element) { others = append(others, o) })
			o := others[g.IntN(len(others))]
			o.kids = slices.Insert(o.kids, g.IntN(len(o.kids)+1), e)
			m.touched += len(o.kids) // a text in it may be none any more
		},
		"attribute lost": func() {
			e.attrs = slices.DeleteFunc(e.attrs, func(a xml.Attr) bool {
				return a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && g.IntN(2) == 0
			})
		},
		"attribute changed": func() {
			for i := range e.attrs {
				if a := &e.attrs[i]; a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					a.Value = text
				}
			}
		},
		"malformed": func() {},
	}
	order := slices.Sorted(maps.Keys(kinds))
	m.kind = order[g.IntN(len(order))]
	kinds[m.kind]()
	m.doc = doc.String()
	m.isRoot = e == doc
	same := 0 // an element of the same name may be one too many
	doc.each(nil, func(o, _ *element) {
		if o != e && (o.local() == e.local() || slices.ContainsFunc(e.kids, func(kid *element) bool {
			return kid.name != "" && kid.local() == o.local()
		})) {
			same = max(same, o.values())
		}
	})
	m.touched += same
	if m.kind == "malformed" {
		from := g.IntN(len(m.doc))
		to := min(len(m.doc), from+1+g.IntN(3))
		markup := []string{"", "<", "&", ">", "</", "\x01", `"`, "x:", "]]>", "<a>"}
		m.doc = m.doc[:from] + markup[g.IntN(len(markup))] + m.doc[to:]
		m.touched = 1 << 20
	}
	return m
}

// declare declares a prefix, "" for the default namespace.
func (e *element) declare(prefix, uri string) {
	name := xml.Name{Space: "xmlns", Local: prefix}
	if prefix == "" {
		name = xml.Name{Local: "xmlns"}
	}
	for i := range e.attrs {
		if e.attrs[i].Name == name {
			e.attrs[i].Value = uri
			return
		}
	}
	e.attrs = append(e.attrs, xml.Attr{Name: name, Value: uri})
}

// leaves counts the values that v holds, as texts; those that are zero are none.
func leaves(v reflect.Value, count map[string]int) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			leaves(v.Elem(), count)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			count[fmt.Sprint(v)]++
			return
		}
		for i := range v.Len() {
			leaves(v.Index(i), count)
		}
	case reflect.Struct:
		if _, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok || v.NumField() == 0 {
			count[fmt.Sprint(v)]++
			return
		}
		for i := range v.NumField() {
			leaves(v.Field(i), count)
		}
	default:
		if !v.IsZero() {
			count[fmt.Sprint(v)]++
		}
	}
}

// lost is how many values of before are not among those of after.
func lost(before, after xmlMessage) int {
	had, has := map[string]int{}, map[string]int{}
	leaves(reflect.ValueOf(before), had)
	leaves(reflect.ValueOf(after), has)
	n := 0
	for value, times := range had {
		n += max(0, times-has[value])
	}
	return n
}

// verdicts are what xmllint says of documents.
type verdict int

const (
	isMalformed verdict = iota
	isInvalid
	isValid
)

func (v verdict) String() string { return [...]string{"malformed", "invalid", "valid"}[v] }

var verdictLine = regexp.MustCompile(`(?m)^(\d+)\.xml (validates|fails to validate)$`)
var namespaceError = regexp.MustCompile(`(?m)^(\d+)\.xml:\d+: (namespace error|parser error) (.*)$`)

// verdicts lets xmllint judge documents by the schemas that are laid out in folder.
func verdicts(t *testing.T, folder string, docs []string) []verdict {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("there is no xmllint to judge")
	}
	arguments := []string{"--noout", "--nonet", "--schema", "all.xsd"}
	for i, doc := range docs {
		name := fmt.Sprintf("%d.xml", i)
		arguments = append(arguments, name)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command("xmllint", arguments...)
	command.Dir = folder
	output, _ := command.CombinedOutput()
	list := make([]verdict, len(docs))
	number := func(m [][]byte) (i int) { fmt.Sscan(string(m[1]), &i); return i }
	for _, m := range verdictLine.FindAllSubmatch(output, -1) {
		list[number(m)] = isInvalid
		if string(m[2]) == "validates" {
			list[number(m)] = isValid
		}
	}
	for _, m := range namespaceError.FindAllSubmatch(output, -1) {
		if !bytes.Contains(m[3], []byte("is not a valid URI")) { // which is for nobody to say
			list[number(m)] = isMalformed
		}
	}
	return list
}

// parts are the names of the elements and attributes of a document, sorted.
func parts(t *testing.T, doc string) (names []string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(doc))
	for {
		token, err := decoder.Token()
		if token == nil {
			slices.Sort(names)
			return names
		}
		if err != nil {
			t.Fatalf("%v in %s", err, doc)
		}
		if start, ok := token.(xml.StartElement); ok {
			names = append(names, expanded(start.Name))
			for _, a := range start.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					names = append(names, "@"+expanded(a.Name))
				}
			}
		}
	}
}

// careflexMessages are the messages of CareFlex, with an instance of each, and a folder with its contract.
func careflexMessages(t *testing.T) (folder string, messages map[string]func() xmlMessage, instances map[string]string) {
	t.Helper()
	folder = t.TempDir()
	contract, err := schema.Contracts.ReadFile("careflex.wsdl")
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "contract.wsdl"), contract, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS(folder), Name: "contract.wsdl"})
	if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
		t.Fatal(ds)
	}
	instances = map[string]string{}
	for _, op := range api.SOAP.Operations {
		call := example.SOAP(api, op)
		for _, m := range []*example.Message{&call.Request, call.Response} {
			for _, b := range blocks(t, m.Body) {
				instances[b.name.Local] = b.text
			}
		}
	}
	return folder, map[string]func() xmlMessage{
		"NoIncidentRequest":   func() xmlMessage { return new(careflex.NoIncidentRequest) },
		"NoIncidentResponse":  func() xmlMessage { return new(careflex.NoIncidentResponse) },
		"NewIncidentRequest":  func() xmlMessage { return new(careflex.NewIncidentRequest) },
		"NewIncidentResponse": func() xmlMessage { return new(careflex.NewIncidentResponse) },
	}, instances
}

// openCases have content that nobody but xmllint checks: raw XML.
var openCases = []string{"anything", "builtins", "known", "wildcardns", "wildcards"}

var typeNames = regexp.MustCompile(`<xs:complexType name="(\w+)"`)

// TestMutatedDocuments reads 10,000 documents that were made from valid ones by one change each: a malformed one is an
// error; any other is read, and what was not changed is there. If there are no deviations and Validate finds nothing, the
// document is valid to xmllint. Exceptions are elements and attributes that the contract does not know, which are passed
// over, and the order of elements, which is forgiven if all of them are there. A valid document has no deviations.
func TestMutatedDocuments(t *testing.T) {
	const all, hard = 120, 900 // mutations of each case, of a hard one
	hardCases := []string{"particles", "groups", "derivation"}
	for _, d := range documents {
		if d.form != inXML {
			continue
		}
		n := all
		if slices.Contains(hardCases, d.folder) {
			n = hard
		}
		t.Run(d.folder+"/"+d.element, func(t *testing.T) {
			var instances []string
			for _, instance := range d.instances(t, "valid") {
				instances = append(instances, string(instance.doc))
			}
			mutateDocuments(t, d.folder, func() xmlMessage { return d.new().value.(xmlMessage) }, instances, n)
		})
	}
	folder, messages, instances := careflexMessages(t)
	for name, newMessage := range messages {
		t.Run("careflex/"+name, func(t *testing.T) {
			mutateDocuments(t, folder, newMessage, []string{instances[name]}, hard)
		})
	}
}

func mutateDocuments(t *testing.T, folder string, newMessage func() xmlMessage, instances []string, n int) {
	g := &mutator{Rand: rand.New(rand.NewPCG(3, 4)), texts: xmlTexts(t, folder)}
	g.types = []string{"xs:string", "Nobody", ""}
	g.texts = append(g.texts, "-1", "7.0", "TRUE", "2026-02-30")
	isOpen := slices.Contains(openCases, folder)
	implies := len(glob(t, folder, "full-*.xml")) > 0
	j := newXMLJudge(t, folder)
	roots := make([]*element, len(instances))
	for i, doc := range instances {
		roots[i] = parseElement(t, []byte(doc))
		prefix, _, isPrefixed := strings.Cut(roots[i].name, ":")
		for _, m := range typeNames.FindAllStringSubmatch(j.read(filepath.Join(j.dir, "contract.wsdl")), -1) {
			if isPrefixed {
				m[1] = prefix + ":" + m[1]
			}
			g.types = append(g.types, m[1])
		}
		roots[i].each(nil, func(e, _ *element) {
			if !slices.Contains(g.names, e.name) {
				g.names = append(g.names, e.name)
			}
		})
	}
	var (
		mutations []mutation
		docs      []string
		originals []xmlMessage
	)
	for i := range n {
		original := newMessage()
		if err := original.DecodeXML([]byte(roots[i%len(roots)].String())); err != nil {
			t.Fatal(err)
		}
		originals = append(originals, original)
		mutations = append(mutations, g.mutate(roots[i%len(roots)]))
		docs = append(docs, mutations[i].doc)
	}
	judged := verdicts(t, j.dir, docs)
	k := newKernelJudge(t, folder, []byte(instances[0]))
	var written, sources []string
	valid, deviations := 0, 0
	for i, m := range mutations {
		got := newMessage()
		err := got.DecodeXML([]byte(m.doc))
		var deviating *wire.DeviationError
		isDeviating := errors.As(err, &deviating)
		complain := func(format string, args ...any) {
			t.Helper()
			t.Errorf("%s: %s: %s\n%s", m.kind, fmt.Sprintf(format, args...), judged[i], m.doc)
		}
		fault := got.Validate()
		violations := k.compare(m.doc, got, err, fault)
		if judged[i] == isMalformed {
			if err == nil || isDeviating {
				complain("it is read: %v", err)
			}
			continue
		}
		isSpace := m.kind == "white space" || m.text == " " // around values, which libxml2 refuses in numbers
		if judged[i] == isInvalid && len(violations) == 0 && !isOpen && !isSpace {
			complain("the kernel finds no violation")
		}
		if judged[i] == isValid && len(violations) > 0 && err == nil && fault == nil {
			complain("the kernel finds %v", violations)
		}
		switch {
		case err != nil && !isDeviating:
			if !m.isRoot && m.kind != "malformed" {
				complain("%v", err)
			}
			continue
		case lost(originals[i], got) > m.touched:
			complain("%d values are lost: %+v became %+v", lost(originals[i], got), originals[i], got)
		}
		if isDeviating {
			deviations++
		}
		if judged[i] == isValid {
			valid++
		}
		isLenient := err != nil && strings.Contains(err.Error(), "base64Binary") // libxml2 reads - in base64
		if judged[i] == isValid && (err != nil || fault != nil) && !isLenient {
			complain("%v, %v", err, fault)
		}
		if judged[i] == isInvalid && err == nil && fault == nil && !isOpen {
			encoded, err := got.AppendXML(nil)
			if err != nil {
				complain("it cannot be written: %v", err)
				continue
			}
			wrote, read := parts(t, string(encoded)), parts(t, m.doc)
			if len(wrote) >= len(read) && !implies && !slices.Equal(wrote, read) {
				complain("nothing is reported, and nothing was passed over: %s", encoded)
			}
			written, sources = append(written, string(encoded)), append(sources, m.kind+" "+m.doc)
		}
	}
	for i, v := range verdicts(t, j.dir, written) {
		if v != isValid {
			t.Errorf("%s\nis read without a complaint, and written as what is not valid:\n%s", sources[i], written[i])
		}
	}
	if valid < n/40 || deviations < n/40 {
		t.Errorf("of %d documents %d are valid and %d deviate: they prove too little", n, valid, deviations)
	}
}
