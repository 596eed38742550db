// Quiet regeneration: what a change of a contract does not concern stays as it is, byte for byte.

package templates_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// span is an element of a document: where it begins and ends there, and its tags.
type span struct {
	xml.StartElement
	begin, content, closing, end int // of the start tag, behind it, of the end tag, behind it
	children                     []*span
}

func (s *span) attr(name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// all returns s and what is in it, of that name if it is not "".
func (s *span) all(name string) (list []*span) {
	if name == "" || s.Name.Local == name {
		list = append(list, s)
	}
	for _, c := range s.children {
		list = append(list, c.all(name)...)
	}
	return list
}

// spans reads a document; nil if it is not UTF-8.
func spans(document []byte) *span {
	decoder := xml.NewDecoder(bytes.NewReader(document))
	root := &span{}
	open := []*span{root}
	for {
		begin := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err == io.EOF {
			return root
		}
		if err != nil {
			return nil
		}
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			s := &span{StartElement: token.Copy(), begin: begin, content: int(decoder.InputOffset())}
			last.children = append(last.children, s)
			open = append(open, s)
		case xml.EndElement:
			last.closing, last.end = begin, int(decoder.InputOffset())
			open = open[:len(open)-1]
		}
	}
}

// edit is a text that is inserted into a document.
type edit struct {
	at   int
	text string
}

// apply inserts edits into document.
func apply(document []byte, edits []edit) []byte {
	slices.SortFunc(edits, func(a, b edit) int { return b.at - a.at })
	for _, e := range edits {
		document = slices.Concat(document[:e.at], []byte(e.text), document[e.at:])
	}
	return document
}

// newcomer is in what a change adds, and in nothing else.
const newcomer = "zznew"

func pick[T any](random *rand.Rand, list []T) (one T, ok bool) {
	if len(list) == 0 {
		return one, false
	}
	return list[random.IntN(len(list))], true
}

// changes are the ways in which a document changes, each at a place that random draws; nil where it has no such place.
var changes = map[string]func(random *rand.Rand, document []byte, root *span) []edit{
	"comment": func(random *rand.Rand, _ []byte, root *span) []edit {
		s, _ := pick(random, root.children[0].all(""))
		return []edit{{pickOf(random, s.begin, s.end), "<!-- " + newcomer + "\n\n -->\n"}}
	},
	"blank lines": func(random *rand.Rand, _ []byte, root *span) []edit {
		s, _ := pick(random, root.children[0].all(""))
		return []edit{{s.begin, "\n\n  \n"}}
	},
	"type": func(random *rand.Rand, _ []byte, root *span) []edit {
		s, ok := pick(random, components(root))
		if !ok {
			return nil
		}
		name := string(rune('A'+random.IntN(26))) + newcomer
		return []edit{{pickOf(random, s.begin, s.end),
			fmt.Sprintf(`<xs:complexType name="%s"><xs:sequence><xs:element name="a" type="xs:string"/></xs:sequence></xs:complexType>`, name)}}
	},
	"attribute": func(random *rand.Rand, _ []byte, root *span) []edit {
		types := slices.DeleteFunc(root.all("complexType"), func(s *span) bool {
			return s.content == s.end || slices.ContainsFunc(s.children, func(c *span) bool {
				return slices.Contains([]string{"complexContent", "simpleContent", "anyAttribute"}, c.Name.Local)
			})
		})
		s, ok := pick(random, types)
		if !ok {
			return nil
		}
		return []edit{{s.closing, `<xs:attribute name="` + newcomer + `" type="xs:string"/>`}}
	},
	"enumeration value": func(random *rand.Rand, _ []byte, root *span) []edit {
		s, ok := pick(random, root.all("enumeration"))
		if !ok {
			return nil
		}
		return []edit{{pickOf(random, s.begin, s.end), `<xs:enumeration value="` + newcomer + `"/>`}}
	},
	"documentation": func(random *rand.Rand, _ []byte, root *span) []edit {
		s, ok := pick(random, append(root.all("documentation"), components(root)...))
		switch {
		case !ok || s.content == s.end:
			return nil
		case s.Name.Local == "documentation":
			return []edit{{s.closing, " More of it: " + newcomer + "."}}
		case len(s.children) > 0 && s.children[0].Name.Local == "annotation":
			return nil
		}
		return []edit{{s.content, "<xs:annotation><xs:documentation>It is " + newcomer +
			".</xs:documentation></xs:annotation>"}}
	},
	"operation": func(random *rand.Rand, document []byte, root *span) []edit {
		bindings := slices.DeleteFunc(root.all("binding"), func(s *span) bool { return s.attr("type") == "" })
		ports := root.all("portType")
		if len(bindings) != 1 || len(ports) != 1 {
			return nil
		}
		// A new operation is a copy of another one.
		like, ok := pick(random, ports[0].all("operation"))
		if !ok {
			return nil
		}
		name := string(rune('A'+random.IntN(26))) + newcomer
		copyOf := func(s *span) string {
			text := string(document[s.begin:s.end])
			return strings.Replace(text, `name="`+s.attr("name")+`"`, `name="`+name+`"`, 1)
		}
		next, _ := pick(random, ports[0].all("operation"))
		edits := []edit{{next.begin, copyOf(like)}}
		for _, bound := range bindings[0].children {
			if bound.Name.Local == "operation" && bound.attr("name") == like.attr("name") {
				edits = append(edits, edit{bound.begin, copyOf(bound)})
			}
		}
		return edits
	},
}

func pickOf[T any](random *rand.Rand, list ...T) T { return list[random.IntN(len(list))] }

// components are the global types and elements of the schemas in a document.
func components(root *span) (list []*span) {
	for _, s := range root.all("schema") {
		for _, c := range s.children {
			if slices.Contains([]string{"complexType", "simpleType", "element"}, c.Name.Local) {
				list = append(list, c)
			}
		}
	}
	return list
}

func TestQuietRegeneration(t *testing.T) {
	contracts := map[string]fstest.MapFS{"careflex": {}}
	data, err := fs.ReadFile(schema.Contracts, "careflex.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	contracts["careflex"]["contract.wsdl"] = &fstest.MapFile{Data: data}
	for _, path := range mustGlob(t, casesFolder+"/*/contract.wsdl") {
		contracts[filepath.Base(filepath.Dir(path))] = contractFiles(t, filepath.Dir(path))
	}
	made := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(contracts)) {
		files := contracts[name]
		before, record := regenerated(t, files, schema.Record{})
		if before == nil {
			t.Fatalf("%s: no client", name)
		}
		for _, change := range slices.Sorted(maps.Keys(changes)) {
			for seed := range uint64(4) {
				random := rand.New(rand.NewPCG(seed, 7))
				file, _ := pick(random, slices.Sorted(maps.Keys(files)))
				document := files[file].Data
				root := spans(document)
				if root == nil {
					continue
				}
				edits := changes[change](random, document, root)
				if edits == nil {
					continue
				}
				changed := maps.Clone(files)
				changed[file] = &fstest.MapFile{Data: apply(document, edits)}
				after, _ := regenerated(t, changed, record)
				if after == nil {
					continue // where it was put, it does not fit
				}
				made[change]++
				for _, difference := range loud(change, before, after) {
					t.Errorf("%s, %s %d in %s at %v: %s", name, change, seed, file, edits, difference)
				}
			}
		}
	}
	for change := range changes {
		if made[change] < 20 {
			t.Errorf("%s was tried %d times alone", change, made[change])
		}
	}
}

// A comment in a description changes nothing, nor does a blank line.
func TestQuietDescription(t *testing.T) {
	document, err := fs.ReadFile(schema.Contracts, "mvp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before := render(t, "contract.yaml", document)
	lines := bytes.SplitAfter(document, []byte("\n"))
	isText := linesOfText(lines)
	random := rand.New(rand.NewPCG(1, 7))
	for range 40 {
		at := random.IntN(len(lines))
		text := pickOf(random, "\n", "# "+newcomer+"\n")
		if isText[at] {
			continue
		}
		after := render(t, "contract.yaml", bytes.Join(slices.Insert(slices.Clone(lines), at, []byte(text)), nil))
		for name := range before {
			if !bytes.Equal(before[name], after[name]) {
				t.Errorf("%q before line %d changes %s", text, at+1, name)
			}
		}
	}
}

// linesOfText reports for each line of a YAML document whether it belongs to a text of several lines, in which # is no
// comment.
func linesOfText(lines [][]byte) []bool {
	isText := make([]bool, len(lines))
	outer := -1 // the indentation of the key of the text; negative outside of texts
	for i, line := range lines {
		content := bytes.TrimLeft(line, " ")
		indentation := len(line) - len(content)
		if isText[i] = outer >= 0 && indentation > outer; isText[i] {
			continue
		}
		outer = -1
		if bytes.HasSuffix(bytes.TrimSpace(line), []byte(">-")) && !bytes.HasPrefix(content, []byte("#")) {
			outer = indentation
		}
	}
	return isText
}

// contractFiles are the documents in folder.
func contractFiles(t *testing.T, folder string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if extension := filepath.Ext(path); err != nil || extension != ".wsdl" && extension != ".xsd" {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		files[filepath.ToSlash(name)] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// regenerated returns the client of the contract in files whose names record has, and its record; nil if there is none.
func regenerated(t *testing.T, files fs.FS, record schema.Record) (map[string][]byte, schema.Record) {
	t.Helper()
	api, ds := wsdl.Read(schema.Source{FS: files, Name: "contract.wsdl"})
	if ds.Faulty() {
		return nil, record
	}
	settings := schema.Settings{Package: "p", Record: record}
	ds = append(schema.Configure(api, settings), schema.Name(api, settings)...)
	client, more := templates.Render(api, "example.com/runtime")
	if ds = append(ds, more...); ds.Faulty() {
		return nil, record
	}
	client["gen.names"] = schema.FormatRecord(api)
	return client, schema.ParseRecord(client["gen.names"])
}

var (
	commentLine = regexp.MustCompile(`(?m)^\s*//.*\n`)
	pieceStart  = regexp.MustCompile(`(?m)^(?:\t+\{|\t\w+: +\[\]|// |func |type |var |const |import |package )`)
	pieceName   = regexp.MustCompile(`^(// The values of \S+|(?:func (?:\([^)]*\) )?|type |var )\w+|\s*\{(?:Name|Element): "[^"]*"|\s*\w+)`)
)

// nameOf is what a piece is about: its first words behind its comment.
func nameOf(piece string) string {
	if name := pieceName.FindString(piece); strings.HasPrefix(name, "//") {
		return name // constants, of which any can be the first
	}
	return pieceName.FindString(commentLine.ReplaceAllString(piece, ""))
}

// loud are the differences between two clients that a change of that kind should not make.
func loud(change string, before, after map[string][]byte) (differences []string) {
	add := func(format string, args ...any) { differences = append(differences, fmt.Sprintf(format, args...)) }
	for _, name := range slices.Sorted(maps.Keys(before)) {
		old, now := pieces(name, before[name]), pieces(name, after[name])
		switch change {
		case "comment", "blank lines":
			if !bytes.Equal(before[name], after[name]) {
				add("%s changed", name)
			}
			continue
		case "documentation":
			// A comment between fields has a say in how gofmt aligns them.
			code := func(source []byte) string {
				return strings.Join(strings.Fields(commentLine.ReplaceAllString(string(source), "")), " ")
			}
			if code(before[name]) != code(after[name]) {
				add("%s changed, but for comments", name)
			}
		}
		isOld, isNow := map[string]bool{}, map[string]bool{}
		for _, piece := range old {
			isOld[piece] = true
		}
		for _, piece := range now {
			isNow[piece] = true
		}
		// What stays keeps its order, what is new or different is about the change, and nothing goes.
		stays := func(list []string, is map[string]bool) []string {
			return slices.DeleteFunc(slices.Clone(list), func(piece string) bool { return !is[piece] })
		}
		if !slices.Equal(stays(old, isNow), stays(now, isOld)) {
			add("%s is in another order", name)
		}
		different := map[string]bool{}
		for _, piece := range now {
			if isOld[piece] {
				continue
			}
			different[nameOf(piece)] = true
			// An attribute gives the nillable elements of its type a flag, since a nil element has attributes.
			flag := change == "attribute" && strings.Contains(piece, "Nil")
			if !flag && !strings.Contains(strings.ToLower(piece), newcomer) {
				add("%s has this now:\n%s", name, piece)
			}
		}
		for _, piece := range old {
			if !isNow[piece] && (change == "type" || change == "operation" ||
				!different[nameOf(piece)]) {
				add("%s had this:\n%s", name, piece)
			}
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok {
			add("%s is new", name)
		}
	}
	return differences
}

// pieces are the declarations in a file, and the entries of its tables.
func pieces(name string, source []byte) (list []string) {
	if !strings.HasSuffix(name, ".go") {
		return strings.SplitAfter(string(source), "\n")
	}
	from, inComment := 0, false
	for _, at := range pieceStart.FindAllIndex(source, -1) {
		isComment := bytes.HasPrefix(source[at[0]:], []byte("//"))
		if !inComment { // a comment belongs to what follows
			list = append(list, strings.TrimSpace(string(source[from:at[0]])))
			from = at[0]
		}
		inComment = isComment
	}
	return append(list, strings.TrimSpace(string(source[from:])))
}
