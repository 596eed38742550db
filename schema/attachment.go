// Attachments: values that travel beside the envelope of a message (MTOM and XOP, SwA and swaRef).

package schema

import "slices"

// The values of the setting attachments.
const (
	mtom          = "mtom"
	noAttachments = "none"
)

// setAttachments makes attachments of the elements of api's messages that refer to some (swaRef), and of binary ones: of all
// if the contract or s asks for MTOM, and otherwise of those whose content types the contract expects. s may be nil.
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
	attachment, referred := NewAttachment(), &Type{Kind: Builtin, Builtin: ReferredAttachment, Wire: swaRef}
	for _, t := range api.Types {
		fields := t.Content.Fields()
		if t.Value != nil {
			fields = append(fields, t.Value)
		}
		for _, f := range fields {
			if f.Type.Wire == swaRef {
				f.Type = referred
				f.Form = attachedForm(f)
				continue
			}
			if !(isEverywhere || f.IsExpected) || !f.canBeAttached() {
				continue
			}
			if f.Type.Facets != nil {
				ds.Warnf(f.Pos, "the facets of %q are not checked: it is an attachment, which is read while it is sent", f.Wire.Local)
			}
			f.Type = attachment
			f.Form = attachedForm(f)
		}
		for _, f := range t.Attributes {
			if f.Type.Wire == swaRef {
				ds.Warnf(f.Pos, "the attribute %q is a URL: attachments that attributes refer to (swaRef) are not supported",
					f.Wire.Local)
			}
		}
	}
}

// attachedForm returns the form of f as an attachment: attachments are pointers.
func attachedForm(f *Field) Form {
	if f.Form == ByValue {
		return ByPointer
	}
	return f.Form
}

// NewAttachment returns the type of attachments.
func NewAttachment() *Type {
	return &Type{Kind: Builtin, Builtin: Attachment, Wire: QName{xsdNamespace, string(Base64Binary)}}
}

// canBeAttached reports whether the values of f, an element or the content of one, are binary.
func (f *Field) canBeAttached() bool {
	t := f.Type
	return t.Builtin == Base64Binary && (t.Kind == Builtin || t.Kind == Simple) && f.Implied() == nil && t.GoType == nil
}

// IsAttachment reports whether values of t are attachments.
func (t *Type) IsAttachment() bool { return t.Builtin == Attachment || t.Builtin == ReferredAttachment }

// swaRef is the name of ReferredAttachment in contracts.
var swaRef = QName{"http://ws-i.org/profiles/basic/1.1/xsd", "swaRef"}

// IsAttached reports whether m has no envelope: it is an attachment, or several as its parts.
func (m *Message) IsAttached() bool {
	return m != nil && m.Element.Local == "" && m.Type != nil && len(m.Type.Attached) > 0
}

// IsAttachment reports whether m is a single attachment, without an envelope and without parts.
func (m *Message) IsAttachment() bool { return m.IsAttached() && m.Type.Attached[0].Alone }

// HasAttachments reports whether a message of op can have attachments.
func (op *SOAPOperation) HasAttachments() bool {
	var roots []*Type
	for _, m := range op.Messages() {
		roots = append(roots, m.Type)
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
