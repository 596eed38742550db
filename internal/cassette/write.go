// Writing cassettes.

package cassette

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Writer appends exchanges to a cassette. Several goroutines can use it at once.
type Writer struct {
	mu       sync.Mutex
	w        io.Writer
	redactor *Redactor
	err      error // of the last Write, which may have written a part of an exchange
}

// NewWriter writes the beginning of a cassette to w. Each call of w's Write has one whole piece: the beginning, or an
// exchange. What is written has no secret that redactor finds.
func NewWriter(w io.Writer, services []Service, redactor *Redactor) (*Writer, error) {
	b := &builder{}
	b.line(0, "# A cassette of kontrakt: recorded calls. Secrets are replaced by redacted-1, redacted-2, …")
	b.line(0, "cassette: %d", version)
	b.line(0, "services:")
	for _, s := range services {
		b.line(2, "%s: %s", key(s.Name), scalar(s.URL))
	}
	b.line(0, "exchanges:")
	_, err := io.WriteString(w, b.String())
	return &Writer{w: w, redactor: redactor}, err
}

// Append appends e, without its secrets. It does not change e. After an error it appends nothing more: the next exchange
// would be in the middle of one that is cut.
func (w *Writer) Append(e *Exchange) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	b := &builder{}
	b.exchange(w.redactor.Exchange(e))
	_, w.err = io.WriteString(w.w, b.String())
	return w.err
}

// builder builds YAML.
type builder struct{ strings.Builder }

// line adds a line.
func (b *builder) line(indent int, format string, args ...any) {
	fmt.Fprintf(b, strings.Repeat(" ", indent)+format+"\n", args...)
}

// exchange adds an item of the list.
func (b *builder) exchange(e *Exchange) {
	b.line(2, "- service: %s", scalar(e.Service))
	if e.Operation != "" {
		b.line(4, "operation: %s", scalar(e.Operation))
	}
	b.line(4, "request:")
	b.line(6, "method: %s", scalar(e.Request.Method))
	b.line(6, "path: %s", scalar(e.Request.Path))
	b.message(6, &e.Request.Message)
	b.line(4, "response:")
	if e.Response.Lost {
		b.line(6, "lost: true")
	} else {
		b.line(6, "status: %d", e.Response.Status)
		b.message(6, &e.Response.Message)
	}
	if e.Response.Cut {
		b.line(6, "cut: true")
	}
	if e.OvertakenBy > 0 {
		b.line(4, "overtakenBy: %d", e.OvertakenBy)
	}
	b.line(4, "took: %s", e.Took.Round(100*time.Microsecond)) // the last key: an exchange without it is cut
}

// message adds the keys of a message.
func (b *builder) message(indent int, m *Message) {
	if len(m.Header) > 0 {
		b.line(indent, "header:")
	}
	for _, name := range slices.Sorted(maps.Keys(m.Header)) {
		if values := m.Header[name]; len(values) == 1 {
			b.line(indent+2, "%s: %s", key(name), scalar(values[0]))
			continue
		}
		b.line(indent+2, "%s:", key(name))
		for _, value := range m.Header[name] {
			b.line(indent+4, "- %s", scalar(value))
		}
	}
	switch {
	case m.Omitted != "":
		b.line(indent, "omitted: %s", scalar(m.Omitted))
	case len(m.Body) > 0:
		b.line(indent, "body:")
		b.content(indent+2, show(m.Body, http.Header(m.Header).Get("Content-Type")))
	}
}

// content adds the keys of a body.
func (b *builder) content(indent int, c content) {
	if c.charset != "" {
		b.line(indent, "charset: %s", scalar(c.charset))
	}
	if c.form != partsForm {
		b.line(indent, "%s: %s", c.form, block(c.text, indent+2))
		return
	}
	if c.parts.before != "" {
		b.line(indent, "before: %s", quoted(c.parts.before))
	}
	if c.parts.after != lastLine {
		b.line(indent, "after: %s", quoted(c.parts.after))
	}
	b.line(indent, "boundary: %s", scalar(c.parts.boundary))
	b.line(indent, "parts:")
	for _, p := range c.parts.parts {
		if len(p.header) == 0 {
			b.line(indent+2, "- header: {}")
		} else {
			b.line(indent+2, "- header:")
		}
		for _, field := range p.header {
			b.line(indent+6, "%s: %s", key(field.Name), scalar(field.Value))
		}
		if p.body != "" {
			b.line(indent+4, "body:")
			b.content(indent+6, show([]byte(p.body), p.contentType()))
		}
	}
}

// lastLine is what follows the last boundary of a multipart body, unless a cassette says otherwise.
const lastLine = "\r\n"

// plain matches texts that need no quotes: those that YAML takes for numbers or dates are read as texts all the same.
var plain = regexp.MustCompile(`^[A-Za-z0-9/]([A-Za-z0-9/_.,;=+*?&%@()<>\[\]-]|:[A-Za-z0-9/]| [A-Za-z0-9(*/])*$`)

// scalar returns text as a value or a key in one line.
func scalar(text string) string {
	if plain.MatchString(text) {
		return text
	}
	return quoted(text)
}

// plainKey matches the keys that need no quotes.
var plainKey = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$|^[a-z][a-z0-9]*[._-]?[a-z0-9]*$`)

// key returns text as a key.
func key(text string) string {
	if plainKey.MatchString(text) && text != "true" && text != "false" && text != "null" {
		return text
	}
	return quoted(text)
}

// quoted returns text in quotes (YAML 1.2, section 7.3): in single ones if that spares escapes. A header field that is not
// UTF-8 is taken for ISO 8859-1 (RFC 9110, section 5.5).
func quoted(text string) string {
	if !utf8.ValidString(text) {
		var runes []rune
		for _, b := range []byte(text) {
			runes = append(runes, rune(b))
		}
		text = string(runes)
	}
	isOther := func(r rune) bool { return r == '\'' || !isVerbatim(r) }
	if strings.ContainsAny(text, `"\`) && !strings.ContainsFunc(text, isOther) {
		return "'" + text + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"', r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case isVerbatim(r):
			b.WriteRune(r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// isVerbatim reports whether r can be in a cassette as it is.
func isVerbatim(r rune) bool { return r == ' ' || unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// block returns text as a literal block (YAML 1.2, section 8.1.2) whose lines are indented, or in quotes if it has
// characters that a block cannot have.
func block(text string, indent int) string {
	isOther := func(r rune) bool { return r != '\n' && r != '\t' && !isVerbatim(r) }
	if strings.Trim(text, "\n") == "" || strings.ContainsFunc(text, isOther) {
		return quoted(text)
	}
	header := "|"
	if strings.HasPrefix(strings.TrimLeft(text, "\n"), " ") || strings.HasPrefix(text, "\n") || strings.HasPrefix(text, "\t") {
		header += "2" // columns that do not belong to the text
	}
	switch lines := strings.TrimRight(text, "\n"); len(text) - len(lines) {
	case 0:
		header += "-"
	case 1:
	default:
		header += "+"
	}
	var b strings.Builder
	b.WriteString(header)
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		b.WriteByte('\n')
		if line != "" {
			b.WriteString(strings.Repeat(" ", indent) + line)
		}
	}
	return b.String()
}
