// The keys of a client in gen.yaml: how each is read, which of them are flags as well, and what gen init writes for it.
// Their meaning is in gen.schema.json.

package main

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// key is a key of a client.
type key struct {
	name     string
	read     func(c *client, n *yamldoc.Node)   // n is the value, nil if the key is absent
	set      func(c *client, text string) error // takes the value of the flag of this name; nil if there is no flag
	isSwitch bool                               // whether the flag needs no value
	complete cobra.CompletionFunc               // completes the value of the flag; may be nil
	// example returns the lines that gen init writes for api, whose client is c so far. It returns none if the key is
	// not for api. The lines are commented out unless isGiven.
	example func(c client, api *schema.API) (lines []string, isGiven bool)
}

// keys are the keys of a client but for contract, in the order in which gen init writes them.
var keys = []key{
	{
		name: "out", read: readText(toOut), set: setText(toOut), complete: folders,
		example: func(c client, _ *schema.API) ([]string, bool) { return []string{"out: " + c.out}, true },
	},
	{
		name: "package", read: readText(toPackage), set: setText(toPackage),
		example: func(c client, _ *schema.API) ([]string, bool) {
			return []string{"package: " + c.settings.Package}, true
		},
	},
	{
		name: "root", read: readText(toRoot), set: setText(toRoot), complete: folders,
		example: func(c client, _ *schema.API) ([]string, bool) {
			return []string{"root: " + scalar(filepath.ToSlash(cmp.Or(c.root, ".")))}, c.root != ""
		},
	},
	{name: "map", read: readMap, set: setMap, example: mapExample},
	choiceKey("service", func(c *client) *[]schema.Setting { return &c.settings.Ports.Services },
		func(api *schema.API) string { return api.Title }),
	choiceKey("port", func(c *client) *[]schema.Setting { return &c.settings.Ports.Ports },
		func(api *schema.API) string { return api.SOAP.Ports[0].Name }),
	choiceKey("binding", func(c *client) *[]schema.Setting { return &c.settings.Ports.Bindings },
		func(api *schema.API) string { return api.SOAP.Ports[0].Binding }),
	{
		name: "runtime", read: func(c *client, n *yamldoc.Node) { c.runtime = readRuntime(n) },
		set:      func(c *client, text string) (err error) { c.runtime, err = parseRuntime(text); return err },
		complete: runtimes, example: always("runtime: auto"),
	},
	{
		name: "reachable", read: readReachable, isSwitch: true,
		set: func(c *client, _ string) error { c.reachable = true; return nil },
		example: func(_ client, api *schema.API) ([]string, bool) {
			return []string{"reachable: [" + strings.Join(someOperations(api), ", ") + "]"}, false
		},
	},
	{
		name: "ignorePolicy", read: readIgnorePolicy, isSwitch: true,
		set: func(c *client, _ string) error {
			c.settings.IgnorePolicy = new(schema.Setting{Pos: schema.Pos{File: c.contract}})
			return nil
		},
		example: ofSOAP("ignorePolicy: true"),
	},
	{
		name: "interface", read: readInterface, isSwitch: true,
		set: func(c *client, _ string) error {
			c.settings.Interface = new(schema.Setting{Pos: schema.Pos{File: c.contract}})
			return nil
		},
		example: always("interface: true"),
	},
	{
		name: "tags", read: func(c *client, n *yamldoc.Node) { c.settings.Tags = settingsOf(n) },
		example: always("tags: [json]"),
	},
	{
		name: "types", read: readTypes,
		example: typesExample,
	},
	{
		name: "headerPrefix",
		read: readSetting(func(c *client) **schema.Setting { return &c.settings.HeaderPrefix }),
		example: func(_ client, api *schema.API) ([]string, bool) {
			if api.REST == nil {
				return nil, false
			}
			return []string{"headerPrefix: " + scalar(cmp.Or(api.REST.HeaderPrefix, "X-"))}, false
		},
	},
	{
		name: "style", read: readSetting(func(c *client) **schema.Setting { return &c.settings.Style }),
		example: ofSOAP("style: wrapped"),
	},
	{
		name: "auth", read: readSetting(func(c *client) **schema.Setting { return &c.settings.Auth }),
		example: ofSOAP("auth: basic"),
	},
	{
		name: "attachments", read: readSetting(func(c *client) **schema.Setting { return &c.settings.Attachments }),
		example: ofSOAP("attachments: mtom"),
	},
	{name: "maxDepth", read: readMaxDepth, example: ofSOAP("maxDepth: 1000")},
	{name: "xml", read: readXML, example: xmlExample},
	{name: "secrets", read: func(c *client, n *yamldoc.Node) { c.settings.Secrets = settingsOf(n) },
		example: secretExample},
	{name: "split", read: readSplits, example: splitsExample},
	{name: "names", read: readNames, example: func(_ client, api *schema.API) ([]string, bool) {
		return []string{"names:", "  " + nameExample(api)}, false
	}},
	{name: "examples", read: func(c *client, n *yamldoc.Node) { n.Entries(); c.examples = n }, example: valueExample},
}

// choiceKey returns a key that chooses ports of a WSDL: a text, or a list of texts. Its flag takes them with commas
// between them. exampleOf returns a name in the contract.
func choiceKey(name string, field func(c *client) *[]schema.Setting, exampleOf func(*schema.API) string) key {
	return key{
		name: name,
		read: func(c *client, n *yamldoc.Node) {
			if n.IsList() {
				*field(c) = settingsOf(n)
			} else if n != nil {
				*field(c) = []schema.Setting{setting(n)}
			}
		},
		set: func(c *client, text string) error {
			isOfFile := func(s schema.Setting) bool { return s.Pos.Line > 0 }
			*field(c) = slices.DeleteFunc(slices.Clone(*field(c)), isOfFile) // but not those of the same flag before
			for chosen := range strings.SplitSeq(text, ",") {
				*field(c) = append(*field(c), schema.Setting{Value: chosen, Pos: schema.Pos{File: c.contract}})
			}
			return nil
		},
		example: func(c client, api *schema.API) (lines []string, isGiven bool) {
			var names []string
			for _, s := range *field(&c) {
				names = append(names, scalar(s.Value))
			}
			switch {
			case len(names) == 1:
				return []string{name + ": " + names[0]}, true
			case len(names) > 1:
				return []string{name + ": [" + strings.Join(names, ", ") + "]"}, true
			case api.SOAP == nil || exampleOf(api) == "":
				return nil, false
			}
			return []string{name + ": " + scalar(exampleOf(api))}, false
		},
	}
}

func toOut(c *client) *string     { return &c.out }
func toPackage(c *client) *string { return &c.settings.Package }
func toRoot(c *client) *string    { return &c.root }

// readText reads a text into a field.
func readText(field func(c *client) *string) func(*client, *yamldoc.Node) {
	return func(c *client, n *yamldoc.Node) { *field(c) = n.Text() }
}

// setText sets a field to the value of a flag. An empty value leaves it as it is.
func setText(field func(c *client) *string) func(*client, string) error {
	return func(c *client, text string) error {
		*field(c) = cmp.Or(text, *field(c))
		return nil
	}
}

// readSetting reads a text with its position into a field.
func readSetting(field func(c *client) **schema.Setting) func(*client, *yamldoc.Node) {
	return func(c *client, n *yamldoc.Node) {
		if n != nil {
			*field(c) = new(setting(n))
		}
	}
}

// settingsOf returns a list of texts with their positions.
func settingsOf(n *yamldoc.Node) (list []schema.Setting) {
	for _, item := range n.Items() {
		list = append(list, setting(item))
	}
	return list
}

func setting(n *yamldoc.Node) schema.Setting {
	return schema.Setting{Value: n.Text(), Pos: n.Pos()}
}

func readMap(c *client, n *yamldoc.Node) {
	for _, entry := range n.Entries() {
		c.mapTo(entry.Key, entry.Value.Text())
	}
}

func setMap(c *client, text string) error {
	i := strings.LastIndexByte(text, '=') // a URI can have one too
	if i <= 0 {
		return fmt.Errorf("takes URI=FILE, not %q", text)
	}
	c.mapTo(text[:i], text[i+1:])
	return nil
}

// mapTo reads file instead of what the contract refers to as uri.
func (c *client) mapTo(uri, file string) {
	if c.files == nil {
		c.files = map[string]string{}
	}
	c.files[uri] = file
}

func mapExample(c client, _ *schema.API) (lines []string, isGiven bool) {
	files := c.files
	if len(files) == 0 {
		files = map[string]string{"urn:common": "common.xsd"}
	}
	lines = []string{"map:"}
	for _, uri := range slices.Sorted(maps.Keys(files)) {
		lines = append(lines, "  "+scalar(uri)+": "+scalar(filepath.ToSlash(files[uri])))
	}
	return lines, len(c.files) > 0
}

func readReachable(c *client, n *yamldoc.Node) {
	if !n.IsList() {
		c.reachable = n.Bool()
		return
	}
	c.reachable, c.operations = true, settingsOf(n)
}

func readTypes(c *client, n *yamldoc.Node) {
	c.settings.Types = map[string]schema.Setting{}
	for _, entry := range n.Entries() {
		c.settings.Types[entry.Key] = setting(entry.Value)
	}
}

func readMaxDepth(c *client, n *yamldoc.Node) {
	if n == nil {
		return
	}
	if depth, ok := n.Int(); ok {
		c.settings.MaxDepth = new(schema.Setting{Value: strconv.FormatInt(depth, 10), Pos: n.Pos()})
	}
}

func readXML(c *client, n *yamldoc.Node) {
	if n == nil {
		return
	}
	m := n.Mapping(keysOf("xml")...)
	text := func(key string) *schema.Setting {
		if value := m.Get(key); value != nil {
			return new(setting(value))
		}
		return nil
	}
	s := &schema.XMLSettings{
		Pos:            n.Pos(),
		EnvelopePrefix: text("envelopePrefix"),
		Prefixes:       map[string]schema.Setting{},
		Declaration:    m.Get("declaration").Bool(),
		CDATA:          settingsOf(m.Get("cdata")),
		EmptyElements:  text("emptyElements"),
	}
	for _, entry := range m.Get("prefixes").Entries() {
		s.Prefixes[entry.Key] = setting(entry.Value)
	}
	if parts := m.Get("qualifiedParts"); parts.Bool() {
		s.QualifiedParts = &schema.Setting{Pos: parts.Pos()}
	}
	c.settings.XML = s
}

func readInterface(c *client, n *yamldoc.Node) {
	if n.Bool() {
		c.settings.Interface = new(schema.Setting{Pos: n.Pos()})
	}
}

func readIgnorePolicy(c *client, n *yamldoc.Node) {
	if n.Bool() {
		c.settings.IgnorePolicy = new(schema.Setting{Pos: n.Pos()})
	}
}

func readSplits(c *client, n *yamldoc.Node) {
	for _, item := range n.Items() {
		split := item.Mapping(keysOf("split")...)
		c.settings.Splits = append(c.settings.Splits, schema.SplitSettings{
			Operation: setting(split.Need("operation")),
			List:      setting(split.Need("list")),
			Rows:      setting(split.Need("rows")),
			Index:     setting(split.Need("index")),
			Error:     setting(split.Get("error")),
			Echo:      settingsOf(split.Get("echo")),
		})
	}
}

func readNames(c *client, n *yamldoc.Node) {
	c.settings.Names = map[string]schema.Setting{}
	for _, name := range n.Entries() {
		c.settings.Names[name.Key] = setting(name.Value)
	}
}

// xmlExample shows keys that are true of every WSDL.
func xmlExample(_ client, api *schema.API) ([]string, bool) {
	if api.SOAP == nil {
		return nil, false
	}
	return []string{"xml: {envelopePrefix: soap, declaration: true, emptyElements: long}"}, false
}

func typesExample(_ client, api *schema.API) ([]string, bool) {
	return []string{"types: {" + schema.Decimal.Label(api.REST != nil) + ": github.com/shopspring/decimal.Decimal}"}, false
}

// always returns an example that is the same for every contract.
func always(line string) func(client, *schema.API) ([]string, bool) {
	return func(client, *schema.API) ([]string, bool) { return []string{line}, false }
}

// ofSOAP returns an example that is the same for every WSDL.
func ofSOAP(line string) func(client, *schema.API) ([]string, bool) {
	return func(_ client, api *schema.API) ([]string, bool) {
		if api.SOAP == nil {
			return nil, false
		}
		return []string{line}, false
	}
}

// overrides are the keys of clients that the command line sets. They come before those of gen.yaml.
type overrides []override

// override is one occurrence of a flag with its value.
type override struct {
	key  key
	text string
}

// apply gives c the keys.
func (o overrides) apply(c *client) {
	for _, given := range o {
		given.key.set(c, given.text) // which succeeded before
	}
}

// withRoot returns o as words of a command line, with --root for root.
func (o overrides) withRoot(root string) []string {
	words := []string{"--root", root}
	for _, given := range o {
		if given.key.name != "root" {
			words = append(words, "--"+given.key.flag(), given.text)
		}
	}
	return words
}

// add gives cmd the flags of the keys called names.
func (o *overrides) add(cmd *cobra.Command, names ...string) {
	for _, k := range keys {
		if !slices.Contains(names, k.name) {
			continue
		}
		flag := cmd.Flags().VarPF(keyFlag{k, o}, k.flag(), "", usageOf(k.name))
		if k.isSwitch {
			flag.NoOptDefVal = "true"
		}
		if k.complete != nil {
			complete(cmd, k.flag(), k.complete)
		}
	}
}

// flagNames returns the names of the keys that are flags.
func flagNames() (names []string) {
	for _, k := range keys {
		if k.set != nil {
			names = append(names, k.name)
		}
	}
	return names
}

// flag returns the name of k as a flag: ignore-policy for ignorePolicy.
func (k key) flag() string {
	var b strings.Builder
	for _, r := range k.name {
		if unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// keyFlag is the value of the flag of a key.
type keyFlag struct {
	key
	*overrides
}

// Set sets the key to the value of one occurrence of the flag.
func (f keyFlag) Set(text string) error {
	if err := f.set(new(client), text); err != nil {
		return err
	}
	*f.overrides = append(*f.overrides, override{f.key, text})
	return nil
}

// String returns the value that the flag has before it is set.
func (keyFlag) String() string { return "" }

// Type returns the name of the value in a usage that does not name it.
func (f keyFlag) Type() string {
	if f.isSwitch {
		return "bool"
	}
	return "TEXT"
}

// configSchema is the JSON Schema of gen.yaml. It explains each key.
//
//go:embed gen.schema.json
var configSchema []byte

// property is a key in the JSON Schema.
type property struct{ Description string }

// definitions are the objects of gen.yaml, by the names that the JSON Schema gives them.
var definitions = func() map[string]struct{ Properties map[string]property } {
	var s struct {
		Defs map[string]struct{ Properties map[string]property } `json:"$defs"`
	}
	if err := json.Unmarshal(configSchema, &s); err != nil {
		panic(err) // the file is part of the command
	}
	return s.Defs
}()

// keysOf returns the keys of an object of gen.yaml.
func keysOf(object string) []string {
	return slices.Sorted(maps.Keys(definitions[object].Properties))
}

// meaningOf returns the sentence that explains a key of a client.
func meaningOf(name string) string {
	sentence, _, _ := strings.Cut(definitions["client"].Properties[name].Description, "\n")
	return sentence
}

// usageOf returns the meaning of a key as the usage of a flag: in lower case, without a full stop.
func usageOf(name string) string {
	sentence := strings.TrimSuffix(meaningOf(name), ".")
	return strings.ToLower(sentence[:1]) + sentence[1:]
}
