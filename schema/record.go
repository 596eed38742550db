// The record: the Go names of a client and what they stand for, so that a name keeps its meaning when the contract
// grows.

package schema

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Record has the Go names of a client. [FormatRecord] writes it to the file gen.names in the client's folder, and
// [ParseRecord] reads it. It has a line for each name, in the order of the contract: the name, its key, which
// identifies the component of the contract, and, if the settings gave the name, the one that was chosen without them.
//
//	Order           type {urn:shop}Order
//	Order.Code      @code
//	Client.Place    Place
//
// The zero Record has no names.
type Record struct {
	scopes map[string][]recordLine
}

// recorded is a line of a record.
type recordLine struct {
	scope  string // before the dot of the symbol, or ""
	name   string
	key    string // identifies the component; unique in its scope, with few exceptions
	chosen string // the name without the settings
	line   int
}

// symbol returns the name with its scope.
func (r recordLine) symbol() string {
	if r.scope == "" {
		return r.name
	}
	return r.scope + "." + r.name
}

// ParseRecord reads a record. It ignores other lines, such as those of an unfinished merge: the next run writes the
// record again.
func ParseRecord(text []byte) Record {
	record, n := Record{map[string][]recordLine{}}, 0
	for line := range strings.Lines(string(text)) {
		columns := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(columns) < 2 || strings.HasPrefix(line, "#") {
			continue
		}
		r := recordLine{name: columns[0], key: columns[1]}
		if i := strings.IndexByte(columns[0], '.'); i >= 0 {
			r.scope, r.name = columns[0][:i], columns[0][i+1:]
		}
		if r.chosen = r.name; len(columns) > 2 {
			r.chosen = columns[2]
		}
		n++
		r.line = n
		record.scopes[r.scope] = append(record.scopes[r.scope], r)
	}
	return record
}

// FormatRecord returns the record of the names that [Name] chose in api, without the header of generated files.
func FormatRecord(api *API) []byte {
	var b bytes.Buffer
	record := RecordOf(api)
	write := func(scope string) {
		for _, r := range record.scopes[scope] {
			b.WriteString(r.symbol() + "\t" + r.key)
			if r.chosen != r.name {
				b.WriteString("\t" + r.chosen)
			}
			b.WriteByte('\n')
		}
		delete(record.scopes, scope)
	}
	for _, scope := range []string{"xmlns", "Config", MainClient} {
		write(scope)
	}
	lines := record.scopes[""]
	for _, r := range lines {
		record.scopes[""] = []recordLine{r}
		write("")
		write(r.name)
	}
	return b.Bytes()
}

// RecordOf returns the record of the names that [Name] chose in api.
func RecordOf(api *API) Record {
	record := Record{map[string][]recordLine{}}
	for _, r := range recordOf(api) {
		record.scopes[r.scope] = append(record.scopes[r.scope], r)
	}
	return record
}

// Symbols returns the positions of the components that [Name] named in api, by their names as Go code selects them:
// Type, Type.Field, Client.Operation or Config.Field.
func Symbols(api *API) map[string]Pos {
	symbols := map[string]Pos{}
	visitNames(api, func(name *string) string { return *name }, func(scope string, entries []entry) {
		for _, i := range entries {
			if *i.name != "" {
				symbols[recordLine{scope: scope, name: *i.name}.symbol()] = i.pos
			}
		}
	})
	return symbols
}

func recordOf(api *API) (list []recordLine) {
	visitNames(api, func(name *string) string { return *name }, func(scope string, entries []entry) {
		for _, i := range entries {
			if *i.name != "" && i.key != "" {
				r := recordLine{scope, *i.name, i.key, *i.name, len(list)}
				if chosen, ok := api.chosen[i.name]; ok {
					r.chosen = chosen
				}
				list = append(list, r)
			}
		}
	})
	return list
}

// entry is a component with a name in the record.
type entry struct {
	name *string
	key  string // "" if the name of the component around it is not known
	pos  Pos
	// otherKeys are keys that the component may have had: a type within several others is recorded within one of them.
	otherKeys []string
}

// visitNames calls visit for the named components of api, scope by scope. A component within another, or made for it,
// comes after that. nameOf returns the name of the other component in keys, "" if that is not known.
func visitNames(api *API, nameOf func(name *string) string, visit func(scope string, entries []entry)) {
	v := &visitor{nameOf, visit}
	if api.SOAP != nil {
		v.soap(api.SOAP)
	}
	if api.REST != nil {
		v.rest(api)
	}
	v.types(api.Types)
	if s := api.Service; s != nil {
		v.visit("", []entry{{name: &s.Name, key: "the client's interface", pos: s.Pos},
			{name: &s.Fake, key: "the client's fake", pos: s.Pos}})
	}
	for _, p := range api.furtherPorts() {
		if s := p.Service; s != nil {
			v.visit("", []entry{{name: &s.Name, key: partKey(v.clientOf(p), " ", "interface"), pos: s.Pos},
				{name: &s.Fake, key: partKey(v.clientOf(p), " ", "fake"), pos: s.Pos}})
		}
	}
}

type visitor struct {
	nameOf func(name *string) string
	visit  func(scope string, entries []entry)
}

// partKey returns the key of a part of the component called name, "" if name is not known.
func partKey(name, separator, part string) string {
	if name == "" {
		return ""
	}
	return name + separator + part
}

// clientOf returns the name of the client of p, "" if it is not known.
func (v *visitor) clientOf(p *Port) string {
	if p.Client == MainClient {
		return MainClient
	}
	return v.nameOf(&p.Client)
}

// ports visits the names of the ports' clients, and those that are made for these clients.
func (v *visitor) ports(ports []*Port) {
	var clients []entry
	for _, p := range ports {
		clients = append(clients, entry{name: &p.Client, key: p.key(), pos: p.Pos})
	}
	v.visit("", clients)
	for _, p := range ports {
		client := v.clientOf(p)
		if p.Client != MainClient {
			v.visit("", []entry{{name: &p.New, key: partKey(client, " ", "constructor"), pos: p.Pos}})
		}
		v.visit("", []entry{{name: &p.Default, key: partKey(client, " ", "address"), pos: p.Pos}})
		for _, e := range p.Others {
			v.visit("", []entry{{name: &e.Default, key: partKey(client, " ", e.key()), pos: e.Pos}})
		}
	}
}

func (v *visitor) soap(soap *SOAP) {
	var spaces []entry
	for _, space := range soap.Namespaces {
		spaces = append(spaces, entry{name: &space.Prefix, key: quoteIfOdd(space.URI)})
	}
	v.visit("xmlns", spaces)
	v.ports(soap.Ports)
	for _, p := range soap.Ports {
		var operations []entry
		for _, op := range soap.Operations {
			if op.Port == p {
				operations = append(operations, entry{name: &op.Name, key: op.key(), pos: op.Pos})
			}
		}
		v.visitFields(v.clientOf(p), operations)
	}
	for _, op := range soap.Operations {
		client, name := v.clientOf(op.Port), v.nameOf(&op.Name)
		if client != MainClient && name != "" {
			name = partKey(client, ".", name)
		}
		made := func(what string, target *string, pos Pos) entry {
			return entry{name: target, key: partKey(name, " ", what), pos: pos}
		}
		if s := op.Split; s != nil {
			v.visitFields(client, []entry{made("all", &s.All, s.Pos)})
			v.visit("", []entry{made("row", &s.Row, s.Pos), made("summary", &s.Summary, s.Pos),
				made("options", &s.Options, s.Pos)})
		}
		if op.HasHeaders() {
			v.visit("", []entry{made("headers", &op.Headers, op.Pos)})
			var blocks []entry
			for _, m := range op.InputHeaders {
				blocks = append(blocks, entry{name: &m.Name, key: "in " + quoteIfOdd(m.Element.String()), pos: m.Pos})
			}
			for _, m := range op.OutputHeaders {
				blocks = append(blocks, entry{name: &m.Name, key: "out " + quoteIfOdd(m.Element.String()), pos: m.Pos})
			}
			v.visitFields(v.nameOf(&op.Headers), blocks)
		}
	}
}

func (v *visitor) rest(api *API) {
	rest := api.REST
	var fields, operations []entry
	for _, p := range rest.Parameters {
		fields = append(fields, entry{name: &p.Name, key: p.Wire, pos: p.Pos})
	}
	for _, s := range rest.Schemes {
		fields = append(fields, entry{name: &s.Name, key: "auth " + quoteIfOdd(s.Wire), pos: s.Pos})
	}
	v.visit("Config", fields)
	for _, op := range rest.Operations {
		operations = append(operations, entry{name: &op.Name, key: op.Wire, pos: op.Pos})
	}
	v.visit("Client", operations)
	v.visit("Client", []entry{{name: &rest.Follow, key: "follow a reference"},
		{name: &rest.Open, key: "open a reference"}})
	var openers []entry
	for _, t := range api.Types {
		if t.File != nil {
			openers = append(openers, entry{name: &t.Opener, key: "open " + t.Wire.Local, pos: t.Pos})
		}
	}
	v.visit("Client", openers)
	for _, op := range rest.Operations {
		v.responseHeaders(op)
		if p := op.Paging; p != nil {
			v.visit("Client", []entry{{name: &p.All, key: partKey(v.nameOf(&op.Name), " ", "all"), pos: p.Pos}})
		}
		if !op.HasOptions() {
			continue
		}
		v.visit("", []entry{{name: &op.Options, key: partKey(v.nameOf(&op.Name), " ", "options"), pos: op.Pos}})
		var options []entry
		for _, p := range op.Parameters {
			if !p.Client && !p.Required {
				key := placeNames[p.Place] + " " + quoteIfOdd(p.Wire)
				options = append(options, entry{name: &p.Name, key: key, pos: p.Pos})
			}
		}
		v.visitFields(v.nameOf(&op.Options), options)
	}
}

// responseHeaders visits the struct of the response's header.
func (v *visitor) responseHeaders(op *RESTOperation) {
	if len(op.ResponseHeaders) == 0 {
		return
	}
	v.visit("", []entry{{name: &op.Headers, key: partKey(v.nameOf(&op.Name), " ", "headers"), pos: op.Pos}})
	var fields []entry
	for _, p := range op.ResponseHeaders {
		fields = append(fields, entry{name: &p.Name, key: "header " + quoteIfOdd(p.Wire), pos: p.Pos})
	}
	v.visitFields(v.nameOf(&op.Headers), fields)
}

var placeNames = map[Place]string{InPath: "path", InQuery: "query", InHeader: "header", InForm: "form", InPart: "form"}

// visitFields calls visit for the fields of a struct or the methods of a client, unless its name is "", not known.
func (v *visitor) visitFields(owner string, fields []entry) {
	if owner != "" {
		v.visit(owner, fields)
	}
}

func (v *visitor) types(types []*Type) {
	holders := map[*Type][]*Type{} // by a type with an owner, the types with fields of it
	for _, t := range types {
		for _, f := range t.Fields() {
			for held := f.Type; held != nil; held = held.Item {
				if held.Owner != nil {
					holders[held] = append(holders[held], t)
				}
			}
		}
	}
	for _, level := range levels(types) {
		var owners []*Type
		groups := map[*Type][]entry{}
		for _, t := range level {
			i := entry{name: &t.Name, key: v.typeKey(t), pos: t.Pos}
			for _, holder := range holders[t] {
				if name := v.nameOf(&holder.Name); name != "" && holder != t.Owner {
					i.otherKeys = append(i.otherKeys, name+"/"+typePart(t))
				}
			}
			if groups[t.Owner] == nil {
				owners = append(owners, t.Owner)
			}
			groups[t.Owner] = append(groups[t.Owner], i)
		}
		for _, owner := range owners {
			v.visit("", groups[owner])
		}
	}
	for _, t := range types {
		if t.Kind == OneOf {
			v.visit("", []entry{{name: &t.Other, key: partKey(v.nameOf(&t.Name), " ", "other"), pos: t.Pos}})
		}
		if t.IsPolymorphic() {
			v.visit("", []entry{{name: &t.Interface, key: partKey(v.nameOf(&t.Name), " ", "interface"), pos: t.Pos}})
		}
		if t.Kind == Struct {
			v.fields(t)
		}
		if t.Kind == Enum {
			var constants []entry
			for _, value := range t.Values {
				key := partKey(v.nameOf(&t.Name), "=", strconv.Quote(value.Value))
				constants = append(constants, entry{name: &value.Name, key: key, pos: value.Pos})
			}
			v.visit("", constants)
		}
	}
}

func (v *visitor) fields(t *Type) {
	var fields, flags []entry
	for i, f := range t.Fields() {
		key := fieldKey(t, f, i < len(t.Attributes))
		fields = append(fields, entry{name: &f.Name, key: key, pos: f.Pos})
		if f.NilName != "" || f.HasFlag() {
			flags = append(flags, entry{name: &f.NilName, key: "nil " + key, pos: f.Pos})
		}
	}
	v.visitFields(v.nameOf(&t.Name), fields)
	v.visitFields(v.nameOf(&t.Name), flags)
}

// typeKey returns the key of t, which begins with the Go name of the type around it.
func (v *visitor) typeKey(t *Type) string {
	switch o := t.Owner; {
	case o == nil && t.Port != nil && t.Port.Client != MainClient:
		return partKey(v.clientOf(t.Port), " ", typePart(t))
	case o == nil:
		return typePart(t)
	case isDeclared(o):
		return partKey(v.nameOf(&o.Name), "/", typePart(t))
	default:
		return partKey(v.typeKey(o), "/", typePart(t))
	}
}

// typePart returns the part of the key that identifies t within the type around it.
func typePart(t *Type) string {
	switch {
	case t.Group && t.Owner != nil:
		return groupKey(t)
	case t.DeclaredBy == "":
		return "type " + quoteIfOdd(t.Wire.String())
	default:
		return t.DeclaredBy + " " + quoteIfOdd(t.Wire.String())
	}
}

// groupKey returns the key of a group that repeats: its fields in parentheses.
func groupKey(t *Type) string {
	var parts []string
	for _, f := range t.Content.Fields() {
		parts = append(parts, fieldKey(t, f, false))
	}
	return "(" + strings.Join(parts, " ") + ")"
}

// fieldKey returns the key of a field of t. A colon stands for the namespace of t.
func fieldKey(t *Type, f *Field, isAttribute bool) string {
	name := quoteIfOdd(f.Wire.Local)
	if f.Type.Group && f.Type.Owner != nil {
		return groupKey(f.Type)
	}
	home := t
	for home.Owner != nil {
		home = home.Owner
	}
	switch {
	case f == t.Value:
		return "="
	case f.Wildcard != nil:
		return "*" + name
	case f.Wire.Space == "":
	case f.Wire.Space == home.Wire.Space:
		name = ":" + name
	default:
		name = quoteIfOdd(f.Wire.String())
	}
	if isAttribute {
		return "@" + name
	}
	return name
}

// quoteIfOdd returns text, quoted if it is empty or has characters that do not fit into a column of the record.
func quoteIfOdd(text string) string {
	isOdd := func(r rune) bool { return r <= ' ' || r == '"' || !strconv.IsPrint(r) }
	if text == "" || strings.ContainsFunc(text, isOdd) {
		return strconv.Quote(text)
	}
	return text
}

// match returns the lines of the record for the components of api, by where their names are stored.
func (record Record) match(api *API) map[*string]recordLine {
	r := &matcher{matched: map[*string]recordLine{}, lines: map[lineKey]*unmatched{}}
	for scope, list := range record.scopes {
		for _, line := range list {
			r.linesAt(lineKey{scope, line.key}).add(line)
			if owner, _, ok := group(line.key); ok {
				r.linesAt(lineKey{scope, owner + "("}).add(line)
			}
		}
	}
	visitNames(api, func(name *string) string { return r.matched[name].name }, r.match)
	return r.matched
}

// matcher finds the line of a record for each component.
type matcher struct {
	matched map[*string]recordLine
	lines   map[lineKey]*unmatched
}

// lineKey is a scope and a key in it, or the beginning of the keys of groups that repeat.
type lineKey struct{ scope, key string }

// unmatched are the lines of one key that have no component yet, in the order of the record.
type unmatched struct{ list []recordLine }

func (l *unmatched) add(line recordLine) { l.list = append(l.list, line) }

func (r *matcher) linesAt(p lineKey) *unmatched {
	if r.lines[p] == nil {
		r.lines[p] = new(unmatched)
	}
	return r.lines[p]
}

// assign notes that line is that of i.
func (r *matcher) assign(i entry, line recordLine) {
	r.matched[i.name] = line
	drop := func(l *unmatched) {
		if at := slices.Index(l.list, line); at >= 0 {
			l.list = slices.Delete(l.list, at, at+1)
		}
	}
	drop(r.linesAt(lineKey{line.scope, line.key}))
	if owner, _, ok := group(line.key); ok {
		drop(r.linesAt(lineKey{line.scope, owner + "("}))
	}
}

// match finds the lines of entries, which have one scope and the order of the contract.
func (r *matcher) match(scope string, entries []entry) {
	wanted := map[string]int{}
	isAmbiguous := false
	for _, i := range entries {
		wanted[i.key]++
		isAmbiguous = isAmbiguous || i.key != "" && max(wanted[i.key], len(r.linesAt(lineKey{scope, i.key}).list)) > 1
	}
	if isAmbiguous {
		var all []recordLine
		for key := range wanted {
			all = append(all, r.linesAt(lineKey{scope, key}).list...)
		}
		slices.SortStableFunc(all, func(a, b recordLine) int { return a.line - b.line })
		for _, pair := range align(all, entries) {
			r.assign(entries[pair.entry], all[pair.line])
		}
	}
	rest := func(find func(i entry) *recordLine) {
		for _, i := range entries {
			if _, ok := r.matched[i.name]; ok || i.key == "" && len(i.otherKeys) == 0 {
				continue
			}
			if line := find(i); line != nil {
				r.assign(i, *line)
			}
		}
	}
	first := func(key string) *recordLine {
		if free := r.linesAt(lineKey{scope, key}).list; key != "" && len(free) > 0 {
			return &free[0]
		}
		return nil
	}
	rest(func(i entry) *recordLine { return first(i.key) })
	rest(func(i entry) *recordLine {
		for _, key := range i.otherKeys {
			if line := first(key); line != nil {
				return line
			}
		}
		return nil
	})
	// The fields of a group that repeats may have changed. Of the remaining lines, its line is the first whose fields
	// it has all, or else any.
	for _, isSame := range []func(before, after []string) bool{hasAll, hasAny} {
		rest(func(i entry) *recordLine {
			owner, parts, ok := group(i.key)
			if !ok {
				return nil
			}
			for _, line := range r.linesAt(lineKey{scope, owner + "("}).list {
				if _, before, _ := group(line.key); isSame(before, parts) {
					return &line
				}
			}
			return nil
		})
	}
}

// group splits the key of a group that repeats.
func group(key string) (owner string, parts []string, ok bool) {
	owner, list, ok := strings.Cut(key, "(")
	return owner, strings.Fields(strings.TrimSuffix(list, ")")), ok && strings.HasSuffix(list, ")")
}

func hasAll(before, after []string) bool {
	return !slices.ContainsFunc(before, func(part string) bool { return !slices.Contains(after, part) })
}

func hasAny(before, after []string) bool {
	return slices.ContainsFunc(before, func(part string) bool { return slices.Contains(after, part) })
}

// maxAligned bounds the work of align.
const maxAligned = 1 << 22

type pair struct{ line, entry int }

// align pairs as many lines as possible with entries of the same key, in the order of both. So several components with
// one key are distinguished by their neighbours.
func align(lines []recordLine, entries []entry) []pair {
	if len(lines)*len(entries) > maxAligned {
		return nil
	}
	most := make([][]int, len(lines)+1) // most[a][b] is how many pairs lines[a:] and entries[b:] have
	for a := range most {
		most[a] = make([]int, len(entries)+1)
	}
	for a := len(lines) - 1; a >= 0; a-- {
		for b := len(entries) - 1; b >= 0; b-- {
			if lines[a].key == entries[b].key {
				most[a][b] = most[a+1][b+1] + 1
			} else {
				most[a][b] = max(most[a+1][b], most[a][b+1])
			}
		}
	}
	var pairs []pair
	for a, b := 0, 0; a < len(lines) && b < len(entries); {
		switch {
		case lines[a].key == entries[b].key:
			pairs = append(pairs, pair{a, b})
			a, b = a+1, b+1
		case most[a+1][b] >= most[a][b+1]:
			a++
		default:
			b++
		}
	}
	return pairs
}

// Move is a Go name that stands for another component in a new version of a contract. Code that uses the name may
// compile and mean something else.
type Move struct {
	Symbol      string // "Order.Code"
	Before, Now string // the keys of the components, in words
	Renamed     string // the Go name of the old component now; "" if it was removed
	Pos         Pos    // of the new component
}

// String returns m as a sentence.
func (m Move) String() string {
	s := m.Symbol + ": stands for " + m.Now + " now, and stood for " + m.Before
	if m.Renamed != "" {
		s += ", which is " + m.Renamed + " now"
	}
	return s
}

// isClient reports whether name is the Go name of a client of api.
func isClient(api *API, name string) bool {
	return name == MainClient || slices.ContainsFunc(api.furtherPorts(), func(p *Port) bool { return p.Client == name })
}

// inWords describes the component of a key.
func (record Record) inWords(api *API, scope, key string) string {
	switch first := key[0]; {
	case scope == "" || strings.Contains(key, " "):
		return key
	case isClient(api, scope):
		return "operation " + key
	case scope == "Config":
		return "parameter " + key
	case first == '(':
		return "the group " + key
	case first == '@':
		return "attribute " + strings.TrimPrefix(key[1:], ":")
	case first == '=':
		return "the content"
	case first == '*':
		return "any element"
	case api.REST != nil:
		return "member " + key
	default:
		return "element " + strings.TrimPrefix(key, ":")
	}
}

// Moved returns the names in the record that stand for another component in api, whose names are chosen, in the order
// of api. A component that only changed its namespace is the same. Constants are left out: their values show the
// change.
func (record Record) Moved(api *API) []Move {
	known := record.match(api)
	before := map[string]recordLine{}
	for _, lines := range record.scopes {
		for _, r := range lines {
			before[r.symbol()] = r
		}
	}
	now := map[string]string{} // by the symbol in the record, the symbol in api
	isMoved := map[string]bool{}
	type named struct {
		entry
		symbol string
	}
	var all []named
	visitNames(api, func(name *string) string { return *name }, func(scope string, entries []entry) {
		for _, i := range entries {
			n := named{i, recordLine{scope: scope, name: *i.name}.symbol()}
			all = append(all, n)
			if r, ok := known[i.name]; ok {
				now[r.symbol()] = n.symbol
			}
		}
	})
	var moves []Move
	for _, n := range all {
		was, ok := before[n.symbol]
		isSame := known[n.name] == was || withoutSpaces(was.key) == withoutSpaces(n.key) && now[n.symbol] == ""
		switch {
		case !ok || isSame || was.scope == "xmlns" || strings.Contains(was.key, "="+`"`):
		case was.scope == "" && was.name == MainClient: // its port type has another name: the operations show the change
		case was.scope != "" && isMoved[was.scope]: // the move of the type says it
		default:
			isMoved[n.symbol] = true
			moves = append(moves, Move{n.symbol, record.inWords(api, was.scope, was.key),
				record.inWords(api, was.scope, n.key), now[n.symbol], n.pos})
		}
	}
	return moves
}

// withoutSpaces returns a key without its namespaces.
func withoutSpaces(key string) string {
	for {
		start, end := strings.IndexByte(key, '{'), strings.IndexByte(key, '}')
		if start < 0 || end < start {
			return strings.ReplaceAll(key, ":", "")
		}
		key = key[:start] + key[end+1:]
	}
}
