// Forms: each field on a line of its own. Multipart bodies: each part with its header.

package pretty

import (
	"mime"
	"net/url"
	"strings"
)

// formMedia is the media type of URL-encoded forms.
const formMedia = "application/x-www-form-urlencoded"

// addForm lays out a part of the body that is an URL-encoded form.
func (l *layout) addForm(start, end int) {
	for at := start; at < end; {
		size := strings.IndexByte(l.body[at+1:end], '&') + 1
		if size == 0 {
			size = end - at
		}
		first := len(l.segments)
		l.addField(at, at+size)
		l.begin(first, 0)
		at += size
	}
}

// addField adds a field of a form.
func (l *layout) addField(start, end int) {
	equals := strings.IndexByte(l.body[start:end], '=')
	if equals < 0 {
		l.put(start, end, Name)
		return
	}
	equals += start + 1
	l.put(start, equals, Name)
	name := strings.Trim(l.body[start:equals], "&=")
	if text, err := url.QueryUnescape(name); err == nil {
		name = text
	}
	l.putValue(equals, end, name)
}

// addMultipart lays out a part of the body that has parts itself (RFC 2046, section 5.1).
func (l *layout) addMultipart(boundary string, start, end int) {
	l.isLossy = true // the ends of lines
	delimiter := "--" + boundary
	for at := start; at < end; {
		size := strings.Index(l.body[at:end], delimiter)
		if size < 0 {
			l.putLine(at, end)
			return
		}
		l.putLine(at, at+size) // before the first part
		at += size
		line := l.lineEnd(at, end)
		l.putLine(at, line)
		at = l.addPart(line, end, delimiter)
	}
}

// addPart lays out the header and the content of a part, and returns where that ends.
func (l *layout) addPart(start, end int, delimiter string) int {
	var contentType, field string
	at := start
	for at < end {
		line := l.lineEnd(at, end)
		text := strings.TrimRight(l.body[at:line], "\r\n")
		if strings.HasPrefix(text, delimiter) {
			return at
		}
		if text == "" {
			at = line
			break
		}
		name, value, isField := strings.Cut(text, ":")
		if !isField {
			l.putLine(at, line)
		} else {
			first := len(l.segments)
			l.put(at, at+len(name)+1, Name)
			l.putValue(at+len(name)+1, at+len(text), name)
			l.begin(first, 0)
		}
		switch {
		case strings.EqualFold(name, "Content-Type"):
			contentType = strings.TrimSpace(value)
		case strings.EqualFold(name, "Content-Disposition"): // RFC 7578, section 4.2
			_, parameters, _ := mime.ParseMediaType(value)
			field = parameters["name"]
		}
		at = line
	}
	size := strings.Index(l.body[at:end], "\n"+delimiter)
	if size < 0 {
		size = end - at
	}
	media, parameters, _ := mime.ParseMediaType(contentType)
	content := at + len(strings.TrimRight(l.body[at:at+size], "\r\n"))
	first := len(l.segments)
	if l.isSecret(field) {
		l.putValue(at, content, field)
	} else {
		l.add(media, parameters, at, content)
	}
	l.begin(first, 0)
	return min(at+size+1, end)
}

// lineEnd returns where the line at start ends, with its line break.
func (l *layout) lineEnd(start, end int) int {
	if i := strings.IndexByte(l.body[start:end], '\n'); i >= 0 {
		return start + i + 1
	}
	return end
}

// putLine adds text, without the line break at its end, as a line.
func (l *layout) putLine(start, end int) {
	first := len(l.segments)
	l.put(start, start+len(strings.TrimRight(l.body[start:end], "\r\n")), "")
	l.begin(first, 0)
}
