// Header blocks: what all of them can have, and those that the contract does not name (SOAP 1.1, section 4.2; SOAP 1.2
// Part 1, section 5.2).

package soap

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// blockAttributes returns the attributes that options give to the header blocks of the contract in an envelope of
// version v.
func (v *envelope) blockAttributes(options *transport.CallOptions) string {
	var b []byte
	if options.Mandatory {
		b = append(b, ` soapenv:mustUnderstand="1"`...)
	}
	if options.Actor != "" {
		b = append(b, " soapenv:"+v.role+`="`...)
		b = append(xmlwire.AppendAttr(b, options.Actor), '"')
	}
	return string(b)
}

// readBlock reads the pending header block in an envelope of version v, whose namespace has the index ns. It passes the
// block to read, as an element that declares the namespaces it uses. If read is nil, the block is skipped; that is a
// deviation if the client must understand it.
func (v *envelope) readBlock(x *xmltype.Reader, ns int, read func(block string)) {
	if read != nil {
		if block := x.Outer(); block != "" {
			read(block)
		}
		return
	}
	attribute := func(name string) string {
		if !x.Attr(ns, name) {
			return ""
		}
		return scalar.TrimSpace(x.AttrValue())
	}
	isMandatory := attribute("mustUnderstand")
	role := attribute(v.role)
	if (isMandatory == "1" || isMandatory == "true") &&
		(role == "" || slices.Contains(strings.Fields(v.receivers), role)) {
		x.Deviate("", "header blocks that the client reads", x.Name()+" with mustUnderstand")
	}
	x.Skip()
}
