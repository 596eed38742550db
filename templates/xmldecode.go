// The decoders in xml.go of a generated package.

package templates

import (
	"slices"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// occurrences follows, in a decoder, which of the elements that occur at most once have been seen.
type occurrences struct {
	bits   map[*schema.Field]int
	fields []*schema.Field // by bit
}

// track gives a bit to every field of t's content that is not a slice.
func (g *generator) track(t *schema.Type) *occurrences {
	o := &occurrences{bits: map[*schema.Field]int{}}
	for _, f := range t.Content.Fields() {
		if _, known := o.bits[f]; f.Form != schema.BySlice && !known && f.Wildcard == nil {
			o.bits[f] = len(o.fields)
			o.fields = append(o.fields, f)
		}
	}
	return o
}

// wordBits is how many fields one mask of the runtime follows.
const wordBits = 64

// mask is the variable that holds the bit, and the bit within it.
func (o *occurrences) mask(bit int) (variable *jen.Statement, within int) {
	if len(o.fields) <= wordBits {
		return jen.Id("seen"), bit
	}
	return jen.Id("seen").Index(jen.Lit(bit / wordBits)), bit % wordBits
}

// declare writes the masks.
func (o *occurrences) declare(body *jen.Group) {
	switch words := (len(o.fields) + wordBits - 1) / wordBits; words {
	case 0:
	case 1:
		body.Var().Id("seen").Uint64()
	default:
		body.Var().Id("seen").Index(jen.Lit(words)).Uint64()
	}
}

// require writes the check that everything required was there.
func (o *occurrences) require(body *jen.Group) {
	for word := 0; word*wordBits < len(o.fields); word++ {
		fields := o.fields[word*wordBits : min(len(o.fields), (word+1)*wordBits)]
		var required uint64
		for i, f := range fields {
			if f.Required() {
				required |= 1 << i
			}
		}
		if required == 0 {
			continue
		}
		seen, _ := o.mask(word * wordBits)
		body.Id("d").Dot("Require").Call(seen, jen.Op(bits(required)), elementNames(fields))
	}
}

// elementNames is a string of the elements' names, with spaces between them, on as many lines as it takes.
func elementNames(fields []*schema.Field) *jen.Statement {
	const mostOnLine = 80 // characters, about
	code, line := jen.Null(), ""
	for i, f := range fields {
		if len(line) > mostOnLine {
			code.Lit(line).Op("+").Line()
			line = ""
		}
		line += f.Wire.Local
		if i < len(fields)-1 {
			line += " "
		}
	}
	return code.Lit(line)
}

// xmlDecoder writes the method that reads m's attributes and content from the element at hand, and consumes it.
func (f *file) xmlDecoder(t *schema.Type) {
	f.decl("decodeXML reads m from the element at hand and consumes it.",
		jen.Func().Params(jen.Id("m").Op("*").Id(t.Name)).Id("decodeXML").
			Params(jen.Id("d").Op("*").Add(f.rt("XMLDecoder"))).
			BlockFunc(func(body *jen.Group) {
				for _, a := range t.Attributes {
					f.decodeAttribute(body, a)
				}
				if t.OtherAttributes != nil {
					body.Id("m").Dot(otherAttributes).Op("=").Id("attributes").
						Call(jen.Id("d"), jen.Id(attributesVariable(t)))
				}
				switch {
				case t.Mixed:
					body.Id("m").Dot(mixedContent).Op("=").Id("RawXML").Call(jen.Id("d").Dot("Raw").Call())
				case t.Value != nil:
					body.Add(onLines(f.assignValue(jen.Id("m").Dot(t.Value.Name), t.Value))...)
				case len(t.Content.Fields()) == 0:
					body.Id("d").Dot("Skip").Call()
				default:
					f.decodeContent(body, t)
				}
			}))
}

// decodeAttribute writes what reads the attribute a.
func (f *file) decodeAttribute(body *jen.Group, a *schema.Field) {
	d, space, name := jen.Id("d"), f.g.namespace(a.Wire.Space), jen.Lit(a.Wire.Local)
	read := jen.Id("m").Dot(a.Name).Op("=").Add(f.readField(a))
	if implied := a.Implied(); implied != nil {
		body.Add(d).Dot("AttrOr").Call(space, name, jen.Lit(*implied))
		body.Add(read)
		return
	}
	body.If(d.Dot("Attr").Call(space, name)).Block(read)
}

// decodeContent writes the loop over t's child elements.
func (f *file) decodeContent(body *jen.Group, t *schema.Type) {
	o := f.g.track(t)
	o.declare(body)
	d := &contentDecoder{file: f, occurrences: o}
	d.choose(t)
	loop, selector := jen.For(jen.Id("d").Dot("Child").Call()), jen.Switch()
	if d.space != nil {
		loop = jen.For(jen.Id("d").Dot("ChildIn").Call(f.g.namespace(*d.space)))
		selector = jen.Switch(jen.Id("d").Dot("Name").Call())
	}
	d.group(t.Content, jen.Id("m"), nil, "")
	for _, variable := range d.positions {
		body.Var().Id(variable).Int()
	}
	body.Add(loop.Block(selector.Block(append(d.cases(), d.others()...)...)))
	o.require(body)
}

// contentDecoder collects the cases of the switch over the child elements of one type.
type contentDecoder struct {
	*file
	*occurrences
	space     *string // the namespace of all elements; nil where there are several, or a wildcard
	names     []schema.QName
	bodies    map[schema.QName][]alternative
	open      []openCase // what the wildcards do
	positions []string   // variables that keep how far an item has got
}

// alternative is what a case does for one of the fields that have the same element name.
type alternative struct {
	field *schema.Field
	code  []jen.Code
}

// choose finds out whether one namespace is enough to look at.
func (d *contentDecoder) choose(t *schema.Type) {
	spaces := map[string]bool{}
	wildcard := collectSpaces(t.Content, spaces)
	if len(spaces) == 1 && !wildcard {
		for space := range spaces {
			d.space = &space
		}
	}
	d.bodies = map[schema.QName][]alternative{}
}

// place is where an element stands among those of a group that repeats, from 1, and where its alternative begins.
type place struct{ at, first int }

// group adds the cases of the elements of p, whose fields are those of target. item is the code that makes target the
// item at hand, nil where target is the struct itself; suffix keeps the variables of nested groups apart.
func (d *contentDecoder) group(p *schema.Particle, target *jen.Statement,
	item func(places []place, repeats bool) []jen.Code, suffix string) {
	var list []*schema.Particle
	places := map[*schema.Field][]place{} // several of those that stand in several alternatives
	for _, alternative := range alternativesOf(p) {
		first := len(list) + 1
		for _, leaf := range leaves(alternative) {
			list = append(list, leaf)
			places[leaf.Field] = append(places[leaf.Field], place{len(list), first})
		}
	}
	for _, leaf := range list {
		d.leaf(leaf, target, func(repeats bool) []jen.Code {
			if item == nil {
				return nil
			}
			return item(places[leaf.Field], repeats)
		}, suffix)
	}
}

// isPlainChoice reports whether every element of p, a group that repeats, is an item by itself.
func isPlainChoice(p *schema.Particle) bool {
	alternatives := alternativesOf(p)
	for _, a := range alternatives {
		if a.Kind != schema.Element || a.Field.Form == schema.BySlice {
			return false
		}
	}
	return len(alternatives) > 1
}

// alternativesOf are the children of a choice that is all of p, or p itself.
func alternativesOf(p *schema.Particle) []*schema.Particle {
	for p.Kind == schema.Sequence && len(p.Children) == 1 {
		p = p.Children[0]
	}
	if p.Kind == schema.Choice {
		return p.Children
	}
	return []*schema.Particle{p}
}

// leaf adds the cases of one leaf.
func (d *contentDecoder) leaf(leaf *schema.Particle, target *jen.Statement, item func(repeats bool) []jen.Code,
	suffix string) {
	field := leaf.Field
	into := jen.Add(target).Dot(field.Name)
	switch leaf.Kind {
	case schema.Repeat:
		at, inner := "at"+field.Name+suffix, "item"+suffix
		if isPlainChoice(field.Type.Content) {
			d.group(field.Type.Content, jen.Id(inner), func([]place, bool) []jen.Code {
				return append(item(true), jen.Id(inner).Op(":=").Add(d.newItem(into)))
			}, suffix)
			return
		}
		d.positions = append(d.positions, at)
		d.group(field.Type.Content, jen.Id(inner), func(places []place, repeats bool) []jen.Code {
			return append(item(true),
				jen.Id(inner).Op(":=").Add(d.itemAt(jen.Op("&").Add(into), jen.Op("&").Id(at), places, repeats)))
		}, suffix+strconv.Itoa(len(d.positions)))
	case schema.Any:
		value := jen.Id("RawXML").Call(jen.Id("d").Dot("Outer").Call())
		if field.Form == schema.BySlice {
			value = jen.Append(into, value)
		}
		condition := d.inSpace(field.Wildcard)
		if field.Form != schema.BySlice && suffix == "" {
			condition = append(condition, d.g.occurs(field, false))
		}
		d.open = append(d.open,
			openCase{condition, append(item(field.Form == schema.BySlice), jen.Add(into).Op("=").Add(value))})
	default:
		d.add(field, append(item(field.Form == schema.BySlice), d.assignXML(target, field)...))
	}
}

// itemAt is the item of items that an element of the places belongs to; at keeps how far the last item has got.
func (d *contentDecoder) itemAt(items, at jen.Code, places []place, repeats bool) jen.Code {
	if len(places) == 1 {
		return d.rt("Item").
			Call(jen.Id("d"), items, at, jen.Lit(places[0].at), jen.Lit(places[0].first), jen.Lit(repeats))
	}
	arguments := []jen.Code{jen.Id("d"), items, at, jen.Lit(repeats)}
	for _, p := range places {
		arguments = append(arguments,
			d.rt("Place").Values(member("At", jen.Lit(p.at)), member("First", jen.Lit(p.first))))
	}
	return d.rt("SharedItem").Call(arguments...)
}

func (d *contentDecoder) add(field *schema.Field, code []jen.Code) {
	known := d.bodies[field.Wire]
	if len(known) == 0 {
		d.names = append(d.names, field.Wire)
	}
	if !slices.ContainsFunc(known, func(a alternative) bool { return a.field == field }) {
		d.bodies[field.Wire] = append(known, alternative{field, code})
	}
}

// cases are those of the switch, in the order of the contract. Where several fields have the same element name, they
// are filled in the order in which the elements come.
func (d *contentDecoder) cases() []jen.Code {
	var cases []jen.Code
	for _, name := range d.names {
		alternatives := d.bodies[name]
		if len(alternatives) == 1 {
			cases = append(cases,
				jen.Case(d.condition(name)).Block(append(d.once(alternatives[0].field), alternatives[0].code...)...))
			continue
		}
		var choices []jen.Code
		for i, a := range alternatives {
			code := append(d.once(a.field), a.code...)
			bit, tracked := d.bits[a.field]
			if i == len(alternatives)-1 || !tracked {
				choices = append(choices, jen.Default().Block(code...))
				break
			}
			seen, within := d.mask(bit)
			choices = append(choices,
				jen.Case(jen.Add(seen).Op("&").Parens(jen.Lit(1).Op("<<").Lit(within)).Op("==").Lit(0)).Block(code...))
		}
		cases = append(cases, jen.Case(d.condition(name)).Block(jen.Switch().Block(choices...)))
	}
	return cases
}

// openCase is what a wildcard does with an element that has no case of its own, under conditions which may be none.
type openCase struct {
	conditions []condition
	code       []jen.Code
}

// others are the cases for elements that have none of their own: the wildcards take theirs, in their order, and what is
// left is passed over.
func (d *contentDecoder) others() []jen.Code {
	var cases []jen.Code
	for _, open := range d.open {
		if len(open.conditions) == 0 {
			return append(cases, jen.Default().Block(open.code...))
		}
		cases = append(cases, jen.Case(allHold(open.conditions)).Block(open.code...))
	}
	return append(cases, jen.Default().Block(jen.Id("d").Dot("Skip").Call()))
}

// inSpace are the conditions that the element at hand is in a namespace which the wildcard takes.
func (d *contentDecoder) inSpace(w *schema.Wildcard) []condition {
	var spaces []condition
	operator := "!="
	if w.Listed {
		operator = "=="
	}
	for _, space := range w.Spaces {
		spaces = append(spaces, condition{jen.Id("d").Dot("NS").Op(operator).Add(d.g.namespace(space)), false})
	}
	switch {
	case w.Listed && len(spaces) == 0:
		return []condition{{jen.False(), false}}
	case w.Listed:
		return []condition{anyHolds(spaces)}
	}
	return spaces
}

func (d *contentDecoder) condition(name schema.QName) jen.Code {
	if d.space != nil {
		return jen.Lit(name.Local)
	}
	return jen.Id("d").Dot("NS").Op("==").Add(d.g.namespace(name.Space)).Op("&&").Id("d").Dot("Name").Call().
		Op("==").Lit(name.Local)
}

// once is the statement that notes a field that occurs at most once.
func (d *contentDecoder) once(field *schema.Field) []jen.Code {
	bit, ok := d.bits[field]
	if !ok {
		return nil
	}
	seen, within := d.mask(bit)
	return []jen.Code{jen.Id("d").Dot("Once").Call(jen.Op("&").Add(seen), jen.Lit(within))}
}

// assignXML reads the element at hand into the field of owner.
func (f *file) assignXML(owner *jen.Statement, field *schema.Field) []jen.Code {
	target := jen.Add(owner).Dot(field.Name)
	if !field.Nillable {
		return f.assignValue(target, field)
	}
	skip := []jen.Code{jen.Id("d").Dot("Skip").Call()}
	switch {
	case field.Form == schema.BySlice:
		skip = append(skip, jen.Add(target).Op("=").Append(target, jen.Nil()))
	case !field.Required():
		skip = append(skip, jen.Add(owner).Dot(nilFlag(field)).Op("=").True())
	}
	return []jen.Code{jen.If(jen.Id("d").Dot("Nil").Call()).Block(skip...).Else().Block(
		f.assignValue(target, field)...)}
}

// assignValue reads the element at hand, which is not nil, into target.
func (f *file) assignValue(target *jen.Statement, field *schema.Field) []jen.Code {
	if implied := field.Implied(); implied != nil {
		return []jen.Code{jen.Id("d").Dot("Default").Call(jen.Lit(*implied)), f.assignSimple(target, field)}
	}
	t, slice := field.Type, field.Form == schema.BySlice
	decode := func(v jen.Code) jen.Code { return jen.Add(v).Dot("decodeXML").Call(jen.Id("d")) }
	switch {
	case polymorphic(t):
		value := jen.Id(decodeFunction(t)).Call(jen.Id("d"))
		if slice {
			value = jen.Append(target, value)
		}
		return []jen.Code{jen.Add(target).Op("=").Add(value)}
	case isStruct(t) && slice && field.Nillable:
		item := jen.Add(target).Index(jen.Len(target).Op("-").Lit(1))
		return []jen.Code{jen.Add(target).Op("=").Append(target, f.newOf(f.g.goType(t))), decode(item)}
	case isStruct(t) && slice:
		return []jen.Code{decode(f.newItem(target))}
	case isStruct(t) && field.Form == schema.ByPointer:
		return []jen.Code{jen.Add(target).Op("=").Add(f.newOf(f.g.goType(t))), decode(target)}
	case isStruct(t):
		return []jen.Code{decode(target)}
	default:
		return []jen.Code{f.assignSimple(target, field)}
	}
}

// assignSimple reads the element at hand into target, which is of a simple type.
func (f *file) assignSimple(target *jen.Statement, field *schema.Field) jen.Code {
	switch {
	case field.Form != schema.BySlice:
		return jen.Add(target).Op("=").Add(f.readField(field))
	case field.Nillable:
		return jen.Add(target).Op("=").Append(target, f.readPointer(field.Type))
	default:
		return jen.Add(target).Op("=").Append(target, f.readSimple(field.Type))
	}
}

// readField reads a field of a simple type that is not a slice.
func (f *file) readField(field *schema.Field) jen.Code {
	if field.Form == schema.ByPointer {
		return f.readPointer(field.Type)
	}
	return f.readSimple(field.Type)
}

// readPointer reads one simple value and is a pointer to it.
func (f *file) readPointer(t *schema.Type) jen.Code {
	v := f.readSimple(t)
	if t.Kind != schema.List && !declared(t) && f.g.basic(t).goType == "string" {
		return jen.Id("d").Dot("NewString").Call(v)
	}
	return jen.New(v)
}

// newItem is a pointer to an item that is added to items.
func (f *file) newItem(items *jen.Statement) *jen.Statement {
	return f.rt("NewItem").Call(jen.Id("d"), jen.Op("&").Add(items))
}

// readSimple reads one simple value.
func (f *file) readSimple(t *schema.Type) jen.Code {
	switch {
	case t.Kind == schema.List && holdsQNames(t):
		return f.rt("XMLQNames").Types(f.g.goType(t.Item)).Call(jen.Id("d"))
	case t.Kind == schema.List:
		return f.rt("XMLItems").Call(jen.Id("d"), f.parser(t.Item))
	}
	b := f.g.basic(t)
	v := jen.Id("d").Dot(b.xml).Call()
	if declared(t) || b.part != "" {
		return f.g.goType(t).Call(v)
	}
	return v
}

// parser is the function that parses a value of t, which stands in a list or a union.
func (f *file) parser(t *schema.Type) jen.Code {
	if t.Kind == schema.List {
		return jen.Func().Params(jen.Id("s").String()).Params(f.g.goType(t), jen.Error()).Block(
			jen.Return(f.rt("ParseItems").Call(jen.Id("s"), f.parser(t.Item))))
	}
	if !declared(t) && f.g.basic(t).part == "" {
		return f.basicParser(t)
	}
	return jen.Func().Params(jen.Id("s").String()).Params(f.g.goType(t), jen.Error()).Block(
		jen.List(jen.Id("v"), jen.Err()).Op(":=").Add(f.basicParser(t)).Call(jen.Id("s")),
		jen.Return(f.g.goType(t).Call(jen.Id("v")), jen.Err()))
}

// basicParser is the runtime's function that parses a value of t's built-in type.
func (f *file) basicParser(t *schema.Type) *jen.Statement {
	switch name := f.g.basic(t).xml; name {
	case "Text", "Normalized", "Token":
		return f.rt("ParseString")
	case "Time":
		return f.rt("ParseTimeOfDay")
	default:
		return f.rt("Parse" + name)
	}
}
