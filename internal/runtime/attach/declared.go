// Parts beside the envelope that the contract names: fields of messages that are in no element (WSDL 1.1, section 5; WS-I
// Attachments Profile 1.0).

package attach

import (
	"net/url"
	"reflect"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// declared is a part beside the envelope that the contract names.
type declared struct {
	name        string
	contentType string // of an attachment without one; "" if the contract allows several
	isAlone     bool   // it is the whole message, without an envelope
	field       reflect.Value
}

// declaredIn returns the parts beside the envelope of m, a pointer to the struct of a message or nil: the fields with the
// tag part, which is the name of the part and perhaps, after commas, its content type and the word alone.
func declaredIn(m any) (parts []declared) {
	v := reflect.ValueOf(m)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return nil
	}
	for i := range v.Elem().NumField() {
		if tag, ok := v.Elem().Type().Field(i).Tag.Lookup("part"); ok {
			tag, isAlone := strings.CutSuffix(tag, ",alone")
			name, contentType, _ := strings.Cut(tag, ",")
			parts = append(parts, declared{name, contentType, isAlone, v.Elem().Field(i)})
		}
	}
	return parts
}

// attachment returns the attachment of d, nil if it is not set.
func (d declared) attachment() *xmlwire.Attachment {
	return d.field.Convert(reflect.TypeFor[*xmlwire.Attachment]()).Interface().(*xmlwire.Attachment)
}

// set sets the attachment of d.
func (d declared) set(a *xmlwire.Attachment) { d.field.Set(reflect.ValueOf(a).Convert(d.field.Type())) }

// checkDeclared adds the faults of the parts beside the envelope of m to v.
func checkDeclared(m any, v *check.Validator) {
	for _, d := range declaredIn(m) {
		switch a := d.attachment(); {
		case a == nil:
			v.Required(d.name)
		case a.Body == nil:
			v.Fault(d.name, "must have a body")
		}
	}
}

// idOf returns the Content-ID of the part called name that ends in unique (WS-I Attachments Profile 1.0, R2933).
func idOf(name, unique string) string { return url.PathEscape(name) + "=" + unique }

// NameIn returns the name of a part in its Content-ID, "" if it has none.
func NameIn(id string) string {
	escaped, _, ok := strings.Cut(id, "=")
	name, err := url.PathUnescape(escaped)
	if !ok || err != nil {
		return ""
	}
	return name
}
