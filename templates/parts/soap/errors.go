// Errors: one type, whose kind tells what went wrong.

package soap

import (
	"errors"
	"fmt"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// Error is what every call of this package fails with. Its kind is one of the Err… values, for errors.Is; errors.As
// finds it behind whatever wraps it. It never shows a secret.
type Error struct {
	Kind      error
	Operation string   // the contract's name of the operation
	Path      string   // path of the request's URL
	Status    int      // HTTP status, 0 where there was no response
	Messages  []string // for ErrInvalid: every fault that Validate found, by its path
	Fault     *Fault   // for ErrFault
	Excerpt   string   // one line of an answer that was not expected
	Err       error    // the cause; may be nil

	// Deviations are, for ErrContent, where a response that could be read departs from the contract: the first 100. The
	// call returned what it read as well.
	Deviations []Deviation

	// Sent is, for ErrUnknownOutcome, the request that was sent, as the call was given it: a pointer, which nothing
	// prints.
	Sent any `json:"-"`
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

// The kinds of failure.
var (
	// ErrInvalid: the request cannot be sent as it is; Messages say why.
	ErrInvalid error = failure.ErrInvalid
	// ErrAuth: no token was to be had, or the service refused two of them.
	ErrAuth error = failure.ErrAuth
	// ErrTransport: the service was not reached or did not answer.
	ErrTransport error = failure.ErrTransport
	// ErrUnknownOutcome: the request was sent and its answer lost. The service may have carried it out, so it is not
	// sent again. It is an ErrTransport too.
	ErrUnknownOutcome error = failure.ErrUnknownOutcome
	// ErrStatus: the service answered with an HTTP error status.
	ErrStatus error = failure.ErrStatus
	// ErrContent: the response is not what the contract says. If it could be read, Deviations say where.
	ErrContent error = failure.ErrContent
	// ErrTooLarge: the answer is longer than Config.MaxResponseBytes.
	ErrTooLarge error = failure.ErrTooLarge
	// ErrFault: the service answered with a SOAP fault.
	ErrFault error = failure.ErrFault
	// ErrRows: the rows of an answer do not match the items of the request; the cause is a *RowMismatch.
	ErrRows error = failure.ErrRows
	// ErrRedirect: the service answered with a redirect, which is not followed with credentials.
	ErrRedirect error = failure.ErrRedirect
)

// Error says operation, request line and status, then what is known of the cause, on one line.
func (e *Error) Error() string { return e.runtime().Error() }

// runtime gives e as the runtime has it.
func (e *Error) runtime() *failure.Error {
	method := ""
	if e.Path != "" {
		method = "POST"
	}
	return &failure.Error{Kind: e.Kind, Operation: e.Operation, Method: method, Path: e.Path, Status: e.Status,
		Messages: e.Messages, Fault: (*failure.Fault)(e.Fault), Excerpt: e.Excerpt, Err: e.Err}
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
	var e *failure.Error
	if !errors.As(err, &e) {
		return err
	}
	return &Error{Kind: e.Kind, Operation: e.Operation, Path: e.Path, Status: e.Status, Messages: e.Messages,
		Fault: (*Fault)(e.Fault), Excerpt: e.Excerpt, Err: e.Err, Sent: e.Sent, Deviations: deviationsOf(e.Err)}
}

// during notes in err, an *Error, which operation it is of.
func during(operation string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Operation = operation
	}
	return err
}

// invalid turns what a validator or encoder found into an *Error.
func invalid(err error) error {
	if err == nil {
		return nil
	}
	e := &Error{Kind: ErrInvalid}
	var faults *check.ValidationError
	if errors.As(err, &faults) {
		for _, f := range faults.Faults {
			e.Messages = append(e.Messages, f.String())
		}
	} else {
		e.Err = err
	}
	return e
}
