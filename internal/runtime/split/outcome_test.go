// Tests of outcomes: what an error means for the items of a request.

package split_test

import (
	"cmp"
	"errors"
	"fmt"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/split"
)

func TestSituation23OutcomeOf(t *testing.T) {
	status := func(kind error, status int) error { return &failure.Error{Kind: kind, Status: status} }
	fault := func(code string) error {
		return &failure.Error{Kind: failure.ErrFault, Status: 500, Fault: &failure.Fault{Code: code}}
	}
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, "accepted"},
		{status(failure.ErrInvalid, 0), "not sent"},
		{status(failure.ErrAuth, 401), "not sent"},
		{status(failure.ErrTransport, 0), "not sent"},
		{status(failure.ErrRedirect, 301), "not sent"},
		{status(failure.ErrRedirect, 307), "not sent"},
		{status(failure.ErrRedirect, 302), "unknown"},
		{status(failure.ErrRedirect, 303), "unknown"},
		{fmt.Errorf("wrapped: %w", status(failure.ErrStatus, 422)), "rejected"},
		{fault("SOAP-ENV:Client"), "rejected"},
		{fault("s:Sender"), "rejected"},
		{fault("SOAP-ENV:Client.Authentication"), "not sent"},
		{fault("SOAP-ENV:MustUnderstand"), "not sent"},
		{fault("s:VersionMismatch"), "not sent"},
		{fault("s:DataEncodingUnknown"), "not sent"},
		{fault("wsse:FailedAuthentication"), "not sent"},
		{&failure.Error{Kind: failure.ErrFault, Status: 400,
			Fault: &failure.Fault{Code: "s:Sender", Subcode: "wsse:InvalidSecurityToken"}}, "not sent"},
		{&failure.Error{Kind: failure.ErrFault, Status: 403, Fault: &failure.Fault{Code: "s:Sender"}}, "not sent"},
		{fault("Server.SecurityLog"), "unknown"},
		{fault("s:Receiver"), "unknown"},
		{fault("Client.Schema"), "rejected"},
		{fault("SOAP-ENV:Server"), "unknown"},
		{fault("x:Clientele"), "unknown"},
		{status(failure.ErrStatus, 500), "unknown"},
		{status(failure.ErrUnknownOutcome, 0), "unknown"},
		{status(failure.ErrContent, 200), "unknown"},
		{status(failure.ErrTooLarge, 200), "unknown"},
		{&split.RowMismatch{}, "unknown"},
		{errors.New("other"), "unknown"},
	} {
		if got := split.OutcomeOf(test.err).String(); got != test.want {
			t.Errorf("%v: got %s, want %s", test.err, got, test.want)
		}
	}
}

// Every status that a service can refuse a request with: what it says of the items. Of any other nobody knows whether
// the service took them.
func TestOutcomeOfStatuses(t *testing.T) {
	want := map[int]string{400: "rejected", 409: "rejected", 413: "rejected", 422: "rejected"}
	for _, status := range []int{401, 402, 403, 404, 405, 407, 408, 410, 411, 412, 414, 415, 416, 417, 421, 423, 424,
		425,
		426, 428, 429, 431, 451} {
		want[status] = "not sent"
	}
	for status := 400; status < 600; status++ {
		got := split.OutcomeOf(&failure.Error{Kind: failure.ErrStatus, Status: status}).String()
		if expected := cmp.Or(want[status], "unknown"); got != expected {
			t.Errorf("%d: got %s, want %s", status, got, expected)
		}
	}
}
