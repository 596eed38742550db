// Forms of several parts.

package form

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/concat"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/upload"
)

// Multipart is a form as multipart/form-data (RFC 7578). Its files are read while it is sent, and are not buffered. The
// zero value has no fields.
type Multipart struct {
	Boundary string // between the parts; "": random

	parts []io.Reader // delimiters and texts in memory, and files
	text  []byte      // what follows the last of parts
	err   error
}

// Add adds a field, once for each value. An empty list is sent as one empty value, to tell it apart from no list.
func (f *Multipart) Add(name string, values ...string) {
	for _, value := range atLeastOne(values) {
		f.err = refusal(f.err, name, value)
		f.begin(f.disposition(name))
		f.text = append(f.text, value+"\r\n"...)
	}
}

// AddJSON adds a field with JSON, which encode appends.
func (f *Multipart) AddJSON(name string, encode func([]byte) []byte) {
	text := encode(nil)
	f.err = refusal(f.err, name, string(text))
	f.begin(f.disposition(name), httpfield.Field{Name: "Content-Type", Value: "application/json"})
	f.text = append(append(f.text, text...), "\r\n"...)
}

// File is a file in a form.
type File struct {
	Name        string // without folders, which are not sent; "": the name of the field
	ContentType string // "": the first of those that are allowed
	Body        io.Reader
}

// AddFile adds a file. If its content type is not allowed, parameters aside, that is an error. An allowed */* stands for
// all; then a file without a content type is application/octet-stream.
func (f *Multipart) AddFile(name string, file File, allowed ...string) {
	contentType := file.ContentType
	if contentType == "" {
		contentType = strings.Replace(allowed[0], "*/*", "application/octet-stream", 1)
	}
	switch {
	case file.Body == nil:
		f.fail(name, "must have a body")
	case !upload.Allows(contentType, allowed):
		f.fail(name, "must have the content type "+strings.Join(allowed, " or "))
	case strings.ContainsFunc(contentType, httpfield.IsControl), strings.ContainsFunc(file.Name, isUnquotable):
		f.fail(name, "must not have a control character in its name or content type")
	}
	fileName := file.Name[strings.LastIndexAny(file.Name, `/\`)+1:]
	if fileName == "" {
		fileName = name
	}
	field := f.disposition(name)
	field.Value += `; filename="` + quote(fileName) + `"`
	f.begin(field, httpfield.Field{Name: "Content-Type", Value: contentType})
	f.parts = append(f.parts, bytes.NewReader(f.text), file.Body)
	f.text = []byte("\r\n")
}

func (f *Multipart) fail(name, fault string) {
	if f.err == nil {
		f.err = fmt.Errorf("%s %s", name, fault)
	}
}

// begin writes the delimiter and the header of a part.
func (f *Multipart) begin(header ...httpfield.Field) {
	if f.Boundary == "" {
		f.Boundary = rand.Text()
	}
	f.text = multipart.AppendHeader(f.text, f.Boundary, header)
}

// disposition returns the header field with the name of a part. A control character other than an end of line is an
// error.
func (f *Multipart) disposition(name string) httpfield.Field {
	if strings.ContainsFunc(name, isUnquotable) {
		f.fail("a field", "must not have a control character in its name")
	}
	return httpfield.Field{Name: "Content-Disposition", Value: `form-data; name="` + quote(name) + `"`}
}

// quote escapes a name as browsers do (WHATWG HTML, section 4.10.21.8, as RFC 7578, section 4.2 demands): in UTF-8,
// without filename*.
func quote(name string) string {
	return strings.NewReplacer("\n", "%0A", "\r", "%0D", `"`, "%22").Replace(name)
}

// isUnquotable reports whether no name can have the control character r.
func isUnquotable(r rune) bool { return httpfield.IsControl(r) && r != '\n' && r != '\r' }

// Send makes the form the body of call. If the length of each file is known, so is that of the body; otherwise it is
// sent in chunks. It can be sent again if all files can be rewound.
func (f *Multipart) Send(call *transport.Call) {
	setError(call, f.err)
	f.text = multipart.AppendClose(f.text, f.Boundary)
	body := concat.Readers(append(f.parts, bytes.NewReader(f.text))...)
	upload.Set(call, body, "multipart/form-data; boundary="+f.Boundary, "multipart/form-data")
}
