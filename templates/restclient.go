// client.go of a REST client: configuration, constructor, session, references.

package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) restClient() {
	f := g.newFile("The client: configuration, constructor, session, references.")
	f.packageDoc()
	f.restConfig()
	f.restNew()
	f.schemes()
	if f.g.caches() {
		f.cache()
	}
	f.messages()
	if errors := f.g.api.REST.Errors; len(errors) > 0 {
		f.errorTypes("serviceErrors",
			"serviceErrors are the types of the service's error responses, by status; 0 stands for all others.", errors)
	}
	f.refused()
	f.logout()
	f.references()
	f.zone()
	f.save("client.go")
}

func (f *file) restConfig() {
	rest := f.g.api.REST
	f.format("DefaultBaseURL is the URL of the service, unless Config.BaseURL is set.",
		"const DefaultBaseURL = "+strconv.Quote(schema.URLTemplate(rest.BaseURL)))
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
			"BaseURL replaces DefaultBaseURL. It can have the same parameters in braces."))
	settings = append(settings, f.authSettings()...)
	if f.g.caches() {
		settings = append(settings,
			setting{name: "CacheBytes", typ: "int64", hidden: true,
				doc: "CacheBytes is the maximum size of the responses in the cache; 0 means 16 MiB. If it is negative, " +
					"nothing is cached."},
			setting{name: "CacheStore", typ: "CacheStore", hidden: true,
				doc: "CacheStore stores cached responses instead of the client's memory, so that they outlive the client. " +
					"CacheBytes is then ignored."})
	}
	changes := "Calls that change something are never retried."
	if slices.ContainsFunc(rest.Operations, func(op *schema.RESTOperation) bool { return op.IdempotencyKey != "" }) {
		changes = "Calls that change something are retried only if they have an idempotency key."
	}
	settings = append(settings,
		setting{name: "Retries", typ: "int", hidden: true,
			doc: "Retries is how often a call that only reads is retried if there is no response, or status 429, 502, " +
				"503 or 504; 0 means 2, a negative number never. " + changes})
	if rest.MultiCall {
		settings = append(settings,
			setting{name: "BatchWindow", typ: "time.Duration", hidden: true,
				doc: "BatchWindow is how long a GET waits for others, to be sent with them in one MultiCall. Each " +
					"returns what it would return alone. 0 sends every call at once."},
			setting{name: "MaxParts", typ: "int", hidden: true,
				doc: "MaxParts is the maximum number of calls in one MultiCall request. More calls are sent in " +
					"several requests. 0 means 100, a negative number no limit."})
	}
	f.config(f.configDoc(), append(settings, transportSettings()...))
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
	fields, values := "\tendpoint *transport.Endpoint\n", "endpoint: endpoint"
	if f.g.caches() {
		fields, values = fields+"\tcache *cache.Cache\n", values+", cache: stored"
	}
	if rest.MultiCall {
		fields, values = fields+"\tframing multicall.Framing\n", values+", framing: framing"
	}
	if f.g.choosesAuth() {
		fields, values = fields+"\tschemes schemes\n", values+", schemes: schemes"
	}
	if list := f.g.pathParameters(); len(list) > 0 {
		fields, values = fields+"\tparameters parameters\n", values+", parameters: "+f.parameters(list)
	}
	f.format("Client calls the service for one user. [New] makes one. It is safe for use by several goroutines.",
		"type Client struct {\n"+fields+"}")

	var body strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&body, "\t"+format+"\n", args...) }
	line("if config.BaseURL == \"\" {\n\t\tconfig.BaseURL = DefaultBaseURL\n\t}")
	for _, p := range rest.Parameters {
		if p.Default != "" {
			line("if config.%[1]s == \"\" {\n\t\tconfig.%[1]s = %[2]q\n\t}", p.Name, p.Default)
		}
	}
	for _, p := range f.g.pathParameters() {
		line("if err := transport.CheckSegment(%q, config.%s); err != nil {", "Config."+p.Name, p.Name)
		line("\treturn nil, fmt.Errorf(%q, err)\n\t}", f.g.api.Package+": %w")
	}
	pairs := ""
	for _, part := range rest.BaseURL {
		if p := part.Parameter; p != nil {
			pairs += fmt.Sprintf(", %q, config.%s", p.Wire, p.Name)
		}
	}
	line("base, err := rest.ExpandURL(config.BaseURL%s)\n\t%s", pairs, f.returnSetup())
	setup, auth := f.authSetup()
	if setup != "" {
		line("%s", setup)
	}
	own := []string{auth}
	if rest.MultiCall {
		line("framing := multicall.Framing{HeaderPrefix: %q, MaxParts: config.MaxParts}", rest.HeaderPrefix)
		own = append(own, "Fetcher: framing.Gather(config.BatchWindow)")
	}
	if rest.Messages != nil {
		own = append(own, "ErrorMessages: messages")
	}
	if len(rest.Refusals) > 0 {
		own = append(own, "Refused: refused")
	}
	settings := options(append(own, "Retries: config.Retries")...)
	if f.g.caches() {
		line("options := %s", settings)
		line("stored := cacheOf(config)\n\tif stored != nil {\n\t\toptions.Cache = stored\n\t}")
		settings = "options"
	}
	line("endpoint, err := transport.NewEndpoint(base, %s)\n\t%s", settings, f.returnSetup())
	line("return &Client{%s}, nil", values)
	f.format("New returns a client. It checks config and sends no request. The error says what to set.",
		"func New(config Config) (*Client, error) {\n"+body.String()+"}")
}

// parameters writes the type of the parameters that occur in paths, and returns a literal with their values.
func (f *file) parameters(list []*schema.Parameter) string {
	var names, values []string
	for _, p := range list {
		names, values = append(names, p.Name), append(values, p.Name+": config."+p.Name)
	}
	f.format("parameters are the fields of Config that occur in the paths of requests.",
		"type parameters struct {\n\t"+strings.Join(names, ", ")+" string\n}")
	return "parameters{" + strings.Join(values, ", ") + "}"
}

// cache writes the function that makes the cache. In a store that outlives the client, the parameters of the client and
// its user name identify the session.
func (f *file) cache() {
	var values []string
	for _, p := range f.g.api.REST.Parameters {
		values = append(values, "config."+p.Name)
	}
	for _, s := range f.g.api.REST.Schemes {
		if s.Kind == schema.Basic {
			values = append(values, "config."+s.Name+".Username")
		}
	}
	session := `""`
	if len(values) > 0 {
		session = "fmt.Sprintf(" + strconv.Quote(strings.TrimSpace(strings.Repeat("%q ", len(values)))) + ", " +
			strings.Join(values, ", ") + ")"
	}
	f.format("cacheOf returns the cache for config, or nil if nothing is cached.",
		`func cacheOf(config Config) *cache.Cache {
	switch {
	case config.CacheStore != nil:
		return cache.NewShared(config.CacheStore, `+session+`)
	case config.CacheBytes < 0:
		return nil
	case config.CacheBytes == 0:
		return cache.New(16 << 20)
	default:
		return cache.New(config.CacheBytes)
	}
}`)
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
	f.format("messages returns the messages for the user in the body of an error response.",
		"func messages(body string) []string {\n\treturn jsonvalue.Messages(body, "+strconv.Quote(field.Wire.Local)+")\n}")
}

// references writes the methods that follow references within the service. Their parameter has the contract's first
// type of references; values of other types are converted to it.
func (f *file) references() {
	if !f.g.api.HasReferences() {
		return
	}
	rest := f.g.api.REST
	typ, text := "string", "ref"
	isReference := func(t *schema.Type) bool { return t.Builtin == schema.URI && declared(t) }
	if i := slices.IndexFunc(f.g.api.Types, isReference); i >= 0 {
		typ, text = f.g.api.Types[i].Name, "string(ref)"
	}
	f.format(rest.Follow+" returns the JSON that ref refers to. If ref leads out of the service, the error is [ErrInvalid] "+
		"and nothing\nis sent, so that no other server gets the credentials.",
		"func (c *Client) "+rest.Follow+"(ctx context.Context, ref "+typ+`, opts ...CallOption) (json.RawMessage, error) {
	return send(ctx, c, c.follow(ref), raw, opts)
}`)
	f.format(rest.Open+" returns the file that ref refers to, such as an image, as a stream. The same references "+
		"are invalid as for "+rest.Follow+".",
		"func (c *Client) "+rest.Open+"(ctx context.Context, ref "+typ+`, opts ...CallOption) (*File, error) {
	return open(ctx, c, c.follow(ref), opts)
}`)
	for _, t := range f.g.api.Types {
		if t.File == nil {
			continue
		}
		field := "v." + t.File.Name
		value := "*" + field
		if f.g.typeName(t.File.Type) != typ {
			value = typ + "(" + value + ")"
		}
		f.format(t.Opener+" returns the file that "+field+" refers to. The same references are invalid as for "+rest.Open+
			". The file is read into memory, and cached if its header allows it.",
			"func (c *Client) "+t.Opener+"(ctx context.Context, v *"+t.Name+`, opts ...CallOption) (*File, error) {
	var ref `+typ+`
	if v != nil && `+field+` != nil {
		ref = `+value+`
	}
	return openCached(ctx, c, c.follow(ref), opts)
}`)
	}
	f.format("follow returns the request for what ref refers to.",
		"func (c *Client) follow(ref "+typ+`) *transport.Call {
	path, query, err := reference.Resolve(c.endpoint, `+text+`)
	return &transport.Call{Operation: "Follow", Method: "GET", Path: path, Query: query, Cacheable: true, Err: err}
}`)
}

// zone writes the functions for times without an offset.
func (f *file) zone() {
	name := f.g.api.REST.TimeZone
	if name == "" || !f.g.values[schema.DateTime] || slices.Contains(f.g.sharedParts, dateTimePart) {
		return
	}
	f.format("location is the time zone of times without an offset. The time zone database is compiled in, for "+
		"machines that have none.",
		"var location = scalar.MustLocation("+strconv.Quote(name)+")")
	f.need("_ time/tzdata")
	f.format("Time returns the instant of d, by its own offset or, if it has none, in "+name+".\n"+
		"A time there can occur twice or never: then the error is [ErrAmbiguousTime] or [ErrNonexistentTime].",
		`func (d DateTime) Time() (time.Time, error) {
	return d.In(location)
}`)
	f.format(newDateTimeDoc(name), `func NewDateTime(t time.Time) DateTime {
	return DateTimeOf(t.In(location))
}`)
}

func newDateTimeDoc(zone string) string {
	return "NewDateTime returns t in " + zone + ", with its offset, so that it is not ambiguous."
}
