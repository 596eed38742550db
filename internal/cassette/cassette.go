// Package cassette reads and writes cassettes: calls of services that were recorded, as a YAML file that people can read
// and edit. Secrets are replaced before anything is written.
//
// A cassette is one mapping. Its last key is the list of the exchanges, to whose end a [Writer] appends each exchange in
// one piece. Bodies are shown as they are easiest to read, in a form from which their bytes can be restored: JSON and XML
// are laid out, the parts of multipart bodies are listed, and only what is not text is Base64.
package cassette

import (
	"net/http"
	"time"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// version is the version of the format.
const version = 1

// Service is a service that calls were recorded of.
type Service struct {
	Name string
	URL  string // where it was, such as https://service.example/soap
	Pos  schema.Pos
}

// Exchange is a request and its response.
type Exchange struct {
	Service   string // the name of the service
	Operation string // its name in the contract; "" if it is not known
	Request   Request
	Response  Response
	// OvertakenBy is the number of the exchanges above it in the file that began later: they ended before it did.
	OvertakenBy int
	Took        time.Duration // until the end of the response
	Pos         schema.Pos
}

// Request is a request to a service.
type Request struct {
	Method string
	Path   string // of the URL: escaped, with the query
	Message
}

// Response is a response of a service, or the lack of one.
type Response struct {
	Status int
	Lost   bool // the connection was closed before a response: Status is 0, and there is no message
	Cut    bool // the connection was closed before the end of the body
	Message
}

// Message is a header and a body.
type Message struct {
	Header http.Header // without the fields that describe the connection or the length
	// Body is the content. If the header has Content-Encoding: gzip, this is its text all the same.
	Body []byte
	// Omitted says why the body is not in the cassette; "" if it is.
	Omitted string
	// Shown is the body as a cassette that was read shows it.
	Shown Shown
}

// Shown is a text in a cassette.
type Shown struct {
	Text string // with the white space by which it is laid out
	at   func(line, column int) schema.Pos
}

// At returns the position in the cassette of a line and a column of the text, from 1.
func (s Shown) At(line, column int) schema.Pos {
	if s.at == nil {
		return schema.Pos{}
	}
	return s.at(line, column)
}
