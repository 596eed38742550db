// The outcome of each line of the file, as CSV or JSON.

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// outcome is the outcome of one line.
type outcome struct {
	Line       int    `json:"line"`
	CareflexID string `json:"careflexId"`
	EmployeeID string `json:"employeeId,omitempty"`
	ExternalID string `json:"externalId,omitempty"`
	Outcome    string `json:"outcome"`
	IncidentID string `json:"incidentId,omitempty"` // that CareFlex gave to the incident
	Code       int32  `json:"code,omitempty"`       // of the rejection
	Reason     string `json:"reason,omitempty"`
}

// statuses are the exit statuses of outcomes.
var statuses = map[string]int{
	careflex.Accepted.String(): allAccepted,
	careflex.Rejected.String(): someRejected,
	careflex.Unknown.String():  someUnknown,
	careflex.NotSent.String():  someNotSent,
}

// outcomes returns the outcomes of the company's lines.
func (c *company) outcomes(e *entry) []outcome {
	list := make([]outcome, len(c.lines))
	for i, line := range c.lines {
		o := outcome{Line: line, CareflexID: c.careflexID, Outcome: careflex.NotSent.String()}
		switch {
		case c.incidents == nil && e.Empty != nil:
			o.Outcome, o.Reason = e.Empty.Outcome, e.Empty.Reason
		case c.incidents != nil:
			o.EmployeeID, o.ExternalID = identifiers(c.incidents[i])
			if e.Incidents != nil {
				o.settle(e.Incidents.Rows[i])
			}
		}
		list[i] = o
	}
	return list
}

// identifiers returns the identifiers of an incident.
func identifiers(item careflex.IncidentListItem) (employeeID, externalID string) {
	var external *string
	if item.PlainIncident != nil {
		employeeID, external = item.PlainIncident.EmployeeID, item.PlainIncident.ExternalID
	} else {
		employeeID, external = item.NewIncident.EmployeeID, item.NewIncident.ExternalID
	}
	if external != nil {
		externalID = *external
	}
	return employeeID, externalID
}

// settle sets what row says.
func (o *outcome) settle(row careflex.NewIncidentRow) {
	o.Outcome = row.Outcome.String()
	if row.Response != nil && row.Response.IncidentID != nil {
		o.IncidentID = *row.Response.IncidentID
	}
	if rejection, ok := errors.AsType[*careflex.IncidentError](row.Err); ok {
		o.Code, o.Reason = rejection.Code, rejection.Message
	} else if row.Err != nil {
		o.Reason = row.Err.Error()
	}
}

// writeOutcomes writes the outcomes to the file path, or to stdout if it is "-".
func writeOutcomes(path string, stdout io.Writer, outcomes []outcome) error {
	var b bytes.Buffer
	if filepath.Ext(path) == ".json" {
		e := json.NewEncoder(&b)
		e.SetIndent("", "  ")
		if err := e.Encode(outcomes); err != nil {
			return err
		}
	} else {
		w := csv.NewWriter(&b)
		w.Comma = ';'
		w.Write([]string{"line", "careflexId", "employeeId", "externalId", "outcome", "incidentId", "code", "reason"})
		for _, o := range outcomes {
			code := ""
			if o.Code != 0 {
				code = strconv.Itoa(int(o.Code))
			}
			w.Write([]string{strconv.Itoa(o.Line), o.CareflexID, o.EmployeeID, o.ExternalID, o.Outcome, o.IncidentID, code, o.Reason})
		}
		w.Flush() // a Buffer has no errors
	}
	if path == "-" {
		_, err := stdout.Write(b.Bytes())
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}
