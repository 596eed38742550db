// Redaction: an exchange without its secrets, which are found by their places and their names.

package cassette

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// Redactor replaces secrets. A secret is what has a place or a name for secrets: credentials and cookies in headers,
// query parameters, fields of forms, members of JSON, elements and attributes of XML. Once it is known, it is replaced
// wherever it occurs. A Redactor is not for several goroutines at once.
type Redactor struct {
	names   map[string]bool
	secrets map[string]*secret
}

// NewRedactor returns a Redactor. Beside the usual names, names are those of secrets.
func NewRedactor(names ...string) *Redactor {
	r := &Redactor{map[string]bool{}, map[string]*secret{}}
	for _, name := range names {
		r.names[comparable(name)] = true
	}
	return r
}

// Exchange returns e without secrets.
func (r *Redactor) Exchange(e *Exchange) *Exchange {
	r.exchange(e) // a secret may be in front of the place where it is known to be one
	return r.exchange(e)
}

func (r *Redactor) exchange(e *Exchange) *Exchange {
	redacted := *e
	redacted.Request.Path = r.url(e.Request.Path)
	redacted.Request.Message = r.message(e.Request.Message)
	redacted.Response.Message = r.message(e.Response.Message)
	return &redacted
}

func (r *Redactor) message(m Message) Message {
	header := maps.Clone(m.Header)
	for name, values := range header {
		header[name] = make([]string, len(values))
		for i, value := range values {
			header[name][i] = r.field(name, value)
		}
	}
	body := r.body(m.Body, m.Header.Get("Content-Type"))
	return Message{Header: header, Body: body, Omitted: m.Omitted}
}

// field returns the value of a header field.
func (r *Redactor) field(name, value string) string {
	switch http.CanonicalHeaderKey(name) {
	case "Authorization", "Proxy-Authorization":
		return r.authorization(value)
	case "Cookie":
		cookies := strings.Split(value, ";")
		for i, cookie := range cookies {
			cookies[i] = r.cookie(cookie)
		}
		return strings.Join(cookies, ";")
	case "Set-Cookie":
		cookie, attributes, found := strings.Cut(value, ";")
		if found {
			attributes = ";" + attributes
		}
		return r.cookie(cookie) + attributes
	case "Location", "Content-Location", "Referer":
		return r.url(value)
	}
	return r.value(name, value)
}

// cookie returns name=value without the value.
func (r *Redactor) cookie(text string) string {
	name, value, found := strings.Cut(text, "=")
	if !found {
		return text
	}
	return name + "=" + r.hide(strings.Trim(value, `" `))
}

// authorization returns credentials with their scheme alone (RFC 9110, section 11.4).
func (r *Redactor) authorization(value string) string {
	scheme, credentials, found := strings.Cut(value, " ")
	if !found {
		return r.hide(value)
	}
	if decoded, err := base64.StdEncoding.DecodeString(credentials); err == nil && strings.EqualFold(scheme, "Basic") {
		if _, password, found := strings.Cut(string(decoded), ":"); found {
			r.hide(password)
			if plain, err := url.QueryUnescape(password); err == nil { // RFC 6749, section 2.3.1
				r.hide(plain)
			}
		}
	}
	return scheme + " " + r.hide(credentials)
}

// url returns a URL, or its path and query.
func (r *Redactor) url(text string) string {
	text, fragment, hasFragment := strings.Cut(text, "#")
	path, query, hasQuery := strings.Cut(text, "?")
	path = r.plain(path)
	if hasQuery {
		path += "?" + r.form(query)
	}
	if hasFragment {
		path += "#" + r.form(fragment)
	}
	return path
}

// form returns the fields of a form, or a query, as they are written.
func (r *Redactor) form(text string) string {
	values, _ := url.ParseQuery(text) // of the malformed ones the other fields
	isGrant := values.Has("grant_type") || values.Has("state") || values.Has("redirect_uri")
	fields := strings.Split(text, "&")
	for i, field := range fields {
		name, value, found := strings.Cut(field, "=")
		plainName, _ := url.QueryUnescape(name)
		plainValue, err := url.QueryUnescape(value)
		if err != nil {
			plainValue = value
		}
		redacted := ""
		if isGrant && (plainName == "code" || plainName == "device_code") { // RFC 6749, section 4.1; RFC 8628, section 3.4
			redacted = r.hide(plainValue)
		} else {
			redacted = r.value(plainName, plainValue)
		}
		switch {
		case !found:
			fields[i] = r.Clean(field)
		case redacted != plainValue:
			fields[i] = r.Clean(name) + "=" + url.QueryEscape(redacted)
		default:
			fields[i] = r.Clean(name) + "=" + value
		}
	}
	return strings.Join(fields, "&")
}

// body returns a body of a type.
func (r *Redactor) body(body []byte, contentType string) []byte {
	if boundary := boundaryOf(contentType); boundary != "" {
		if m, ok := splitMultipart(string(body), boundary); ok {
			return []byte(r.multipart(m).String())
		}
		body = partField.ReplaceAllFunc(body, func(match []byte) []byte {
			name, value, _ := strings.Cut(string(match), ":")
			trimmed := strings.TrimLeft(value, " \t")
			return []byte(name + ":" + value[:len(value)-len(trimmed)] + r.field(name, trimmed))
		})
	}
	charset := charsetOf(body, contentType)
	text, ok := decode(body, charset)
	if !ok {
		return []byte(r.Clean(string(body)))
	}
	redacted := ""
	if media, _, _ := strings.Cut(contentType, ";"); strings.EqualFold(strings.TrimSpace(media), "application/x-www-form-urlencoded") {
		redacted = r.form(text)
	} else {
		redacted = r.value("", text)
	}
	encoded, err := encode(redacted, charset)
	if redacted == text || err != nil { // placeholders are ASCII
		return body
	}
	return encoded
}

// partField matches a field in the header of a part.
var partField = regexp.MustCompile(`(?m)^[A-Za-z][A-Za-z0-9-]*:[^\r\n]+`)

// multipart returns a multipart body.
func (r *Redactor) multipart(m multipart) multipart {
	parts := m.parts
	m.parts = nil
	for _, p := range parts {
		redacted := part{body: string(r.body([]byte(p.body), p.contentType()))}
		for _, field := range p.header {
			field.Value = r.field(field.Name, field.Value)
			redacted.header = append(redacted.header, field)
			if _, parameters, _ := strings.Cut(field.Value, ";"); strings.EqualFold(field.Name, "Content-Disposition") {
				if name := fieldName.FindStringSubmatch(parameters); name != nil && r.IsSecret(name[1]) {
					redacted.body = r.hide(p.body)
				}
			}
		}
		for i, field := range redacted.header {
			if strings.EqualFold(field.Name, "Content-Length") && redacted.body != p.body {
				redacted.header[i].Value = strconv.Itoa(len(redacted.body))
			}
		}
		m.parts = append(m.parts, redacted)
	}
	return m
}

// fieldName matches the name of a field of a form (RFC 7578, section 4.2).
var fieldName = regexp.MustCompile(`(?i)(?:^|[; ])name="?([^";]+)`)

// value returns text, a value called name; "" for no name. It may be a document of JSON or XML.
func (r *Redactor) value(name, text string) string {
	if r.IsSecret(name) {
		return r.hide(text)
	}
	switch start := strings.TrimLeft(text, "\ufeff"+xmlSpace); {
	case strings.HasPrefix(start, "{"), strings.HasPrefix(start, "["), strings.HasPrefix(start, `"`):
		return r.json(text)
	case strings.HasPrefix(start, "<"):
		return r.xml(text)
	}
	return r.plain(text)
}

// The forms of secrets in texts that have no structure: assignments, as in URLs; members of JSON and elements of XML in
// another text; fields of a header in a log; passwords in URLs; signed tokens (RFC 7519). The last group is the secret.
var (
	assignment    = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_.-]*)(=)([^\s&;,"'<>{}]+)`)
	member        = regexp.MustCompile(`"([A-Za-z0-9_.-]+)("\s*:\s*")((?:[^"\\]|\\.)+)`)
	simpleElement = regexp.MustCompile(`<([A-Za-z0-9_.:-]+)((?:\s[^<>]*)?>\s*)([^<>\s][^<>]*)`)
	loggedField   = regexp.MustCompile(`(?i)\b((?:proxy-)?authorization)(:\s*[a-z]+ +)([^\s"'<>]+)`)
	userInfo      = regexp.MustCompile(`(://)([^/?#@\s:]*:)([^/?#@\s]+)@`)
	signed        = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*`)
)

// plain returns a text without structure.
func (r *Redactor) plain(text string) string {
	if !strings.ContainsAny(text, `.:=<"`) { // one of which each form has
		return r.Clean(text)
	}
	text = signed.ReplaceAllStringFunc(text, r.hide)
	text = r.hideLast(userInfo, text, nil)
	text = r.hideLast(loggedField, text, nil)
	text = r.hideLast(assignment, text, nil)
	text = r.hideLast(simpleElement, text, html.UnescapeString)
	text = r.hideLast(member, text, func(value string) string {
		plain := value
		if json.Unmarshal([]byte(`"`+value+`"`), &plain) != nil {
			return value
		}
		return plain
	})
	return r.Clean(text)
}

// hideLast hides the last group of each match of a pattern whose first group is the name of a secret, or no name.
// unescape returns what a text stands for; nil is for the text itself.
func (r *Redactor) hideLast(pattern *regexp.Regexp, text string, unescape func(string) string) string {
	return pattern.ReplaceAllStringFunc(text, func(match string) string {
		at := pattern.FindStringSubmatchIndex(match)
		name, begin, end := match[at[2]:at[3]], at[6], at[7]
		if name != "://" && !r.IsSecret(name) {
			return match
		}
		value := match[begin:end]
		if unescape != nil {
			value = unescape(value)
		}
		return match[:begin] + r.hide(strings.TrimSpace(value)) + match[end:]
	})
}

// json returns a document of JSON, several, or the beginning of one. Everything but secrets is as it was.
func (r *Redactor) json(text string) string {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var b strings.Builder
	copied := 0              // the end of what is written
	pending := 0             // the start of a member that is not complete, or the end of the last token
	name, isKey := "", false // of the next value; whether it is a key
	var names []string       // of the open arrays and objects
	var objects []bool       // whether each of them is an object
	var label label
	replace := func(begin, end int, with string) {
		b.WriteString(text[copied:begin] + quoteJSON(with))
		copied = end
	}
	done := func() { isKey = len(objects) > 0 && objects[len(objects)-1] } // a value
	for {
		before := int(d.InputOffset())
		token, err := d.Token()
		if err != nil {
			break
		}
		end := int(d.InputOffset())
		begin := end
		if before < end {
			begin = before + strings.IndexFunc(text[before:end], func(c rune) bool { return !strings.ContainsRune(xmlSpace+",:\ufeff", c) })
		}
		switch token := token.(type) {
		case json.Delim:
			switch token {
			case '{', '[':
				objects, names = append(objects, token == '{'), append(names, name)
				done()
			default:
				objects, names = objects[:len(objects)-1], names[:len(names)-1]
				done()
			}
			if !isKey && len(names) > 0 {
				name = names[len(names)-1]
			}
		case string:
			if isKey {
				name, isKey = token, false
				if cleaned := r.Clean(token); cleaned != token {
					replace(begin, end, cleaned)
				}
				pending = begin
				continue
			}
			if redacted := r.value(label.of(name, token), token); redacted != token {
				replace(begin, end, redacted)
			}
			done()
		case json.Number:
			if r.IsSecret(name) {
				replace(begin, end, r.hide(token.String()))
			}
			done()
		default:
			done()
		}
		pending = end
	}
	pending = max(pending, copied)
	return b.String() + text[copied:pending] + r.plain(text[pending:])
}

// label is the last name that a document has given as a value, for the value that follows: {"name": …, "value": …}, or
// <key>…</key><value>…</value>.
type label string

// of returns the name of a text in a member or an element.
func (l *label) of(name, text string) string {
	switch strings.ToLower(name) {
	case "name", "key":
		*l = label(text)
	case "value":
		name, *l = string(*l), ""
	}
	return name
}

// quoteJSON returns text as a string of JSON.
func quoteJSON(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(text) != nil {
		return `""` // a string has no errors
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// attribute matches an attribute in a tag.
var attribute = regexp.MustCompile(`([^\s"'=<>/]+)(\s*=\s*)("[^"]*"|'[^']*')`)

// xml returns a document of XML, or the beginning of one. Everything but secrets is as it was.
func (r *Redactor) xml(doc string) string {
	var b strings.Builder
	var label label
	list := segments(doc)
	for i, s := range list {
		switch {
		case s.kind == startSegment || s.kind == emptySegment || s.kind == endSegment:
			b.WriteString(r.tag(s))
		case s.isBlank():
			b.WriteString(s.text)
		default:
			b.WriteString(r.xmlText(list, i, &label))
		}
	}
	return b.String()
}

// tag returns a tag. Its name stays as it is.
func (r *Redactor) tag(s segment) string {
	begin := len(s.text) - len(strings.TrimLeft(s.text, "</"))
	end := begin + strings.IndexAny(s.text[begin:], xmlSpace+"/>")
	label := labelOf(s)
	return s.text[:end] + r.plain(attribute.ReplaceAllStringFunc(s.text[end:], func(match string) string {
		groups := attribute.FindStringSubmatch(match)
		name, value := groups[1], html.UnescapeString(groups[3][1:len(groups[3])-1])
		if strings.EqualFold(name, "value") && r.IsSecret(label) {
			name = label
		}
		if redacted := r.value(name, value); redacted != value {
			return groups[1] + groups[2] + `"` + html.EscapeString(redacted) + `"`
		}
		return match
	}))
}

// labelOf returns what the start tag s names by an attribute, as in <input name="password">; "" for nothing.
func labelOf(s segment) string {
	if !strings.Contains(s.text, "=") {
		return ""
	}
	for _, groups := range attribute.FindAllStringSubmatch(s.text, -1) {
		if name := strings.ToLower(groups[1]); name == "name" || name == "key" || name == "id" {
			return html.UnescapeString(groups[3][1 : len(groups[3])-1])
		}
	}
	return ""
}

// xmlText returns the text list[i], or another segment that is no tag.
func (r *Redactor) xmlText(list []segment, i int, label *label) string {
	text, before, after := list[i].text, "", ""
	isCDATA := strings.HasPrefix(text, "<![CDATA[") && strings.HasSuffix(text, "]]>")
	plain := html.UnescapeString(text)
	switch {
	case isCDATA:
		before, after = "<![CDATA[", "]]>"
		plain = text[len(before) : len(text)-len(after)]
	case list[i].kind == otherSegment && strings.HasPrefix(text, "<!--"):
		before, after = "<!--", "-->"
		return before + r.value("", text[len(before):len(text)-len(after)]) + after
	case list[i].kind == otherSegment:
		return r.plain(text)
	case strings.HasPrefix(text, "<"): // a tag that is cut
		return r.plain(text)
	}
	name := ""
	isInTag := i > 0 && list[i-1].kind == startSegment
	isLeaf := i+1 == len(list) || list[i+1].kind != startSegment && list[i+1].kind != emptySegment
	if isInTag && isLeaf {
		if name = list[i-1].name(); r.IsSecret(labelOf(list[i-1])) {
			name = labelOf(list[i-1])
		}
	}
	trimmed := strings.Trim(plain, xmlSpace)
	redacted := r.value(label.of(name, trimmed), trimmed)
	if redacted == trimmed {
		return text
	}
	if !isCDATA {
		redacted = html.EscapeString(redacted)
	}
	lead := plain[:strings.Index(plain, trimmed)]
	return before + lead + redacted + plain[len(lead)+len(trimmed):] + after
}
