// The errors of a call: one type, a sentinel for each kind of failure, and the excerpt of an answer that was not
// expected.

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
	// ErrAuth says that no token is to be had, or that it was refused, at the second attempt too.
	ErrAuth = errors.New("not authenticated")
	// ErrTransport says that the service was not reached, or gave no answer.
	ErrTransport = errors.New("no answer")
	// ErrStatus says that the service answered with an HTTP error status.
	ErrStatus = errors.New("error status")
	// ErrContent says that the response is not what the contract says. If the cause is a *wire.DeviationError, it could
	// be read.
	ErrContent = errors.New("unexpected response")
	// ErrTooLarge says that the answer exceeds Options.MaxResponseBytes.
	ErrTooLarge = errors.New("answer too large")
	// ErrFault says that the service answered with a SOAP fault.
	ErrFault = errors.New("SOAP fault")
	// ErrRows says that the answer has not one row for each item that was sent: see split.RowMismatch.
	ErrRows = errors.New("the rows of the answer do not match the request")
	// ErrMultiCall says that the answer to a MultiCall breaks its framing, or lacks a part, or has one twice.
	ErrMultiCall = errors.New("broken MultiCall answer")
	// ErrRedirect says that the service redirects to another origin, or redirects an unsafe call.
	ErrRedirect = errors.New("redirect not followed")
	// ErrUnknownOutcome is the kind of an unsafe call that was sent and whose answer was lost: the service may have
	// carried it out. It is an ErrTransport too.
	ErrUnknownOutcome = fmt.Errorf("outcome unknown, the request was sent: %w", ErrTransport)
)

// Error is the failure of one call. It never holds a query, a header, a token or a password.
type Error struct {
	Kind      error    // one of the sentinels of this package
	Operation string   // the contract's name of the operation
	Method    string   // HTTP method
	Path      string   // path of the URL alone
	Status    int      // HTTP status, 0 where there was no answer
	Messages  []string // what the service has to say to the user
	Fault     *Fault   // set where Kind is ErrFault
	Excerpt   string   // one line of an answer that was not expected, at most 200 characters
	Err       error    // the cause, may be nil
	Sent      any      // for ErrUnknownOutcome of a SOAP call: the request, which nothing prints
}

// Fault is a fault of SOAP 1.1 (section 4.4) or 1.2 (Part 1, section 5.4).
type Fault struct {
	Code    string // faultcode, or Value of Code: a qualified name as the service wrote it
	Subcode string // in SOAP 1.2: what refines Code; of several, the outer before the inner, with spaces between
	String  string // faultstring, or the first Text of Reason
	Actor   string // faultactor, or Node, mostly empty
	Detail  string // what the detail element holds, as XML
	Name    string // the element in Detail by which the contract declares the fault; "" for a fault that it does not
}

// Error says operation, request line and status, then what is known of the cause, on one line.
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

// Unwrap gives the kind and the cause.
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
	excerptSource = 64 << 10 // bytes of an answer that an excerpt is made from
)

var (
	markupHeading = regexp.MustCompile(`(?is)<(?:title|h1)\b[^>]*>(.*?)</(?:title|h1)\s*>`)
	markupUnseen  = regexp.MustCompile(`(?is)<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>`)
	markupTag     = regexp.MustCompile(`(?s)<[^>]*>?`)
)

// Excerpt makes one short line out of an answer: title and first heading of an HTML page, else its text without tags.
// Secrets are taken out before it is cut.
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

// oneLine joins s into one printable line, so that no answer can break up a log.
func oneLine(s string) string {
	printable := func(r rune) rune {
		if r != unicode.ReplacementChar && (unicode.IsPrint(r) || unicode.IsSpace(r)) {
			return r
		}
		return -1
	}
	return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
}
