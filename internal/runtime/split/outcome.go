// Outcomes: what an error means for the items of a request that changes something.

package split

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// Outcome says what became of one item of a list.
type Outcome uint8

// The outcomes.
const (
	Unsent   Outcome = iota // the service has not accepted the item: it can be sent again
	Accepted                // the service accepted it
	Rejected                // the service rejected its content
	Unknown                 // it was sent, and the service may have accepted it
)

var outcomeNames = [...]string{"not sent", "accepted", "rejected", "unknown"}

// String returns the outcome in lower case.
func (o Outcome) String() string {
	if int(o) < len(outcomeNames) {
		return outcomeNames[o]
	}
	return fmt.Sprintf("outcome %d", uint8(o))
}

// contentStatuses reject the content of a request (RFC 9110, section 15.5): it is malformed, conflicts with the
// service's data, is too long, or cannot be processed. Other content may be accepted.
var contentStatuses = []int{http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge,
	http.StatusUnprocessableEntity}

// callerStatuses refuse a request whatever its content, before it is carried out: because of its sender, target,
// method, header or time (RFC 9110, section 15.5; RFC 6585; RFC 7725; RFC 8470; RFC 4918). The same items can be sent
// again once that is corrected.
var callerStatuses = []int{http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden,
	http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusProxyAuthRequired, http.StatusRequestTimeout,
	http.StatusGone, http.StatusLengthRequired, http.StatusPreconditionFailed, http.StatusRequestURITooLong,
	http.StatusUnsupportedMediaType, http.StatusRequestedRangeNotSatisfiable, http.StatusExpectationFailed,
	http.StatusMisdirectedRequest, http.StatusLocked, http.StatusFailedDependency, http.StatusTooEarly,
	http.StatusUpgradeRequired, http.StatusPreconditionRequired, http.StatusTooManyRequests,
	http.StatusRequestHeaderFieldsTooLarge, http.StatusUnavailableForLegalReasons}

// OutcomeOf returns what the error of an unsafe call means for all items that it sent. A refusal of the caller, such as
// 403, leaves them unsent; only a refusal of the content rejects them. If the service may have carried out the call,
// the outcome is unknown: after any 5xx, and after 406, which some servers send afterwards.
func OutcomeOf(err error) Outcome {
	callErr, ok := errors.AsType[*failure.Error](err)
	switch {
	case err == nil:
		return Accepted
	case !ok:
		return Unknown
	}
	switch callErr.Kind {
	case failure.ErrInvalid, failure.ErrTransport, failure.ErrAuth:
		return Unsent
	case failure.ErrRedirect:
		switch callErr.Status {
		case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
			return Unsent
		} // others may lead to the result of a request that was carried out (RFC 9110, section 15.4)
	case failure.ErrStatus:
		switch {
		case slices.Contains(callerStatuses, callErr.Status):
			return Unsent
		case slices.Contains(contentStatuses, callErr.Status):
			return Rejected
		}
	case failure.ErrFault:
		switch {
		case slices.Contains(callerStatuses, callErr.Status), refusesCaller(callErr.Fault):
			return Unsent
		case blamesMessage(callErr.Fault):
			return Rejected
		}
	}
	return Unknown
}

// refusesCaller reports whether f says that the message was not processed for a reason other than its content: the
// version of its envelope, a header or encoding that is not understood (SOAP 1.1, section 4.4.1; SOAP 1.2 Part 1,
// section 5.4.6), or its sender (Client.Authentication, and the codes of WS-Security).
func refusesCaller(f *failure.Fault) bool {
	class, detail := classOf(f)
	switch class {
	case "VersionMismatch", "MustUnderstand", "DataEncodingUnknown":
		return true
	case "Server", "Receiver": // who may have begun
		return false
	}
	for _, word := range []string{"Authentication", "Authorization", "Security", "UnsupportedAlgorithm"} {
		if strings.Contains(detail, word) || strings.Contains(class, word) {
			return true
		}
	}
	return false
}

// classOf returns the class of f without its prefix, such as Client, and its refinement: Authentication of
// Client.Authentication (SOAP 1.1), or the subcodes (SOAP 1.2).
func classOf(f *failure.Fault) (class, detail string) {
	code := f.Code[strings.LastIndexByte(f.Code, ':')+1:]
	class, detail, _ = strings.Cut(code, ".")
	return class, strings.TrimSpace(detail + " " + f.Subcode)
}

// blamesMessage reports whether f blames the message: its class is Client, possibly refined (SOAP 1.1, section 4.4.1),
// or Sender (SOAP 1.2 Part 1, section 5.4.6).
func blamesMessage(f *failure.Fault) bool {
	class, _ := classOf(f)
	return class == "Client" || class == "Sender"
}
