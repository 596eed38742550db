// Sending: one company after the other, without what was sent before.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// submission sends the reports of several companies.
type submission struct {
	client   *careflex.Client
	apiToken string
	journal  *journal
	progress io.Writer
}

// send sends what was not sent before, and returns the outcome of each line. It stops at the first failure, so that no
// more outcomes become unknown, and when stopped ends. The next run continues.
func (s *submission) send(stopped context.Context, companies []*company) ([]outcome, error) {
	entries := make([]*entry, len(companies))
	for i, c := range companies {
		var err error
		if entries[i], err = s.journal.load(c); err != nil {
			return nil, err
		}
	}
	var failure error
	for i, c := range companies {
		if failure = context.Cause(stopped); failure == nil {
			failure = s.company(stopped, c, entries[i])
		}
		if errors.Is(failure, careflex.ErrInvalid) {
			return nil, fmt.Errorf("%s: %w", c.careflexID, failure) // the journal is of another API token
		}
		if failure != nil {
			failure = fmt.Errorf("%s: %w", c.careflexID, failure)
			break
		}
	}
	var outcomes []outcome
	for i, c := range companies {
		outcomes = append(outcomes, c.outcomes(entries[i])...)
	}
	return outcomes, failure
}

// company sends the report of one company. A rejection is no error.
func (s *submission) company(stopped context.Context, c *company, e *entry) error {
	// This context does not end with stopped: then the outcome of a request in progress would be unknown.
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(stopped))
	defer cancel(nil)
	if c.incidents == nil {
		return s.noIncident(ctx, c, e)
	}
	options := &careflex.NewIncidentAllOptions{Continue: e.Incidents, Progress: func(summary *careflex.NewIncidentSummary) {
		e.Incidents = summary
		if err := s.journal.save(c.careflexID, e); err != nil {
			cancel(err) // do not send what cannot be recorded
		}
		if stopped.Err() != nil {
			cancel(context.Cause(stopped))
		}
		fmt.Fprintf(s.progress, "%s: %d incidents: %d accepted, %d rejected, %d without a response, %d not sent\n",
			c.careflexID, len(summary.Rows), summary.Count(careflex.Accepted), summary.Count(careflex.Rejected),
			summary.Count(careflex.Unknown), summary.Count(careflex.NotSent))
	}}
	summary, err := s.client.NewIncidentAll(ctx, c.newIncident(s.apiToken), options)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if summary.Count(careflex.NotSent)+summary.Count(careflex.Unknown) == 0 {
		return nil
	}
	return err
}

// noIncident sends the empty report, unless it was sent.
func (s *submission) noIncident(ctx context.Context, c *company, e *entry) error {
	if e.Empty != nil && e.Empty.Outcome != careflex.NotSent.String() {
		return nil
	}
	before := &emptyOutcome{careflex.Unknown.String(), "the program ended while the report was being sent"}
	if err := s.journal.save(c.careflexID, &entry{Empty: before}); err != nil {
		return err
	}
	_, failure := s.client.NoIncident(ctx, c.noIncident(s.apiToken))
	outcome := outcomeOf(failure)
	e.Empty = &emptyOutcome{Outcome: outcome.String()}
	if failure != nil {
		e.Empty.Reason = failure.Error()
	}
	fmt.Fprintf(s.progress, "%s: the report that there were no incidents: %v\n", c.careflexID, outcome)
	if err := s.journal.save(c.careflexID, e); err != nil {
		return err
	}
	if outcome == careflex.Rejected {
		return nil
	}
	return failure
}

// outcomeOf returns what the error of a call means for the report that it sent.
func outcomeOf(err error) careflex.Outcome {
	e, _ := errors.AsType[*careflex.Error](err)
	switch {
	case err == nil:
		return careflex.Accepted
	case errors.Is(err, careflex.ErrUnknownOutcome):
		return careflex.Unknown
	case errors.Is(err, careflex.ErrInvalid), errors.Is(err, careflex.ErrAuth), errors.Is(err, careflex.ErrTransport):
		return careflex.NotSent
	case errors.Is(err, careflex.ErrStatus):
		switch e.Status {
		case http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity:
			return careflex.Rejected
		case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests:
			return careflex.NotSent // it was refused before it was read
		}
	}
	return careflex.Unknown // some servers send 406, for example, after they have processed the request
}
