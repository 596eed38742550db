// Data: a message as JSON or YAML, before its types are known.

package kernel

import (
	"encoding/json"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// data is a value of JSON or YAML.
type data struct {
	kind         dataKind
	text         string // of a scalar, as it is written, without quotes
	isQuoted     bool   // the scalar is a text in JSON
	names        []string
	items        []*data // of a list, or of the members called names
	line, column int
}

type dataKind uint8

const (
	scalarData dataKind = iota
	nullData
	listData
	objectData
)

// called describes d for messages.
func (d *data) called() string {
	return [...]string{"a single value", "null", "a list", "an object"}[d.kind]
}

// parseData parses text: JSON, or else YAML.
func parseData(text string) (*data, []Violation) {
	if json.Valid([]byte(text)) {
		p := &dataParser{places: newPlaces(text), text: text, decoder: json.NewDecoder(strings.NewReader(text))}
		p.decoder.UseNumber()
		return p.value(), nil
	}
	var ds schema.Diagnostics
	root := yamldoc.Parse("", []byte(text), &ds)
	var d *data
	if root != nil {
		d = fromYAML(root)
	}
	var violations []Violation
	for _, fault := range ds {
		violations = append(violations, Violation{Line: fault.Line, Column: fault.Col, Message: fault.Message})
	}
	return d, violations
}

// dataParser parses valid JSON.
type dataParser struct {
	*places
	text    string
	decoder *json.Decoder
}

// value returns the next value.
func (p *dataParser) value() *data {
	start := int(p.decoder.InputOffset())
	start += len(p.text[start:]) - len(strings.TrimLeft(p.text[start:], " \t\r\n,:"))
	d := new(data)
	d.line, d.column = p.of(start)
	switch token, _ := p.decoder.Token(); token := token.(type) { // the text is valid
	case nil:
		d.kind = nullData
	case string:
		d.text, d.isQuoted = token, true
	case json.Delim:
		d.kind = listData
		if token == '{' {
			d.kind = objectData
		}
		for p.decoder.More() {
			if d.kind == objectData {
				name, _ := p.decoder.Token()
				d.names = append(d.names, name.(string))
			}
			d.items = append(d.items, p.value())
		}
		p.decoder.Token()
	default:
		d.text = strings.TrimSpace(p.text[start:p.decoder.InputOffset()])
	}
	return d
}

// fromYAML returns the value n. Faults are added to the diagnostics of n.
func fromYAML(n *yamldoc.Node) *data {
	d := &data{line: n.Pos().Line, column: n.Pos().Col}
	switch {
	case n.IsMapping():
		d.kind = objectData
		for _, e := range n.Entries() {
			d.names, d.items = append(d.names, e.Key), append(d.items, fromYAML(e.Value))
		}
	case n.IsList():
		d.kind = listData
		for _, item := range n.Items() {
			d.items = append(d.items, fromYAML(item))
		}
	default:
		var isNull bool
		if d.text, isNull = n.Scalar(); isNull {
			d.kind = nullData
		}
		d.isQuoted = !n.IsNumber() && !n.IsBool()
	}
	return d
}

// appendTo appends d to b as JSON.
func (d *data) appendTo(b []byte) []byte {
	switch {
	case d.kind == nullData:
		return append(b, "null"...)
	case d.kind == scalarData && d.isQuoted:
		return jsonwire.AppendString(b, d.text)
	case d.kind == scalarData:
		return append(b, d.text...)
	}
	brackets := "[]"
	if d.kind == objectData {
		brackets = "{}"
	}
	b = append(b, brackets[0])
	for i, item := range d.items {
		if i > 0 {
			b = append(b, ',')
		}
		if d.kind == objectData {
			b = append(jsonwire.AppendString(b, d.names[i]), ':')
		}
		b = item.appendTo(b)
	}
	return append(b, brackets[1])
}
