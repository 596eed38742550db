// The operations of CareFlex as those of an outbox.

package incidents

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// Account is how the reports of a company are sent.
type Account struct {
	// Client has the service user of the managing company.
	Client *careflex.Client
	// APIToken belongs to the declaring company. It is a secret.
	APIToken string
	// Manager is a name for the managing company, whose requests have a common rate.
	Manager string
	// Interval is the minimum time between two requests of the manager, over all machines; 0 means none.
	Interval time.Duration
}

// Format prints a without the secret, for every verb.
func (a Account) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "incidents.Account{Manager: %q, Interval: %v, APIToken: [secret]}", a.Manager, a.Interval)
}

// check returns an error if a cannot be used, so that no incident is rejected because of it.
func (a Account) check() error {
	if a.Client == nil || strings.TrimSpace(a.APIToken) == "" {
		return errors.New("the Account needs Client and APIToken")
	}
	request := careflex.NoIncidentRequest{CareflexID: "checked earlier", APIToken: a.APIToken,
		CreatedAt: careflex.NewDate(2000, time.January, 1)}
	return request.Validate()
}

// accounts is the function in Config.Account.
type accounts func(ctx context.Context, careflexID string) (Account, error)

// checked returns accounts without those that cannot be used.
func checked(account accounts) accounts {
	return func(ctx context.Context, careflexID string) (Account, error) {
		a, err := account(ctx, careflexID)
		if err == nil {
			err = a.check()
		}
		return a, err
	}
}

// newIncident returns the operation that reports incidents.
func newIncident(account accounts) outbox.Operation[careflex.IncidentListItem] {
	return outbox.Operation[careflex.IncidentListItem]{
		Name:  "NewIncident",
		Limit: 100,
		Check: func(company string, items []careflex.IncidentListItem) error {
			return request(company, "checked later", items).Validate()
		},
		Resolve: func(ctx context.Context, company string) (outbox.Sender[careflex.IncidentListItem], error) {
			a, err := account(ctx, company)
			return outbox.Sender[careflex.IncidentListItem]{Manager: a.Manager, Interval: a.Interval,
				Send: func(ctx context.Context, items []careflex.IncidentListItem) []outbox.Result {
					return sendIncidents(ctx, a.Client, request(company, a.APIToken, items))
				}}, err
		},
	}
}

// request returns the request with items of a company.
func request(company, apiToken string, items []careflex.IncidentListItem) *careflex.NewIncidentRequest {
	return &careflex.NewIncidentRequest{CareflexID: company, APIToken: apiToken,
		IncidentList: careflex.IncidentList{Incidents: items}}
}

// sendIncidents sends a request and returns what became of each incident. The client's list of any length finds that
// out for a list of one request too.
func sendIncidents(ctx context.Context, client *careflex.Client, request *careflex.NewIncidentRequest) []outbox.Result {
	n := len(request.IncidentList.Incidents)
	summary, err := client.NewIncidentAll(ctx, request, &careflex.NewIncidentAllOptions{SendValid: true})
	if summary == nil || len(summary.Rows) != n {
		return slices.Repeat([]outbox.Result{{State: outbox.Unknown, Reason: reason(err)}}, n)
	}
	results := make([]outbox.Result, n)
	for i, row := range summary.Rows {
		result := outbox.Result{Reason: reason(row.Err)}
		// The client keeps secrets out of its errors, but a row is what the service says.
		result.Reason.Message = strings.ReplaceAll(result.Reason.Message, request.APIToken, "[redacted]")
		switch row.Outcome {
		case careflex.Accepted:
			result.State = outbox.Accepted
			if row.Response != nil && row.Response.IncidentID != nil {
				result.ServiceID = *row.Response.IncidentID
			}
		case careflex.Rejected:
			result.State = outbox.Rejected
		case careflex.NotSent:
			result.State = outbox.Pending
			if errors.Is(row.Err, careflex.ErrInvalid) { // the row of the table was changed by hand
				result.State = outbox.Rejected
			}
		default:
			result.State = outbox.Unknown
		}
		results[i] = result
	}
	return results
}

// empty is an empty message: no incident occurred in a month.
type empty struct {
	CreatedAt careflex.Date
}

// noIncident returns the operation that sends empty messages.
func noIncident(account accounts) outbox.Operation[empty] {
	return outbox.Operation[empty]{
		Name:  "NoIncident",
		Limit: 1,
		Resolve: func(ctx context.Context, company string) (outbox.Sender[empty], error) {
			a, err := account(ctx, company)
			return outbox.Sender[empty]{Manager: a.Manager, Interval: a.Interval,
				Send: func(ctx context.Context, items []empty) []outbox.Result {
					_, err := a.Client.NoIncident(ctx, &careflex.NoIncidentRequest{CareflexID: company, APIToken: a.APIToken,
						CreatedAt: items[0].CreatedAt})
					return []outbox.Result{{State: stateOf(err), Reason: reason(err)}}
				}}, err
		},
	}
}

// stateOf returns what the error of an empty message means. Pending is only what the service has certainly refused or
// not received.
func stateOf(err error) outbox.State {
	e, ok := errors.AsType[*careflex.Error](err)
	switch {
	case err == nil:
		return outbox.Accepted
	case !ok:
		return outbox.Unknown
	}
	switch e.Kind {
	case careflex.ErrAuth, careflex.ErrTransport:
		return outbox.Pending
	case careflex.ErrInvalid:
		return outbox.Rejected
	case careflex.ErrStatus:
		switch e.Status {
		case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests:
			return outbox.Pending
		case http.StatusBadRequest, http.StatusUnprocessableEntity:
			return outbox.Rejected
		}
	case careflex.ErrFault:
		if code := e.Fault.Code[strings.LastIndexByte(e.Fault.Code, ':')+1:]; code == "Client" {
			return outbox.Rejected
		}
	}
	return outbox.Unknown
}

// kinds names the kinds of errors.
var kinds = []struct {
	err  error
	name string
}{
	{careflex.ErrInvalid, "invalid"},
	{careflex.ErrAuth, "auth"},
	{careflex.ErrUnknownOutcome, "no response"},
	{careflex.ErrTransport, "transport"},
	{careflex.ErrStatus, "status"},
	{careflex.ErrContent, "content"},
	{careflex.ErrTooLarge, "too large"},
	{careflex.ErrFault, "fault"},
	{careflex.ErrRows, "rows"},
	{careflex.ErrRedirect, "redirect"},
}

// reason returns the reason in err, which may be nil.
func reason(err error) outbox.Reason {
	if err == nil {
		return outbox.Reason{}
	}
	if row, ok := errors.AsType[*careflex.IncidentError](err); ok {
		return outbox.Reason{Kind: "row", Code: strconv.Itoa(int(row.Code)), Message: row.Message}
	}
	r := outbox.Reason{Kind: "error", Message: err.Error()}
	for _, kind := range kinds {
		if errors.Is(err, kind.err) {
			r.Kind = kind.name
			break
		}
	}
	if e, ok := errors.AsType[*careflex.Error](err); ok {
		switch {
		case e.Fault != nil:
			r.Code, r.Message = e.Fault.Code, e.Fault.String
		case e.Kind == careflex.ErrStatus:
			r.Code = strconv.Itoa(e.Status)
		}
	}
	return r
}
