// The control endpoint: the rules and the clock of the sandbox over HTTP, for programs in other languages.

package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// controlName is the first segment of the paths of the control endpoint, which no contract can have.
const controlName = "_sandbox"

// control serves a request to the control endpoint at path.
//
// Requests that change something have the type application/json: a page of another origin cannot send that without the
// permission of the sandbox, which it does not get.
func (s *Sandbox) control(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	if r.Method == http.MethodGet && s.show(w, r, path) {
		return
	}
	if media, _ := mediaType(r.Header); media != "application/json" && r.Method == http.MethodPost {
		http.Error(w, "The control endpoint takes JSON: set the Content-Type to application/json.", http.StatusUnsupportedMediaType)
		return
	}
	var err error
	id, isOne := strings.CutPrefix(path, "rules/")
	if isOne {
		path = "rules/ID"
	}
	switch r.Method + " " + path {
	case "POST rules":
		var t trouble
		if err = troubleError(readJSON(w, r, &t)); err == nil {
			var rule listedRule
			if rule, err = s.addTrouble(t); err == nil {
				sendJSON(w, http.StatusCreated, rule)
				return
			}
		}
	case "DELETE rules":
		s.removeRules(func(*Rule) bool { return true })
	case "DELETE rules/ID":
		if !s.removeRules(func(r *Rule) bool { return strconv.Itoa(r.id) == id }) {
			err = fmt.Errorf("there is no rule %s: GET /%s/rules lists them", id, controlName)
		}
	case "POST seed":
		var begin struct {
			Seed uint64 `json:"seed"`
		}
		if err = readJSON(w, r, &begin); err == nil {
			s.Seed(begin.Seed)
		}
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
	case "DELETE state":
		for _, service := range s.services {
			service.state.reset()
		}
	case "POST calls":
		var c repeatedCall
		var id int
		if err = readJSON(w, r, &c); err == nil {
			id, err = s.repeat(r.Context(), c)
		}
		if err == nil {
			sendJSON(w, http.StatusOK, map[string]int{"id": id})
			return
		}
	default:
		http.Error(w, "The control endpoint has, below /"+controlName+", GET, POST and DELETE rules, DELETE rules/ID, POST seed, "+
			"GET and POST clock, GET and DELETE tokens, GET and DELETE state, GET and POST calls, GET calls/ID, calls/ID/curl, "+
			"calls/ID/go and calls/ID/cassette, GET events and GET contracts.", http.StatusNotFound)
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

// addTrouble adds the rule t, if it is valid.
func (s *Sandbox) addTrouble(t trouble) (listedRule, error) {
	if err := t.check(); err != nil {
		return listedRule{}, err
	}
	rule, err := s.addRule(t)
	if err != nil {
		return listedRule{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return rule.listed(), nil
}

// listedRule is a rule for the control endpoint.
type listedRule struct {
	ID int `json:"id"`
	trouble
	Hits int `json:"hits"` // how often it applied
}

// listed returns the rule for the control endpoint; the caller holds the lock.
func (r *Rule) listed() listedRule {
	listed := listedRule{r.id, r.trouble, r.hits}
	listed.Operation = r.label()
	return listed
}

// listRules returns the rules and the seed of their chances.
func (s *Sandbox) listRules() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []listedRule{}
	for _, r := range s.rules {
		list = append(list, r.listed())
	}
	return map[string]any{"seed": s.seed, "rules": list}
}

// removeRules removes the rules that satisfy is, and reports whether there were any.
func (s *Sandbox) removeRules(is func(*Rule) bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.rules)
	s.rules = slices.DeleteFunc(s.rules, is)
	return len(s.rules) < n
}

// nearest returns a question after a message that there is no name; "" without an idea.
func nearest(name string, names []string) string {
	if nearest := schema.Nearest(name, names); nearest != "" {
		return fmt.Sprintf(": did you mean %q?", nearest)
	}
	return ""
}
