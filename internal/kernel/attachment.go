// Attachments: binary values that are in the document, or in parts of the message beside it.

package kernel

import (
	"encoding/base64"
	"io"
	"iter"
	"reflect"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/attach"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// parts are the parts of a message.
type parts struct {
	document xmltype.Attachments // those in the document
	root     *part               // it has the envelope
	list     []*part             // all, or all others
	isAlone  bool                // there is a document alone, without a message: URLs of parts stay URLs
}

// reference is the body of an attachment of which only the URL is known.
type reference string

func (reference) Read([]byte) (int, error) { return 0, io.EOF }

// Append implements [xmltype.Attachments].
func (l *parts) Append(b []byte, a *xmlwire.Attachment, isReferred bool) []byte {
	if href, ok := a.Body.(reference); ok {
		return xmlwire.AppendText(b, string(href))
	}
	return l.document.Append(b, a, isReferred)
}

// Read implements [xmltype.Attachments].
func (l *parts) Read(x *xmltype.Reader, a *xmlwire.Attachment, isReferred bool, deviate func(expected, found string)) bool {
	return attach.Read(x, a, isReferred, deviate, func(href string, a *xmlwire.Attachment) (fault string) {
		if fault = l.find(href, a); fault != "" && isReferred && l.isAlone {
			a.Body, fault = reference(href), ""
		}
		return fault
	})
}

// Check implements [xmltype.Attachments].
func (l *parts) Check(m any, v *check.Validator) {
	if !l.isAlone {
		l.document.Check(m, v)
	}
}

// find sets a to the part that href refers to. It returns why there is none, or "".
func (l *parts) find(href string, a *xmlwire.Attachment) (fault string) {
	id, fault := attach.IDIn(href)
	if fault != "" {
		return fault
	}
	for _, p := range l.list {
		switch {
		case p.id != id:
		case p == l.root:
			return "it is the part with the envelope"
		case p.isNeeded:
			return "another element refers to it"
		default:
			p.isNeeded = true
			*a = *p.attachment()
			return ""
		}
	}
	if len(l.list) == 0 {
		return "the message has no parts"
	}
	return "no part has this Content-ID"
}

// declared returns the parts that fields are: a part whose Content-ID has the name of a field is that one, and others are the
// next ones (WS-I Attachments Profile 1.0, R2933).
func (l *parts) declared(fields []*schema.Field) map[*schema.Field]*part {
	found := map[*schema.Field]*part{}
	for _, p := range l.list {
		if p == l.root || p.isNeeded {
			continue
		}
		var next *schema.Field
		for _, f := range fields {
			if f.Wire.Local == attach.NameIn(p.id) {
				next = f
				break
			}
			if next == nil && found[f] == nil {
				next = f
			}
		}
		if next != nil && found[next] == nil {
			found[next], p.isNeeded = p, true
		}
	}
	return found
}

// setParts says which parts the message has.
func (r *reading) setParts(l *parts) {
	l.document = r.document
	r.parts, r.types = l, r.typesWith(l)
}

// typesWith returns the types of the contract with attachments of their own.
func (c *Contract) typesWith(attachments xmltype.Attachments) *xmltype.Types {
	return &xmltype.Types{Plans: c.types.Plans, Attachments: attachments}
}

// declare sets fields of the value, which are parts of the message, and returns their nodes.
func (r *reading) declare(fields []*schema.Field) (nodes []*Node) {
	found := r.parts.declared(fields)
	for _, f := range fields {
		if p := found[f]; p != nil {
			reflect.ValueOf(r.value).Elem().FieldByName(f.Name).Set(reflect.ValueOf(p.attachment()))
			nodes = append(nodes, p.node(f))
		}
	}
	return nodes
}

// fromParts reads m from the parts of the message, which has no envelope.
func (r *reading) fromParts(m *schema.Message) {
	r.root = &Node{Type: m.Type, Line: 1, Column: 1, index: -1}
	r.value = reflect.New(r.structs[m.Type]).Interface()
	r.root.Children = r.declare(m.Type.Attached)
	r.check(len(r.violations))
}

// attach adds n, an attachment, to the parts of the message, and returns the URL of its part.
func (w *draft) attach(n *Node, id string) (href string) {
	content, err := scalar.ParseBase64(strings.TrimSpace(n.Text))
	if err != nil {
		w.violations = append(w.violations, Violation{Path: strings.Join(w.path, "."), Line: n.Line, Column: n.Column,
			Message: "expected xs:base64Binary, found " + wire.Quote(n.Text)})
	}
	w.parts = append(w.parts, &part{id: id, contentType: n.ContentType, content: string(content)})
	return "cid:" + id
}

// setAttachment sets the value of n to the attachment at p.
func (n *Node) setAttachment(p memory.Ptr) {
	a := memory.As[xmlwire.Attachment](p)
	if href, ok := a.Body.(reference); ok {
		n.Text = string(href)
		return
	}
	n.ContentType = a.ContentType
	if body, ok := a.Body.(io.ReadSeeker); ok { // it is in memory
		content, _ := io.ReadAll(body)
		body.Seek(0, io.SeekStart)
		n.Text = base64.StdEncoding.EncodeToString(content)
	}
}

// ValueType returns the type of the value of n: of an element with attributes that of its content.
func (n *Node) ValueType() *schema.Type {
	if t := n.Type; t == nil || t.Value == nil {
		return t
	}
	return n.Type.Value.Type
}

// Binaries yields n and the nodes below it whose values are binary, in Base64.
func (n *Node) Binaries() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		if n != nil {
			n.binaries(yield)
		}
	}
}

func (n *Node) binaries(yield func(*Node) bool) bool {
	if t := n.ValueType(); t != nil && (t.IsAttachment() || t.Builtin == schema.Base64Binary) && !yield(n) {
		return false
	}
	for _, child := range n.Children {
		if !child.binaries(yield) {
			return false
		}
	}
	return true
}

// ReadExample is [Contract.ReadEnvelope] for the example of a message of op. It adds the parts that are beside the envelope,
// or the whole message.
func (c *Contract) ReadExample(envelope string, op *schema.SOAPOperation, direction Direction) (e *Envelope, violations []Violation) {
	if m := messageOf(op, direction); m.IsAttached() {
		e = &Envelope{Version: op.Port.Version, Operation: op, Message: m, Body: &Node{Type: m.Type, index: -1}}
	} else {
		e, violations = c.ReadEnvelope(envelope, op, direction)
	}
	n := e.Body
	if n == nil {
		return e, violations
	}
	for b := range n.Binaries() {
		if b.ValueType().Builtin == schema.ReferredAttachment {
			b.Text, b.ContentType = base64.StdEncoding.EncodeToString([]byte("example")), "text/plain"
		}
	}
	for _, f := range n.Type.Attached {
		p := &part{contentType: "application/octet-stream", content: "example", line: n.Line, column: n.Column}
		if allowed := f.ContentTypes[0]; !strings.HasPrefix(allowed, "*") {
			p.contentType = strings.Replace(allowed, "/*", "/example", 1) // RFC 4735
		}
		if strings.HasSuffix(p.contentType, "xml") {
			p.content = "<example/>"
		}
		n.Children = append(n.Children, p.node(f))
	}
	return e, violations
}
