// Attachments: binary values that travel beside the envelope of a message (MTOM and XOP).

package schema

import "slices"

// The values of the setting attachments.
const (
	mtom          = "mtom"
	noAttachments = "none"
)

// setAttachments makes attachments of the binary elements of api's messages: of all if the contract or s asks for MTOM,
// and otherwise of those whose content types the contract expects. s may be nil.
func setAttachments(api *API, s *Setting, ds *Diagnostics) {
	if s != nil {
		switch {
		case api.SOAP == nil:
			ds.Faultf(s.Pos, "attachments is for a WSDL: remove it")
			return
		case s.Value != mtom && s.Value != noAttachments:
			ds.Faultf(s.Pos, "unknown attachments %q: write mtom or none, or leave it out", s.Value)
			return
		case s.Value == noAttachments:
			return
		}
	}
	if api.SOAP == nil {
		return
	}
	isEncoded := func(op *SOAPOperation) bool { return op.Encoded }
	if slices.ContainsFunc(api.SOAP.Operations, isEncoded) {
		if s != nil {
			ds.Faultf(s.Pos, "the messages of the contract are encoded, and have no attachments: remove it")
		}
		return
	}
	isEverywhere := s != nil || api.SOAP.MTOM
	attachment := &Type{Kind: Builtin, Builtin: Attachment, Wire: QName{xsdNamespace, string(Base64Binary)}}
	for _, t := range api.Types {
		fields := t.Content.Fields()
		if t.Value != nil {
			fields = append(fields, t.Value)
		}
		for _, f := range fields {
			if !(isEverywhere || f.IsExpected) || !f.canBeAttached() {
				continue
			}
			if f.Type.Facets != nil {
				ds.Warnf(f.Pos, "the facets of %q are not checked: it is an attachment, which is read while it is sent", f.Wire.Local)
			}
			f.Type = attachment
			if f.Form == ByValue {
				f.Form = ByPointer
			}
		}
	}
}

// canBeAttached reports whether the values of f, an element or the content of one, are binary.
func (f *Field) canBeAttached() bool {
	t := f.Type
	return t.Builtin == Base64Binary && (t.Kind == Builtin || t.Kind == Simple) && f.Implied() == nil && t.GoType == nil
}

// IsAttachment reports whether values of t are attachments.
func (t *Type) IsAttachment() bool { return t.Builtin == Attachment }

// HasAttachments reports whether a request or response of op can have attachments.
func (op *SOAPOperation) HasAttachments() bool {
	var roots []*Type
	for _, m := range []*Message{op.Input, op.Output} {
		if m != nil {
			roots = append(roots, m.Type)
		}
	}
	for t := range Walk((*Type).Uses, roots...) {
		if t.IsAttachment() {
			return true
		}
	}
	return false
}

// HasAttachments reports whether a type of api has attachments.
func (api *API) HasAttachments() bool {
	return slices.ContainsFunc(api.Types, func(t *Type) bool {
		return slices.ContainsFunc(t.Fields(), func(f *Field) bool { return f.Type.IsAttachment() })
	})
}
