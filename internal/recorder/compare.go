// How a request differs from a recorded one. Header fields are not compared, nor is the header of an envelope: they have
// dates, identifiers and signatures of each call.

package recorder

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
)

// difference returns the first difference of a request, "" for none: "the employeeId is …".
func difference(recorded, request *cassette.Request) string {
	path, query, _ := strings.Cut(recorded.Path, "?")
	gotPath, gotQuery, _ := strings.Cut(request.Path, "?")
	switch {
	case recorded.Method != request.Method:
		return differs("the method", recorded.Method, request.Method)
	case !isLike(path, gotPath):
		return differs("the path", path, gotPath)
	}
	if d := formDifference("query parameter ", query, gotQuery); d != "" {
		return d
	}
	if recorded.Omitted != "" {
		return ""
	}
	return bodyDifference("", recorded.Header.Get("Content-Type"), recorded.Body, request.Header.Get("Content-Type"), request.Body)
}

// differs describes two values of what.
func differs(what, recorded, got string) string {
	return fmt.Sprintf("%s is %s in the cassette, and %s in the request", what, shorten(recorded), shorten(got))
}

// shorten returns text in quotes, or its beginning.
func shorten(text string) string {
	const most = 100
	if runes := []rune(text); len(runes) > most {
		return fmt.Sprintf("%q…", string(runes[:most]))
	}
	return fmt.Sprintf("%q", text)
}

// isLike reports whether got is recorded, with any texts instead of its secrets.
func isLike(recorded, got string) bool {
	if recorded == got {
		return true
	}
	var pattern strings.Builder
	literals := cassette.Placeholder.Split(recorded, -1)
	if len(literals) == 1 {
		return false
	}
	for i, literal := range literals {
		if i > 0 {
			pattern.WriteString(".*")
		}
		pattern.WriteString(regexp.QuoteMeta(literal))
	}
	return regexp.MustCompile("(?s)^" + pattern.String() + "$").MatchString(got)
}

// formDifference compares forms or queries, in which the order of the fields is of no importance.
func formDifference(kind, recorded, got string) string {
	want, errWant := url.ParseQuery(recorded)
	found, errFound := url.ParseQuery(got)
	if errWant != nil || errFound != nil {
		if isLike(recorded, got) {
			return ""
		}
		return differs("the "+strings.TrimSpace(kind)+" text", recorded, withoutSecrets("application/x-www-form-urlencoded", []byte(got)))
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if d := listDifference("the "+kind+name, want[name], found[name]); d != "" {
			return d
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if want[name] == nil {
			return fmt.Sprintf("the %s%s is not in the cassette", kind, name)
		}
	}
	return ""
}

// listDifference compares the values of a field.
func listDifference(what string, recorded, got []string) string {
	if len(recorded) != len(got) {
		return fmt.Sprintf("%s is %d times in the cassette, and %d times in the request", what, len(recorded), len(got))
	}
	for i := range recorded {
		if !isLike(recorded[i], got[i]) {
			return differs(what, recorded[i], got[i])
		}
	}
	return ""
}

// bodyDifference compares bodies at a path.
func bodyDifference(path, recordedType string, recorded []byte, gotType string, got []byte) string {
	media, parameters, _ := mime.ParseMediaType(recordedType)
	gotMedia, gotParameters, _ := mime.ParseMediaType(gotType)
	what := cmp.Or(path, "the body")
	switch {
	case (len(recorded) == 0) != (len(got) == 0):
		return fmt.Sprintf("%s has %d bytes in the cassette, and %d in the request", what, len(recorded), len(got))
	case media != gotMedia:
		return differs("the Content-Type", media, gotMedia)
	case strings.HasPrefix(media, "multipart/"):
		return partsDifference(what, recorded, parameters["boundary"], got, gotParameters["boundary"])
	case media == "application/x-www-form-urlencoded":
		return formDifference("field ", string(recorded), string(got))
	}
	if want, found := jsonOf(recorded), jsonOf(got); want != nil && found != nil {
		return jsonDifference(path, *want, *found)
	}
	if want, found := elementOf(recorded), elementOf(got); want != nil && found != nil {
		return want.content().difference(path, found.content())
	}
	if !isLike(string(recorded), string(got)) {
		return differs(what, string(recorded), withoutSecrets(gotType, got))
	}
	return ""
}

// withoutSecrets returns a body for a message.
func withoutSecrets(contentType string, body []byte) string {
	e := &cassette.Exchange{}
	e.Request.Header, e.Request.Body = http.Header{"Content-Type": {contentType}}, body
	return string(cassette.NewRedactor().Exchange(e).Request.Body)
}

// partsDifference compares multipart bodies. Each has a boundary and identifiers of its own.
func partsDifference(what string, recorded []byte, boundary string, got []byte, gotBoundary string) string {
	urls := references(contentIDs(recorded, boundary), contentIDs(got, gotBoundary))
	want, found := multipart.NewReader(bytes.NewReader(recorded), boundary), multipart.NewReader(bytes.NewReader(got), gotBoundary)
	for i := 1; ; i++ {
		path := fmt.Sprintf("part %d", i)
		wantPart, errWant := want.NextRawPart()
		foundPart, errFound := found.NextRawPart()
		switch {
		case errWant != nil && errFound != nil:
			return ""
		case errWant != nil:
			return fmt.Sprintf("%s has %d parts in the cassette, and more in the request", what, i-1)
		case errFound != nil:
			return fmt.Sprintf("%s has %d parts in the request, and more in the cassette", what, i-1)
		}
		for _, name := range slices.Sorted(maps.Keys(wantPart.Header)) {
			if name != "Content-Disposition" && !strings.HasSuffix(name, "Method") && !strings.HasSuffix(name, "Path") {
				continue // of this call, like the fields of a request
			}
			if d := listDifference(path+": "+name, wantPart.Header[name], foundPart.Header[name]); d != "" {
				return d
			}
		}
		wantBody, _ := io.ReadAll(wantPart) // of a malformed one, what there is
		foundBody, _ := io.ReadAll(foundPart)
		if isText(wantPart.Header.Get("Content-Type")) {
			wantBody = []byte(urls.Replace(string(wantBody)))
		}
		d := bodyDifference(path, wantPart.Header.Get("Content-Type"), wantBody, foundPart.Header.Get("Content-Type"), foundBody)
		if d != "" {
			return d
		}
	}
}

// jsonOf returns the value of a document of JSON; nil for another text.
func jsonOf(text []byte) *any {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value any
	if d.Decode(&value) != nil || len(bytes.TrimSpace(text[d.InputOffset():])) > 0 {
		return nil
	}
	return &value
}

// jsonDifference compares values at a path.
func jsonDifference(path string, recorded, got any) string {
	what := cmp.Or(path, "the body")
	switch want := recorded.(type) {
	case map[string]any:
		found, ok := got.(map[string]any)
		if !ok {
			break
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if _, ok := found[name]; !ok {
				return fmt.Sprintf("%s is only in the cassette", join(path, name))
			}
			if d := jsonDifference(join(path, name), want[name], found[name]); d != "" {
				return d
			}
		}
		for _, name := range slices.Sorted(maps.Keys(found)) {
			if _, ok := want[name]; !ok {
				return fmt.Sprintf("%s is only in the request", join(path, name))
			}
		}
		return ""
	case []any:
		found, ok := got.([]any)
		if !ok {
			break
		}
		for i := range min(len(want), len(found)) {
			if d := jsonDifference(fmt.Sprintf("%s[%d]", path, i), want[i], found[i]); d != "" {
				return d
			}
		}
		if len(want) != len(found) {
			return fmt.Sprintf("%s has %d items in the cassette, and %d in the request", what, len(want), len(found))
		}
		return ""
	case string:
		if cassette.Placeholder.MatchString(want) && isLike(want, fmt.Sprint(got)) { // a number may be a secret, too
			return ""
		}
	}
	if recorded == got {
		return ""
	}
	return differs(what, jsonText(recorded), jsonText(got))
}

// jsonText returns a value for a message: a string without quotes.
func jsonText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	text, _ := json.Marshal(value) // which was read from JSON
	return string(text)
}

// join returns the path of a member.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// element is an element of XML.
type element struct {
	xml.Name
	attributes map[xml.Name]string // without declarations of namespaces
	children   []*element
	text       string
}

// elementOf returns the root of a document of XML; nil for another text.
func elementOf(text []byte) *element {
	d := xml.NewDecoder(bytes.NewReader(text))
	root := &element{}
	open := []*element{root}
	for {
		token, err := d.Token()
		if err != nil {
			if err == io.EOF && len(root.children) == 1 {
				return root.children[0]
			}
			return nil
		}
		parent := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			child := &element{Name: token.Name, attributes: map[xml.Name]string{}}
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					child.attributes[a.Name] = a.Value
				}
			}
			parent.children = append(parent.children, child)
			open = append(open, child)
		case xml.EndElement:
			parent.text = strings.TrimSpace(parent.text)
			open = open[:len(open)-1]
		case xml.CharData:
			parent.text += string(token)
		}
	}
}

// content returns the first element in the body of an envelope, the body without one, or e itself if it is no envelope.
func (e *element) content() *element {
	if e.Local != "Envelope" {
		return e
	}
	body := e.find("Body")
	if body == nil {
		return e
	}
	if len(body.children) == 1 {
		return body.children[0]
	}
	return body
}

// difference compares elements. path is that of their parents, without the root.
func (e *element) difference(path string, got *element) string {
	what := cmp.Or(path, "<"+e.Local+">")
	if e.Name != got.Name {
		return differs("the element", nameOf(e), nameOf(got))
	}
	if d := attributesDifference(what, e.attributes, got.attributes); d != "" {
		return d
	}
	if !isLike(e.text, got.text) {
		return differs(what, e.text, got.text)
	}
	seen := map[string]int{}
	for i := range min(len(e.children), len(got.children)) {
		child := e.children[i]
		step := join(path, child.Local)
		if n := seen[child.Local]; n > 0 {
			step = fmt.Sprintf("%s[%d]", step, n)
		}
		seen[child.Local]++
		if d := child.difference(step, got.children[i]); d != "" {
			return d
		}
	}
	if len(e.children) != len(got.children) {
		return fmt.Sprintf("%s has %d elements in the cassette, and %d in the request", what, len(e.children), len(got.children))
	}
	return ""
}

// attributesDifference compares the attributes of what.
func attributesDifference(what string, recorded, got map[xml.Name]string) string {
	if len(recorded) != len(got) {
		return fmt.Sprintf("%s has %d attributes in the cassette, and %d in the request", what, len(recorded), len(got))
	}
	for _, name := range slices.SortedFunc(maps.Keys(recorded), func(a, b xml.Name) int {
		return cmp.Or(strings.Compare(a.Space, b.Space), strings.Compare(a.Local, b.Local))
	}) {
		value, ok := got[name]
		if !ok {
			return fmt.Sprintf("the attribute %s of %s is only in the cassette", name.Local, what)
		}
		if !isLike(recorded[name], value) {
			return differs("the attribute "+name.Local+" of "+what, recorded[name], value)
		}
	}
	return ""
}

// nameOf returns the name of an element with its namespace in braces.
func nameOf(e *element) string {
	if e.Space == "" {
		return e.Local
	}
	return "{" + e.Space + "}" + e.Local
}

// operationOf returns the element that tells the operation of an envelope; "" for another request.
func operationOf(r *cassette.Request) string {
	if e := envelopeOf(r); e != nil {
		return nameOf(e.content())
	}
	return ""
}

// envelopeOf returns the envelope of a request, which can have attachments beside it; nil for another request.
func envelopeOf(r *cassette.Request) *element {
	media, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media != "multipart/related" {
		if e := elementOf(r.Body); e != nil && e.Local == "Envelope" {
			return e
		}
		return nil
	}
	parts := multipart.NewReader(bytes.NewReader(r.Body), parameters["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return nil
		}
		content, _ := io.ReadAll(part) // of a malformed one, what there is
		if e := elementOf(content); e != nil && e.Local == "Envelope" {
			return e
		}
	}
}
