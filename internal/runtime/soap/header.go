// Header blocks: what all of them can have, and those that the contract does not name (SOAP 1.1, section 4.2; SOAP 1.2
// Part 1, section 5.2).

package soap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// withHeader returns the options of a call, nil for none, with the header blocks that client has for all calls. They come
// before those of the call, whose reader of blocks takes precedence.
func (c *Call) withHeader(ctx context.Context, client *transport.Options, call *transport.CallOptions) *transport.CallOptions {
	if client.HeaderBlocks == nil && client.OnHeaderBlock == nil {
		return call
	}
	var options transport.CallOptions
	if call != nil {
		options = *call
	}
	if client.HeaderBlocks != nil {
		blocks, err := client.HeaderBlocks(ctx, c.Operation)
		for _, block := range blocks {
			err = errors.Join(err, CheckHeaderBlock(block))
		}
		if err != nil {
			options.Err = errors.Join(options.Err, fmt.Errorf("Config.SOAPHeader: %w", err))
		} else {
			options.HeaderBlocks = slices.Concat(blocks, options.HeaderBlocks)
		}
	}
	if client.OnHeaderBlock != nil && options.OnHeaderBlock == nil {
		options.OnHeaderBlock = func(block string) { client.OnHeaderBlock(ctx, c.Operation, block) }
	}
	return &options
}

// CheckHeaderBlock returns an error that says what a header block must be, unless block is one.
func CheckHeaderBlock(block string) error {
	if strings.HasPrefix(block, "<") && xmlwire.AnyBut("").ElementFault(block) == "" {
		return nil
	}
	return errors.New("the block must be one well-formed element with a namespace, and declare its prefixes")
}

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
