// Config and New in client.go of a generated package: the settings that SOAP and REST clients share.

package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"
)

// setting is a field of Config.
type setting struct {
	name   string
	typ    jen.Code
	doc    string
	secret bool // a string that is never printed
	url    bool // a string that is printed without its query
	hidden bool // not printed, because it is not a string
}

// textSetting is a field that is a string.
func textSetting(name, doc string) setting { return setting{name: name, typ: jen.String(), doc: doc} }

// urlSetting is a field that is a URL.
func urlSetting(name, doc string) setting {
	return setting{name: name, typ: jen.String(), doc: doc, url: true}
}

// transportSettings are the fields that every Config ends with.
func transportSettings() []setting {
	return []setting{
		{hidden: true, name: "HTTPClient", typ: jen.Op("*").Qual("net/http", "Client"),
			doc: "HTTPClient sends the requests; nil means a new one. It is copied, and redirects to another origin " +
				"are never followed."},
		{hidden: true, name: "Timeout", typ: jen.Qual("time", "Duration"),
			doc: "Timeout is the maximum time of a call, from its start to the end of the response; 0 means 2 minutes, " +
				"a negative number no limit."},
		{hidden: true, name: "Logger", typ: jen.Op("*").Qual("log/slog", "Logger"),
			doc: "Logger logs each attempt: operation, method, path, status, bytes, duration and kind of error, but no " +
				"headers, queries or bodies. If it is nil, nothing is logged."},
		{hidden: true, name: "Trace", typ: traceType(),
			doc: "Trace is called when a call begins. It returns the context of the call, and a function that is " +
				"called when the call ends. If it is nil, nothing is traced."},
		{hidden: true, name: "Lenient", typ: jen.Bool(),
			doc: "Lenient accepts responses that deviate from the contract but can be read. Otherwise the call returns " +
				"what it read and an error of kind ErrContent that lists the deviations."},
		{hidden: true, name: "OnDeviation", typ: deviationType(),
			doc: "OnDeviation is called with the deviations of a response, if it has some and Lenient is set. The " +
				"Logger logs them too, without the values found. Several goroutines may call it at once."},
		{hidden: true, name: "MaxResponseBytes", typ: jen.Int64(),
			doc: "MaxResponseBytes is the maximum size of a response after decompression; 0 means 64 MiB. Streams have " +
				"no limit."},
		{hidden: true, name: "CopyText", typ: jen.Bool(),
			doc: "CopyText copies each string of a response. Otherwise they share the memory of the response: set it " +
				"if the program keeps small parts of large responses for long."},
		{hidden: true, name: "AllowHTTP", typ: jen.Bool(),
			doc: "AllowHTTP allows tokens and secrets to be sent over plain HTTP to other machines: for tests only. " +
				"Requests without them need no permission."},
	}
}

// traceType returns the type of Config.Trace.
func traceType() jen.Code {
	ctx := jen.Id("ctx").Qual("context", "Context")
	return jen.Func().Params(ctx, jen.Id("operation").String()).Params(
		jen.Qual("context", "Context"), jen.Func().Params(jen.Id("status").Int(), jen.Err().Error()))
}

// deviationType returns the type of Config.OnDeviation.
func deviationType() jen.Code {
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("operation").String(),
		jen.Id("deviations").Index().Id("Deviation"))
}

// config writes Config and its Format, which prints no secret.
func (f *file) config(doc string, settings []setting) {
	f.decl(doc, jen.Type().Id("Config").StructFunc(func(s *jen.Group) {
		for _, field := range settings {
			for _, line := range wrap(field.doc, commentWidth-len("\t// ")) {
				s.Comment(commentLine(line))
			}
			statement := s.Id(field.name).Add(field.typ)
			if field.secret || field.name == "Trace" || field.name == "OnDeviation" { // a function has no JSON
				statement.Tag(map[string]string{"json": "-"})
			}
		}
	}))
	var verbs []string
	var values []jen.Code
	for _, field := range settings {
		switch {
		case field.secret:
			verbs = append(verbs, field.name+": [secret]")
		case field.url:
			verbs = append(verbs, field.name+": %q")
			values = append(values, f.rt("failure.PrintableURL").Call(jen.Id("c").Dot(field.name)))
		case !field.hidden:
			verbs = append(verbs, field.name+": %q")
			values = append(values, jen.Id("c").Dot(field.name))
		}
	}
	arguments := append([]jen.Code{jen.Id("s"),
		jen.Lit(f.g.api.Package + ".Config{" + strings.Join(verbs, ", ") + "}")}, values...)
	f.decl("Format prints c without secrets, for every verb.",
		jen.Func().Params(jen.Id("c").Id("Config")).Id("Format").
			Params(jen.Id("s").Qual("fmt", "State"), jen.Id("_").Rune()).Block(
			jen.Qual("fmt", "Fprintf").Call(arguments...)))
}

// options returns the runtime's options: own, followed by the settings that every Config has.
func (f *file) options(own ...jen.Code) *jen.Statement {
	values := append(own, member("HTTPClient", jen.Id("config").Dot("HTTPClient")),
		member("Timeout", jen.Id("config").Dot("Timeout")), member("Logger", jen.Id("config").Dot("Logger")),
		member("Trace", jen.Id("config").Dot("Trace")), member("Lenient", jen.Id("config").Dot("Lenient")),
		member("OnDeviation", jen.Id("onDeviation").Call(jen.Id("config").Dot("OnDeviation"))),
		member("MaxResponseBytes", jen.Id("config").Dot("MaxResponseBytes")),
		member("CopyText", jen.Id("config").Dot("CopyText")), member("AllowHTTP", jen.Id("config").Dot("AllowHTTP")))
	return f.rt("transport.Options").Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, values...)
}

// member is a field of a struct literal. jennifer's own dictionaries are sorted and use a line for each field.
func member(name string, value jen.Code) jen.Code { return jen.Id(name).Op(":").Add(value) }
