// Documents: messages of a WSDL that the documentation of the service shows.

package example

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
)

// DocumentFolder returns the folder with the examples of a contract: payroll.examples beside payroll.wsdl.
func DocumentFolder(contract string) string {
	return strings.TrimSuffix(contract, path.Ext(contract)) + ".examples"
}

// The names of documents end in one of these, after the name of an operation.
const (
	requestSuffix  = ".request.xml"
	responseSuffix = ".response.xml"
)

// maxDocument is how many bytes a document has at most.
const maxDocument = 16 << 20

// ReadDocuments reads the envelopes in the folder of examples beside a WSDL, if there is one. Each becomes the example of
// its message, and its values become examples of its elements and attributes. [schema.Name] has chosen the names of api.
func ReadDocuments(api *schema.API, src schema.Source) (ds schema.Diagnostics) {
	folder := DocumentFolder(src.Name)
	entries, err := fs.ReadDir(src.FS, folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		ds.Faultf(schema.Pos{File: src.Dir + folder}, "cannot be read: %v", err)
		return ds
	case api.SOAP == nil:
		ds.Faultf(schema.Pos{File: src.Dir + folder},
			"is for the messages of a WSDL: write the examples of a YAML description into it, by the key example")
		return ds
	}
	contract, ds := kernel.New(api)
	if ds.Faulty() {
		return ds
	}
	ds = nil // its warnings are those of the client
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") { // one of the system's own
			readDocument(contract, src, path.Join(folder, e.Name()), &ds)
		}
	}
	ds.Sort()
	spread(api)
	return ds
}

// readDocument reads one document.
func readDocument(contract *kernel.Contract, src schema.Source, file string, ds *schema.Diagnostics) {
	pos := schema.Pos{File: src.Dir + file}
	name, isRequest := strings.CutSuffix(path.Base(file), requestSuffix)
	isResponse := false
	if !isRequest {
		name, isResponse = strings.CutSuffix(name, responseSuffix)
	}
	if !isRequest && !isResponse {
		ds.Faultf(pos, "is not named like an example: expected an operation with %s or %s", requestSuffix, responseSuffix)
		return
	}
	op := contract.Operation(name)
	if op == nil {
		ds.Faultf(pos, "is not named like an example: there is no operation %s%s", name, schema.Suggest(name, operationNames(contract.API)))
		return
	}
	direction, keep := kernel.Request, &op.RequestExample
	if isResponse {
		direction, keep = kernel.Response, &op.ResponseExample
	}
	text, err := src.ReadFile(file, maxDocument)
	switch {
	case err != nil:
		ds.Faultf(pos, "cannot be read: %v", err)
		return
	case len(text) > maxDocument:
		ds.Faultf(pos, "is too large for an example: at most %d bytes are read", maxDocument)
		return
	case isResponse && op.Output == nil:
		ds.Faultf(pos, "operation %s has no response: remove the file", op.Wire)
		return
	case !kernel.IsEnvelope(string(text)):
		ds.Faultf(schema.Pos{File: pos.File, Line: 1, Col: 1}, "expected an envelope of SOAP")
		return
	}
	envelope, violations := contract.ReadEnvelope(string(text), op, direction)
	for _, v := range violations {
		ds.Faultf(schema.Pos{File: pos.File, Line: v.Line, Col: v.Column}, "%s", v)
	}
	if len(violations) > 0 {
		return
	}
	*keep = strings.TrimSpace(string(text)) + "\n"
	for _, message := range append(envelope.Headers, envelope.Body) {
		learn(message)
	}
}

// operationNames returns the names of the operations of a WSDL.
func operationNames(api *schema.API) (names []string) {
	for _, op := range api.SOAP.Operations {
		names = append(names, op.Symbol)
	}
	return names
}

// learn makes the simple values in n, a message that may be nil, examples of their fields. The values of identifiers and
// qualified names have a meaning in their document alone.
func learn(n *kernel.Node) {
	if n == nil {
		return
	}
	for _, child := range n.Children {
		learn(child)
	}
	f, t := n.Field, n.Type
	if t != nil && t.Kind == schema.Struct && t.Value != nil {
		f, t = t.Value, t.Value.Type
	}
	isBound := t != nil && slices.Contains([]schema.BuiltinType{schema.ID, schema.IDREF, schema.IDREFS, schema.QNameType}, t.Builtin)
	if f == nil || t == nil || t.Kind == schema.Struct || n.Text == "" || isBound {
		return
	}
	if text := value.Normalize(t, n.Text); !slices.Contains(f.Examples, text) {
		f.Examples = append(f.Examples, text)
	}
}

// spread gives the fields without examples those of the fields of the same name and type.
func spread(api *schema.API) {
	type element struct {
		name, typ schema.QName
		builtin   schema.BuiltinType
	}
	of := func(f *schema.Field) element { return element{f.Wire, f.Type.Wire, f.Type.Builtin} }
	known := map[element][]string{}
	var without []*schema.Field
	for t := range schema.Walk((*schema.Type).Uses, api.Types...) {
		for _, f := range t.Fields() {
			switch {
			case len(f.Examples) == 0:
				without = append(without, f)
			case known[of(f)] == nil:
				known[of(f)] = f.Examples
			}
		}
	}
	for _, f := range without {
		for _, text := range known[of(f)] {
			if value.Check(f.Type, text) == nil { // types without a name can differ in their facets
				f.Examples = append(f.Examples, text)
			}
		}
	}
}
