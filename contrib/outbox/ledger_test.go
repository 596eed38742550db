// The service with a ledger: which incident ID it gave to which incident.

package outbox_test

import (
	"net/http"
	"regexp"
	"sync"
)

// ledger is a service whose responses are kept.
type ledger struct {
	service http.Handler

	mu  sync.Mutex
	ids map[string]string // incident IDs by external ID
}

// row matches an incident of a response.
var row = regexp.MustCompile(`<incidentId>([^<]*)</incidentId>\s*<externalId>([^<]*)</externalId>`)

// ServeHTTP is of http.Handler.
func (l *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.service.ServeHTTP(&entry{w, l}, r)
}

// id returns the incident ID that the service gave to an incident; "" for none.
func (l *ledger) id(externalID string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ids[externalID]
}

// entry is a response that is entered in a ledger before it is sent.
type entry struct {
	http.ResponseWriter
	ledger *ledger
}

// Write is of http.ResponseWriter. The sandbox writes each response at once.
func (e *entry) Write(p []byte) (int, error) {
	e.ledger.mu.Lock()
	for _, found := range row.FindAllSubmatch(p, -1) {
		e.ledger.ids[string(found[2])] = string(found[1])
	}
	e.ledger.mu.Unlock()
	return e.ResponseWriter.Write(p)
}

// Flush is of http.Flusher: the sandbox flushes a response before it cuts the connection.
func (e *entry) Flush() {
	if flusher, ok := e.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
}
