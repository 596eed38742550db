// Tests of what an error means for the items of a request.

package runtime_test

import (
	"cmp"
	"errors"
	"fmt"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

func TestSituation23OutcomeOf(t *testing.T) {
	status := func(kind error, status int) error { return &runtime.Error{Kind: kind, Status: status} }
	fault := func(code string) error {
		return &runtime.Error{Kind: runtime.ErrFault, Status: 500, Fault: &runtime.Fault{Code: code}}
	}
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, "accepted"},
		{status(runtime.ErrInvalid, 0), "not sent"},
		{status(runtime.ErrAuth, 401), "not sent"},
		{status(runtime.ErrTransport, 0), "not sent"},
		{status(runtime.ErrRedirect, 301), "not sent"},
		{status(runtime.ErrRedirect, 307), "not sent"},
		{status(runtime.ErrRedirect, 302), "unknown"},
		{status(runtime.ErrRedirect, 303), "unknown"},
		{fmt.Errorf("wrapped: %w", status(runtime.ErrStatus, 422)), "rejected"},
		{fault("SOAP-ENV:Client"), "rejected"},
		{fault("s:Sender"), "rejected"},
		{fault("SOAP-ENV:Client.Authentication"), "not sent"},
		{fault("SOAP-ENV:MustUnderstand"), "not sent"},
		{fault("s:VersionMismatch"), "not sent"},
		{fault("s:DataEncodingUnknown"), "not sent"},
		{fault("wsse:FailedAuthentication"), "not sent"},
		{&runtime.Error{Kind: runtime.ErrFault, Status: 400,
			Fault: &runtime.Fault{Code: "s:Sender", Subcode: "wsse:InvalidSecurityToken"}}, "not sent"},
		{&runtime.Error{Kind: runtime.ErrFault, Status: 403, Fault: &runtime.Fault{Code: "s:Sender"}}, "not sent"},
		{fault("Server.SecurityLog"), "unknown"},
		{fault("s:Receiver"), "unknown"},
		{fault("Client.Schema"), "rejected"},
		{fault("SOAP-ENV:Server"), "unknown"},
		{fault("x:Clientele"), "unknown"},
		{status(runtime.ErrStatus, 500), "unknown"},
		{status(runtime.ErrUnknownOutcome, 0), "unknown"},
		{status(runtime.ErrContent, 200), "unknown"},
		{status(runtime.ErrTooLarge, 200), "unknown"},
		{&runtime.RowMismatch{}, "unknown"},
		{errors.New("other"), "unknown"},
	} {
		if got := runtime.OutcomeOf(test.err).String(); got != test.want {
			t.Errorf("%v: got %s, want %s", test.err, got, test.want)
		}
	}
}

// Every status that a service can refuse a request with: what it says of the items. Of any other nobody knows whether
// the service took them.
func TestOutcomeOfStatuses(t *testing.T) {
	want := map[int]string{400: "rejected", 409: "rejected", 413: "rejected", 422: "rejected"}
	for _, status := range []int{401, 402, 403, 404, 405, 407, 408, 410, 411, 412, 414, 415, 416, 417, 421, 423, 424, 425,
		426, 428, 429, 431, 451} {
		want[status] = "not sent"
	}
	for status := 400; status < 600; status++ {
		got := runtime.OutcomeOf(&runtime.Error{Kind: runtime.ErrStatus, Status: status}).String()
		if expected := cmp.Or(want[status], "unknown"); got != expected {
			t.Errorf("%d: got %s, want %s", status, got, expected)
		}
	}
}
