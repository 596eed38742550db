// Types and values in JSON that are drawn at random: what a YAML description can say of them, and what it must refuse.

package templates_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// drawnJSON are, for each built-in type, values in JSON, and others that can be none.
var drawnJSON = map[string]struct{ values, others []string }{
	"string":   {[]string{`""`, `"a"`, `"äöü"`, `"\u00fc\n\"\\\/"`, `"ein langer Text mit ß und 😀"`, `"a\u0000b"`}, []string{`true`, `{}`, `[1]`}},
	"int":      {[]string{`0`, `1`, `-7`, `9223372036854775807`, `-9223372036854775808`}, []string{`"a"`, `1.5`, `true`, `{}`, `[1]`}},
	"int32":    {[]string{`0`, `-7`, `2147483647`, `-2147483648`}, []string{`"a"`, `1.5`, `{}`}},
	"float":    {[]string{`0`, `1.1`, `-1e3`, `3.4e38`, `-0.7`}, []string{`"a"`, `true`, `{}`, `[1]`}},
	"decimal":  {[]string{`0`, `1.10`, `-123456789012345678901234567890.5`, `12e3`, `5E-3`, `-0.25e1`}, []string{`"a"`, `true`, `{}`}},
	"bytes":    {[]string{`""`, `"AAA="`, `"ZXhhbXBsZQ=="`}, []string{`true`, `{}`, `5`}},
	"number":   {[]string{`0`, `1.10`, `-1e3`, `0.1`, `-0.5E-3`}, []string{`"a"`, `true`, `{}`, `[1]`}},
	"bool":     {[]string{`true`, `false`}, []string{`"maybe"`, `2`, `{}`, `[1]`}},
	"date":     {[]string{`"2020-02-29"`, `"1999-12-31"`}, []string{`"2021-02-29"`, `true`, `{}`, `5`, `"x"`}},
	"dateTime": {[]string{`"2020-02-29T12:00:00Z"`, `"2020-02-29T12:00:00.25+02:00"`}, []string{`"2020-02-29T25:00:00Z"`, `true`, `{}`}},
	"uri":      {[]string{`""`, `"/a/b"`, `"c?d=1"`, `"https://drawn.example/x"`}, []string{`true`, `{}`, `[1]`}},
	"json":     {[]string{`1`, `{"a":[1.10,null]}`, `"x"`, `[]`, `true`}, nil},
}

var (
	drawnBases = []string{"string", "int", "int32", "number", "float", "decimal", "bool", "date", "dateTime", "bytes", "uri",
		"json"}
	drawnFieldNames = []string{"Id", "name", "Größe", "two words", "x-y", "type", "Nil", "a", "A", "_b", "json", "Unknown",
		"validate", "Error", `q"\`, "<&>", "a\u200bb"}
	drawnRegexps = []string{`a`, `^ein`, `ß und .$`, `^[a-z]*$`, `\.`, `^https?://`, `"`}
	drawnTexts   = []string{"cat", "Dog", "two words", "ä", `q"\`, "7", "a\u200b\U000e0001"}
)

// jsonDraft is a type: one with a name, or one that is defined where it is used.
type jsonDraft struct {
	name, keys     string   // the keys that define it, for a flow mapping
	values, others []string // of a simple type: JSON that is valid, and JSON that is not
	defaults       []string // of a simple type: the values that can be defaults, in YAML

	fields      []*jsonField // of an object
	keepUnknown bool
	tag         *jsonTag // of an alternative

	discriminator string // of a type with alternatives
	alternatives  []*jsonDraft

	item     *jsonDraft // of a list or map
	isMap    bool
	nilItems bool
}

// jsonTag is a member that tells an object from other alternatives.
type jsonTag struct{ name, value string }

// jsonField is a field of an object.
type jsonField struct {
	name               string
	typ                *jsonDraft
	nullable, required bool
	implied            string // the default, in JSON; "" for none
	least, most        int    // items of a list
	recursive          bool   // whether its type may contain the type around it
}

// jsonMaker makes types and values.
type jsonMaker struct {
	*rand.Rand
	scalars []*jsonDraft // simple types with a name, and enumerations
	objects []*jsonDraft // types with fields that have a name
	oneOfs  []*jsonDraft // types with alternatives

	at        int  // the index of the object that is being made
	recursive bool // whether the type that is being made may contain that object
	wrong     bool // whether the value at hand has got one that can be none
}

func (g *jsonMaker) pick(list []string) string { return list[g.IntN(len(list))] }

// oneIn reports true once in n times.
func (g *jsonMaker) oneIn(n int) bool { return g.IntN(n) == 0 }

// declare makes types with names: simple ones, some with fields, and some with alternatives. It returns their
// declarations.
func (g *jsonMaker) declare(scalars, objects, oneOfs int) string {
	var b strings.Builder
	for i := range scalars {
		t := g.scalar(drawnBases[i%(len(drawnBases)-1)], "base") // not json
		if g.oneIn(3) {
			t = g.enum("base")
		}
		t.name = fmt.Sprintf("S%d", i)
		g.scalars = append(g.scalars, t)
		fmt.Fprintf(&b, "  %s: {%s}\n", t.name, t.keys)
	}
	for i := range objects {
		g.objects = append(g.objects, &jsonDraft{name: fmt.Sprintf("T%d", i)})
	}
	for i := range oneOfs {
		g.oneOfs = append(g.oneOfs, &jsonDraft{name: fmt.Sprintf("O%d", i), discriminator: g.pick([]string{"kind", `@"type`})})
	}
	for i, t := range g.objects {
		g.at = i
		g.object(t, 0)
	}
	for _, t := range g.objects {
		fmt.Fprintf(&b, "  %s: {%s%s}\n", t.name, t.keys, g.pick([]string{"", ", doc: An object.", ", deprecated: true"})+g.file(t))
	}
	for _, o := range g.oneOfs {
		var types []string
		for _, i := range g.Perm(len(g.objects))[:6] {
			t := g.objects[i]
			tag := t.tag
			if tag == nil {
				tag = &jsonTag{o.discriminator, g.pick(drawnTexts)}
			}
			isTaken := func(a *jsonDraft) bool { return *a.tag == *tag }
			if tag.name == o.discriminator && !slices.ContainsFunc(o.alternatives, isTaken) {
				t.tag = tag
				o.alternatives = append(o.alternatives, t)
				types = append(types, quoted(tag.value)+": "+t.name)
			}
		}
		fmt.Fprintf(&b, "  %s: {oneOf: {discriminator: %s, types: {%s}}}\n", o.name, quoted(o.discriminator), strings.Join(types, ", "))
	}
	return b.String()
}

// file returns the key that makes t stand for a file, if a field of it can refer to one.
func (g *jsonMaker) file(t *jsonDraft) string {
	for _, f := range t.fields {
		if strings.HasPrefix(f.typ.keys, "type: uri") && f.typ.name == "" && !f.required {
			return ", file: " + quoted(f.name)
		}
	}
	return ""
}

// quoted returns text in YAML.
func quoted(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.Encode(text)
	return strings.TrimSpace(b.String())
}

// unquoted returns the text that is written as JSON.
func unquoted(value string) (text string) {
	if err := json.Unmarshal([]byte(value), &text); err != nil {
		panic(err)
	}
	return text
}

// scalar makes a simple type, which key defines as base.
func (g *jsonMaker) scalar(base, key string) *jsonDraft {
	t := &jsonDraft{keys: key + ": " + base, values: drawnJSON[base].values, others: drawnJSON[base].others}
	if g.oneIn(3) {
		g.restrict(t, base)
	}
	for _, v := range t.values {
		switch base {
		case "string", "uri":
			if v != `""` && !strings.Contains(v, "u0000") { // YAML has no such character
				t.defaults = append(t.defaults, v)
			}
		case "bool", "int", "int32", "number", "float", "decimal":
			if !strings.ContainsAny(v, "eE") {
				t.defaults = append(t.defaults, v)
			}
		}
	}
	return t
}

// restrict gives the simple type t facets, if it can have any.
func (g *jsonMaker) restrict(t *jsonDraft, base string) {
	var fits []func(value string) bool
	facet := func(key string, bound any, isValid func(value string) bool) {
		t.keys += fmt.Sprintf(", %s: %v", key, bound)
		fits = append(fits, isValid)
	}
	length := func(value string) int { return utf8.RuneCountInString(unquoted(value)) }
	number := func(value string) *big.Rat { n, _ := new(big.Rat).SetString(value); return n }
	one := g.pick(t.values) // stays valid
	switch base {
	case "string", "uri":
		n := length(one)
		if g.oneIn(2) {
			facet("minLength", n, func(v string) bool { return length(v) >= n })
		}
		if g.oneIn(2) {
			facet("maxLength", n, func(v string) bool { return length(v) <= n })
		}
		for _, i := range g.Perm(len(drawnRegexps))[:3] {
			if pattern := regexp.MustCompile(drawnRegexps[i]); pattern.MatchString(unquoted(one)) {
				facet("pattern", "'"+drawnRegexps[i]+"'", func(v string) bool { return pattern.MatchString(unquoted(v)) })
				break
			}
		}
	case "int", "int32", "number", "float", "decimal":
		plain := slices.DeleteFunc(slices.Clone(t.values), func(v string) bool { return strings.ContainsAny(v, "eE") })
		one = g.pick(plain)
		other := g.pick(plain)
		order := number(other).Cmp(number(one))
		switch {
		case order > 0 && g.oneIn(2):
			facet("exclusiveMaximum", other, func(v string) bool { return number(v).Cmp(number(other)) < 0 })
		case order < 0 && g.oneIn(2):
			facet("exclusiveMinimum", other, func(v string) bool { return number(v).Cmp(number(other)) > 0 })
		case order >= 0:
			facet("maximum", other, func(v string) bool { return number(v).Cmp(number(other)) <= 0 })
			if g.oneIn(2) {
				facet("minimum", one, func(v string) bool { return number(v).Cmp(number(one)) >= 0 })
			}
		default:
			facet("minimum", other, func(v string) bool { return number(v).Cmp(number(other)) >= 0 })
		}
	}
	all := t.values
	t.values, t.others = nil, slices.Clone(t.others)
	for _, v := range all {
		if slices.ContainsFunc(fits, func(fits func(string) bool) bool { return !fits(v) }) {
			t.others = append(t.others, v)
		} else {
			t.values = append(t.values, v)
		}
	}
}

// enum makes an enumeration, whose key for the type of its values is base or type.
func (g *jsonMaker) enum(key string) *jsonDraft {
	t := &jsonDraft{others: []string{`{}`, `[1]`, `true`}}
	foreign := []string{`"Cat"`, `"x y"`}
	var values []string
	if base := g.pick([]string{"string", "int", "int32"}); base == "string" {
		for _, i := range g.Perm(len(drawnTexts))[:1+g.IntN(3)] {
			values = append(values, quoted(drawnTexts[i]))
			t.values = append(t.values, quoted(drawnTexts[i]))
		}
		if g.oneIn(2) {
			t.keys = key + ": string, "
		}
	} else {
		for _, i := range g.Perm(5)[:1+g.IntN(3)] {
			values = append(values, strconv.Itoa(i-2))
		}
		t.values, foreign = slices.Clone(values), []string{`17`, `-9`}
		t.others = append(t.others, `"Cat"`)
		if base == "int32" || g.oneIn(2) {
			t.keys = key + ": " + base + ", "
		}
	}
	t.defaults = slices.Clone(values)
	if strings.HasPrefix(t.keys, key) && g.oneIn(2) {
		for i := range values {
			if !strings.HasPrefix(values[i], `"`) {
				values[i] = `"` + values[i] + `"`
			}
		}
		t.keys += "enum: {" + strings.Join(values, ": A value., ") + ": {doc: The last., deprecated: true}}"
	} else {
		t.keys += "enum: [" + strings.Join(values, ", ") + "]"
	}
	if g.oneIn(3) {
		t.keys += ", open: true"
		t.values = append(t.values, foreign...)
		if strings.HasPrefix(foreign[0], `"`) {
			t.values = append(t.values, `""`) // for a closed one, this is an absent field
		}
	} else {
		t.others = append(t.others, foreign...)
	}
	return t
}

// object gives t, whose definition is within depth others, its fields.
func (g *jsonMaker) object(t *jsonDraft, depth int) {
	var b strings.Builder
	b.WriteString("fields: {")
	for n, i := range g.Perm(len(drawnFieldNames))[:1+g.IntN(6-2*depth)] {
		outer := g.recursive
		g.recursive = false
		f := g.field(drawnFieldNames[i], depth)
		g.recursive = g.recursive || outer
		t.fields = append(t.fields, f)
		if n > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quoted(f.name) + ": " + g.declareField(f))
	}
	b.WriteString("}")
	if t.keepUnknown = g.oneIn(4); t.keepUnknown || g.oneIn(8) {
		fmt.Fprintf(&b, ", keepUnknown: %t", t.keepUnknown)
	}
	t.keys = b.String()
}

// field makes a field.
func (g *jsonMaker) field(name string, depth int) *jsonField {
	f := &jsonField{name: name, typ: g.typeAt(depth), most: -1}
	f.recursive = g.recursive
	f.nullable = g.oneIn(4) && (f.typ.keys != "type: json" || f.typ.item != nil)
	f.required = !f.recursive && g.oneIn(3)
	if f.typ.item != nil && !f.typ.isMap && !f.recursive && g.oneIn(2) {
		f.least = g.IntN(3)
		f.most = f.least + g.IntN(3)
	}
	return f
}

// declareField returns the declaration of f.
func (g *jsonMaker) declareField(f *jsonField) string {
	keys := f.typ.use()
	if !strings.Contains(keys, ", ") && strings.HasPrefix(keys, "type: ") && !f.nullable && !f.required && g.oneIn(2) {
		return strings.TrimPrefix(keys, "type: ")
	}
	add := func(key string, isSet bool) {
		if isSet || g.oneIn(20) && !strings.Contains(key, ":") {
			keys += ", " + key
			if !strings.Contains(key, ":") {
				keys += fmt.Sprintf(": %t", isSet)
			}
		}
	}
	add("nullable", f.nullable)
	add("required", f.required)
	add(fmt.Sprintf("minItems: %d", f.least), f.least > 0)
	add(fmt.Sprintf("maxItems: %d", f.most), f.most >= 0)
	add("doc: 'A field */ `of` 100 %.'", g.oneIn(10))
	add("deprecated: use another", g.oneIn(10))
	add("valuesOf: listTexts", strings.HasPrefix(keys, "type: string") && f.typ.name == "" && g.oneIn(2))
	if len(f.typ.defaults) > 0 && !f.required && g.oneIn(3) {
		f.implied = g.pick(f.typ.defaults)
		add("default: "+f.implied, true)
	}
	return "{" + keys + "}"
}

// use returns the keys of a flow mapping that has the type t.
func (t *jsonDraft) use() string {
	switch {
	case t.name != "":
		return "type: " + t.name
	case t.item != nil && t.isMap && t.nilItems:
		return "mapOf: {" + t.item.use() + ", nullable: true}"
	case t.item != nil && t.isMap:
		return "mapOf: {" + t.item.use() + "}"
	case t.item != nil:
		return "listOf: {" + t.item.use() + "}"
	}
	return t.keys
}

// typeAt makes the type of a field of an object that is within depth others, or of an item there.
func (g *jsonMaker) typeAt(depth int) *jsonDraft {
	switch n := g.IntN(24); {
	case n < 4 && depth < 3:
		return &jsonDraft{item: g.typeAt(depth + 1)}
	case n < 7 && depth < 3:
		t := &jsonDraft{item: g.typeAt(depth + 1), isMap: true}
		t.nilItems = t.item.keys != "type: json" && g.oneIn(3)
		return t
	case n < 10 && depth < 2:
		t := new(jsonDraft)
		g.object(t, depth+1)
		return t
	case n < 12:
		return g.enum("type")
	case n < 14:
		return g.scalars[g.IntN(len(g.scalars))]
	case n < 15:
		g.recursive = true
		return g.oneOfs[g.IntN(len(g.oneOfs))]
	case n < 18:
		i := g.IntN(len(g.objects))
		g.recursive = g.recursive || i >= g.at
		return g.objects[i]
	}
	return g.scalar(g.pick(drawnBases), "type")
}

// maxDrawnDepth is how many objects are within one another before fields that may recur are left out.
const maxDrawnDepth = 2

// value writes a value of t, which is within depth objects.
func (g *jsonMaker) value(t *jsonDraft, depth int) string {
	isWrong := g.oneIn(40)
	other := func(others ...string) string {
		g.wrong = true
		return g.pick(others)
	}
	switch {
	case t.item != nil && t.isMap && isWrong:
		return other(`[1]`, `"x"`, `5`)
	case t.item != nil && t.isMap:
		var members []string
		for _, i := range g.Perm(len(drawnFieldNames))[:g.IntN(4)] {
			item := "null"
			if !t.nilItems || !g.oneIn(4) {
				item = g.item(t, depth)
			}
			members = append(members, member(drawnFieldNames[i], item))
		}
		return "{" + strings.Join(members, ",") + "}"
	case t.item != nil && isWrong:
		return other(`{"a":1}`, `"x"`, `5`)
	case t.item != nil:
		return g.list(t, depth, g.IntN(4))
	case t.alternatives != nil && g.oneIn(20):
		return other(`{}`, `{"a":[1]}`, "{"+member(t.discriminator, `"cow"`)+`,"a":null}`, `7`, `[1]`)
	case t.alternatives != nil:
		return g.value(t.alternatives[g.IntN(len(t.alternatives))], depth)
	case t.fields != nil && isWrong:
		return other(`[1]`, `"x"`, `5`)
	case t.fields != nil:
		return g.instance(t, depth+1)
	case isWrong && t.others != nil:
		return other(t.others...)
	}
	return g.pick(t.values)
}

// list writes a list of t with count items.
func (g *jsonMaker) list(t *jsonDraft, depth, count int) string {
	var items []string
	for range count {
		items = append(items, g.item(t, depth))
	}
	return "[" + strings.Join(items, ",") + "]"
}

// item writes an item of t, a list or map.
func (g *jsonMaker) item(t *jsonDraft, depth int) string {
	if isJSON := t.item.keys == "type: json"; g.oneIn(100) && !isJSON {
		g.wrong = g.wrong || !t.nilItems
		return "null"
	}
	return g.value(t.item, depth)
}

// member writes a member of an object.
func member(name, value string) string {
	text, err := json.Marshal(name)
	if err != nil {
		panic(err)
	}
	return string(text) + ":" + value
}

// instance writes an object of t, which is within depth others.
func (g *jsonMaker) instance(t *jsonDraft, depth int) string {
	var members []string
	for _, f := range t.fields {
		switch n := g.IntN(5); {
		case f.recursive && depth > maxDrawnDepth:
			continue
		case n == 0 && f.required && g.oneIn(20):
			g.wrong = true
			continue
		case n == 0 && !f.required:
			continue
		case n == 1 && f.required && !f.nullable && f.typ.keys != "type: json" && g.oneIn(20):
			g.wrong = true
			members = append(members, member(f.name, "null"))
		case n == 1 && f.nullable:
			members = append(members, member(f.name, "null"))
		case f.most >= 0:
			count := f.least + g.IntN(f.most-f.least+1)
			if g.oneIn(20) {
				count, g.wrong = f.most+1, true
			}
			members = append(members, member(f.name, g.list(f.typ, depth, count)))
		default:
			members = append(members, member(f.name, g.value(f.typ, depth)))
		}
	}
	if t.tag != nil {
		value, err := json.Marshal(t.tag.value)
		if err != nil {
			panic(err)
		}
		members = append(members, member(t.tag.name, string(value)))
	}
	if t.keepUnknown && g.oneIn(2) {
		members = append(members, `"unknown":`+g.pick(drawnJSON["json"].values))
	}
	g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, g.pick([]string{",", " , ", ",\n"})) + "}"
}

// decoded returns the JSON text as a value, with its numbers as they are written.
func decoded(text string) (value any) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		panic(err)
	}
	return value
}

// withDefaults returns value, which is valid for t, with the defaults of its absent fields.
func (t *jsonDraft) withDefaults(value any) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = t.item.withDefaults(value[i])
		}
	case map[string]any:
		for _, a := range t.alternatives {
			if value[a.tag.name] == a.tag.value {
				return a.withDefaults(value)
			}
		}
		for _, f := range t.fields {
			if member, ok := value[f.name]; ok {
				value[f.name] = f.typ.withDefaults(member)
			} else if f.implied != "" {
				value[f.name] = decoded(f.implied)
			}
		}
		if t.isMap {
			for name := range value {
				value[name] = t.item.withDefaults(value[name])
			}
		}
	}
	return value
}
