// What the control endpoint shows: calls and changes of them, the state, the clock, tokens and contracts.

package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/pretty"
)

// show serves a GET request to the control endpoint at path, and reports whether there is something.
func (s *Sandbox) show(w http.ResponseWriter, r *http.Request, path string) bool {
	switch path {
	case "events":
		s.sendEvents(w, r)
	case "calls":
		sendJSON(w, http.StatusOK, s.calls())
	case "contracts":
		sendJSON(w, http.StatusOK, s.listContracts())
	case "state":
		sendJSON(w, http.StatusOK, s.listState())
	case "rules":
		sendJSON(w, http.StatusOK, s.listRules())
	case "clock":
		s.mu.Lock()
		now, ahead := s.now(), s.ahead
		s.mu.Unlock()
		sendJSON(w, http.StatusOK, map[string]any{"now": now, "ahead": ahead.String()})
	case "tokens":
		sendJSON(w, http.StatusOK, map[string]int{"valid": s.validTokens()})
	default:
		return s.showOne(w, path)
	}
	return true
}

// showOne serves a request for one call, or for its export in a form.
func (s *Sandbox) showOne(w http.ResponseWriter, path string) bool {
	number, isCall := strings.CutPrefix(path, "calls/")
	number, form, isExport := strings.Cut(number, "/")
	id, err := strconv.Atoi(number)
	export := exports[form]
	if !isCall || err != nil || isExport && export == nil {
		return false
	}
	r := s.find(id)
	switch {
	case r == nil:
		http.Error(w, fmt.Sprintf("There is no call %d any more.", id), http.StatusNotFound)
	case isExport && len(r.Body) > pretty.MaxBody:
		http.Error(w, fmt.Sprintf("The body of call %d has %d bytes: calls with more than %d are not exported.", id, len(r.Body), pretty.MaxBody),
			http.StatusUnprocessableEntity)
	case isExport:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Write([]byte(export(s, r)))
	default:
		sendJSON(w, http.StatusOK, s.showCall(r))
	}
	return true
}

// pause is the least time between two events.
const pause = 100 * time.Millisecond

// sendEvents sends the calls that are kept, and then those that are new or have changed, as they do: server-sent events
// (HTML Standard, section 9.2) with lists.
func (s *Sandbox) sendEvents(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "The server cannot send events.", http.StatusNotImplemented)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	watcher := make(chan struct{}, 1)
	s.mu.Lock()
	s.watchers[watcher] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, watcher)
	}()
	for last := 0; ; {
		var calls []listedCall
		calls, last = s.changedSince(last)
		text, err := json.Marshal(calls)
		if err == nil {
			_, err = fmt.Fprintf(w, "data: %s\n\n", text)
		}
		if err != nil {
			return
		}
		flusher.Flush()
		select {
		case <-watcher:
		case <-r.Context().Done():
			return
		}
		select {
		case <-time.After(pause):
		case <-r.Context().Done():
			return
		}
	}
}

// changedSince returns the calls that have changed after a number of changes, and how many changes there are now.
func (s *Sandbox) changedSince(last int) (changed []listedCall, now int) {
	calls, now := s.lastCalls()
	changed = []listedCall{}
	for _, c := range calls {
		if c.change > last {
			changed = append(changed, c.list())
		}
	}
	return changed, now
}

// listContracts returns the contracts with their addresses and operations.
func (s *Sandbox) listContracts() any {
	type contract struct {
		Name       string   `json:"name"`
		Title      string   `json:"title"`
		Protocol   string   `json:"protocol"`
		Address    string   `json:"address"`
		TokenURL   string   `json:"tokenURL"`
		Operations []string `json:"operations"`
	}
	list := []contract{}
	for _, service := range s.services {
		c := contract{Name: service.name, Title: service.contract.API.Title, TokenURL: s.TokenURL(service.name)}
		if c.Protocol, c.Address = "SOAP", s.URL+"/"+service.name; service.contract.API.SOAP == nil {
			c.Protocol, c.Address = "REST", s.BaseURL(service.name)
		}
		c.Operations = slices.Compact(service.operations())
		list = append(list, c)
	}
	return list
}

// shownResource is a resource for a person.
type shownResource struct {
	Path      string       `json:"path"`
	ChangedAt time.Time    `json:"changedAt"`
	IsDeleted bool         `json:"deleted,omitempty"`
	Value     *pretty.Text `json:"value,omitempty"` // nil for none
	FileType  string       `json:"fileType,omitempty"`
	FileSize  int          `json:"fileSize,omitempty"`
}

// listState returns the resources of REST services, by their paths.
func (s *Sandbox) listState() any {
	type resources struct {
		Contract  string          `json:"contract"`
		Resources []shownResource `json:"resources"`
	}
	list := []resources{}
	for _, service := range s.services {
		if service.contract.API.REST != nil {
			list = append(list, resources{service.name, service.listResources()})
		}
	}
	return list
}

// listResources returns the resources of the service, by their paths.
func (service *service) listResources() []shownResource {
	isSecret := service.newRedactor().IsSecret
	st := &service.state
	st.mu.Lock()
	defer st.mu.Unlock()
	list := []shownResource{}
	for path, r := range st.values {
		shown := shownResource{Path: path, ChangedAt: st.changed[path], IsDeleted: r.isDeleted}
		if r.value != nil {
			shown.Value = pretty.Lay("application/json", string(encode(r.value)), isSecret)
		}
		if r.file != nil {
			shown.FileType, shown.FileSize = r.file.contentType, len(r.file.content)
		}
		list = append(list, shown)
	}
	slices.SortFunc(list, func(a, b shownResource) int { return cmp.Compare(a.Path, b.Path) })
	return list
}

// validTokens returns the number of access tokens that are valid.
func (s *Sandbox) validTokens() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, expires := range s.tokens.access {
		if s.now().Before(expires) {
			n++
		}
	}
	return n
}
