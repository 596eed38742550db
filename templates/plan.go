// The plan: what is decided about a client before any of it is written. Writing only reads the plan, except that it adds
// diagnostics.

package templates

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/kontrakt-dev/kontrakt/internal/description"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// plan is what is decided about the client of one contract.
type plan struct {
	api         *schema.API
	diagnostics schema.Diagnostics

	shared      *plan    // of the package of the types that clients share; nil if the client has none of them
	sharedParts []string // the parts that are there, and not in the client

	values map[schema.BuiltinType]bool // the built-in types of the package's values
	others map[string]string           // the imports of the Go types of other packages, by the names of the packages
	parts  []string                    // the files below parts/ that are copied

	direct   map[*schema.Type]bool   // of a REST client: the shared types that its own types and functions have values of
	nesting  map[*schema.Type]bool   // of a REST client: the types whose values can contain themselves
	ruled    map[*schema.Type]bool   // of a REST client: the types whose values can break a rule
	patterns map[*schema.Type]string // of a REST client: the names of the variables of patterns

	// Of a SOAP client:
	description *description.Description
	documents   []*schema.Message                // the messages whose type is the type of no other message
	splitFiles  map[*schema.SOAPOperation]string // the names of the files of operations with a list
}

// newPlan returns the plan of api's client. Its diagnostics contain a fault if no client can be written.
func newPlan(api *schema.API) *plan {
	p := &plan{api: api, values: map[schema.BuiltinType]bool{}, others: map[string]string{}}
	if api.Shared != nil {
		p.shared = newPlan(api.Shared.API)
	}
	for _, t := range api.GoTypes() {
		p.others[t.Package] = t.Import()
	}
	p.findValues()
	if api.SOAP != nil {
		p.describe()
		p.findDocuments()
		p.nameSplitFiles()
	} else {
		p.findRules()
		p.findPatterns()
		p.findDirect()
	}
	p.findParts()
	return p
}

// describe describes the types and messages of the contract.
func (p *plan) describe() {
	var shared *description.Description
	if p.shared != nil {
		shared = p.shared.description
	}
	var ds schema.Diagnostics
	p.description, ds = description.Describe(p.api, shared)
	p.diagnostics = append(p.diagnostics, ds...)
	for _, t := range p.description.Values {
		p.useValue(t)
	}
	p.checkShared()
}

// fail records a fault of the templates, not of the contract: what was written is not Go.
func (p *plan) fail(name string, err error) {
	p.diagnostics.Faultf(schema.Pos{File: p.api.Contract}, "what was written for %s is not Go: %v", name, err)
}

// findValues finds the built-in types of the package's values.
func (p *plan) findValues() {
	for _, t := range p.api.Types {
		switch {
		case t.Kind == schema.Struct:
			for _, f := range t.Fields() {
				if f.Wildcard == nil {
					p.useType(f.Type)
				}
			}
		case t.Kind == schema.Enum || t.Declared || p.api.REST != nil:
			p.useValue(t)
		}
	}
	if p.api.REST == nil {
		return
	}
	for _, op := range p.api.REST.Operations {
		for _, parameter := range slices.Concat(op.Parameters, op.ResponseHeaders) {
			p.useType(parameter.Type)
		}
		for _, b := range []*schema.Body{op.Body, op.Result} {
			if b != nil && b.Type != nil {
				p.useType(b.Type)
			}
		}
	}
}

// useType notes the built-in type of the values of t, unless t is a type of the contract.
func (p *plan) useType(t *schema.Type) {
	switch {
	case polymorphic(t) || declared(t):
	case t.Item != nil:
		p.useType(t.Item)
	default:
		p.useValue(t)
	}
}

// useValue notes the built-in type of the values of t.
func (p *plan) useValue(t *schema.Type) {
	if t.GoType == nil {
		p.values[p.builtin(t)] = true
	}
}

// needs lists the parts that a part depends on.
var needs = map[string][]string{"value/any.go": {"value/attr.go", "value/qname.go", "value/rawxml.go"},
	"value/date.go": {"value/zone.go"}, "value/datetime.go": {"value/zone.go"}, "value/timeofday.go": {"value/zone.go"}}

// caches reports whether responses of the service can be cached.
func (p *plan) caches() bool {
	isCacheable := func(op *schema.RESTOperation) bool { return op.Cacheable }
	return p.api.HasReferences() || slices.ContainsFunc(p.api.REST.Operations, isCacheable)
}

// streams reports whether responses of the service are read as streams.
func (p *plan) streams() bool {
	return p.api.HasReferences() || slices.ContainsFunc(p.api.REST.Operations,
		func(op *schema.RESTOperation) bool { return op.Result.IsStream() })
}

func returnsText(op *schema.RESTOperation) bool { return op.Result.IsText() }

// uploads reports whether forms of the service have files.
func (p *plan) uploads() bool {
	return slices.ContainsFunc(p.api.REST.Operations, func(op *schema.RESTOperation) bool {
		return slices.ContainsFunc(op.Parameters, (*schema.Parameter).IsFile)
	})
}

// findParts finds the parts that are copied.
func (p *plan) findParts() {
	used := map[string]bool{"deviation/deviation.go": true, "calloption/calloption.go": true}
	use := func(condition bool, names ...string) {
		for _, name := range names {
			used[name] = used[name] || condition
		}
	}
	if soap := p.api.SOAP; soap != nil {
		use(true, "soap/errors.go", "soap/call.go", "soap/soapheader.go")
		use(p.soapTakesToken(), "token/token.go")
		for _, op := range soap.Operations {
			use(returnsValue(op), "soap/valuecall.go")
			use(returnsNothing(op), "soap/onewaycall.go")
			use(op.Split != nil, "soap/outcome.go")
			use(len(op.InputHeaders) > 0, "soap/headerblock.go")
			use(op.HasAttachments(), "soap/attachments.go")
			use(op.Output.IsAttached(), "soap/contentalone.go")
		}
	} else {
		use(true, "rest/errors.go", "rest/send.go", "rest/idempotencykey.go")
		use(p.hasValidate(), "rest/invalid.go")
		use(p.streams(), "rest/file.go")
		use(p.uploads(), "rest/upload.go")
		use(slices.ContainsFunc(p.api.REST.Operations, returnsText), "rest/text.go")
		use(p.opensFiles(), "rest/cachedfile.go")
		use(slices.ContainsFunc(p.api.REST.Operations, sendsStream), "rest/progress.go")
		use(p.caches(), "rest/cachestore.go")
		use(p.api.REST.MultiCall, "rest/multicall.go")
		use(p.api.REST.Schemes == nil || p.hasScheme(schema.Bearer, schema.OAuth2), "token/token.go")
		use(p.hasScheme(schema.Basic), "auth/basicauth.go")
		use(p.hasScheme(schema.Signature), "auth/signer.go")
		if s := p.api.REST.OAuth(); s != nil {
			use(true, "signin/tokenstore.go")
			use(s.HasGrant(schema.AuthorizationCode), "signin/login.go")
			use(s.HasGrant(schema.JWTBearer), "signin/serviceaccount.go")
			use(s.HasGrant(schema.Password), "signin/signinpassword.go")
			use(s.HasGrant(schema.ClientCredentials), "signin/clientcredentials.go")
		}
	}
	for _, t := range p.api.Types {
		use(len(t.Derived) > 0, "soap/base.go")
		use(t.OtherAttributes != nil, "value/attr.go")
		use(t.Mixed || slices.ContainsFunc(t.Fields(), isWildcard), "value/rawxml.go")
	}
	for builtin := range p.values {
		if name := builtin.Go().Part; name != "" {
			use(true, name)
			use(true, needs[name]...)
		}
	}
	maps.DeleteFunc(used, func(_ string, isUsed bool) bool { return !isUsed })
	p.parts = slices.Sorted(maps.Keys(used))
	p.findSharedParts()
}

// opensFiles reports whether a type of the contract stands for a file.
func (p *plan) opensFiles() bool {
	return slices.ContainsFunc(p.api.Types, func(t *schema.Type) bool { return t.File != nil })
}

// sendsStream reports whether the request of op is a stream of bytes, or has one in it.
func sendsStream(op *schema.RESTOperation) bool {
	return op.Body.IsStream() || slices.ContainsFunc(op.Parameters, (*schema.Parameter).IsFile)
}

func isWildcard(f *schema.Field) bool { return f.Wildcard != nil }

// returnsNothing reports whether the method of op returns an error alone, because op has no response.
func returnsNothing(op *schema.SOAPOperation) bool {
	return op.Output.IsEmpty()
}

// returnsValue reports whether the method of op does not return its response as a pointer: it returns an interface, or
// the elements of the response.
func returnsValue(op *schema.SOAPOperation) bool {
	if returnsNothing(op) {
		return false
	}
	if w := op.Wrapping; w != nil {
		return w.Response.Whole == "" && len(w.Response.Parts) > 0
	}
	return polymorphic(op.Output.Type)
}

// nameSplitFiles names the files of operations with a list, so that no other file of the package has the name, and every
// system can store it.
func (p *plan) nameSplitFiles() {
	p.splitFiles = map[*schema.SOAPOperation]string{}
	taken := map[string]bool{"client.go": true, "types.go": true, "xml.go": true, "service.go": true, "shared.go": true}
	for _, op := range p.api.SOAP.Operations {
		if op.Split == nil {
			continue
		}
		// Underscores are removed: pay_test.go would be a test, pay_windows.go for Windows.
		base := strings.ToLower(strings.ReplaceAll(op.Symbol, "_", ""))
		file := base + ".go"
		part, _ := fs.Glob(parts, "parts/*/"+file) // the pattern is right
		if len(part) > 0 || taken[file] || module.CheckFilePath(file) != nil {
			file = "split." + file
		}
		for n := 2; taken[file]; n++ {
			file = fmt.Sprintf("split.%s.%d.go", base, n)
		}
		taken[file] = true
		p.splitFiles[op] = file
	}
}
