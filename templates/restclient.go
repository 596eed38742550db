// client.go of a REST client: configuration, constructor, session, references.

package templates

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) restClient() {
	f := g.newFile("The client: configuration, constructor, session, references.")
	f.packageDoc()
	f.restConfig()
	f.restNew()
	if f.g.caches() {
		f.cache()
	}
	f.messages()
	if f.g.caches() {
		f.logout()
	}
	f.references()
	f.zone()
	f.save("client.go")
}

func (f *file) restConfig() {
	rest := f.g.api.REST
	f.decl("DefaultBaseURL is the URL of the service, unless Config.BaseURL is set.",
		jen.Const().Id("DefaultBaseURL").Op("=").Lit(schema.URLTemplate(rest.BaseURL)))
	var settings []setting
	for _, p := range rest.Parameters {
		doc := symbolProse(p.Name, p.Doc)
		if p.Default != "" {
			doc += ` The default is "` + oneLine(p.Default) + `".`
		}
		settings = append(settings, textSetting(p.Name, doc))
	}
	settings = append(settings,
		urlSetting("BaseURL",
			"BaseURL replaces DefaultBaseURL. It can have the same parameters in braces."),
		setting{name: "Token", typ: jen.Id("TokenSource"), hidden: true,
			doc: "Token returns the bearer token of every request. If it is nil, none is sent."})
	if f.g.caches() {
		settings = append(settings,
			setting{name: "CacheBytes", typ: jen.Int64(), hidden: true,
				doc: "CacheBytes is the maximum size of the responses in the cache; 0 means 16 MiB. If it is negative, " +
					"nothing is cached."},
			setting{name: "CacheStore", typ: jen.Id("CacheStore"), hidden: true,
				doc: "CacheStore stores cached responses instead of the client's memory, so that they outlive the client. " +
					"CacheBytes is then ignored."})
	}
	settings = append(settings,
		setting{name: "Retries", typ: jen.Int(), hidden: true,
			doc: "Retries is how often a call that only reads is retried if there is no response, or status 429, 502, " +
				"503 or 504; 0 means 2, a negative number never. Calls that change something are never retried."})
	if rest.MultiCall {
		settings = append(settings,
			setting{name: "BatchWindow", typ: jen.Qual("time", "Duration"), hidden: true,
				doc: "BatchWindow is how long a GET waits for others, to be sent with them in one MultiCall. Each " +
					"returns what it would return alone. 0 sends every call at once."},
			setting{name: "MaxParts", typ: jen.Int(), hidden: true,
				doc: "MaxParts is the maximum number of calls in one MultiCall request. More calls are sent in " +
					"several requests. 0 means 100, a negative number no limit."})
	}
	f.config("Config configures a client: the address of the service and the caller.", append(settings, transportSettings()...))
}

// symbolProse returns the contract's prose for a field, after the field's name.
func symbolProse(name, prose string) string {
	if prose == "" {
		return ""
	}
	return name + ": " + fullStop(oneLine(prose))
}

func (f *file) restNew() {
	rest := f.g.api.REST
	client := []jen.Code{
		jen.Id("endpoint").Op("*").Add(f.rt("transport.Endpoint")),
	}
	values := []jen.Code{member("endpoint", jen.Id("endpoint"))}
	if f.g.caches() {
		client = append(client, jen.Id("cache").Op("*").Add(f.rt("cache.Cache")))
		values = append(values, member("cache", jen.Id("stored")))
	}
	if rest.MultiCall {
		client = append(client, jen.Id("framing").Add(f.rt("multicall.Framing")))
		values = append(values, member("framing", jen.Id("framing")))
	}
	if parameters := f.g.pathParameters(); len(parameters) > 0 {
		client = append(client, jen.Id("parameters").Id("parameters"))
		values = append(values, member("parameters", f.parameters(parameters)))
	}
	f.decl("Client calls the service for one user. [New] makes one. It is safe for use by several goroutines.",
		jen.Type().Id("Client").Struct(client...))
	f.decl("New returns a client. It checks config and sends no request. The error says what to set.",
		jen.Func().Id("New").Params(jen.Id("config").Id("Config")).
			Params(jen.Op("*").Id("Client"), jen.Error()).BlockFunc(func(body *jen.Group) {
			pairs := []jen.Code{jen.Id("config").Dot("BaseURL")}
			body.If(jen.Id("config").Dot("BaseURL").Op("==").Lit("")).Block(
				jen.Id("config").Dot("BaseURL").Op("=").Id("DefaultBaseURL"))
			for _, p := range rest.Parameters {
				if p.Default != "" {
					body.If(jen.Id("config").Dot(p.Name).Op("==").Lit("")).Block(
						jen.Id("config").Dot(p.Name).Op("=").Lit(p.Default))
				}
			}
			for _, part := range rest.BaseURL {
				if p := part.Parameter; p != nil {
					pairs = append(pairs, jen.Lit(p.Wire), jen.Id("config").Dot(p.Name))
				}
			}
			for _, p := range f.g.pathParameters() {
				body.If(jen.Err().Op(":=").Add(f.rt("transport.CheckSegment")).
					Call(jen.Lit("Config."+p.Name), jen.Id("config").Dot(p.Name)), jen.Err().Op("!=").Nil()).Block(
					jen.Return(jen.Nil(), jen.Qual("fmt", "Errorf").Call(jen.Lit(f.g.api.Package+": %w"), jen.Err())))
			}
			body.List(jen.Id("base"), jen.Err()).Op(":=").Add(f.rt("rest.ExpandURL")).Call(pairs...)
			f.returnSetup(body)
			own := []jen.Code{member("Tokens", jen.Id("sharedSource").Call(jen.Id("config").Dot("Token")))}
			if rest.MultiCall {
				body.Id("framing").Op(":=").Add(f.rt("multicall.Framing")).Values(
					member("HeaderPrefix", jen.Lit(rest.HeaderPrefix)), member("MaxParts", jen.Id("config").Dot("MaxParts")))
				own = append(own, member("Fetcher", jen.Id("framing").Dot("Gather").Call(jen.Id("config").Dot("BatchWindow"))))
			}
			if rest.Messages != nil {
				own = append(own, member("ErrorMessages", jen.Id("messages")))
			}
			own = append(own, member("Retries", jen.Id("config").Dot("Retries")))
			options := jen.Code(f.options(own...))
			if f.g.caches() {
				body.Id("options").Op(":=").Add(options)
				body.Id("stored").Op(":=").Id("cacheOf").Call(jen.Id("config"))
				body.If(jen.Id("stored").Op("!=").Nil()).Block(jen.Id("options").Dot("Cache").Op("=").Id("stored"))
				options = jen.Id("options")
			}
			body.List(jen.Id("endpoint"), jen.Err()).Op(":=").Add(f.rt("transport.NewEndpoint")).
				Call(jen.Id("base"), options)
			f.returnSetup(body)
			body.Return(jen.Op("&").Id("Client").Values(values...), jen.Nil())
		}))
}

// parameters writes the type of the parameters that occur in paths, and returns a literal with their values.
func (f *file) parameters(list []*schema.Parameter) jen.Code {
	var fields, values []jen.Code
	for _, p := range list {
		fields = append(fields, jen.Id(p.Name))
		values = append(values, member(p.Name, jen.Id("config").Dot(p.Name)))
	}
	f.decl("parameters are the fields of Config that occur in the paths of requests.",
		jen.Type().Id("parameters").Struct(jen.List(fields...).String()))
	return jen.Id("parameters").Values(values...)
}

// cache writes the function that makes the cache. In a store that outlives the client, the parameters of the client
// identify the session.
func (f *file) cache() {
	session := jen.Lit("")
	if parameters := f.g.api.REST.Parameters; len(parameters) > 0 {
		format := jen.Lit(strings.TrimSpace(strings.Repeat("%q ", len(parameters))))
		arguments := []jen.Code{format}
		for _, p := range parameters {
			arguments = append(arguments, jen.Id("config").Dot(p.Name))
		}
		session = jen.Qual("fmt", "Sprintf").Call(arguments...)
	}
	f.decl("cacheOf returns the cache for config, or nil if nothing is cached.",
		jen.Func().Id("cacheOf").Params(jen.Id("config").Id("Config")).
			Op("*").Add(f.rt("cache.Cache")).Block(
			jen.Switch().Block(
				jen.Case(jen.Id("config").Dot("CacheStore").Op("!=").Nil()).Block(
					jen.Return(f.rt("cache.NewShared").Call(jen.Id("config").Dot("CacheStore"), session))),
				jen.Case(jen.Id("config").Dot("CacheBytes").Op("<").Lit(0)).Block(jen.Return(jen.Nil())),
				jen.Case(jen.Id("config").Dot("CacheBytes").Op("==").Lit(0)).Block(
					jen.Return(f.rt("cache.New").Call(jen.Lit(16).Op("<<").Lit(20)))),
				jen.Default().Block(jen.Return(f.rt("cache.New").Call(jen.Id("config").Dot("CacheBytes")))))))
}

// pathParameters returns the client parameters that occur in the paths of operations.
func (g *generator) pathParameters() []*schema.Parameter {
	used := map[*schema.Parameter]bool{}
	for _, op := range g.api.REST.Operations {
		for _, part := range op.Path {
			if part.Parameter != nil {
				used[part.Parameter] = true
			}
		}
	}
	var list []*schema.Parameter
	for _, p := range g.api.REST.Parameters {
		if used[p] {
			list = append(list, p)
		}
	}
	return list
}

// messages writes the function that reads the messages for the user from an error response.
func (f *file) messages() {
	field := f.g.api.REST.Messages
	if field == nil {
		return
	}
	f.decl("messages returns the messages for the user in the body of an error response.",
		jen.Func().Id("messages").Params(jen.Id("body").String()).Index().String().Block(
			jen.Return(f.rt("jsonvalue.Messages").Call(jen.Id("body"), jen.Lit(field.Wire.Local)))))
}

func (f *file) logout() {
	own := ""
	for _, op := range f.g.api.REST.Operations {
		if schema.Identifier(op.Wire) == "Logout" {
			own = " [Client." + op.Name + "] is the service's own function."
		}
	}
	f.format("Logout removes every cached response that is private to the user. Public responses stay. Responses to calls in\n"+
		"progress are not cached. Logout sends no request and does not revoke the token."+own,
		`func (c *Client) Logout(ctx context.Context) error {
	if c.cache == nil {
		return nil
	}
	return c.cache.Logout(ctx)
}`, "context")
}

// references writes the methods that follow references within the service. Their parameter has the contract's first
// type of references; values of other types are converted to it.
func (f *file) references() {
	rest := f.g.api.REST
	if f.g.api.HasReferences() {
		typ := "string"
		ref, text := jen.Id("ref").String(), jen.Id("ref")
		isReference := func(t *schema.Type) bool { return t.Builtin == schema.URI && declared(t) }
		if i := slices.IndexFunc(f.g.api.Types, isReference); i >= 0 {
			typ = f.g.api.Types[i].Name
			ref, text = jen.Id("ref").Id(typ), jen.String().Call(jen.Id("ref"))
		}
		receiver := jen.Id("c").Op("*").Id("Client")
		f.format(rest.Follow+" returns the JSON that ref refers to. If ref leads out of the service, the error is [ErrInvalid] and nothing\n"+
			"is sent, so that no other server gets the credentials.",
			"func (c *Client) "+rest.Follow+"(ctx context.Context, ref "+typ+") (json.RawMessage, error) {\n"+
				"\treturn send(ctx, c, c.follow(ref), raw)\n}", "context", "encoding/json")
		f.format(rest.Open+" returns the file that ref refers to, such as an image, as a stream. The same references "+
			"are invalid as for "+rest.Follow+".",
			"func (c *Client) "+rest.Open+"(ctx context.Context, ref "+typ+") (*File, error) {\n"+
				"\treturn open(ctx, c, c.follow(ref))\n}", "context")
		f.decl("follow returns the request for what ref refers to.",
			jen.Func().Params(receiver).Id("follow").Params(ref).Op("*").Add(f.rt("transport.Call")).Block(
				jen.List(jen.Id("path"), jen.Id("query"), jen.Err()).Op(":=").Add(f.rt("reference.Resolve")).
					Call(jen.Id("c").Dot("endpoint"), text),
				jen.Return(jen.Op("&").Add(f.rt("transport.Call")).Values(
					member("Operation", jen.Lit("Follow")), member("Method", jen.Lit("GET")),
					member("Path", jen.Id("path")), member("Query", jen.Id("query")), member("Cacheable", jen.True()),
					member("Err", jen.Err())))))
	}
}

// zone writes the functions for times without an offset.
func (f *file) zone() {
	name := f.g.api.REST.TimeZone
	if name == "" || !f.g.values[schema.DateTime] {
		return
	}
	f.decl("location is the time zone of times without an offset. The time zone database is compiled in, for "+
		"machines that have none.",
		jen.Var().Id("location").Op("=").Add(f.rt("scalar.MustLocation")).Call(jen.Lit(name)))
	f.need("_ time/tzdata")
	f.format("Time returns the instant of d, by its own offset or, if it has none, in "+name+".\n"+
		"A time there can occur twice or never: then the error is [ErrAmbiguousTime] or [ErrNonexistentTime].",
		`func (d DateTime) Time() (time.Time, error) {
	return d.In(location)
}`, "time")
	f.format("NewDateTime returns t in "+name+", with its offset, so that it is not ambiguous.",
		`func NewDateTime(t time.Time) DateTime {
	return DateTimeOf(t.In(location))
}`, "time")
}
