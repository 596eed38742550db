// Infosets: what two documents must have in common to say the same.

package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"time"
)

// element is an element of a document: what matters of it.
type element struct {
	name     xml.Name
	attrs    []xml.Attr // in order
	children []*element
	text     string // all of it, without the white space around
	scope    map[string]string
}

// difference says where the documents a and b first differ in what they say: "" where they do not.
func difference(a, b []byte) string {
	first, err := infoset(a)
	if err != nil {
		return err.Error()
	}
	second, err := infoset(b)
	if err != nil {
		return err.Error()
	}
	return first.difference(second, "")
}

// infoset reads the document doc.
func infoset(doc []byte) (*element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(doc))
	top := &element{scope: map[string]string{"xml": "http://www.w3.org/XML/1998/namespace"}}
	open := []*element{top}
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		last := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{name: t.Name, scope: map[string]string{}}
			for prefix, uri := range last.scope {
				e.scope[prefix] = uri
			}
			for _, a := range t.Attr {
				switch {
				case a.Name.Space == "xmlns":
					e.scope[a.Name.Local] = a.Value
				case isDeclaration(a):
					e.scope[""] = a.Value
				default:
					e.attrs = append(e.attrs, a)
				}
			}
			slices.SortFunc(e.attrs, func(a, b xml.Attr) int {
				return strings.Compare(a.Name.Space+" "+a.Name.Local, b.Name.Space+" "+b.Name.Local)
			})
			last.children = append(last.children, e)
			open = append(open, e)
		case xml.EndElement:
			last.text = strings.TrimSpace(last.text)
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(t)
		}
	}
	if len(top.children) != 1 {
		return nil, fmt.Errorf("%d root elements", len(top.children))
	}
	return top.children[0], nil
}

// difference says where e and o, which are at path, first differ. An attribute that only o has is one that has its
// default value.
func (e *element) difference(o *element, path string) string {
	path += "/" + e.name.Local
	if e.name != o.name {
		return fmt.Sprintf("%s: {%s}%s is written as {%s}%s",
			path, e.name.Space, e.name.Local, o.name.Space, o.name.Local)
	}
	for _, a := range e.attrs {
		if other := o.attr(a.Name); other == nil {
			return fmt.Sprintf("%s: the attribute %s is lost", path, a.Name.Local)
		} else if !e.sameValue(a.Value, o, *other) {
			return fmt.Sprintf("%s: the attribute %s is %q and is written as %q", path, a.Name.Local, a.Value, *other)
		}
	}
	for i, c := range e.children {
		if i == len(o.children) {
			return fmt.Sprintf("%s: the element {%s}%s is lost", path, c.name.Space, c.name.Local)
		}
		if d := c.difference(o.children[i], path); d != "" {
			return d
		}
	}
	if len(o.children) > len(e.children) {
		return fmt.Sprintf("%s: the element %s is new", path, o.children[len(e.children)].name.Local)
	}
	if !e.sameValue(e.text, o, o.text) {
		return fmt.Sprintf("%s: %.60q is written as %.60q", path, e.text, o.text)
	}
	return ""
}

// attr returns the value of e's attribute, nil where there is none.
func (e *element) attr(name xml.Name) *string {
	for i := range e.attrs {
		if e.attrs[i].Name == name {
			return &e.attrs[i].Value
		}
	}
	return nil
}

// sameValue reports whether a, in e, and b, in o, are one value: the same text but for white space, or two ways to
// write a number, a truth value, a time or a qualified name.
func (e *element) sameValue(a string, o *element, b string) bool {
	a, b = strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " ")
	if a == b {
		return !e.meansElse(a, o)
	}
	if x, ok := new(big.Rat).SetString(a); ok {
		y, ok := new(big.Rat).SetString(b)
		return ok && x.Cmp(y) == 0
	}
	if (a == "1" || a == "0") && (b == "true" || b == "false") {
		return (a == "1") == (b == "true")
	}
	for _, layout := range layouts {
		x, errX := time.Parse(layout, a)
		y, errY := time.Parse(layout, b)
		if errX == nil && errY == nil {
			return x.Equal(y)
		}
	}
	return e.resolved(a) == o.resolved(b)
}

// layouts are those of dates and times that have several forms.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02Z07:00", "15:04:05", "15:04:05Z07:00"}

// meansElse reports whether text begins with a prefix that stands for one namespace in e and for another in o.
func (e *element) meansElse(text string, o *element) bool {
	prefix, _, ok := strings.Cut(text, ":")
	inE, isInE := e.scope[prefix]
	inO, isInO := o.scope[prefix]
	return ok && isInE && isInO && inE != inO
}

// resolved is text with the namespace in place of its prefix, where it has one that is declared.
func (e *element) resolved(text string) string {
	prefix, local, ok := strings.Cut(text, ":")
	if !ok {
		prefix, local = "", text
	}
	if uri, ok := e.scope[prefix]; ok {
		return "{" + uri + "}" + local
	}
	return text
}
