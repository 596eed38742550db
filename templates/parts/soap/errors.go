// Errors: one type, with a kind for each cause.

package soap

import (
	"errors"
	"fmt"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Error is the error of every call in this package. Kind is one of the Err… values, for errors.Is; errors.As finds a
// wrapped Error. It never shows a secret.
type Error struct {
	Kind      error
	Operation string   // its name in the contract
	Path      string   // of the request's URL
	Status    int      // of HTTP, 0 if there was no response
	Messages  []string // of ErrInvalid: every fault that Validate found, with its path
	Fault     *Fault   // of ErrFault
	Excerpt   string   // one line of an unexpected response
	Err       error    // the cause, or nil

	// Deviations say, for ErrContent, where a response deviates from the contract: the first 100. The call also returns
	// the value.
	Deviations []Deviation

	// Sent is, for ErrUnknownOutcome, the request that was passed to the call, a pointer. It is never printed.
	Sent any `json:"-"`
}

// Fault is a fault of SOAP 1.1 (section 4.4) or 1.2 (Part 1, section 5.4).
type Fault struct {
	Code    string // faultcode, or Value of Code: a qualified name as the service sent it
	Subcode string // of SOAP 1.2: the values of all Subcodes from the outermost, separated by spaces
	String  string // faultstring, or the first Text of Reason
	Actor   string // faultactor, or Node, mostly empty
	Detail  string // the content of the detail element, as XML
	Header  string // the header blocks that the contract declares as faults, as XML
	Name    string // the local name of the declared fault in Detail or Header; "" for a fault that is not declared
}

// The kinds of failure.
var (
	// ErrInvalid: the request cannot be sent; Messages say why.
	ErrInvalid error = failure.ErrInvalid
	// ErrAuth: there was no token, or the service refused two of them.
	ErrAuth error = failure.ErrAuth
	// ErrTransport: the service was not reached or did not respond.
	ErrTransport error = failure.ErrTransport
	// ErrUnknownOutcome: the request was sent, but the response was lost. The service may have carried it out, so it is
	// not sent again. It is an ErrTransport too.
	ErrUnknownOutcome error = failure.ErrUnknownOutcome
	// ErrStatus: the service responded with an HTTP error status.
	ErrStatus error = failure.ErrStatus
	// ErrContent: the response breaks the contract. If it could be read, Deviations say where.
	ErrContent error = failure.ErrContent
	// ErrTooLarge: the response is longer than Config.MaxResponseBytes.
	ErrTooLarge error = failure.ErrTooLarge
	// ErrFault: the service responded with a SOAP fault.
	ErrFault error = failure.ErrFault
	// ErrRows: the rows of the response do not match the items of the request; the cause is a *RowMismatch.
	ErrRows error = failure.ErrRows
	// ErrRedirect: the service responded with a redirect, which is not followed with credentials.
	ErrRedirect error = failure.ErrRedirect
)

// Error returns operation, request line and status, then the cause, on one line.
func (e *Error) Error() string { return e.runtime().Error() }

// runtime returns e as an error of the runtime.
func (e *Error) runtime() *failure.Error {
	method := ""
	if e.Path != "" {
		method = "POST"
	}
	return &failure.Error{Kind: e.Kind, Operation: e.Operation, Method: method, Path: e.Path, Status: e.Status,
		Messages: e.Messages, Fault: (*failure.Fault)(e.Fault), Excerpt: e.Excerpt, Err: e.Err}
}

// Format prints the text of Error for every verb, so that an Error printed by value shows no more than its pointer.
func (e Error) Format(s fmt.State, verb rune) { fmt.Fprintf(s, fmt.FormatString(s, verb), e.Error()) }

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// fail converts an error of the runtime to an *Error.
func fail(err error) error {
	var e *failure.Error
	if !errors.As(err, &e) {
		return err
	}
	return &Error{Kind: e.Kind, Operation: e.Operation, Path: e.Path, Status: e.Status, Messages: e.Messages,
		Fault: (*Fault)(e.Fault), Excerpt: e.Excerpt, Err: e.Err, Sent: e.Sent, Deviations: wire.DeviationsOf[Deviation](e.Err)}
}

// invalid converts an error of a validator or encoder to an *Error.
func invalid(err error) error {
	if err == nil {
		return nil
	}
	e := &Error{Kind: ErrInvalid, Messages: check.Messages(err)}
	if e.Messages == nil {
		e.Err = err
	}
	return e
}
