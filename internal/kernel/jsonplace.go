// Places of the values of a JSON text.

package kernel

import (
	"encoding/json"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// jsonPlaces has the offsets of the values of a text, by their paths.
type jsonPlaces struct {
	*places
	text    string
	decoder *json.Decoder
	offsets map[string]int
}

// index adds the offsets of the next value of the decoder, whose path is path, and of the values in it.
func (p *jsonPlaces) index(path string) {
	start := int(p.decoder.InputOffset())
	start += len(p.text[start:]) - len(strings.TrimLeft(p.text[start:], " \t\r\n,:"))
	if _, known := p.offsets[path]; !known {
		p.offsets[path] = start
	}
	token, err := p.decoder.Token()
	if err != nil {
		return // encoding/json does not nest as deeply
	}
	switch token {
	case json.Delim('{'):
		for p.decoder.More() {
			name, _ := p.decoder.Token()
			key, ok := name.(string)
			if !ok {
				return
			}
			p.index(join(path, key))
		}
		p.decoder.Token()
	case json.Delim('['):
		for i := 0; p.decoder.More(); i++ {
			p.index(step(path, i))
		}
		p.decoder.Token()
	}
}

// of returns the place of the value at path, or of the one around it if there is none.
func (p *jsonPlaces) of(path string) (line, column int) {
	for {
		if offset, ok := p.offsets[path]; ok || path == "" {
			return p.places.of(offset)
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
}

// violation returns the violation at path.
func (p *jsonPlaces) violation(path, message string) Violation {
	v := Violation{Path: path, Message: message}
	v.Line, v.Column = p.of(path)
	return v
}

// place sets the places of n, whose path is path, and of the nodes in it.
func (p *jsonPlaces) place(n *Node, path string) {
	n.Line, n.Column = p.of(path)
	for i, c := range n.Children {
		p.place(c, childPath(n, path, c, i))
	}
}

// childPath returns the path of child i of n, a JSON value whose path is path.
func childPath(n *Node, path string, child *Node, i int) string {
	if n.Type != nil && n.Type.Kind == schema.List {
		return step(path, i)
	}
	return join(path, child.Name)
}
