// What is reported of one company, and the requests for it.

package main

import "github.com/kontrakt-dev/kontrakt/gen/careflex"

// company is one company of the file. It has incidents, or the report that it had none.
type company struct {
	careflexID string
	lines      []int // of the incidents in the file, or of the empty report
	incidents  []careflex.IncidentListItem
	emptyOn    careflex.Date // when the empty report was created, if there are no incidents
}

// newIncident returns the request with all incidents. [careflex.Client.NewIncidentAll] splits it.
func (c *company) newIncident(apiToken string) *careflex.NewIncidentRequest {
	return &careflex.NewIncidentRequest{
		CareflexID:   c.careflexID,
		APIToken:     apiToken,
		IncidentList: careflex.IncidentList{Incidents: c.incidents},
	}
}

// noIncident returns the empty report.
func (c *company) noIncident(apiToken string) *careflex.NoIncidentRequest {
	return &careflex.NoIncidentRequest{CareflexID: c.careflexID, APIToken: apiToken, CreatedAt: c.emptyOn}
}
