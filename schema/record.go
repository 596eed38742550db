// The record: which Go name a client was given for what, so that a name keeps its meaning when the contract grows.

package schema

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Record is the Go names that a client was given. It is a file in the client's folder, gen.names, that [FormatRecord]
// writes and [ParseRecord] reads: a line for each name, in the order of the contract, with what the name stands for and,
// if the settings gave the name, the one that was chosen without them.
//
//	Order           type {urn:shop}Order
//	Order.Code      @code
//	Client.Place    Place
//
// The zero Record has no names.
type Record struct {
	scopes map[string][]recorded
}

// recorded is a line of a record.
type recorded struct {
	scope  string // what comes before the dot, or ""
	name   string
	key    string // what it stands for: unique in its scope, but for a few
	chosen string // the name that was chosen, which settings may have replaced
	line   int
}

// symbol is the name with its scope.
func (r recorded) symbol() string {
	if r.scope == "" {
		return r.name
	}
	return r.scope + "." + r.name
}

// ParseRecord reads a record. What is no line of one, such as what a merge left, is passed over: the next run writes it
// anew.
func ParseRecord(text []byte) Record {
	record, n := Record{map[string][]recorded{}}, 0
	for line := range strings.Lines(string(text)) {
		columns := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(columns) < 2 || strings.HasPrefix(line, "#") {
			continue
		}
		r := recorded{name: columns[0], key: columns[1]}
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

// FormatRecord returns the record of the names of api, which [Name] chose. It has no first line that says who wrote it.
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
	for _, scope := range []string{"xmlns", "Config", "Client"} {
		write(scope)
	}
	lines := record.scopes[""]
	for _, r := range lines {
		record.scopes[""] = []recorded{r}
		write("")
		write(r.name)
	}
	return b.Bytes()
}

// RecordOf returns the record of the names of api, which [Name] chose.
func RecordOf(api *API) Record {
	record := Record{map[string][]recorded{}}
	for _, r := range recordOf(api) {
		record.scopes[r.scope] = append(record.scopes[r.scope], r)
	}
	return record
}

// Symbols returns where the contract has what the names that [Name] chose stand for, by the names as Go code selects
// them: Type, Type.Field, Client.Operation or Config.Field. A name that was not chosen is not among them.
func Symbols(api *API) map[string]Pos {
	symbols := map[string]Pos{}
	visit(api, func(name *string) string { return *name }, func(scope string, items []item) {
		for _, i := range items {
			if *i.name != "" {
				symbols[recorded{scope: scope, name: *i.name}.symbol()] = i.pos
			}
		}
	})
	return symbols
}

func recordOf(api *API) (list []recorded) {
	visit(api, func(name *string) string { return *name }, func(scope string, items []item) {
		for _, i := range items {
			if *i.name != "" && i.key != "" {
				r := recorded{scope, *i.name, i.key, *i.name, len(list)}
				if chosen, ok := api.chosen[i.name]; ok {
					r.chosen = chosen
				}
				list = append(list, r)
			}
		}
	})
	return list
}

// item is a thing with a name that a record has.
type item struct {
	name *string
	key  string // "" where what it stands in is not known
	pos  Pos
	// others are keys that the thing may have had: a type that stands in several others is recorded below one of them.
	others []string
}

// visit calls do for the things in api that have names, scope by scope: what stands in another thing, or is made for
// one, after that. nameOf returns the name by which keys refer to the other thing, "" where that is not known.
func visit(api *API, nameOf func(name *string) string, do func(scope string, items []item)) {
	v := &visitor{nameOf, do}
	if api.SOAP != nil {
		v.soap(api.SOAP)
	}
	if api.REST != nil {
		v.rest(api.REST)
	}
	v.types(api.Types)
}

type visitor struct {
	nameOf func(name *string) string
	do     func(scope string, items []item)
}

// below returns the key of a part of what is called name, "" where that is not known.
func below(name, separator, part string) string {
	if name == "" {
		return ""
	}
	return name + separator + part
}

func (v *visitor) soap(soap *SOAP) {
	var spaces, operations []item
	for _, space := range soap.Namespaces {
		spaces = append(spaces, item{name: &space.Prefix, key: plain(space.URI)})
	}
	v.do("xmlns", spaces)
	for _, op := range soap.Operations {
		key := op.Wire
		if op.Overload != "" {
			key += " " + op.Overload
		}
		operations = append(operations, item{name: &op.Name, key: key, pos: op.Pos})
	}
	v.do("Client", operations)
	for _, op := range soap.Operations {
		made := func(what string, name *string, pos Pos) item {
			return item{name: name, key: below(v.nameOf(&op.Name), " ", what), pos: pos}
		}
		if s := op.Split; s != nil {
			v.do("Client", []item{made("all", &s.All, s.Pos)})
			v.do("", []item{made("row", &s.Row, s.Pos), made("summary", &s.Summary, s.Pos),
				made("options", &s.Options, s.Pos)})
		}
		if op.HasHeaders() {
			v.do("", []item{made("headers", &op.Headers, op.Pos)})
			var blocks []item
			for _, m := range op.InputHeaders {
				blocks = append(blocks, item{name: &m.Name, key: "in " + plain(m.Element.String()), pos: m.Pos})
			}
			for _, m := range op.OutputHeaders {
				blocks = append(blocks, item{name: &m.Name, key: "out " + plain(m.Element.String()), pos: m.Pos})
			}
			v.in(&op.Headers, blocks)
		}
	}
}

func (v *visitor) rest(rest *REST) {
	var parameters, operations []item
	for _, p := range rest.Parameters {
		parameters = append(parameters, item{name: &p.Name, key: p.Wire, pos: p.Pos})
	}
	v.do("Config", parameters)
	for _, op := range rest.Operations {
		operations = append(operations, item{name: &op.Name, key: op.Wire, pos: op.Pos})
	}
	v.do("Client", operations)
	v.do("Client", []item{{name: &rest.Follow, key: "follow a reference"}, {name: &rest.Open, key: "open a reference"}})
	for _, op := range rest.Operations {
		if !op.HasOptions() {
			continue
		}
		v.do("", []item{{name: &op.Options, key: below(v.nameOf(&op.Name), " ", "options"), pos: op.Pos}})
		var options []item
		for _, p := range op.Parameters {
			if !p.Client && !p.Required {
				options = append(options, item{name: &p.Name, key: placeNames[p.Place] + " " + plain(p.Wire), pos: p.Pos})
			}
		}
		v.in(&op.Options, options)
	}
}

var placeNames = map[Place]string{InPath: "path", InQuery: "query", InHeader: "header"}

// in calls do for the fields of a struct.
func (v *visitor) in(owner *string, fields []item) {
	if scope := v.nameOf(owner); scope != "" {
		v.do(scope, fields)
	}
}

func (v *visitor) types(types []*Type) {
	holders := map[*Type][]*Type{} // of the types that stand in others
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
		groups := map[*Type][]item{}
		for _, t := range level {
			i := item{name: &t.Name, key: v.typeKey(t), pos: t.Pos}
			for _, holder := range holders[t] {
				if name := v.nameOf(&holder.Name); name != "" && holder != t.Owner {
					i.others = append(i.others, name+"/"+typePart(t))
				}
			}
			if groups[t.Owner] == nil {
				owners = append(owners, t.Owner)
			}
			groups[t.Owner] = append(groups[t.Owner], i)
		}
		for _, owner := range owners {
			v.do("", groups[owner])
		}
	}
	for _, t := range types {
		if t.IsPolymorphic() {
			v.do("", []item{{name: &t.Interface, key: below(v.nameOf(&t.Name), " ", "interface"), pos: t.Pos}})
		}
		if t.Kind == Struct {
			v.fields(t)
		}
		if t.Kind == Enum {
			var constants []item
			for _, value := range t.Values {
				key := below(v.nameOf(&t.Name), "=", strconv.Quote(value.Value))
				constants = append(constants, item{name: &value.Name, key: key, pos: value.Pos})
			}
			v.do("", constants)
		}
	}
}

func (v *visitor) fields(t *Type) {
	var fields, flags []item
	for i, f := range t.Fields() {
		key := fieldKey(t, f, i < len(t.Attributes))
		fields = append(fields, item{name: &f.Name, key: key, pos: f.Pos})
		if f.NilName != "" || f.HasFlag() {
			flags = append(flags, item{name: &f.NilName, key: "nil " + key, pos: f.Pos})
		}
	}
	v.in(&t.Name, fields)
	v.in(&t.Name, flags)
}

// typeKey says what t is in the contract, by the Go name of what it stands in.
func (v *visitor) typeKey(t *Type) string {
	switch o := t.Owner; {
	case o == nil:
		return typePart(t)
	case isDeclared(o):
		return below(v.nameOf(&o.Name), "/", typePart(t))
	default:
		return below(v.typeKey(o), "/", typePart(t))
	}
}

// typePart says what t is within what it stands in.
func typePart(t *Type) string {
	switch {
	case t.Group && t.Owner != nil:
		return groupKey(t)
	case t.Of == "":
		return "type " + plain(t.Wire.String())
	default:
		return t.Of + " " + plain(t.Wire.String())
	}
}

// groupKey lists what a group that repeats has, in parentheses.
func groupKey(t *Type) string {
	var parts []string
	for _, f := range t.Content.Fields() {
		parts = append(parts, fieldKey(t, f, false))
	}
	return "(" + strings.Join(parts, " ") + ")"
}

// fieldKey says what a field of t is: a namespace is left out where it is that of t, which a colon stands for.
func fieldKey(t *Type, f *Field, isAttribute bool) string {
	name := plain(f.Wire.Local)
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
		name = plain(f.Wire.String())
	}
	if isAttribute {
		return "@" + name
	}
	return name
}

// plain returns text as a word that a line can hold.
func plain(text string) string {
	isOdd := func(r rune) bool { return r <= ' ' || r == '"' || !strconv.IsPrint(r) }
	if text == "" || strings.ContainsFunc(text, isOdd) {
		return strconv.Quote(text)
	}
	return text
}

// recall returns what the record has for the things of api, by where their names go.
func (record Record) recall(api *API) map[*string]recorded {
	r := &recollection{known: map[*string]recorded{}, lines: map[place]*lines{}}
	for scope, list := range record.scopes {
		for _, line := range list {
			r.of(place{scope, line.key}).add(line)
			if owner, _, ok := group(line.key); ok {
				r.of(place{scope, owner + "("}).add(line)
			}
		}
	}
	visit(api, func(name *string) string { return r.known[name].name }, r.match)
	return r.known
}

// recollection finds out which line of a record is of which thing.
type recollection struct {
	known map[*string]recorded
	lines map[place]*lines
}

// place is a scope and a key in it, or the beginning of the keys of groups that repeat.
type place struct{ scope, key string }

// lines are those of one place that are of nothing yet, in their order.
type lines struct{ free []recorded }

func (l *lines) add(line recorded) { l.free = append(l.free, line) }

func (r *recollection) of(p place) *lines {
	if r.lines[p] == nil {
		r.lines[p] = new(lines)
	}
	return r.lines[p]
}

// take notes that line is of i.
func (r *recollection) take(i item, line recorded) {
	r.known[i.name] = line
	drop := func(l *lines) {
		if at := slices.Index(l.free, line); at >= 0 {
			l.free = slices.Delete(l.free, at, at+1)
		}
	}
	drop(r.of(place{line.scope, line.key}))
	if owner, _, ok := group(line.key); ok {
		drop(r.of(place{line.scope, owner + "("}))
	}
}

// match finds the lines of items, which are of one scope and in the order of the contract.
func (r *recollection) match(scope string, items []item) {
	wanted := map[string]int{}
	isAmbiguous := false
	for _, i := range items {
		wanted[i.key]++
		isAmbiguous = isAmbiguous || i.key != "" && max(wanted[i.key], len(r.of(place{scope, i.key}).free)) > 1
	}
	if isAmbiguous {
		var all []recorded
		for key := range wanted {
			all = append(all, r.of(place{scope, key}).free...)
		}
		slices.SortStableFunc(all, func(a, b recorded) int { return a.line - b.line })
		for _, pair := range align(all, items) {
			r.take(items[pair.item], all[pair.line])
		}
	}
	rest := func(find func(i item) *recorded) {
		for _, i := range items {
			if _, ok := r.known[i.name]; ok || i.key == "" && len(i.others) == 0 {
				continue
			}
			if line := find(i); line != nil {
				r.take(i, *line)
			}
		}
	}
	first := func(key string) *recorded {
		if free := r.of(place{scope, key}).free; key != "" && len(free) > 0 {
			return &free[0]
		}
		return nil
	}
	rest(func(i item) *recorded { return first(i.key) })
	rest(func(i item) *recorded {
		for _, key := range i.others {
			if line := first(key); line != nil {
				return line
			}
		}
		return nil
	})
	// A group that repeats may have changed what it has. Of those that are left, it is the one of which it has all, or
	// else anything.
	for _, isSame := range []func(before, after []string) bool{hasAll, hasAny} {
		rest(func(i item) *recorded {
			owner, parts, ok := group(i.key)
			if !ok {
				return nil
			}
			for _, line := range r.of(place{scope, owner + "("}).free {
				if _, before, _ := group(line.key); isSame(before, parts) {
					return &line
				}
			}
			return nil
		})
	}
}

// group takes the key of a group that repeats apart.
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

type pair struct{ line, item int }

// align pairs lines with items of the same key, in the order of both: as many as can be. So of several things with one
// key, each is told by its neighbours.
func align(lines []recorded, items []item) []pair {
	if len(lines)*len(items) > maxAligned {
		return nil
	}
	most := make([][]int, len(lines)+1) // most[a][b] is how many pairs lines[a:] and items[b:] have
	for a := range most {
		most[a] = make([]int, len(items)+1)
	}
	for a := len(lines) - 1; a >= 0; a-- {
		for b := len(items) - 1; b >= 0; b-- {
			if lines[a].key == items[b].key {
				most[a][b] = most[a+1][b+1] + 1
			} else {
				most[a][b] = max(most[a+1][b], most[a][b+1])
			}
		}
	}
	var pairs []pair
	for a, b := 0, 0; a < len(lines) && b < len(items); {
		switch {
		case lines[a].key == items[b].key:
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

// Move is a Go name that stands for something else in a new version of a contract, so that code which uses the name
// may compile and means something else.
type Move struct {
	Symbol      string // "Order.Code"
	Before, Now string // what it stands for, as a record says it
	Renamed     string // the Go name that what it stood for has now; "" where there is no such thing any more
	Pos         Pos    // of what it stands for now
}

// String returns m as a sentence.
func (m Move) String() string {
	s := m.Symbol + ": stands for " + m.Now + " now, and stood for " + m.Before
	if m.Renamed != "" {
		s += ", which is " + m.Renamed + " now"
	}
	return s
}

// inWords says what the key of a scope stands for.
func (record Record) inWords(api *API, scope, key string) string {
	switch first := key[0]; {
	case scope == "" || strings.Contains(key, " "):
		return key
	case scope == "Client":
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

// Moved returns the names of a client with that record which stand for something else in api, whose names are chosen, in
// the order of api. What only changed its namespace is still the same. Constants are left out: their values tell.
func (record Record) Moved(api *API) []Move {
	known := record.recall(api)
	before := map[string]recorded{}
	for _, lines := range record.scopes {
		for _, r := range lines {
			before[r.symbol()] = r
		}
	}
	now := map[string]string{} // the symbols that things have which the record knows by others
	isMoved := map[string]bool{}
	type named struct {
		item
		symbol string
	}
	var all []named
	visit(api, func(name *string) string { return *name }, func(scope string, items []item) {
		for _, i := range items {
			n := named{i, recorded{scope: scope, name: *i.name}.symbol()}
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
		case was.scope != "" && isMoved[was.scope]: // which says it all
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
