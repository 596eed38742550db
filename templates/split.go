// <operation>.go of a SOAP client: the rows of an operation's answers, and lists that one request cannot hold.

package templates

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/dave/jennifer/jen"
	"golang.org/x/mod/module"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) splits() {
	any := false
	for _, op := range g.api.SOAP.Operations {
		if op.Split != nil {
			f := g.newFile("The rows of " + op.Name + "'s answers, and lists that one request cannot hold.")
			f.split(op)
			f.save(g.splitFile(op.Name))
			any = true
		}
	}
	if any {
		g.part("soap/outcome.go")
	}
}

// splitFile returns the name of the file for the operation called name: one that no other file has, and that every
// system can store.
func (g *generator) splitFile(name string) string {
	// An underscore goes: pay_test.go would be a test, pay_windows.go for Windows.
	base := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	file := base + ".go"
	part, _ := fs.Glob(parts, "parts/*/"+file) // the pattern is right
	if len(part) > 0 || g.files[file] != nil || module.CheckFilePath(file) != nil {
		file = "split." + file
	}
	for n := 2; g.files[file] != nil; n++ {
		file = fmt.Sprintf("split.%s.%d.go", base, n)
	}
	return file
}

// splitNames are the identifiers that a split operation's code is made of.
type splitNames struct {
	op                           *schema.SOAPOperation
	request, response, item, row string // types
	result, summary              string // types that are declared here
	list, rows                   *jen.Statement
	listField, rowsField, index  *schema.Field
}

func (f *file) split(op *schema.SOAPOperation) {
	s := op.Split
	list, rows := s.List[len(s.List)-1], s.Rows[len(s.Rows)-1]
	n := &splitNames{
		op: op, request: op.Input.Type.Name, response: op.Output.Type.Name, item: list.Type.Name, row: rows.Type.Name,
		result: op.Split.Row, summary: op.Split.Summary,
		list: selectPath("request", s.List), rows: selectPath("m", s.Rows), listField: list, rowsField: rows,
		index: s.Index,
	}
	f.rowType(n)
	f.rowsMethods(n)
	f.summaryType(n)
	f.allMethod(n)
}

// selectPath is the selector from variable down to the last field.
func selectPath(variable string, fields []*schema.Field) *jen.Statement {
	s := jen.Id(variable)
	for _, field := range fields {
		s = s.Dot(field.Name)
	}
	return s
}

func (f *file) rowType(n *splitNames) {
	reason := "Err says why the item was not accepted: an [*Error]."
	if e := n.op.Split.Error; e != nil {
		reason = fmt.Sprintf("Err says why the item was not accepted: [*%s] where the service rejected it by itself, "+
			"otherwise [*Error].", e.Type.Name)
	}
	f.decl(n.result+" is what became of one item of a request of "+n.op.Name+".",
		jen.Type().Id(n.result).StructFunc(func(s *jen.Group) {
			add := func(doc, name string, typ jen.Code) {
				for _, line := range wrap(doc, commentWidth-len("\t// ")) {
					s.Comment(commentLine(line))
				}
				s.Id(name).Add(typ)
			}
			add("Index is the item's place in the request's list, from 0.", "Index", jen.Int())
			add("Item is the item as it was sent.", "Item", jen.Op("*").Id(n.item))
			add("Outcome is what is known of it.", "Outcome", jen.Id("Outcome"))
			add("Response is the row of the answer that speaks of it; nil where there is none.", "Response",
				jen.Op("*").Id(n.row))
			add(reason, "Err", jen.Error())
		}))
}

func (f *file) rowsMethods(n *splitNames) {
	receiver := jen.Id("m").Op("*").Id(n.response)
	f.decl("Rows yields what became of each item of request, in the request's order and with its error. The rows of the answer\n"+
		"are matched by "+n.index.Wire.Local+", never by their place; an item without a row of its own is [Unknown].",
		jen.Func().Params(receiver).Id("Rows").Params(jen.Id("request").Op("*").Id(n.request)).
			Qual("iter", "Seq2").Types(jen.Op("*").Id(n.result), jen.Error()).Block(
			jen.List(jen.Id("rows"), jen.Id("_")).Op(":=").Id("m").Dot("matchRows").Call(n.list.Clone(), jen.Nil()),
			jen.Return(jen.Func().
				Params(jen.Id("yield").Func().Params(jen.Op("*").Id(n.result), jen.Error()).Bool()).Block(
				jen.For(jen.Id("i").Op(":=").Range().Id("rows")).Block(
					jen.If(jen.Op("!").Id("yield").
						Call(jen.Op("&").Id("rows").Index(jen.Id("i")), jen.Id("rows").Index(jen.Id("i")).Dot("Err"))).
						Block(jen.Return()),
				)))))

	judge := []jen.Code{jen.Id("row").Dot("Response"), jen.Id("row").Dot("Outcome")}
	assign := jen.List(judge...).Op("=").
		List(jen.Op("&").Add(n.rows).Index(jen.Id("rowOf").Index(jen.Id("i"))), jen.Id("Accepted"))
	accepted := []jen.Code{assign}
	if e := n.op.Split.Error; e != nil {
		accepted = append(accepted,
			jen.If(jen.Id("reason").Op(":=").Id("row").Dot("Response").Dot(e.Name), jen.Id("reason").Op("!=").Nil()).
				Block(
					jen.List(jen.Id("row").Dot("Outcome"), jen.Id("row").Dot("Err")).Op("=").
						List(jen.Id("Rejected"), jen.Id("reason"))))
	}
	f.decl("matchRows finds the row of each item; the error is that of rows that do not match. at has the place of each item in the\n"+
		"whole list, and is nil where items are all of it.",
		jen.Func().Params(receiver).Id("matchRows").
			Params(jen.Id("items").Index().Id(n.item), jen.Id("at").Index().Int()).
			Params(jen.Index().Id(n.result), jen.Error()).Block(
			jen.List(jen.Id("rowOf"), jen.Err()).Op(":=").Add(f.rt("MatchRows")).Call(
				jen.Len(jen.Id("items")), jen.Len(n.rows),
				jen.Func().Params(jen.Id("i").Int()).Int().Block(
					jen.Return(jen.Int().Call(jen.Add(n.rows).Index(jen.Id("i")).Dot(n.index.Name))))),
			jen.Err().Op("=").Id("mismatch").Call(jen.Lit(n.op.Wire), jen.Err(), jen.Id("at")),
			jen.Id("rows").Op(":=").Make(jen.Index().Id(n.result), jen.Len(jen.Id("items"))),
			jen.For(jen.Id("i").Op(":=").Range().Id("rows")).Block(
				jen.Id("row").Op(":=").Op("&").Id("rows").Index(jen.Id("i")),
				jen.List(jen.Id("row").Dot("Index"), jen.Id("row").Dot("Item")).Op("=").
					List(jen.Id("i"), jen.Op("&").Id("items").Index(jen.Id("i"))),
				jen.If(jen.Id("rowOf").Index(jen.Id("i")).Op("<").Lit(0)).Block(
					jen.List(jen.Id("row").Dot("Outcome"), jen.Id("row").Dot("Err")).Op("=").
						List(jen.Id("Unknown"), jen.Err()),
					jen.Continue()),
				jen.Add(accepted[0]),
				jen.Add(accepted[1:]...),
			),
			jen.Return(jen.Id("rows"), jen.Err())))
}

func (f *file) summaryType(n *splitNames) {
	f.decl(n.summary+" is what became of a list that was sent in several requests.",
		jen.Type().Id(n.summary).Struct(
			jen.Comment("// Rows has one row for each item, in the order of the list."),
			jen.Id("Rows").Index().Id(n.result),
			jen.Comment("// Responses are the answers, in the order of the requests."),
			jen.Id("Responses").Index().Op("*").Id(n.response)))
	f.decl("Count returns how many items had the outcome.",
		jen.Func().Params(jen.Id("s").Op("*").Id(n.summary)).Id("Count").
			Params(jen.Id("outcome").Id("Outcome")).Int().Block(
			jen.Id("n").Op(":=").Lit(0),
			jen.For(jen.Id("i").Op(":=").Range().Id("s").Dot("Rows")).Block(
				jen.If(jen.Id("s").Dot("Rows").Index(jen.Id("i")).Dot("Outcome").Op("==").Id("outcome")).Block(
					jen.Id("n").Op("++"))),
			jen.Return(jen.Id("n"))))
}

func (f *file) allMethod(n *splitNames) {
	name, options := n.op.Split.All, n.op.Split.Options
	part := selectPath("part", n.op.Split.List)
	id := func(s string) *jen.Statement { return jen.Id(s) }
	f.decl(options+" say how [Client."+name+"] goes about it.",
		jen.Type().Id(options).Struct(
			jen.Comment(
				"// Concurrency is how many requests are under way at a time; 0 means 1, and so one after the other."),
			id("Concurrency").Int(),
			jen.Comment(
				"// Progress is called after each request with what is known by then, by one goroutine at a time."),
			id("Progress").Func().Params(jen.Op("*").Id(n.summary)),
			jen.Comment("// Continue is what an earlier call said of the same list: only items that were not sent are "+
				"sent now."),
			id("Continue").Op("*").Id(n.summary)))
	f.decl(fmt.Sprintf("%s is %s for a list of any length: it is sent in requests of at most %d items, in order. options can be nil.\n\n"+
		"Every item is checked before the first request. When a request is refused, its items are [Rejected] and the next one is\n"+
		"sent; after any other failure nothing more is sent. Either way the summary says of every item what is known, and the\n"+
		"error joins those of the requests that failed. A rejected item is no error here: see its row. The summary can be passed\n"+
		"back to send what was not sent.", name, n.op.Name, n.op.Split.Max),
		jen.Func().Params(id("c").Op("*").Id("Client")).Id(name).
			Params(id("ctx").Qual("context", "Context"), id("request").Op("*").Id(n.request),
				id("options").Op("*").Id(options)).
			Params(jen.Op("*").Id(n.summary), jen.Error()).Block(
			jen.If(id("options").Op("==").Nil()).Block(id("options").Op("=").New(id(options))),
			jen.If(id("request").Op("==").Nil().Op("||").Len(n.list).Op("==").Lit(0)).Block(
				jen.Return(jen.New(id(n.summary)),
					id("during").Call(jen.Lit(n.op.Wire), id("request").Dot("Validate").Call()))),
			id("items").Op(":=").Add(n.list.Clone()),
			jen.List(id("summary"), jen.Err()).Op(":=").Id("options").Dot("summary").Call(id("items")),
			jen.If(jen.Err().Op("==").Nil().Op("&&").Id("c").Dot("validate")).Block(
				jen.Err().Op("=").Id("request").Dot("validateItems").Call()),
			jen.If(jen.Err().Op("!=").Nil()).Block(
				id("summary").Dot("fail").Call(id("summary").Dot("unsent").Call(), id("NotSent"), jen.Err()),
				jen.Return(id("summary"), jen.Err())),
			jen.Var().Id("mu").Qual("sync", "Mutex").Comment("guards summary and failures"),
			jen.Var().Id("failures").Index().Error(),
			id("send").Op(":=").Func().Params(id("chunk").Index().Int()).Bool().Block(
				id("part").Op(":=").Op("*").Id("request"),
				jen.Add(part).Op("=").Add(f.rt("Pick")).Call(id("items"), id("chunk")),
				jen.List(id("response"), jen.Err()).Op(":=").Id("c").Dot(n.op.Name).
					Call(id("ctx"), jen.Op("&").Id("part")),
				id("mu").Dot("Lock").Call(),
				jen.Defer().Id("mu").Dot("Unlock").Call(),
				jen.If(id("options").Dot("Progress").Op("!=").Nil()).Block(
					jen.Defer().Id("options").Dot("Progress").Call(id("summary"))),
				jen.If(id("response").Op("!=").Nil()).Block(
					id("failures").Op("=").
						Append(id("failures"), id("summary").Dot("record").Call(id("chunk"), id("response"), part)),
					jen.Return(jen.True())),
				id("outcome").Op(":=").Id("outcomeOf").Call(jen.Err()),
				id("summary").Dot("fail").Call(id("chunk"), id("outcome"), jen.Err()),
				id("failures").Op("=").Append(id("failures"), jen.Err()),
				jen.Return(id("outcome").Op("==").Id("Rejected"))),
			id("unsent").Op(":=").Add(f.rt("SendChunks")).
				Call(id("summary").Dot("unsent").Call(), jen.Lit(n.op.Split.Max), id("options").Dot("Concurrency"),
					id("send")),
			jen.Err().Op("=").Qual("errors", "Join").Call(id("failures").Op("...")),
			id("summary").Dot("fail").Call(id("unsent"), id("NotSent"), jen.Err()),
			jen.Return(id("summary"), jen.Err())))
	f.decl("summary returns the summary to go on with, or a new one in which nothing was sent.",
		jen.Func().Params(id("o").Op("*").Id(options)).Id("summary").Params(id("items").Index().Id(n.item)).
			Params(jen.Op("*").Id(n.summary), jen.Error()).Block(
			jen.If(id("o").Dot("Continue").Op("!=").Nil().Op("&&").Len(id("o").Dot("Continue").Dot("Rows")).
				Op("==").Len(id("items"))).Block(
				jen.Return(id("o").Dot("Continue"), jen.Nil())),
			id("s").Op(":=").Op("&").Id(n.summary).
				Values(member("Rows", jen.Make(jen.Index().Id(n.result), jen.Len(id("items"))))),
			jen.For(id("i").Op(":=").Range().Id("items")).Block(
				id("s").Dot("Rows").Index(id("i")).Op("=").Id(n.result).Values(
					member("Index", id("i")), member("Item", jen.Op("&").Id("items").Index(id("i"))))),
			jen.If(id("o").Dot("Continue").Op("!=").Nil()).Block(
				jen.Return(id("s"), id("during").Call(jen.Lit(n.op.Wire), id("invalid").Call(
					jen.Qual("errors", "New").Call(jen.Lit("the summary in Continue is of another list")))))),
			jen.Return(id("s"), jen.Nil())))
	f.decl("unsent returns the places of the items that were not sent.",
		jen.Func().Params(id("s").Op("*").Id(n.summary)).Id("unsent").Params().Index().Int().Block(
			jen.Var().Id("places").Index().Int(),
			jen.For(id("i").Op(":=").Range().Id("s").Dot("Rows")).Block(
				jen.If(id("s").Dot("Rows").Index(id("i")).Dot("Outcome").Op("==").Id("NotSent")).Block(
					id("places").Op("=").Append(id("places"), id("i")))),
			jen.Return(id("places"))))
	f.decl("record notes the answer to the request of the items whose places are at.",
		jen.Func().Params(id("s").Op("*").Id(n.summary)).Id("record").
			Params(id("at").Index().Int(), id("response").Op("*").Id(n.response),
				id("items").Index().Id(n.item)).Error().Block(
			jen.List(id("rows"), jen.Err()).Op(":=").Id("response").Dot("matchRows").Call(id("items"), id("at")),
			id("s").Dot("Responses").Op("=").Append(id("s").Dot("Responses"), id("response")),
			jen.For(jen.List(id("i"), id("row")).Op(":=").Range().Id("rows")).Block(
				jen.List(id("row").Dot("Index"), id("row").Dot("Item")).Op("=").
					List(id("at").Index(id("i")), id("s").Dot("Rows").Index(id("at").Index(id("i"))).Dot("Item")),
				id("s").Dot("Rows").Index(id("row").Dot("Index")).Op("=").Id("row")),
			jen.Return(jen.Err())))
	f.decl("fail notes what a failure means for the items whose places are at.",
		jen.Func().Params(id("s").Op("*").Id(n.summary)).Id("fail").
			Params(id("at").Index().Int(), id("outcome").Id("Outcome"), jen.Err().Error()).Block(
			jen.For(jen.List(id("_"), id("i")).Op(":=").Range().Id("at")).Block(
				jen.List(id("s").Dot("Rows").Index(id("i")).Dot("Outcome"),
					id("s").Dot("Rows").Index(id("i")).Dot("Err")).
					Op("=").List(id("outcome"), jen.Err()))))
	f.validateItems(n)
	f.decl("match checks that the answer has exactly one row for each item of request.",
		jen.Func().Params(jen.Id("m").Op("*").Id(n.response)).Id("match").
			Params(jen.Id("request").Op("*").Id(n.request)).Error().Block(
			jen.List(jen.Id("_"), jen.Err()).Op(":=").Id("m").Dot("matchRows").Call(n.list.Clone(), jen.Nil()),
			jen.Return(jen.Err())))
}

// validateItems checks every item by its place in the whole list, which the request that it travels in cannot.
func (f *file) validateItems(n *splitNames) {
	body := []jen.Code{jen.Var().Id("v").Add(f.rt("Validator"))}
	path := n.op.Split.List
	for _, field := range path[:len(path)-1] {
		body = append(body, jen.Id("v").Dot("Enter").Call(jen.Lit(field.Wire.Local)))
	}
	items := selectPath("m", path)
	validate := jen.Null()
	if f.g.constrained()[n.listField.Type] {
		validate = jen.Add(items).Index(jen.Id("i")).Dot("validate").Call(jen.Op("&").Id("v"))
	}
	body = append(body,
		jen.For(jen.Id("i").Op(":=").Range().Add(items)).Block(
			jen.Id("v").Dot("EnterItem").Call(jen.Lit(n.listField.Wire.Local), jen.Id("i")),
			jen.Add(validate),
			jen.Id("v").Dot("Encodes").Call(jen.Add(items).Index(jen.Id("i")).Dot("appendXML")),
			jen.Id("v").Dot("Leave").Call()),
		jen.Return(jen.Id("during").Call(jen.Lit(n.op.Wire), jen.Id("invalid").Call(jen.Id("v").Dot("Err").Call()))))
	f.decl("validateItems checks the items of a list of any length.",
		jen.Func().Params(jen.Id("m").Op("*").Id(n.request)).Id("validateItems").Params().Error().Block(body...))
}
