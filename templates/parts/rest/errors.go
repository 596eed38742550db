// Errors: one type, with a kind for each cause.

package rest

import (
	"errors"
	"fmt"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Error is the error of every call in this package. Kind is one of the Err… values, for errors.Is; errors.As finds a
// wrapped Error. It never shows a secret.
type Error struct {
	Kind      error
	Operation string   // its name in the contract
	Method    string   // HTTP method
	Path      string   // of the request's URL
	Status    int      // of HTTP, 0 if there was no response
	Messages  []string // of the service, for the user
	Excerpt   string   // one line of an unexpected response, such as an HTML error page
	Err       error    // the cause, or nil

	// Deviations say, for ErrContent, where a response deviates from the contract: the first 100. The call also returns
	// the value.
	Deviations []Deviation
}

// The kinds of failure.
var (
	// ErrInvalid: the call cannot be sent, for example because an argument is not valid in a path.
	ErrInvalid error = failure.ErrInvalid
	// ErrAuth: there were no credentials, or the service refused them, and a new token too.
	ErrAuth error = failure.ErrAuth
	// ErrTransport: the service was not reached or did not respond.
	ErrTransport error = failure.ErrTransport
	// ErrUnknownOutcome: a call that changes something was sent, but the response was lost. It is an ErrTransport too.
	ErrUnknownOutcome error = failure.ErrUnknownOutcome
	// ErrStatus: the service responded with an HTTP error status; Messages are its messages to the user.
	ErrStatus error = failure.ErrStatus
	// ErrContent: the response breaks the contract. If it could be read, Deviations say where.
	ErrContent error = failure.ErrContent
	// ErrTooLarge: the response is longer than Config.MaxResponseBytes.
	ErrTooLarge error = failure.ErrTooLarge
	// ErrMultiCall: the response to a MultiCall lacks the call's part, or is malformed.
	ErrMultiCall error = failure.ErrMultiCall
	// ErrRedirect: the service responded with a redirect to another origin, which is not followed.
	ErrRedirect error = failure.ErrRedirect
)

// Error returns function, request line and status, then the cause, on one line.
func (e *Error) Error() string {
	return (&failure.Error{Kind: e.Kind, Operation: e.Operation, Method: e.Method, Path: e.Path,
		Status: e.Status, Messages: e.Messages, Excerpt: e.Excerpt, Err: e.Err}).Error()
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
	e, ok := errors.AsType[*failure.Error](err)
	if !ok {
		return err
	}
	return &Error{Kind: e.Kind, Operation: e.Operation, Method: e.Method, Path: e.Path, Status: e.Status,
		Messages: e.Messages, Excerpt: e.Excerpt, Err: e.Err, Deviations: wire.DeviationsOf[Deviation](e.Err)}
}
