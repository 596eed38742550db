// The elements, members and parts in the text of a response, and changes of that text.

package sandbox

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"mime"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// document is the text of a response and the places in it.
type document struct {
	text   string
	format format
	places []place // in their order
	tops   []place // the message in an envelope, or the objects that are in no other one
}

type format int

const (
	xmlFormat format = iota
	jsonFormat
	partsFormat // of a MultiCall; an envelope with attachments is XML with parts
)

// place is the place of an element of XML, a member of JSON or a part in the text. The name of a part is its number.
type place struct {
	name       string
	start, end int
	from, to   int // its value
}

// edit replaces a part of the text.
type edit struct {
	from, to int
	text     string
}

// readDocument finds the places in text.
func readDocument(contentType, text string) (*document, error) {
	media, parameters, _ := mime.ParseMediaType(contentType)
	d := &document{text: text}
	switch {
	case strings.HasSuffix(media, "json"):
		d.format = jsonFormat
		return d, d.readJSON()
	case strings.HasSuffix(media, "xml"):
		return d, d.readXML(0, len(text))
	case strings.HasPrefix(media, "multipart/"):
		d.format = partsFormat
		d.readParts(parameters["boundary"])
		if from, to := d.envelope(); to > 0 {
			d.format = xmlFormat
			return d, d.readXML(from, to)
		}
		return d, nil
	}
	return nil, fmt.Errorf("a response of the type %q has no elements or members", contentType)
}

// envelope returns the offsets at which the XML in the first part begins and ends. They are 0 if it has no XML.
func (d *document) envelope() (from, to int) {
	if len(d.places) == 0 {
		return 0, 0
	}
	first := d.places[0]
	header, content, _ := strings.Cut(d.text[first.from:first.to], "\r\n\r\n")
	if !strings.HasPrefix(content, "<") {
		return 0, 0
	}
	return first.from + len(header) + len("\r\n\r\n"), first.to
}

// readXML adds the elements of an envelope between two offsets.
func (d *document) readXML(from, to int) error {
	const messageDepth = 2 // below Envelope and Body
	decoder := xml.NewDecoder(strings.NewReader(d.text[from:to]))
	offset := func() int { return from + int(decoder.InputOffset()) }
	var open []int // indexes of places
	for {
		start := offset()
		token, err := decoder.RawToken()
		if err != nil {
			break
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, len(d.places))
			d.places = append(d.places, place{name: token.Name.Local, start: start, from: offset()})
		case xml.EndElement:
			if len(open) == 0 {
				break
			}
			last := len(open) - 1
			p := &d.places[open[last]]
			p.to, p.end = start, offset()
			if open = open[:last]; last == messageDepth {
				d.tops = append(d.tops, *p)
			}
		}
	}
	if len(open) > 0 || len(d.places) == 0 {
		return fmt.Errorf("the response is not XML")
	}
	return nil
}

// readJSON adds the members of objects.
func (d *document) readJSON() error {
	decoder := json.NewDecoder(strings.NewReader(d.text))
	decoder.UseNumber()
	next := func() int { // where the next token begins
		offset := int(decoder.InputOffset())
		return offset + len(d.text[offset:]) - len(strings.TrimLeft(d.text[offset:], " \t\r\n,:"))
	}
	var value func(isInside bool) error
	value = func(isInside bool) error {
		from := next()
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		delimiter, _ := token.(json.Delim)
		for delimiter != 0 && decoder.More() {
			if delimiter == '[' {
				if err := value(isInside); err != nil {
					return err
				}
				continue
			}
			p := place{start: next()}
			name, err := decoder.Token()
			if err != nil {
				return err
			}
			p.name, p.from = name.(string), next()
			i := len(d.places)
			d.places = append(d.places, p)
			if err := value(true); err != nil {
				return err
			}
			d.places[i].to, d.places[i].end = int(decoder.InputOffset()), int(decoder.InputOffset())
		}
		if delimiter != 0 {
			_, err = decoder.Token()
		}
		if delimiter == '{' && !isInside {
			end := int(decoder.InputOffset())
			d.tops = append(d.tops, place{start: from, from: from + 1, to: end - 1, end: end})
		}
		return err
	}
	return value(false)
}

// readParts adds the parts of a body.
func (d *document) readParts(boundary string) {
	delimiter := "--" + boundary
	for start := strings.Index(d.text, delimiter); start >= 0; {
		from := start + len(delimiter)
		length := strings.Index(d.text[from:], "\r\n"+delimiter)
		if length < 0 {
			return
		}
		end := from + length + len("\r\n")
		d.places = append(d.places, place{strconv.Itoa(len(d.places) + 1), start, end, from, end})
		start = end
	}
}

// names returns the names of the places.
func (d *document) names() (names []string) {
	for _, p := range d.places {
		names = append(names, p.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// called returns the places called name that are in no other one of them.
func (d *document) called(name string) (found []place) {
	for _, p := range d.places {
		if p.name == name && (len(found) == 0 || p.start >= found[len(found)-1].end) {
			found = append(found, p)
		}
	}
	return found
}

// apply returns the text with edits, which are in their order.
func (d *document) apply(edits []edit) string {
	var b strings.Builder
	last := 0
	for _, e := range edits {
		b.WriteString(d.text[last:e.from] + e.text)
		last = e.to
	}
	return b.String() + d.text[last:]
}

// omit removes what is called name.
func (d *document) omit(name string) (edits []edit) {
	for _, p := range d.called(name) {
		if d.format == jsonFormat { // with one of the commas around it
			if after := strings.TrimLeft(d.text[p.end:], " \t\r\n"); strings.HasPrefix(after, ",") {
				p.end = len(d.text) - len(after) + 1
			} else if before := strings.TrimRight(d.text[:p.start], " \t\r\n"); strings.HasSuffix(before, ",") {
				p.start = len(before) - 1
			}
		}
		edits = append(edits, edit{p.start, p.end, ""})
	}
	return edits
}

// double repeats what is called name.
func (d *document) double(name string) (edits []edit) {
	for _, p := range d.called(name) {
		again := d.text[p.start:p.end]
		if d.format == jsonFormat {
			again = "," + again
		}
		edits = append(edits, edit{p.end, p.end, again})
	}
	return edits
}

// set gives what is called name another value.
func (d *document) set(name string, value any) (edits []edit) {
	for _, p := range d.called(name) {
		edits = append(edits, d.replace(p, value))
	}
	return edits
}

// renumber numbers rows from first.
func (d *document) renumber(first int) (edits []edit) {
	for _, p := range d.places {
		if _, err := strconv.Atoi(d.text[p.from:p.to]); err == nil && isRowNumber(p.name) {
			edits = append(edits, d.replace(p, first+len(edits)))
		}
	}
	return edits
}

// replace gives p another value.
func (d *document) replace(p place, value any) edit {
	encoded, err := json.Marshal(value)
	if err != nil {
		encoded = []byte("null") // only of a Go value that no JSON has
	}
	if d.format == jsonFormat {
		return edit{p.from, p.to, string(encoded)}
	}
	text := textIn(string(encoded))
	if d.format == partsFormat {
		return edit{p.from, p.to, "\r\n" + text + "\r\n"}
	}
	return d.fill(p, d.text[p.from:p.to], escape(text))
}

// fill replaces the content of p, an element, which may be a tag that is closed at once.
func (d *document) fill(p place, old, content string) edit {
	tag := d.text[p.start:p.from]
	if inner, ok := strings.CutSuffix(tag, "/>"); ok {
		name := inner[1:]
		if i := strings.IndexAny(name, " \t\r\n"); i >= 0 {
			name = name[:i]
		}
		return edit{p.start, p.end, inner + ">" + content + "</" + name + ">"}
	}
	return edit{p.to - len(old), p.to, content}
}

// add adds an element or member to each message.
func (d *document) add(name string) (edits []edit) {
	for _, p := range d.tops {
		if d.format == xmlFormat {
			edits = append(edits, d.fill(p, "", "<"+name+` xmlns="">unknown</`+name+">"))
			continue
		}
		encoded, _ := json.Marshal(name) // a text has no errors
		member := string(encoded) + `: "unknown"`
		if strings.TrimSpace(d.text[p.from:p.to]) != "" {
			member += ","
		}
		edits = append(edits, edit{p.from, p.from, member})
	}
	return edits
}

// declaration is the declaration of a namespace in a tag.
var declaration = regexp.MustCompile(`\sxmlns(?::[^\s=]+)?\s*=\s*("[^"]*"|'[^']*')`)

// namespace replaces the namespaces that are declared in messages, except for those of XML Schema.
func (d *document) namespace(uri string) (edits []edit) {
	for _, p := range d.tops {
		for _, match := range declaration.FindAllStringSubmatchIndex(d.text[p.start:p.end], -1) {
			from, to := p.start+match[2], p.start+match[3]
			old := d.text[from+1 : to-1]
			if old != "" && !strings.HasPrefix(old, "http://www.w3.org/2001/XMLSchema") {
				edits = append(edits, edit{from, to, `"` + escape(uri) + `"`})
			}
		}
	}
	return edits
}
