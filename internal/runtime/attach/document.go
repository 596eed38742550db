// Attachments in documents: as base64, or as references to parts of the message (XOP, section 2).

package attach

import (
	"bytes"
	"io"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// includeNamespace is the namespace of the element Include, which stands for a part of the message (XOP, section 2.1).
const includeNamespace = "http://www.w3.org/2004/08/xop/include"

// AppendInclude appends an xop:Include that refers to the part with the URL href, which needs no escaping in XML.
func AppendInclude(b []byte, href string) []byte {
	return append(b, `<xop:Include xmlns:xop="`+includeNamespace+`" href="`+href+`"/>`...)
}

// Types returns the types of contract, which have attachments.
func Types(contract *contract.Types) *xmltype.Types {
	t := xmltype.New(contract)
	t.Attachments = document{}
	return t
}

// document has the attachments of a document that is not part of a message.
type document struct{}

// Append implements [xmltype.Attachments]. A body that is an io.Seeker is rewound, so that it can be read again.
func (document) Append(b []byte, a *xmlwire.Attachment, isReferred bool) []byte {
	switch {
	case a.Body == nil:
		return b
	case isReferred:
		return wire.Refuse(b, "is an attachment that only a message can have, beside its envelope")
	}
	octets, err := io.ReadAll(a.Body)
	if err != nil {
		return wire.Refuse(b, "cannot be read: "+err.Error())
	}
	if seeker, ok := a.Body.(io.Seeker); ok {
		seeker.Seek(-int64(len(octets)), io.SeekCurrent) // an error means that it is none, such as a pipe
	}
	return scalar.AppendBase64(b, octets)
}

// Read implements [xmltype.Attachments].
func (document) Read(x *xmltype.Reader, a *xmlwire.Attachment, isReferred bool, deviate func(expected, found string)) bool {
	return Read(x, a, isReferred, deviate, noParts)
}

// Check implements [xmltype.Attachments].
func (document) Check(m any, v *check.Validator) { checkDeclared(m, v) }

// noParts finds no part, because there are none.
func noParts(string, *xmlwire.Attachment) (fault string) { return "the message has no parts" }

// Read reads the pending element into a. find sets a to the part that the reference in the element names, and returns why
// there is none, or "".
func Read(x *xmltype.Reader, a *xmlwire.Attachment, isReferred bool, deviate func(expected, found string),
	find func(href string, a *xmlwire.Attachment) (fault string)) bool {
	refer := func(href string) bool {
		fault := find(href, a)
		if fault != "" {
			deviate("a reference to a part of the message", wire.Quote(href)+": "+fault)
		}
		return fault == ""
	}
	if isReferred {
		href := scalar.TrimSpace(x.Text())
		if name := x.SkippedElement(); name != "" {
			deviate("text", "an element "+wire.Quote(name))
		}
		return !x.Failed() && refer(href)
	}
	if !x.BeginsWithElement() {
		text := x.BorrowedText()
		octets, err := scalar.ParseBase64(scalar.TrimSpace(text))
		name := x.SkippedElement()
		switch {
		case err != nil:
			deviate("xs:base64Binary", wire.Quote(text))
		case name != "":
			deviate("text", "an element "+wire.Quote(name))
		}
		a.Body = bytes.NewReader(octets)
		return err == nil && !x.Failed()
	}
	includes, href := 0, ""
	for x.Child() {
		if x.Name() != "Include" || x.Space() != includeNamespace {
			deviate("xs:base64Binary or xop:Include", "an element "+wire.Quote(x.Name()))
		} else if includes++; x.Attr(0, "href") {
			href = x.AttrValue()
		}
		x.Skip()
	}
	if skipped := x.SkippedText(); skipped != "" {
		deviate("one xop:Include", wire.Quote(skipped))
	}
	if includes > 1 {
		deviate("one xop:Include", "several")
	}
	if includes == 0 || x.Failed() {
		return false
	}
	return refer(href)
}
