// Config and New in client.go of a generated package: the settings that SOAP and REST clients share.

package templates

import (
	"strconv"
	"strings"
)

// setting is a field of Config.
type setting struct {
	name   string
	typ    string
	doc    string
	secret bool // a string that is never printed
	url    bool // a string that is printed without its query
	hidden bool // not printed, because it is not a string
}

// textSetting is a field that is a string.
func textSetting(name, doc string) setting { return setting{name: name, typ: "string", doc: doc} }

// urlSetting is a field that is a URL.
func urlSetting(name, doc string) setting {
	return setting{name: name, typ: "string", doc: doc, url: true}
}

// transportSettings are the fields that every Config ends with.
func transportSettings() []setting {
	return []setting{
		{hidden: true, name: "HTTPClient", typ: "*http.Client",
			doc: "HTTPClient sends the requests; nil means a new one. It is copied, and redirects to another origin " +
				"are never followed."},
		{hidden: true, name: "Timeout", typ: "time.Duration",
			doc: "Timeout is the maximum time of a call, from its start to the end of the response; 0 means 2 minutes, " +
				"a negative number no limit."},
		{hidden: true, name: "Logger", typ: "*slog.Logger",
			doc: "Logger logs each attempt: operation, method, path, status, bytes, duration and kind of error, but no " +
				"headers, queries or bodies. If it is nil, nothing is logged."},
		{hidden: true, name: "Trace", typ: "func(ctx context.Context, operation string) (context.Context, func(status int, err error))",
			doc: "Trace is called when a call begins. It returns the context of the call, and a function that is " +
				"called when the call ends. If it is nil, nothing is traced."},
		{hidden: true, name: "Lenient", typ: "bool",
			doc: "Lenient accepts responses that deviate from the contract but can be read. Otherwise the call returns " +
				"what it read and an error of kind ErrContent that lists the deviations."},
		{hidden: true, name: "OnDeviation", typ: "func(ctx context.Context, operation string, deviations []Deviation)",
			doc: "OnDeviation is called with the deviations of a response, if it has some and Lenient is set. The " +
				"Logger logs them too, without the values found. Several goroutines may call it at once."},
		{hidden: true, name: "MaxResponseBytes", typ: "int64",
			doc: "MaxResponseBytes is the maximum size of a response after decompression; 0 means 64 MiB. Streams have " +
				"no limit."},
		{hidden: true, name: "CopyText", typ: "bool",
			doc: "CopyText copies each string of a response. Otherwise they share the memory of the response: set it " +
				"if the program keeps small parts of large responses for long."},
		{hidden: true, name: "AllowHTTP", typ: "bool",
			doc: "AllowHTTP allows tokens and secrets to be sent over plain HTTP to other machines: for tests only. " +
				"Requests without them need no permission."},
	}
}

// config writes Config and its Format, which prints no secret.
func (f *file) config(doc string, settings []setting) {
	var fields strings.Builder
	var verbs, values []string
	for _, field := range settings {
		writeComment(&fields, "\t", field.doc)
		fields.WriteString("\t" + field.name + " " + field.typ)
		if field.secret || strings.HasPrefix(field.typ, "func") { // a function has no JSON
			fields.WriteString(" `json:\"-\"`")
		}
		fields.WriteByte('\n')
		switch {
		case field.secret:
			verbs = append(verbs, field.name+": [secret]")
		case field.url:
			verbs = append(verbs, field.name+": %q")
			values = append(values, ", failure.PrintableURL(c."+field.name+")")
		case !field.hidden:
			verbs = append(verbs, field.name+": %q")
			values = append(values, ", c."+field.name)
		}
	}
	f.format(doc, "type Config struct {\n"+fields.String()+"}")
	f.format("Format prints c without secrets, for every verb.", "func (c Config) Format(s fmt.State, _ rune) {\n"+
		"\tfmt.Fprintf(s, "+strconv.Quote(f.g.api.Package+".Config{"+strings.Join(verbs, ", ")+"}")+
		strings.Join(values, "")+")\n}")
}

// options returns the runtime's options: own, followed by the settings that every Config has.
func options(own ...string) string {
	return "transport.Options{\n" + strings.Join(own, ",\n") + `,
		HTTPClient: config.HTTPClient,
		Timeout: config.Timeout,
		Logger: config.Logger,
		Trace: config.Trace,
		Lenient: config.Lenient,
		OnDeviation: wire.ReportOf(config.OnDeviation),
		MaxResponseBytes: config.MaxResponseBytes,
		CopyText: config.CopyText,
		AllowHTTP: config.AllowHTTP,
	}`
}

// returnSetup returns the statement that returns err from the constructor.
func (f *file) returnSetup() string {
	return "if err != nil {\n\t\treturn nil, fmt.Errorf(" + strconv.Quote(f.g.api.Package+": %w") + ", err)\n\t}"
}
