// The text of a first gen.yaml: every key, with examples from the contracts themselves.

package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// starter is a gen.yaml being written.
type starter struct {
	packages map[string]bool // that are taken
	text     strings.Builder // of the clients so far
}

// bytes returns the file.
func (s *starter) bytes() []byte {
	version := "main"
	if v := commandVersion(); semver.IsValid(v) && !module.IsPseudoVersion(v) && semver.Build(v) == "" {
		version = v
	}
	return fmt.Appendf(nil, introduction+"%s", version, &s.text)
}

// introduction is the head of the file, for a version of its JSON Schema.
const introduction = `# yaml-language-server: ` +
	`$schema=https://raw.githubusercontent.com/kontrakt-dev/kontrakt/%s/cmd/gen/gen.schema.json
#
# The clients that gen writes: go generate regenerates them, go tool gen --check fails if they differ from what the
# contracts give. Paths are relative to this file. Only contract is required; the lines that are commented out show the
# other keys. The line above lets editors complete and check this file; gen reports every mistake with its line.
clients:
`

// add adds the client c, which has the contract api.
func (s *starter) add(c client, api *schema.API) {
	c.settings.Package = api.Package
	for n := 2; s.packages[c.settings.Package]; n++ {
		c.settings.Package = api.Package + strconv.Itoa(n)
	}
	c.out = "gen/" + c.settings.Package
	s.packages[c.settings.Package] = true
	if s.text.Len() > 0 {
		s.text.WriteByte('\n')
	}
	fmt.Fprintf(&s.text, "  - contract: %s\n", scalar(filepath.ToSlash(c.contract)))
	for _, k := range keys {
		lines, isGiven := k.example(c, api)
		if len(lines) == 0 {
			continue
		}
		fmt.Fprintf(&s.text, "\n    # %s\n", strings.ReplaceAll(meaningOf(k.name), "`", ""))
		mark := "# "
		if isGiven {
			mark = ""
		}
		for _, line := range lines {
			fmt.Fprintf(&s.text, "    %s%s\n", mark, line)
		}
	}
}

// secretExample names an element of a request that looks like a secret.
func secretExample(_ client, api *schema.API) (lines []string, isGiven bool) {
	if api.SOAP == nil {
		return nil, false
	}
	secret := "password"
	for _, op := range api.SOAP.Operations {
		for _, f := range fieldsOf(op.Input) {
			if secretName.MatchString(f.Wire.Local) && f.Form == schema.ByValue && f.Type.Kind != schema.Struct {
				secret = f.Wire.Local
			}
		}
	}
	return []string{"secrets: [" + scalar(secret) + "]"}, false
}

// splitsExample splits the requests of the first operation that has a list.
func splitsExample(_ client, api *schema.API) (lines []string, isGiven bool) {
	if api.SOAP == nil {
		return nil, false
	}
	example := []string{"operation: Order", "list: orders.order", "rows: results.result", "index: number"}
	for _, op := range api.SOAP.Operations {
		if found := splitExample(op); found != nil {
			example = found
			break
		}
	}
	lines = []string{"split:", "  - " + example[0]}
	for _, line := range example[1:] {
		lines = append(lines, "    "+line)
	}
	return lines, false
}

// fieldsOf returns the fields of m, which may be nil or empty.
func fieldsOf(m *schema.Message) []*schema.Field {
	if m == nil || m.Type == nil {
		return nil
	}
	return m.Type.Fields()
}

// secretName matches the names of elements that are often secret.
var secretName = regexp.MustCompile(`(?i)token|passw|secret|apikey|pin$`)

// splitExample returns the keys that split the requests of op. It returns nil if the request has no list with a
// maximum, or the response no list with an index.
func splitExample(op *schema.SOAPOperation) []string {
	if op.Input == nil || op.Output == nil {
		return nil
	}
	var item, row *schema.Type
	list := pathTo(op.Input.Type, nil, func(f *schema.Field) bool {
		item = f.Type
		return f.Form == schema.BySlice && f.Max > 1 && f.Max != schema.Unbounded && f.Wildcard == nil &&
			f.Type.Kind == schema.Struct
	})
	var index string
	rows := pathTo(op.Output.Type, nil, func(f *schema.Field) bool {
		if f.Form != schema.BySlice || f.Type.Kind != schema.Struct {
			return false
		}
		for _, of := range f.Type.Fields() {
			if of.Form == schema.ByValue && of.Type.Builtin.IsInteger() {
				index, row = of.Wire.Local, f.Type
				return true
			}
		}
		return false
	})
	if list == "" || rows == "" {
		return nil
	}
	lines := []string{
		"operation: " + scalar(op.Wire),
		"list: " + scalar(list),
		"rows: " + scalar(rows),
		"index: " + scalar(index),
	}
	isOther := func(name string) bool { return name == index || !identifierName.MatchString(name) }
	if echo := slices.DeleteFunc(schema.EchoNames(item, row), isOther); len(echo) > 0 {
		for i := range echo {
			echo[i] = scalar(echo[i])
		}
		lines = append(lines, "echo: ["+strings.Join(echo, ", ")+"]")
	}
	return lines
}

// identifierName matches the names of elements that often identify an item.
var identifierName = regexp.MustCompile(`(?i)(id|number|nr|key|ref|reference)$`)

// pathTo returns the names of the fields from t to the first one that is wanted, with dots between them, or "". above
// are the types around t.
func pathTo(t *schema.Type, above []*schema.Type, wanted func(*schema.Field) bool) string {
	if t == nil || t.Kind != schema.Struct || slices.Contains(above, t) {
		return ""
	}
	for _, f := range t.Fields() {
		if wanted(f) {
			return f.Wire.Local
		}
		if f.Form == schema.BySlice {
			continue
		}
		if below := pathTo(f.Type, append(above, t), wanted); below != "" {
			return f.Wire.Local + "." + below
		}
	}
	return ""
}

// someOperations returns the names of at most two operations of api, as a YAML file has them.
func someOperations(api *schema.API) []string {
	var names []string
	if api.SOAP != nil {
		for _, op := range api.SOAP.Operations {
			names = append(names, scalar(op.Wire))
		}
	} else {
		for _, op := range api.REST.Operations {
			names = append(names, scalar(op.Wire))
		}
	}
	return names[:min(2, len(names))]
}

// nameExample returns an entry of names that changes nothing: a field of api with its own name. If api has no field, it
// returns a placeholder.
func nameExample(api *schema.API) string {
	for _, t := range api.Types {
		for _, f := range t.Fields() {
			if t.Name != "" && f.Name != "" {
				return scalar(t.Name+"."+f.Name) + ": " + scalar(f.Name)
			}
		}
	}
	return "Type.Field: Name"
}

// valueExample gives an example of the first field that can have any text.
func valueExample(_ client, api *schema.API) ([]string, bool) {
	name := "Type.field"
	for _, t := range api.Types {
		i := slices.IndexFunc(t.Fields(), func(f *schema.Field) bool {
			return f.Type.Kind == schema.Builtin && f.Type.Builtin == schema.String && f.Form != schema.BySlice
		})
		if i >= 0 && t.Wire.Local != "" {
			name = t.Wire.Local + "." + t.Fields()[i].Wire.Local
			break
		}
	}
	return []string{"examples:", "  " + scalar(name) + ": text"}, false
}

// plain matches text that needs no quotes in YAML, except for words such as true.
var plain = regexp.MustCompile(`^[\pL_./][\pL\pN_./-]*$`)

// scalar returns text as YAML, in quotes if needed.
func scalar(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", ".inf", ".nan":
	default:
		if plain.MatchString(text) {
			return text
		}
	}
	quoted, _ := json.Marshal(text) // a JSON string is one of YAML, and a string can always be marshaled
	return string(quoted)
}
