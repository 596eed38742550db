// SOAP calls, 1.1 and 1.2: the request element is sent in an envelope; the response has its element or a fault in
// another.

package soap

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// envelope is a version of SOAP.
type envelope struct {
	name      string
	namespace string
	media     string
	open      string // the beginning, up to the header blocks
	role      string // the attribute that names the receiver of a header block,
	receivers string // and those that are the client, separated by spaces
}

var (
	soap11 = newEnvelope("SOAP 1.1", "http://schemas.xmlsoap.org/soap/envelope/", "text/xml", "actor",
		"http://schemas.xmlsoap.org/soap/actor/next")
	soap12 = newEnvelope("SOAP 1.2", "http://www.w3.org/2003/05/soap-envelope", "application/soap+xml", "role",
		"http://www.w3.org/2003/05/soap-envelope/role/next http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver")
)

func newEnvelope(name, namespace, media, role, receivers string) *envelope {
	return &envelope{name, namespace, media, `<soapenv:Envelope xmlns:soapenv="` + namespace + `"><soapenv:Header`,
		role, receivers}
}

// Body is the name of the element of a message with several elements: each field of its struct is one.
const Body = "soapenv:Body"

// Call describes an operation (WSDL 1.1, section 3).
type Call struct {
	Version12 bool   // 1.2 instead of 1.1
	Operation string // its name in the contract, for errors
	Action    string // SOAPAction without quotes, "" if the contract has none
	Types     *xmltype.Types
	Request   string  // the element in the request's Body, as prefix:local, or Body; "" for an empty Body, and for a request without an envelope
	Response  string  // the element in the response's Body, or Body; "" if the operation has no response
	Faults    []Fault // those that the contract declares

	Encoding Encoding // of requests and responses; nil for literal ones
	Spelling Spelling // of requests; nil for the usual one

	Attachments func() Attachments // of one call; nil if no message has any
	attached    Attachments        // of this call
}

// Encoding converts messages between an encoding and the literal form that Types reads and writes.
type Encoding interface {
	// Encode returns the literal element message of a request in the encoding of SOAP 1.1, or of 1.2 if is12 is set.
	Encode(literal, message string, is12 bool) (string, error)
	// EncodeBlocks does the same for header blocks, of which some can be literal.
	EncodeBlocks(literal string, is12 bool) (string, error)
	// Decode returns an envelope, which came with a charset, with the element message of its body in the literal form.
	// deviations is a *wire.DeviationError or nil.
	Decode(envelope, charset, message string) (literal string, deviations, err error)
}

// Spelling is another spelling of XML than the usual one.
type Spelling interface {
	// Append appends envelope, which is well-formed, to b in the spelling.
	Append(b []byte, envelope string) []byte
}

// Fault is an element in the detail of a fault, or in the header beside a fault.
type Fault struct {
	Element string // prefix:local
	XSIType string // prefix:local; "" for a literal fault, or one whose type is built in
	Type    any    // a nil pointer to the struct for it, which implements error
}

// Do sends request in an envelope and reads the response into response. Both are pointers to structs that c.Types
// describes; response may also point to an interface of such structs. headers is nil or a pointer to a struct of
// pointers to header blocks (see [contract.FieldTag.Response]). options are those of the caller, nil for none. Every error is a *failure.Error. If its cause is a
// *wire.DeviationError, response is usable, otherwise not. A fault is an ErrFault, whatever the HTTP status; its cause
// is the declared fault in its detail, if there is one.
func (c *Call) Do(ctx context.Context, e *transport.Endpoint, request, response, headers any,
	options *transport.CallOptions) error {
	if c.Attachments != nil {
		c = c.attaching()
	}
	blocks := c.Types.Headers(headers)
	options = c.withHeader(ctx, e.Options(), options)
	post, err := c.post(request, blocks, options, e.Options().SkipValidation)
	if err != nil {
		return err
	}
	defer post.Release()
	return e.Traced(ctx, c.Operation, func(ctx context.Context) (int, error) {
		httpResponse, err := c.exchange(ctx, e, post)
		if err != nil {
			var callErr *failure.Error
			if errors.As(err, &callErr) && callErr.Kind == failure.ErrUnknownOutcome {
				callErr.Sent = request
			}
			return 0, err
		}
		err = c.read(e, post, httpResponse, response, blocks)
		return httpResponse.Status, e.Forgive(ctx, c.Operation, err)
	})
}

// post returns the HTTP call. An error is of kind failure.ErrInvalid.
func (c *Call) post(request any, blocks *xmltype.HeaderBlocks, options *transport.CallOptions,
	skipValidation bool) (*transport.Call, error) {
	hasEnvelope := c.Request != "" || request == nil
	if (c.Request != "" || request != nil) && (xmltype.IsNil(request) || !skipValidation) {
		if err := c.Types.Check(request); err != nil {
			return nil, invalidRequest(c.Operation, err)
		}
	}
	version := c.version()
	post := &transport.Call{
		Operation: c.Operation,
		Method:    http.MethodPost,
		Accept:    version.media,
		Secrets:   c.Types.Secrets(request),
	}
	switch {
	case hasEnvelope:
		post.SetBody(version.media+";charset=UTF-8", func(b []byte) []byte {
			b, post.Err = c.appendEnvelope(b, request, blocks, options)
			return b
		})
	case options != nil && len(options.HeaderBlocks) > 0:
		post.Err = errors.New("the request has no envelope, and so no header blocks: remove WithSOAPHeader, and let " +
			"Config.SOAPHeader return none for the operation")
	}
	if post.Err != nil && c.Request != "" && !skipValidation {
		if err := c.Types.Validate(request); err != nil { // it names the field
			post.Release()
			return nil, invalidRequest(c.Operation, err)
		}
	}
	switch {
	case !c.Version12:
		post.Header = http.Header{"SOAPAction": {`"` + c.Action + `"`}} // spelled as SOAP 1.1 §6.1.1 does
	case c.Action != "" && hasEnvelope:
		post.ContentType += `;action="` + c.Action + `"` // SOAP 1.2 Part 2 §6.5.3
	}
	if c.attached != nil {
		c.attached.Pack(post, request)
	}
	post.SetOptions(options)
	return post, nil
}

// appendEnvelope appends an envelope with blocks, those in options, and request. The error says what XML cannot
// represent.
func (c *Call) appendEnvelope(b []byte, request any, blocks *xmltype.HeaderBlocks,
	options *transport.CallOptions) ([]byte, error) {
	start := len(b)
	b = append(b, c.version().open...)
	header := len(b) + len(">")
	b = append(b, '>')
	attributes := ""
	if options != nil {
		attributes = c.version().blockAttributes(options)
	}
	b = blocks.Append(b, attributes)
	var err error
	if c.Encoding != nil && len(b) > header && xmlwire.CheckEncoded(b[header:]) == nil {
		var encoded string
		encoded, err = c.Encoding.EncodeBlocks(string(b[header:]), c.Version12)
		b = append(b[:header], encoded...)
	}
	if options != nil {
		for _, block := range options.HeaderBlocks {
			b = xmlwire.AppendRaw(b, block)
		}
	}
	if err == nil {
		err = xmlwire.CheckEncoded(b[header:])
	}
	if len(b) > header {
		b = append(b, "</soapenv:Header>"...)
	} else {
		b = append(b[:header-len(">")], "/>"...)
	}
	if c.Request != Body {
		b = append(b, "<"+Body+">"...)
	}
	body := len(b)
	if c.Request != "" {
		b = c.Types.Append(b, c.Request, request)
	}
	if err == nil {
		err = xmlwire.CheckEncoded(b[body:])
	}
	if err == nil && c.Encoding != nil && c.Request != "" {
		var encoded string
		encoded, err = c.Encoding.Encode(string(b[body:]), c.Request, c.Version12)
		b = append(b[:body], encoded...)
	}
	if c.Request != Body {
		b = append(b, "</"+Body+">"...)
	}
	b = append(b, "</soapenv:Envelope>"...)
	if err == nil && c.Spelling != nil {
		b = c.Spelling.Append(b[:start], string(b[start:]))
	}
	return b, err
}

// invalidRequest returns the error for a request that a validator rejected with err.
func invalidRequest(operation string, err error) error {
	callErr := &failure.Error{Kind: failure.ErrInvalid, Operation: operation}
	var faults *check.ValidationError
	if errors.As(err, &faults) {
		for _, f := range faults.Faults {
			callErr.Messages = append(callErr.Messages, f.String())
		}
	}
	return callErr
}

func (c *Call) version() *envelope {
	if c.Version12 {
		return soap12
	}
	return soap11
}

// read reads a fault, an error status or a response. For a one-way call, only a fault matters.
func (c *Call) read(e *transport.Endpoint, post *transport.Call, httpResponse *transport.Response, response any,
	blocks *xmltype.HeaderBlocks) (err error) {
	if c.attached != nil {
		defer func() { c.attached.End(err) }()
	}
	defer e.Guard(post, httpResponse, &err)
	succeeded := httpResponse.Status/100 == 2
	if !succeeded && (httpResponse.Status < 400 || httpResponse.Status == http.StatusUnauthorized) {
		return e.StatusError(post, httpResponse)
	}
	document, broken := envelopeDocument(httpResponse)
	var version *envelope
	if broken == nil {
		version = envelopeOf(document)
	}
	media := transport.MediaType(document.Header)
	isXML := media == "" || strings.HasSuffix(media, "/xml") || strings.HasSuffix(media, "+xml")
	switch {
	case version != nil:
	case !succeeded:
		return e.StatusError(post, httpResponse)
	case c.Response == "" && response != nil:
		return c.readContentAlone(e, post, httpResponse, response)
	case c.Response == "":
		return nil
	case broken != nil:
		return e.ContentError(post, httpResponse, broken)
	case document.Body == "":
		return e.ContentError(post, httpResponse, errors.New("empty body, expected a SOAP envelope"))
	case !isXML:
		return e.ContentError(post, document, fmt.Errorf("content type %s, expected XML", media))
	default:
		version = c.version() // its root element is at fault
	}
	body := response
	if !succeeded || c.Response == "" {
		body = nil // only a fault is of interest
	}
	var unknown func(block string)
	if post.Options != nil {
		unknown = post.Options.OnHeaderBlock
	}
	var deviations error
	if c.Encoding != nil {
		if document, deviations, err = c.decode(document); err != nil {
			return e.ContentError(post, httpResponse, err)
		}
	}
	fault, err := c.readEnvelope(document, version, e.Options().CopyText, body, blocks, unknown)
	err = joinDeviations(deviations, err)
	if c.attached != nil && fault == nil && succeeded && response != nil && isReadable(err) {
		first := c.attached.Start(response)
		if !isReadable(first) {
			return first
		}
		err = joinDeviations(err, first)
	}
	switch {
	case fault != nil:
		callErr := e.Failure(post, failure.ErrFault, httpResponse.Status, nil)
		callErr.Fault = fault
		callErr.Redact(httpResponse.Secrets(post)...)
		callErr.Err = c.declaredFault(fault) // from texts without secrets
		return callErr.Redact(httpResponse.Secrets(post)...)
	case !succeeded:
		return e.StatusError(post, httpResponse)
	case err != nil && (c.Response != "" || response != nil):
		return e.ContentError(post, httpResponse, err)
	}
	return nil
}

// decode returns document, whose envelope is encoded, in the literal form.
func (c *Call) decode(document *transport.Response) (literal *transport.Response, deviations, err error) {
	body, deviations, err := c.Encoding.Decode(document.Body, transport.Charset(document.Header), c.Response)
	return &transport.Response{Status: document.Status, Header: http.Header{}, Body: body, Token: document.Token},
		deviations, err
}

// joinDeviations returns the deviations of a response that was read in two steps: first is nil or a *wire.DeviationError. If
// err is another error, it is returned alone.
func joinDeviations(first, err error) error {
	deviations, ok := first.(*wire.DeviationError)
	if !ok {
		return err
	}
	switch more := err.(type) {
	case nil:
		return first
	case *wire.DeviationError:
		return &wire.DeviationError{Deviations: append(deviations.Deviations, more.Deviations...),
			Omitted: deviations.Omitted + more.Omitted}
	}
	return err
}

// readEnvelope reads the envelope of the version in httpResponse, and returns the fault in it, if there is one. If copies
// is true, the values do not share the memory of the response. If response is nil, the body is skipped. unknown gets the
// header blocks that the contract does not name, unless it is nil. If the error is a *wire.DeviationError, everything was
// read.
func (c *Call) readEnvelope(httpResponse *transport.Response, version *envelope, copies bool, response any,
	blocks *xmltype.HeaderBlocks, unknown func(block string)) (*failure.Fault, error) {
	namespaces := c.Types.Table()
	soap := slices.Index(namespaces, version.namespace)
	if soap < 0 {
		namespaces, soap = append(slices.Clip(namespaces), version.namespace), len(namespaces)
	}
	d := xmlwire.BorrowDecoder(httpResponse.Body, transport.Charset(httpResponse.Header), namespaces, copies)
	defer d.Release()
	if !d.Child() || d.NS != soap || d.Name() != "Envelope" {
		d.Failf("not a %s envelope", version.name)
	}
	var fault *failure.Fault
	var bodies, elements int
	var header string // the blocks that are declared as faults
	err := c.Types.Read(d, func(x *xmltype.Reader) {
		if expected := c.version(); version != expected {
			x.Deviate("", "an envelope of "+expected.name, "one of "+version.name)
		}
		for d.Child() {
			if d.NS == soap && d.Name() == "Header" {
				blocks.Read(x, func() {
					if c.faultIndex(d) < 0 {
						version.readBlock(x, soap, unknown)
						return
					}
					header += x.Outer()
				})
				continue
			}
			if d.NS != soap || d.Name() != "Body" {
				d.Skip()
				continue
			}
			bodies++
			if c.Response == Body && response != nil && !version.hasFault(httpResponse) {
				elements++
				x.Content(response)
				continue
			}
			for d.Child() {
				elements++
				switch {
				case elements > 1:
					x.Deviate("", "one element in the SOAP body", "another one")
					d.Skip()
				case d.NS == soap && d.Name() == "Fault":
					fault = c.readFault(d)
				case response == nil:
					d.Skip()
				default:
					x.Message(c.Response, response)
				}
			}
		}
		switch {
		case fault != nil:
			fault.Header = header
		case header != "":
			x.Deviate("", "header faults beside a fault only", "one beside a response")
		}
	})
	switch closed := d.Close(); {
	case closed != nil:
		return nil, closed
	case bodies != 1:
		return nil, fmt.Errorf("the SOAP envelope has %d bodies", bodies)
	case elements == 0 && c.Response != "":
		return nil, fmt.Errorf("the SOAP body is empty, expected %s", c.Types.Described(c.Response))
	}
	return fault, err
}

// hasFault reports whether the body of document, an envelope of version v, begins with a fault.
func (v *envelope) hasFault(document *transport.Response) bool {
	d := xmlwire.BorrowDecoder(document.Body, transport.Charset(document.Header), []string{"", v.namespace}, false)
	defer d.Release()
	d.Child()
	for d.Child() {
		if d.NS == 1 && d.Name() == "Body" {
			return d.Child() && d.NS == 1 && d.Name() == "Fault"
		}
		d.Skip()
	}
	return false
}

// readFault reads the pending Fault. The elements of a SOAP 1.1 fault have no namespace (section 4.4); those in a
// namespace are accepted too.
func (c *Call) readFault(d *xmlwire.Decoder) *failure.Fault {
	var f failure.Fault
	for d.Child() {
		switch d.Name() {
		case "faultcode":
			f.Code = d.Token()
		case "faultstring":
			f.String = d.Token()
		case "faultactor", "Node":
			f.Actor = d.Token()
		case "detail", "Detail":
			f.Detail = strings.TrimSpace(d.Raw())
		case "Code": // SOAP 1.2 Part 1 §5.4
			f.Code, f.Subcode = readCode(d)
		case "Reason":
			f.String = firstText(d, "Text")
		default:
			d.Skip()
		}
	}
	return &f
}

// readCode reads the pending Code or Subcode. It returns its value and those of its subcodes.
func readCode(d *xmlwire.Decoder) (value, subcodes string) {
	for d.Child() {
		switch d.Name() {
		case "Value":
			value = d.Token()
		case "Subcode":
			code, inner := readCode(d)
			subcodes = strings.TrimSpace(code + " " + inner)
		default:
			d.Skip()
		}
	}
	return value, subcodes
}

// firstText reads the pending element and returns the text of its first child called name.
func firstText(d *xmlwire.Decoder, name string) (text string) {
	for d.Child() {
		if d.Name() == name && text == "" {
			text = d.Token()
		} else {
			d.Skip()
		}
	}
	return text
}

// declaredFault returns the error that the contract declares for f's detail or header, and sets f.Name. It returns nil if
// none is declared or what is declared is invalid.
func (c *Call) declaredFault(f *failure.Fault) (faultErr error) {
	for _, elements := range []string{f.Detail, f.Header} {
		if f.Name == "" && elements != "" {
			f.Name, faultErr = c.readDeclared(elements)
		}
	}
	return faultErr
}

// readDeclared returns the local name of the first declared fault among elements, and its error, which says where it
// deviates from the contract. The name is "" if none is declared. The error is nil if it is malformed.
func (c *Call) readDeclared(elements string) (name string, faultErr error) {
	d := xmlwire.NewDecoder("<elements>"+elements+"</elements>", c.Types.Table())
	d.Child()
	for d.Child() {
		i := c.faultIndex(d)
		if i < 0 || faultErr != nil {
			d.Skip()
			continue
		}
		name = d.Name()
		declared, deviations := c.Types.DecodeFault(d, c.Faults[i].Type)
		if faultErr = declared; declared != nil && deviations != nil {
			faultErr = fmt.Errorf("%w; %w", declared, deviations)
		}
	}
	if d.Close() != nil {
		return "", nil
	}
	return name, faultErr
}

// faultIndex returns the index of the fault whose element is pending, -1 for none. Of several encoded ones with its name,
// it is the one of its xsi:type.
func (c *Call) faultIndex(d *xmlwire.Decoder) int {
	named, isAmbiguous := -1, false
	for i, f := range c.Faults {
		switch {
		case !c.Types.IsElement(d, f.Element):
		case f.XSIType != "" && c.Types.IsOfType(d, f.XSIType):
			return i
		case named < 0:
			named = i
		case f.XSIType != "":
			isAmbiguous = true
		}
	}
	if isAmbiguous {
		return -1
	}
	return named
}
