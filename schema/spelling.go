// The spelling of XML in the requests of a SOAP client: prefixes, XML declaration, CDATA sections and empty elements. It
// says nothing else to a reader of XML, but some services demand it.

package schema

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/spelling"
)

// Spelling is how requests are spelled, beside the prefixes of namespaces.
type Spelling struct {
	Prefix        *Setting // of the envelope's namespace; nil for soapenv
	Declaration   bool     // whether a request begins with an XML declaration
	CDATA         []string // the local names of elements whose text is a CDATA section, sorted
	EmptyElements string   // the tags of elements without content: "short", "long", or "" for either
}

// Runtime returns s as clients have it.
func (s *Spelling) Runtime() spelling.Spelling {
	prefix := ""
	if s.Prefix != nil {
		prefix = s.Prefix.Value
	}
	return spelling.Spelling{Prefix: prefix, Declaration: s.Declaration, CDATA: s.CDATA, Empty: s.EmptyElements}
}

// setSpelling applies the settings s to api.
func setSpelling(api *API, s *XMLSettings, ds *Diagnostics) {
	if api.SOAP == nil {
		ds.Faultf(s.Pos, "xml is for a WSDL, and a YAML description has requests in JSON: remove it")
		return
	}
	api.SOAP.choosePrefixes(s, ds)
	chosen := &Spelling{Prefix: s.EnvelopePrefix, Declaration: s.Declaration}
	texts := api.SOAP.requestTexts()
	for _, element := range s.CDATA {
		switch {
		case !texts[element.Value]:
			ds.Faultf(element.Pos, "no request has an element %s with text: name one as it is on the wire, without a prefix",
				element.Value)
		case slices.Contains(chosen.CDATA, element.Value):
			ds.Faultf(element.Pos, "%s is listed twice: remove one", element.Value)
		default:
			chosen.CDATA = append(chosen.CDATA, element.Value)
		}
	}
	slices.Sort(chosen.CDATA)
	if e := s.EmptyElements; e != nil {
		if e.Value != spelling.Short && e.Value != spelling.Long {
			ds.Faultf(e.Pos, "unknown form %q of empty elements: write short for <x/>, or long for <x></x>", e.Value)
		}
		chosen.EmptyElements = e.Value
	}
	if s.QualifiedParts != nil {
		api.SOAP.qualifyParts(*s.QualifiedParts, ds)
	}
	if chosen.Prefix != nil || chosen.Declaration || chosen.CDATA != nil || chosen.EmptyElements != "" {
		api.SOAP.Spelling = chosen
	}
}

// chosenPrefix matches prefixes that can be chosen. Clients use those that begin with an underscore themselves.
var chosenPrefix = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*$`)

// usedPrefixes are prefixes that clients use themselves, beside soapenv.
var usedPrefixes = []string{"xsi", "xsd", "soapenc", "type"}

// choosePrefixes chooses the prefixes of the envelope's and of other namespaces.
func (soap *SOAP) choosePrefixes(s *XMLSettings, ds *Diagnostics) {
	taken := map[string]bool{"soapenv": s.EnvelopePrefix == nil}
	choose := func(prefix Setting) {
		switch p := prefix.Value; {
		case !chosenPrefix.MatchString(p) || strings.HasPrefix(strings.ToLower(p), "xml"):
			ds.Faultf(prefix.Pos, "%q cannot be a prefix: begin with a letter, but not with xml, and use letters, digits, "+
				"_, - and . only", p)
		case slices.Contains(usedPrefixes, p):
			ds.Faultf(prefix.Pos, "the client itself uses the prefix %s: choose another one", p)
		case taken[p]:
			ds.Faultf(prefix.Pos, "another namespace has the prefix %s: choose another one", p)
		default:
			taken[p] = true
		}
	}
	if s.EnvelopePrefix != nil {
		choose(*s.EnvelopePrefix)
	}
	for _, uri := range slices.Sorted(maps.Keys(s.Prefixes)) {
		prefix := s.Prefixes[uri]
		i := slices.IndexFunc(soap.Namespaces, func(n *Namespace) bool { return n.URI == uri })
		if i < 0 {
			ds.Faultf(prefix.Pos, "no element or attribute has the namespace %q: name one of the contract", uri)
			continue
		}
		choose(prefix)
		soap.Namespaces[i].Chosen = &prefix
	}
}

// requestTexts returns the local names of the elements with text in requests.
func (soap *SOAP) requestTexts() map[string]bool {
	var roots []*Type
	texts := map[string]bool{}
	add := func(name QName, t *Type) {
		if t.Kind != Struct || t.Value != nil || t.Mixed {
			texts[name.Local] = true
		}
	}
	for _, op := range soap.Operations {
		for _, m := range append(slices.Clone(op.InputHeaders), op.Input) {
			if m.HasContent() {
				add(m.Element, m.Type)
				roots = append(roots, m.Type)
			}
		}
	}
	for t := range Walk((*Type).Uses, roots...) {
		for _, f := range t.Content.Fields() {
			if f.Wildcard == nil {
				add(f.Wire, f.Type)
			}
		}
	}
	return texts
}

// qualifyParts puts the parts in requests of style rpc into the namespace of the element around them, in which WS-I
// Basic Profile 1.1, R2735, does not have them.
func (soap *SOAP) qualifyParts(s Setting, ds *Diagnostics) {
	found := false
	for _, op := range soap.Operations {
		if op.Input.Encoded || !op.Input.HasContent() || op.Input.Type.Port == nil || op.Input.IsBody() {
			continue
		}
		for _, f := range op.Input.Type.Content.Fields() {
			if f.Wire.Space == "" {
				f.Wire.Space, found = op.Input.Element.Space, true
			}
		}
	}
	if !found {
		ds.Faultf(s.Pos, "no request has the style rpc and literal parts: remove qualifiedParts")
	}
}

// overridePrefixes gives namespaces the prefixes that the settings choose, and another prefix to those that had one of
// them. shared are the prefixes of the shared types, by namespace, which stay.
func (n *namer) overridePrefixes(soap *SOAP, shared map[string]string) {
	taken, chosen := map[string]bool{}, map[string]Pos{}
	choose := func(s Setting) { taken[s.Value], chosen[s.Value] = true, s.Pos }
	give := func(space *Namespace, prefix string) {
		taken[prefix] = true
		if prefix != space.Prefix {
			n.api.chosen[&space.Prefix] = space.Prefix
			space.Prefix = prefix
		}
	}
	if s := soap.Spelling; s != nil && s.Prefix != nil {
		choose(*s.Prefix)
	}
	var others []*Namespace
	for _, space := range soap.Namespaces {
		switch prefix, isShared := shared[space.URI]; {
		case space.Chosen == nil:
			others = append(others, space)
		case isShared && prefix != space.Chosen.Value:
			n.Faultf(space.Chosen.Pos, "the shared types have the prefix %s for %q: choose the same one in all clients",
				prefix, space.URI)
		default:
			choose(*space.Chosen)
			give(space, space.Chosen.Value)
		}
	}
	var displaced []*Namespace
	for _, space := range others {
		_, isShared := shared[space.URI]
		switch {
		case !taken[space.Prefix]:
			taken[space.Prefix] = true
		case isShared:
			n.Faultf(chosen[space.Prefix], "the shared types have the prefix %s for %q: choose another one", space.Prefix,
				space.URI)
		default:
			displaced = append(displaced, space)
		}
	}
	for _, space := range displaced {
		prefix := space.Prefix
		for i := 2; taken[prefix]; i++ {
			prefix = space.Prefix + strconv.Itoa(i)
		}
		give(space, prefix)
	}
}
