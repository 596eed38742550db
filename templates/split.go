// <operation>.go of a SOAP client: the rows of an operation's responses, and lists too long for one request.

package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) splits() {
	for _, op := range g.api.SOAP.Operations {
		if op.Split != nil {
			f := g.newFile("The rows of " + op.Name + "'s responses, and lists too long for one request.")
			f.split(op)
			f.save(g.splitFiles[op])
		}
	}
}

// split writes the types and methods of an operation with a list. What does not depend on the contract is in the runtime.
func (f *file) split(op *schema.SOAPOperation) {
	s := op.Split
	list, rows := s.List[len(s.List)-1], s.Rows[len(s.Rows)-1]
	f.replacer = strings.NewReplacer("$Options", s.Options, "$All", s.All, "$Summary", s.Summary, "$Op", op.Name, "$Client", op.Port.Client,
		"$Request", op.Input.Type.Name, "$Response", op.Output.Type.Name, "$Item", f.g.itemType(list), "$RowOf", s.Row,
		"$Row", rows.Type.Name, "$Split", "split"+op.Symbol, "$Max", strconv.Itoa(s.Max))
	f.splitTypes(s)
	f.splitMethods(s)

	var b strings.Builder
	set := func(name, value string) { fmt.Fprintf(&b, "\t%s: %s,\n", name, value) }
	set("Path", strconv.Quote(wirePath(s.List)))
	set("Max", "$Max")
	set("Items", "func(m *$Request) []$Item {"+guards("m", s.List)+"return "+selectPath("m", s.List)+"}")
	set("With", "func(m $Request, items []$Item) *$Request {"+copies("m", s.List)+selectPath("m", s.List)+
		" = items; return &m}")
	set("Rows", "func(m *$Response) []$Row {"+guards("m", s.Rows)+"return "+selectPath("m", s.Rows)+"}")
	set("Number", "func(m *$Row) int { return int(m."+s.Index.Name+") }")
	if s.Error != nil {
		set("Reason", "func(m *$Row) error { return split.Reason(m."+s.Error.Name+") }")
	}
	if s.Echo != nil {
		set("Sent", "func(m *$Item) []string {"+sent(list.Type, s.Echo)+"}")
		set("Echoed", "func(m *$Row) []string { return "+echo("m", rows.Type, s.Echo)+" }")
	}
	set("Call", "&call"+op.Symbol)
	set("Validate", "(*$Request).Validate")
	set("Errors", "errorConversion")
	f.source("$Split describes the list of $Op, and the rows of its responses.",
		"var $Split = split.List[$Request, $Response, $Item, $Row, Outcome, $RowOf]{\n"+b.String()+"}")
}

// source adds a declaration that is written as Go. Names that begin with $ are replaced by those of the operation.
func (f *file) source(comment, source string) {
	f.format(f.replacer.Replace(comment), f.replacer.Replace(source))
}

// itemType returns the type of the items of a list.
func (p *plan) itemType(list *schema.Field) string {
	if list.Nillable && !polymorphic(list.Type) {
		return "*" + p.typeName(list.Type)
	}
	return p.typeName(list.Type)
}

// selectPath returns the selector from variable to the last field.
func selectPath(variable string, fields []*schema.Field) string {
	for _, field := range fields {
		variable += "." + field.Name
	}
	return variable
}

// wirePath returns the path of the last field, as validation errors have it.
func wirePath(fields []*schema.Field) string {
	var names []string
	for _, field := range fields {
		names = append(names, field.Wire.Local)
	}
	return strings.Join(names, ".")
}

// guards returns statements that return nil if a field on the path to the last one is nil.
func guards(variable string, fields []*schema.Field) string {
	var b strings.Builder
	for i, field := range fields {
		if field.Form == schema.ByPointer {
			b.WriteString("if " + selectPath(variable, fields[:i+1]) + " == nil { return nil };")
		}
	}
	return b.String()
}

// copies returns statements that copy what variable points to, on the path to the last field.
func copies(variable string, fields []*schema.Field) string {
	var b strings.Builder
	for i, field := range fields {
		if field.Form == schema.ByPointer {
			path := selectPath(variable, fields[:i+1])
			b.WriteString(path + " = new(*" + path + ");")
		}
	}
	return b.String()
}

// sent returns the body of a function that returns the values of an item m of type t that rows repeat: its own, or those
// of the structs in it.
func sent(t *schema.Type, names []string) string {
	var b strings.Builder
	for _, branch := range t.Fields() {
		if branch.Form == schema.ByPointer && schema.EchoField(branch.Type, names...) != nil {
			b.WriteString("if m := m." + branch.Name + "; m != nil { return " + echo("m", branch.Type, names) + " };")
		}
	}
	b.WriteString("return " + echo("m", t, names))
	return b.String()
}

// echo returns the expression for the values of variable, of type t, that rows repeat.
func echo(variable string, t *schema.Type, names []string) string {
	if schema.EchoField(t, names...) == nil {
		return "nil"
	}
	var values []string
	for _, name := range names {
		value := "nil"
		if field := schema.EchoField(t, name); field != nil {
			value = variable + "." + field.Name
		}
		values = append(values, value)
	}
	return "split.Echo(" + strings.Join(values, ", ") + ")"
}

func (f *file) splitTypes(s *schema.Split) {
	reason := "an [*Error]"
	if s.Error != nil {
		reason = "[*" + s.Error.Type.Name + "] if the service rejected this item, otherwise an [*Error]"
	}
	f.source("$RowOf is the outcome of one item of a request of $Op.", `type $RowOf struct {
	Index    int       // of the item in the list, from 0
	Item     *$Item     // nil in an unmarshaled summary, until it is continued
	Outcome  Outcome
	Response *$Row      // the item's row in the response; nil if there is none
	// Err says why the item was not accepted: `+reason+`.
	Err error
}`)
	f.source("$Summary is the outcome of a list that was sent in several requests. It can be marshaled to JSON and\n"+
		"back, without the items. Of an error, the kind and the text remain.", `type $Summary struct {
	Rows      []$RowOf     // one for each item, in the order of the list
	Responses []*$Response // in the order of the requests
	// Fingerprint identifies the request and its list. It is a salted digest and contains no value.
	Fingerprint string
}`)
	f.source("$Options are the options of [$Client.$All].", `type $Options struct {
	// Concurrency is the number of requests at a time; 0 means 1.
	Concurrency int
	// Progress is called before each request, when its items are [Unknown], and after each response, by one goroutine at a
	// time. If each call saves the summary, nothing is lost if the program is killed. To stop, cancel the context.
	Progress func(*$Summary)
	// Continue is the summary of an earlier call for the same request and list: items that are [NotSent] are sent.
	Continue *$Summary
	// SendValid sends the valid items of a list that has invalid ones. Without it, nothing of such a list is sent.
	SendValid bool
}`)
}

func (f *file) splitMethods(s *schema.Split) {
	found := "by " + s.Index.Wire.Local
	if s.Echo != nil {
		found += " and by the fields that they repeat from the item (" + strings.Join(s.Echo, ", ") + ")"
	}
	f.source("Rows yields the outcome of each item of request, in order, with the row's error. Rows of the response are\n"+
		"matched "+found+", never by their position. An item whose row is missing or ambiguous is [Unknown].",
		`func (m *$Response) Rows(request *$Request) iter.Seq2[*$RowOf, error] {
	return split.Rows(&$Split, request, m)
}`)
	f.source("Count returns how many items have the outcome.", `func (s *$Summary) Count(outcome Outcome) int { return split.Count(s.Rows, outcome) }`)
	f.source("MarshalJSON returns s without the items.", `func (s $Summary) MarshalJSON() ([]byte, error) {
	return $Split.MarshalSummary(split.Summary[$Response, $RowOf](s))
}`)
	f.source("UnmarshalJSON reads the output of MarshalJSON.", `func (s *$Summary) UnmarshalJSON(data []byte) error {
	summary, err := $Split.UnmarshalSummary(data)
	*s = $Summary(summary)
	return err
}`)
	f.source("$All calls $Op with a list of any length, in requests of at most $Max items, in order. options can be nil.\n\n"+
		"All items are validated before the first request. If the service rejects the content of a request, its items are\n"+
		"[Rejected] and the next request is sent. After any other failure no more requests are sent. In both cases the summary\n"+
		"has the outcome of each item, and the error joins the errors of the requests. A rejected item is not an error of the\n"+
		"call: see its row. opts are for each request.", `func (c *$Client) $All(ctx context.Context, request *$Request, options *$Options, opts ...CallOption) (*$Summary, error) {
	send := func(ctx context.Context, request *$Request) (*$Response, error) { return c.$Op(ctx, request, opts...) }
	return split.Send(ctx, &$Split, request, (*split.Options[$Summary])(options), !c.endpoint.Options().SkipValidation, send)
}`)
}
