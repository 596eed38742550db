// The control endpoint: the rules and the clock of the sandbox over HTTP, for programs in other languages.

package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// controlName is the first segment of the paths of the control endpoint, which no contract can have.
const controlName = "_sandbox"

// trouble is a rule as JSON.
type trouble struct {
	Operation string            `json:"operation"`
	Times     *int              `json:"times"` // nil for any number
	Delay     string            `json:"delay"` // of Go's time.ParseDuration
	Drop      bool              `json:"drop"`
	Lose      bool              `json:"lose"`
	Cut       bool              `json:"cut"`
	Status    int               `json:"status"`
	Header    map[string]string `json:"header"`
	Body      *string           `json:"body"`
	Fault     *struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"fault"`
}

// control serves a request to the control endpoint at path.
//
// Requests that change something have the type application/json: a page of another origin cannot send that without the
// permission of the sandbox, which it does not get.
func (s *Sandbox) control(w http.ResponseWriter, r *http.Request, path string) {
	if r.Method == http.MethodGet && path == "calls" {
		sendJSON(w, http.StatusOK, s.calls())
		return
	}
	if media, _ := mediaType(r.Header); media != "application/json" && r.Method == http.MethodPost {
		http.Error(w, "The control endpoint takes JSON: set the Content-Type to application/json.", http.StatusUnsupportedMediaType)
		return
	}
	var err error
	switch r.Method + " " + path {
	case "POST rules":
		var t trouble
		if err = readJSON(w, r, &t); err == nil {
			err = s.addTrouble(t)
		}
	case "DELETE rules":
		s.mu.Lock()
		s.rules = nil
		s.mu.Unlock()
	case "POST clock":
		var move struct {
			Advance string `json:"advance"`
		}
		if err = readJSON(w, r, &move); err == nil {
			var d time.Duration
			if d, err = time.ParseDuration(move.Advance); err == nil {
				s.Advance(d)
			}
		}
	case "DELETE tokens":
		s.RevokeTokens()
	default:
		http.Error(w, "The control endpoint has POST and DELETE "+"/"+controlName+"/rules, POST /"+controlName+
			"/clock, DELETE /"+controlName+"/tokens and GET /"+controlName+"/calls.", http.StatusNotFound)
		return
	}
	if err != nil {
		http.Error(w, "This cannot be done: "+err.Error()+".", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// readJSON reads the body of r into v. Unknown members are errors.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// addTrouble adds the rule t.
func (s *Sandbox) addTrouble(t trouble) error {
	contract, operation, err := s.operation(t.Operation)
	if err != nil {
		return err
	}
	var delay time.Duration
	if t.Delay != "" {
		if delay, err = time.ParseDuration(t.Delay); err != nil {
			return err
		}
	}
	kinds := 0
	for _, isSet := range []bool{t.Drop, t.Lose, t.Cut, t.Status != 0, t.Fault != nil} {
		if isSet {
			kinds++
		}
	}
	if kinds > 1 || kinds == 0 && t.Delay == "" {
		return fmt.Errorf("a rule has a delay, or one of drop, lose, cut, status and fault, or both")
	}
	if t.Status != 0 && (t.Status < 200 || t.Status > 599) {
		return fmt.Errorf("the status is %d: it can be 200 to 599", t.Status)
	}
	rule := s.addRule(contract, operation)
	if t.Times != nil {
		rule.Times(*t.Times)
	}
	rule.Delay(delay)
	switch {
	case t.Drop:
		rule.Drop()
	case t.Lose:
		rule.Lose()
	case t.Cut:
		rule.Cut()
	case t.Fault != nil:
		rule.Fault(t.Fault.Code, t.Fault.Message, nil)
	case t.Status != 0:
		header := http.Header{}
		for name, value := range t.Header {
			header.Set(name, value)
		}
		body := ""
		if t.Body != nil {
			body = *t.Body
		}
		rule.Respond(t.Status, header, body)
	}
	return nil
}

// seenCall is a request for the control endpoint.
type seenCall struct {
	Contract   string   `json:"contract"`
	Operation  string   `json:"operation,omitempty"`
	Method     string   `json:"method"`
	Path       string   `json:"path"`
	Status     int      `json:"status"` // 0 for no response
	Body       string   `json:"body"`
	Violations []string `json:"violations"`
}

// calls returns the requests that were received. Headers are left out, since they have tokens.
func (s *Sandbox) calls() []seenCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := []seenCall{}
	for _, r := range s.received {
		call := seenCall{r.Contract, r.Operation, r.Method, r.Path, r.Status, string(r.Body), []string{}}
		for _, v := range r.Violations {
			call.Violations = append(call.Violations, v.String())
		}
		calls = append(calls, call)
	}
	return calls
}

// nearest returns a question after a message that there is no name; "" without an idea.
func nearest(name string, names []string) string {
	if nearest := yamldoc.Nearest(name, names); nearest != "" {
		return fmt.Sprintf(": did you mean %q?", nearest)
	}
	return ""
}
