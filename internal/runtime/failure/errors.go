// The errors of calls: one type, a sentinel for each kind, and excerpts of unexpected responses.

package failure

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// The kinds of failure, for errors.Is.
var (
	// ErrInvalid says that the caller's arguments cannot be sent.
	ErrInvalid = errors.New("refused before sending")
	// ErrAuth says that there is no token, or that the service refused two.
	ErrAuth = errors.New("not authenticated")
	// ErrTransport says that the service was not reached or did not respond.
	ErrTransport = errors.New("no response")
	// ErrStatus says that the service responded with an HTTP error status.
	ErrStatus = errors.New("error status")
	// ErrContent says that the response breaks the contract. If the cause is a *wire.DeviationError, the call returned
	// a value too.
	ErrContent = errors.New("unexpected response")
	// ErrTooLarge says that the response exceeds Options.MaxResponseBytes.
	ErrTooLarge = errors.New("response too large")
	// ErrFault says that the service responded with a SOAP fault.
	ErrFault = errors.New("SOAP fault")
	// ErrRows says that the response does not have one row for each item of the request: see split.RowMismatch.
	ErrRows = errors.New("the rows of the response do not match the request")
	// ErrMultiCall says that the response to a MultiCall is malformed, or that it lacks a part or has one twice.
	ErrMultiCall = errors.New("broken MultiCall response")
	// ErrRedirect says that the service redirects to another origin, or redirects an unsafe call.
	ErrRedirect = errors.New("redirect not followed")
	// ErrUnknownOutcome says that an unsafe call was sent and its response lost: the service may have carried it out.
	// It is an ErrTransport too.
	ErrUnknownOutcome = fmt.Errorf("outcome unknown, the request was sent: %w", ErrTransport)
)

// Error is the failure of one call. It has no query, header, token or password.
type Error struct {
	Kind      error    // one of the sentinels of this package
	Operation string   // its name in the contract
	Method    string   // HTTP method
	Path      string   // of the URL
	Status    int      // of HTTP, 0 if there was no response
	Messages  []string // of the service, for the user
	Fault     *Fault   // if Kind is ErrFault
	Excerpt   string   // one line of an unexpected response, at most 200 characters
	Err       error    // the cause, or nil
	Sent      any      // the request of a SOAP call of kind ErrUnknownOutcome; it is never printed
}

// Fault is a fault of SOAP 1.1 (section 4.4) or 1.2 (Part 1, section 5.4).
type Fault struct {
	Code    string // faultcode, or Value of Code: a qualified name as the service sent it
	Subcode string // of SOAP 1.2: the values of all Subcodes from the outermost, separated by spaces
	String  string // faultstring, or the first Text of Reason
	Actor   string // faultactor, or Node, mostly empty
	Detail  string // the content of the detail element, as XML
	Header  string // the header blocks that the contract declares as faults (SOAP 1.1, section 4.4), as XML
	Name    string // the local name of the declared fault in Detail or Header; "" for a fault that is not declared
}

// Error returns operation, request line and status, then the cause, on one line.
func (e *Error) Error() string {
	var parts []string
	add := func(part string) {
		if part = oneLine(part); part != "" {
			parts = append(parts, part)
		}
	}
	add(e.Operation)
	add(e.Method + " " + e.Path)
	if e.Status != 0 {
		add(strconv.Itoa(e.Status) + " " + http.StatusText(e.Status))
	}
	if e.Kind != nil && (e.Kind != ErrStatus || e.Status == 0) {
		add(e.Kind.Error())
	}
	if e.Fault != nil {
		add(e.Fault.Code)
		add(e.Fault.Subcode)
		add(e.Fault.String)
	}
	add(strings.Join(e.Messages, "; "))
	if e.Err != nil {
		add(e.Err.Error())
	}
	if e.Excerpt != "" {
		add(strconv.Quote(e.Excerpt))
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	var errs []error
	for _, err := range []error{e.Kind, e.Err} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

const (
	excerptLength = 200      // characters of an excerpt
	excerptSource = 64 << 10 // bytes of a response that an excerpt is made from
)

var (
	markupHeading = regexp.MustCompile(`(?is)<(?:title|h1)\b[^>]*>(.*?)</(?:title|h1)\s*>`)
	markupUnseen  = regexp.MustCompile(`(?is)<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>`)
	markupTag     = regexp.MustCompile(`(?s)<[^>]*>?`)
)

// Excerpt returns one short line of a response: title and first heading of an HTML page, otherwise the text without
// tags. Secrets are redacted before it is cut.
func Excerpt(body string, secrets ...string) string {
	text := markupUnseen.ReplaceAllString(body[:min(len(body), excerptSource)], " ")
	if headings := markupHeading.FindAllStringSubmatch(text, 2); headings != nil {
		text = headings[0][1]
		if len(headings) > 1 && oneLine(headings[1][1]) != oneLine(text) {
			text += " – " + headings[1][1]
		}
	}
	text = newRedactor(secrets...).clean(oneLine(html.UnescapeString(markupTag.ReplaceAllString(text, " "))))
	if runes := []rune(text); len(runes) > excerptLength {
		return string(runes[:excerptLength-1]) + "…"
	}
	return text
}

// oneLine returns s as one printable line, so that no response can forge log lines.
func oneLine(s string) string {
	printable := func(r rune) rune {
		if r != unicode.ReplacementChar && (unicode.IsPrint(r) || unicode.IsSpace(r)) {
			return r
		}
		return -1
	}
	return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
}
