// Configuring: the settings of a client applied to its contract.

package schema

import (
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Configure applies settings to api, before [Name]: the package name, the prefix of header names, how a SOAP
// client authenticates, how requests are spelled, the operations whose requests are split, the secrets, and the style of
// operations. A setting that names something that api does not have is a fault at the setting's position.
func Configure(api *API, settings Settings) Diagnostics {
	var ds Diagnostics
	api.Package = settings.Package
	if api.Package == "" {
		api.Package = packageName(api.Contract)
	}
	if !token.IsIdentifier(api.Package) || api.Package == "main" || api.Package == "_" {
		ds.Faultf(Pos{File: api.Contract}, "%q cannot be the name of a client's package: choose another with --package",
			api.Package)
	}
	if prefix := settings.HeaderPrefix; prefix != nil {
		switch {
		case api.REST == nil:
			ds.Faultf(prefix.Pos,
				"headerPrefix is for a YAML description, and a WSDL has no header parameters: remove it")
		case strings.ContainsFunc(prefix.Value, isNotInHeader):
			ds.Faultf(prefix.Pos, "%q cannot begin a header's name: use letters, digits and hyphens", prefix.Value)
		default:
			api.REST.HeaderPrefix = prefix.Value
		}
	}
	for _, s := range settings.Ports.All() {
		if api.SOAP == nil {
			ds.Faultf(s.Pos, "service, port and binding are for a WSDL: remove %s", s.Value)
		}
	}
	if settings.Auth != nil {
		switch {
		case api.SOAP == nil:
			ds.Faultf(settings.Auth.Pos,
				"auth is for a WSDL, and the client of a YAML description takes a token source: remove it")
		case !slices.Contains([]AuthKind{PasswordToken, HTTPBasic, HTTPDigest}, AuthKind(settings.Auth.Value)):
			ds.Faultf(settings.Auth.Pos, "unknown auth %q: write basic, digest or password, or leave it out", settings.Auth.Value)
		default:
			api.SOAP.Auth = &Auth{Kind: AuthKind(settings.Auth.Value), Pos: settings.Auth.Pos}
		}
	}
	setAttachments(api, settings.Attachments, &ds)
	if settings.MaxDepth != nil {
		setMaxDepth(api, *settings.MaxDepth, &ds)
	}
	if p := settings.IgnorePolicy; p != nil && p.Pos.Line > 0 && api.SOAP == nil {
		ds.Faultf(p.Pos, "ignorePolicy is for a WSDL: remove it")
	}
	if settings.XML != nil {
		setSpelling(api, settings.XML, &ds)
	}
	if settings.Interface != nil {
		api.Service = &Service{Pos: settings.Interface.Pos}
	}
	setGoTypes(api, settings.Types, &ds)
	for _, s := range settings.Tags {
		switch {
		case s.Value == "soap":
			ds.Faultf(s.Pos, "soap is the tag of the runtime, which the types of a WSDL have anyway: remove it")
		case !isTagKey(s.Value):
			ds.Faultf(s.Pos, "%q cannot be the key of a struct tag: use letters, digits, _ and -, such as json", s.Value)
		case slices.Contains(api.Tags, s.Value):
			ds.Faultf(s.Pos, "the tag %s is listed twice: remove one", s.Value)
		default:
			api.Tags = append(api.Tags, s.Value)
		}
	}
	for _, s := range settings.Splits {
		split(api, s, &ds)
	}
	for _, s := range settings.Secrets {
		if !markSecret(api, s.Value) {
			ds.Faultf(s.Pos, "no request has a required text element %s: name one as it is on the wire", s.Value)
		}
	}
	if settings.Style != nil {
		setStyle(api, *settings.Style, &ds)
	}
	if api.SOAP != nil {
		for _, op := range api.SOAP.Operations {
			for _, fault := range op.Faults {
				fault.Type.Error = true
				for _, d := range fault.Type.Derived {
					d.Error = true
				}
			}
		}
	}
	return ds
}

// maxDepth bounds the depth of documents: each level takes some of the stack.
const maxDepth = 10_000

// setMaxDepth sets how many elements of a document may be open.
func setMaxDepth(api *API, s Setting, ds *Diagnostics) {
	n, err := strconv.Atoi(s.Value)
	switch {
	case api.SOAP == nil:
		ds.Faultf(s.Pos, "maxDepth is for a WSDL, and JSON in responses nests at most 256 levels deep: remove it")
	case err != nil || n <= 0 || n > maxDepth:
		ds.Faultf(s.Pos, "%q cannot be the number of open elements: write a whole number from 1 to %d", s.Value, maxDepth)
	default:
		api.SOAP.MaxDepth = n
	}
}

// isTagKey reports whether s can be the key of a struct tag.
func isTagKey(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r != '_' && isNotInHeader(r) })
}

// isNotInHeader reports whether r is not a letter, digit or hyphen.
func isNotInHeader(r rune) bool {
	return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// markSecret marks the elements of requests called name, and reports whether there is one.
func markSecret(api *API, name string) (found bool) {
	if api.SOAP == nil {
		return false
	}
	for _, op := range api.SOAP.Operations {
		if op.Input == nil || op.Input.Type == nil {
			continue
		}
		for _, f := range op.Input.Type.Fields() {
			if f.Wire.Local == name && f.Form == ByValue && f.Type.Kind != Struct && f.Type.GoType == nil {
				f.Secret, found = true, true
			}
		}
	}
	return found
}

// packageName derives a package name from a file name: its letters and digits in lower case.
func packageName(file string) string {
	base := strings.TrimSuffix(path.Base(file), path.Ext(file))
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, base)
	if name == "" || unicode.IsDigit([]rune(name)[0]) || token.IsKeyword(name) {
		name = "client" + name
	}
	return name
}

// split resolves the wire paths of s against the operation that it names.
func split(api *API, s SplitSettings, ds *Diagnostics) {
	if api.SOAP == nil {
		ds.Faultf(s.Operation.Pos, "split is for the operations of a WSDL: remove it")
		return
	}
	var called []*SOAPOperation
	var names []string
	for _, op := range api.SOAP.Operations {
		names = append(names, op.Wire)
		if op.isCalled(s.Operation.Value) {
			called = append(called, op)
		}
	}
	switch {
	case called == nil:
		api.faultMissing(s.Operation, names, ds)
		return
	case called[0].Port != called[len(called)-1].Port:
		ds.Faultf(s.Operation.Pos, "several port types have an operation %s: name one of them, such as %s",
			s.Operation.Value, called[0].qualified())
		return
	}
	op := called[0]
	if op.Output == nil {
		ds.Faultf(s.Operation.Pos, "operation %s has no response with rows: remove it from split",
			op.Wire)
		return
	}
	result, before := &Split{Pos: s.Operation.Pos}, len(*ds)
	var ok [3]bool
	result.List, ok[0] = resolve(op.Input.Type, s.List, ds)
	result.Rows, ok[1] = resolve(op.Output.Type, s.Rows, ds)
	if ok[0] {
		list := result.List[len(result.List)-1]
		switch result.Max = list.Max; {
		case list.Form != BySlice || list.Max == Unbounded || list.Wildcard != nil:
			ds.Faultf(s.List.Pos, "%s is not a list with a limit: expected an element with a maxOccurs of 2 or more, "+
				"but not unbounded", s.List.Value)
		case list.Type.Kind != Struct || list.Type.IsPolymorphic():
			ds.Faultf(s.List.Pos, "%s is not a list that can be split: expected elements of one complex type",
				s.List.Value)
		}
	}
	if ok[1] {
		rows := result.Rows[len(result.Rows)-1]
		if rows.Form != BySlice || rows.Wildcard != nil || rows.Type.Kind != Struct || len(rows.Type.Derived) > 0 ||
			rows.Nillable {
			ds.Faultf(s.Rows.Pos,
				"%s is not a list of rows: expected an element of a complex type that occurs more than once",
				s.Rows.Value)
			return
		}
		var index, reason []*Field
		if index, ok[2] = resolve(rows.Type, s.Index, ds); ok[2] {
			result.Index = index[0]
			t := result.Index.Type
			if len(index) > 1 || result.Index.Form != ByValue || !t.Builtin.IsInteger() || t.GoType != nil {
				ds.Faultf(s.Index.Pos, "%s is not the index of the row: expected a required integer", s.Index.Value)
			}
		}
		if s.Error.Value != "" {
			if reason, ok[2] = resolve(rows.Type, s.Error, ds); ok[2] {
				result.Error = reason[0]
				if t := result.Error.Type; len(reason) > 1 || t.Kind != Struct || result.Error.Form != ByPointer {
					ds.Faultf(s.Error.Pos,
						"%s is not the error of the row: expected an optional element of a complex type", s.Error.Value)
				} else {
					t.Error = true
				}
			}
		}
	}
	if ok[0] && ok[1] {
		echoes(result, s, ds)
	}
	if len(*ds) == before {
		op.Split = result
	}
}

// echoes finds the values that rows repeat from their items.
func echoes(split *Split, s SplitSettings, ds *Diagnostics) {
	item, row := split.List[len(split.List)-1].Type, split.Rows[len(split.Rows)-1].Type
	for _, echo := range s.Echo {
		if EchoField(row, echo.Value) == nil {
			ds.Faultf(echo.Pos, "a row of %s has no text or integer %s to repeat: expected one of %s",
				s.Rows.Value, echo.Value, strings.Join(echoNames(row), ", "))
			continue
		}
		if !hasEcho(item, echo.Value) {
			ds.Faultf(echo.Pos, "an item of %s has no text or integer %s that a row could repeat: expected one that "+
				"both have", s.List.Value, echo.Value)
			continue
		}
		split.Echo = append(split.Echo, echo.Value)
	}
}

// hasEcho reports whether an item, or a struct within it, has a value that rows can repeat as name.
func hasEcho(item *Type, name string) bool {
	if EchoField(item, name) != nil {
		return true
	}
	return slices.ContainsFunc(item.Fields(), func(f *Field) bool {
		return f.Form == ByPointer && EchoField(f.Type, name) != nil
	})
}

// EchoNames returns the names of the values that a row can repeat from an item.
func EchoNames(item, row *Type) []string {
	return slices.DeleteFunc(echoNames(row), func(name string) bool { return !hasEcho(item, name) })
}

// EchoField returns the first field of t that is a text or an integer and has one of the names on the wire: a value
// that a row of a response can repeat from its item. It returns nil if there is none.
func EchoField(t *Type, names ...string) *Field {
	if t == nil || t.Kind != Struct || len(t.Derived) > 0 {
		return nil
	}
	for _, f := range t.Fields() {
		if f.Form != BySlice && f.Wildcard == nil && isEchoable(f.Type) && slices.Contains(names, f.Wire.Local) {
			return f
		}
	}
	return nil
}

// isEchoable reports whether values of t can be compared as texts.
func isEchoable(t *Type) bool {
	if t.GoType != nil {
		return false
	}
	switch t.Kind {
	case Enum:
		return true
	case Builtin, Simple:
		return t.Builtin.IsText() || t.Builtin.IsInteger()
	}
	return false
}

// echoNames returns the names that EchoField finds in t.
func echoNames(t *Type) []string {
	var names []string
	for _, f := range t.Fields() {
		if EchoField(t, f.Wire.Local) != nil {
			names = append(names, f.Wire.Local)
		}
	}
	return names
}

// resolve returns the fields along the dotted wire names of s, beginning in t.
func resolve(t *Type, s Setting, ds *Diagnostics) ([]*Field, bool) {
	var fields []*Field
	for _, name := range strings.Split(s.Value, ".") {
		var next *Field
		if t != nil && t.Kind == Struct {
			for _, f := range t.Fields() {
				if f.Wire.Local == name {
					next = f
				}
			}
		}
		if next == nil {
			ds.Faultf(s.Pos, "there is no %s for %s: expected %s", name, s.Value, wireNames(t))
			return nil, false
		}
		if before := len(fields) - 1; before >= 0 && (fields[before].Form == BySlice || len(t.Derived) > 0) {
			ds.Faultf(s.Pos, "%s in %s is a list, or one of several types: expected a single element of one type",
				fields[before].Wire.Local, s.Value)
			return nil, false
		}
		fields = append(fields, next)
		t = next.Type
	}
	return fields, true
}

// wireNames lists the fields of t, which may be nil, for messages.
func wireNames(t *Type) string {
	var names []string
	if t != nil && t.Kind == Struct {
		for _, f := range t.Fields() {
			names = append(names, f.Wire.Local)
		}
	}
	if len(names) == 0 {
		return "nothing, since the type before it has no elements"
	}
	return "one of " + strings.Join(names, ", ")
}
