// Errors: one type, whose kind tells what went wrong.

package rest

import (
	"errors"
	"fmt"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// Error is what every call of this package fails with. Its kind is one of the Err… values, for errors.Is; errors.As
// finds it behind whatever wraps it. It never holds a secret.
type Error struct {
	Kind      error
	Operation string   // the contract's name of the function
	Method    string   // HTTP method
	Path      string   // path of the request's URL
	Status    int      // HTTP status, 0 where there was no response
	Messages  []string // what the service has to say to the user
	Excerpt   string   // one line of an answer that was not expected, such as an HTML error page
	Err       error    // the cause; may be nil

	// Deviations are, for ErrContent, where a response that could be read departs from the contract: the first 100. The
	// call returned what it read as well.
	Deviations []Deviation
}

// The kinds of failure.
var (
	// ErrInvalid: the call cannot be sent as it is, for example because of an argument that no path can hold.
	ErrInvalid error = failure.ErrInvalid
	// ErrAuth: no token was to be had, or the service refused two of them.
	ErrAuth error = failure.ErrAuth
	// ErrTransport: the service was not reached or did not answer.
	ErrTransport error = failure.ErrTransport
	// ErrUnknownOutcome: a call that changes something was sent and its answer lost. It is an ErrTransport too.
	ErrUnknownOutcome error = failure.ErrUnknownOutcome
	// ErrStatus: the service answered with an HTTP error status; Messages hold what it has to say to the user.
	ErrStatus error = failure.ErrStatus
	// ErrContent: the response is not what the contract says. If it could be read, Deviations say where.
	ErrContent error = failure.ErrContent
	// ErrTooLarge: the answer is longer than Config.MaxResponseBytes.
	ErrTooLarge error = failure.ErrTooLarge
	// ErrMultiCall: the answer to a MultiCall lacks the call's part, or its framing is broken.
	ErrMultiCall error = failure.ErrMultiCall
	// ErrRedirect: the service answered with a redirect to somewhere else, which is not followed.
	ErrRedirect error = failure.ErrRedirect
)

// Error says function, request line and status, then what is known of the cause, on one line.
func (e *Error) Error() string {
	return (&failure.Error{Kind: e.Kind, Operation: e.Operation, Method: e.Method, Path: e.Path,
		Status: e.Status, Messages: e.Messages, Excerpt: e.Excerpt, Err: e.Err}).Error()
}

// Format prints what Error returns, whatever the verb: an Error printed by value shows no more than its pointer.
func (e Error) Format(s fmt.State, verb rune) { fmt.Fprintf(s, fmt.FormatString(s, verb), e.Error()) }

// Unwrap gives the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// fail turns an error of the runtime into an *Error.
func fail(err error) error {
	e, ok := errors.AsType[*failure.Error](err)
	if !ok {
		return err
	}
	return &Error{Kind: e.Kind, Operation: e.Operation, Method: e.Method, Path: e.Path, Status: e.Status,
		Messages: e.Messages, Excerpt: e.Excerpt, Err: e.Err, Deviations: deviationsOf(e.Err)}
}
