// Reading cassettes, which people may have edited.

package cassette

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// maxSize is the size of the largest cassette that is read.
const maxSize = 512 << 20

// Cassette is what was recorded.
type Cassette struct {
	File      string
	Services  []Service
	Exchanges []*Exchange // in the order in which they began
}

// Is reports whether data looks like a cassette.
func Is(data []byte) bool {
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return bytes.HasPrefix(line, []byte("cassette:"))
		}
	}
	return false
}

// ReadFile reads the cassette in a file.
func ReadFile(file string) (*Cassette, schema.Diagnostics) {
	data, err := os.ReadFile(file)
	if err != nil {
		var ds schema.Diagnostics
		if path, ok := errors.AsType[*fs.PathError](err); ok {
			err = path.Err
		}
		ds.Faultf(schema.Pos{File: file}, "cannot be read: %v", err)
		return nil, ds
	}
	return Read(file, data)
}

// Read reads data, the cassette file. If ds has a fault, it is not usable.
func Read(file string, data []byte) (c *Cassette, ds schema.Diagnostics) {
	c = &Cassette{File: file}
	root := yamldoc.ParseUpTo(maxSize, file, data, &ds)
	if !bytes.HasSuffix(data, []byte("\n")) && len(data) > 0 {
		begin := bytes.LastIndexByte(data, '\n') + 1
		line := bytes.Count(data[:begin], []byte("\n")) + 1
		ds.Faultf(schema.Pos{File: file, Line: line, Col: len(data) - begin + 1}, "the file ends within a line, as if it were "+
			"cut: remove its last exchange, or end the line if the exchange is complete")
	}
	if root == nil {
		return c, ds
	}
	if root.IsMapping() && !Is(data) {
		root.Faultf("this is not a cassette, whose first key is cassette")
		return c, ds
	}
	m := root.Mapping("cassette", "services", "exchanges")
	if found, ok := m.Need("cassette").Int(); ok && found != version {
		m.Get("cassette").Faultf("the cassette has version %d, and this program reads version %d: record it again", found, version)
		return c, ds
	}
	r := reader{}
	for _, e := range m.Need("services").Entries() {
		r.names = append(r.names, e.Key)
		c.Services = append(c.Services, Service{e.Key, r.serviceURL(e.Value), e.Pos})
	}
	if list := m.Need("exchanges"); list != nil && !isNothing(list) { // nothing was recorded
		for _, item := range list.Items() {
			e := r.exchange(item, len(c.Exchanges))
			c.Exchanges = slices.Insert(c.Exchanges, len(c.Exchanges)-e.OvertakenBy, e)
		}
	}
	return c, ds
}

// reader reads the parts of a cassette.
type reader struct {
	names []string // of the services
}

// isNothing reports whether n has a key without a value.
func isNothing(n *yamldoc.Node) bool {
	if n.IsList() || n.IsMapping() {
		return false
	}
	_, isNull := n.Scalar()
	return isNull
}

// scalarOf returns the text of n as it is written. A list or a mapping is a fault.
func scalarOf(n *yamldoc.Node) string {
	if n == nil {
		return ""
	}
	if n.IsList() || n.IsMapping() {
		n.Faultf("expected text")
		return ""
	}
	text, isNull := n.Scalar()
	if isNull && text == "" {
		n.Faultf("expected text, found none: write \"\" for an empty text")
	}
	return text
}

// serviceURL returns the URL of a service.
func (r *reader) serviceURL(n *yamldoc.Node) string {
	text := scalarOf(n)
	if err := CheckURL(text); err != nil {
		n.Faultf("%v", err)
	}
	return text
}

// CheckURL returns an error unless text can be the URL of a [Service].
func CheckURL(text string) error {
	switch u, err := url.Parse(text); {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("expected a URL such as https://service.example/soap")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("expected a URL without user, query and fragment")
	}
	return nil
}

// exchange reads an item of the exchanges, with above exchanges above it.
func (r *reader) exchange(n *yamldoc.Node, above int) *Exchange {
	m := n.Mapping("service", "operation", "request", "response", "overtakenBy", "took")
	e := &Exchange{Service: scalarOf(m.Need("service")), Operation: scalarOf(m.Get("operation")), Pos: n.Pos()}
	if name := m.Get("service"); name != nil && !slices.Contains(r.names, e.Service) {
		name.Faultf("there is no service %q among the services%s", e.Service, schema.Suggest(e.Service, r.names))
	}
	request := m.Need("request").Mapping("method", "path", "header", "body", "omitted")
	e.Request = Request{scalarOf(request.Need("method")), scalarOf(request.Need("path")), r.message(request)}
	if path := request.Get("path"); path != nil && !strings.HasPrefix(e.Request.Path, "/") {
		path.Faultf("expected a path that begins with a slash")
	}
	response := m.Need("response").Mapping("status", "header", "body", "omitted", "cut", "lost")
	e.Response = Response{Lost: response.Get("lost").Bool(), Cut: response.Get("cut").Bool()}
	if !e.Response.Lost {
		e.Response.Message = r.message(response)
		if status, ok := response.Need("status").Int(); ok {
			if e.Response.Status = int(status); status < 200 || status > 999 {
				response.Get("status").Faultf("expected a status from 200 to 999")
			}
		}
	}
	if overtaken := m.Get("overtakenBy"); overtaken != nil {
		if count, ok := overtaken.Int(); ok && (count < 1 || count > int64(above)) {
			overtaken.Faultf("expected the number of the exchanges above that began later: at least 1, at most %d", above)
		} else if ok {
			e.OvertakenBy = int(count)
		}
	}
	if took := m.Get("took"); took == nil {
		n.Faultf("the exchange has no took, its last key, as if the file were cut: remove the exchange, or record it again")
	} else if d, err := time.ParseDuration(scalarOf(took)); err != nil {
		took.Faultf("expected a duration such as 12ms")
	} else {
		e.Took = d
	}
	return e
}

// message reads the keys of a message.
func (r *reader) message(m yamldoc.Mapping) (message Message) {
	if header := m.Get("header"); header != nil {
		message.Header = http.Header{}
		for _, e := range header.Entries() {
			values := []*yamldoc.Node{e.Value}
			if e.Value.IsList() {
				values = e.Value.Items()
			}
			for _, value := range values {
				text := scalarOf(value)
				if err := (httpfield.Field{Name: e.Key, Value: text}).Check(); err != nil {
					value.Faultf("%v", err)
				}
				message.Header.Add(e.Key, text)
			}
		}
	}
	message.Omitted = scalarOf(m.Get("omitted"))
	if body := m.Get("body"); body != nil {
		message.Body, message.Shown = r.body(body)
	}
	return message
}

// bodyKeys are the keys of a body.
var bodyKeys = []string{jsonForm, xmlForm, textForm, crlfForm, base64Form, partsForm, "charset", "boundary", "before", "after"}

// body reads a body.
func (r *reader) body(n *yamldoc.Node) ([]byte, Shown) {
	m := n.Mapping(bodyKeys...)
	c := content{charset: scalarOf(m.Get("charset"))}
	var value *yamldoc.Node
	for _, form := range bodyKeys[:6] {
		switch found := m.Get(form); {
		case found == nil:
		case value != nil:
			found.Faultf("the body is already in the form %s", c.form)
		default:
			c.form, value = form, found
		}
	}
	switch {
	case value == nil:
		n.Faultf("the body has no content: expected one of %s", strings.Join(bodyKeys[:6], ", "))
		return nil, Shown{}
	case c.form == partsForm:
		c.parts = r.parts(m)
	default:
		c.text = scalarOf(value)
	}
	body, err := c.bytes()
	if err != nil {
		value.Faultf("%v", err)
	}
	if c.form == partsForm || c.form == base64Form {
		return body, Shown{string(body), func(int, int) schema.Pos { return value.Pos() }}
	}
	return body, Shown{c.text, value.At}
}

// parts reads the parts of a multipart body.
func (r *reader) parts(m yamldoc.Mapping) multipart {
	read := multipart{boundary: scalarOf(m.Need("boundary")), after: lastLine}
	if before := m.Get("before"); before != nil {
		read.before = scalarOf(before)
	}
	if after := m.Get("after"); after != nil {
		read.after, _ = after.Scalar()
	}
	for _, item := range m.Get(partsForm).Items() {
		keys := item.Mapping("header", "body")
		p := part{}
		for _, e := range keys.Need("header").Entries() {
			p.header = append(p.header, httpfield.Field{Name: e.Key, Value: scalarOf(e.Value)})
		}
		if body := keys.Get("body"); body != nil {
			content, _ := r.body(body)
			p.body = string(content)
		}
		read.parts = append(read.parts, p)
	}
	return read
}
