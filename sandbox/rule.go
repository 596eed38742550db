// Rules: what a test wants the sandbox to do instead.

package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Rule replaces or changes the response to an operation. The rules of an operation are tried in the order of On, and the
// first one that applies is used. A rule with Delay alone is added to it.
//
// A rule applies to all requests, unless Times, Every, Chance or Limit say otherwise. It can have one of Drop, Expire,
// Fault, Answer and Respond, which replace the response. Then the request has no effect.
type Rule struct {
	s                   *Sandbox
	id                  int
	contract, operation string // contract is "" for all; operation is "*" for all, or begins with a slash
	trouble             trouble

	random  *rand.Rand // for Chance
	tried   int        // requests that the rule could apply to
	hits    int        // and those that it applied to
	period  time.Time  // when the period of Limit began
	already int        // requests in it
}

// On begins a rule for an operation, which has its name in the contract, after that of the contract and a dot if several
// contracts have such an operation. The operation * is all operations: of one contract after its name and a dot. /token,
// /authorize, /userinfo and /revoke are the endpoints for tokens, and /multicall is a MultiCall as a whole: of one contract
// after its name.
func (s *Sandbox) On(operation string) *Rule {
	rule, err := s.addRule(trouble{Operation: operation})
	if err != nil {
		s.fatal(err)
	}
	return rule
}

// Trouble adds a rule that is written as for gen serve --trouble, such as
//
//	NewIncident times=2 status=503 header=Retry-After:1
//
// The words have the names of the members of a rule at the control endpoint.
func (s *Sandbox) Trouble(rule string) error {
	t, err := parseTrouble(rule)
	if err == nil {
		_, err = s.addTrouble(t)
	}
	return err
}

// Seed begins the chances of all rules anew, as they follow from seed: the same seed, rules and requests have the same
// troubles. It is 0 for a new sandbox.
func (s *Sandbox) Seed(seed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seed = seed
	for _, rule := range s.rules {
		rule.restart(seed)
	}
}

// restart makes the rule begin with its first request.
func (r *Rule) restart(seed uint64) {
	r.random = rand.New(rand.NewPCG(seed, uint64(r.id)))
	r.tried, r.hits, r.already, r.period = 0, 0, 0, time.Time{}
}

// addRule adds the rule t.
func (s *Sandbox) addRule(t trouble) (*Rule, error) {
	contract, operation, err := s.target(t.Operation)
	if err != nil {
		return nil, err
	}
	if t.Fault != nil && contract != "" && s.service(contract).contract.API.SOAP == nil {
		return nil, fmt.Errorf("%s is not a SOAP service and has no faults: use status and body", contract)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastRule++
	r := &Rule{s: s, id: s.lastRule, contract: contract, operation: operation, trouble: t}
	r.restart(s.seed)
	s.rules = append(s.rules, r)
	return r, nil
}

// multiCallPath is the operation of rules for a MultiCall as a whole.
const multiCallPath = "/multicall"

// target returns the contract and the operation of the rules for label; see [Sandbox.On].
func (s *Sandbox) target(label string) (contract, operation string, err error) {
	if label == "*" {
		return "", label, nil
	}
	if name, ok := strings.CutSuffix(label, ".*"); ok && s.service(name) != nil {
		return name, "*", nil
	}
	name, path, isPath := strings.Cut(label, "/")
	if !isPath {
		return s.operation(label)
	}
	paths := append(slices.Sorted(maps.Keys(tokenPaths)), multiCallPath)
	if path = "/" + path; !slices.Contains(paths, path) || name != "" && s.service(name) == nil {
		return "", "", fmt.Errorf("there is no endpoint %s%s", label, nearest(path, paths))
	}
	return name, path, nil
}

// set changes the rule.
func (r *Rule) set(change func(t *trouble)) *Rule {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	change(&r.trouble)
	return r
}

// Times limits the rule to the next n requests.
func (r *Rule) Times(n int) *Rule { return r.set(func(t *trouble) { t.Times = &n }) }

// Every limits the rule to every n-th request.
func (r *Rule) Every(n int) *Rule { return r.set(func(t *trouble) { t.Every = n }) }

// Chance limits the rule to a part of the requests, from 0 to 1, which [Sandbox.Seed] selects.
func (r *Rule) Chance(part float64) *Rule { return r.set(func(t *trouble) { t.Chance = &part }) }

// Limit limits the rule to requests beyond the first n of each period of the sandbox's clock. Unless the rule says
// otherwise, their response has the status 429. It has a Retry-After until the end of the period.
func (r *Rule) Limit(n int, period time.Duration) *Rule {
	return r.set(func(t *trouble) { t.Limit = &limit{n, period} })
}

// Delay delays the response.
func (r *Rule) Delay(d time.Duration) *Rule { return r.set(func(t *trouble) { t.Delay = duration(d) }) }

// Drop closes the connection instead of responding.
func (r *Rule) Drop() *Rule { return r.set(func(t *trouble) { t.Drop = true }) }

// Lose closes the connection instead of responding, after the request has had its effect.
func (r *Rule) Lose() *Rule { return r.set(func(t *trouble) { t.Lose = true }) }

// Cut closes the connection in the middle of the response.
func (r *Rule) Cut() *Rule { return r.set(func(t *trouble) { t.Cut = true }) }

// Expire makes the token of the request invalid, and responds with 401.
func (r *Rule) Expire() *Rule { return r.set(func(t *trouble) { t.Expire = true }) }

// Answer responds with body: a value of a generated client, or the element or JSON as a string or []byte. It need not
// keep to the contract. For SOAP it is the content of the envelope's body.
func (r *Rule) Answer(body any) *Rule {
	content := r.contentOf(body)
	return r.set(func(t *trouble) { t.Answer = &content })
}

// Respond responds with a status, a header, which may be nil, and a body.
func (r *Rule) Respond(status int, header http.Header, body string) *Rule {
	return r.set(func(t *trouble) { t.Status, t.Header, t.Body = status, fields(header), &body })
}

// Header sets a field of the header of the response.
func (r *Rule) Header(name, value string) *Rule {
	return r.set(func(t *trouble) {
		header := http.Header{}
		maps.Copy(header, t.Header) // which a request may be using
		header.Set(name, value)
		t.Header = fields(header)
	})
}

// Fault responds with a SOAP fault. code is its code without a prefix, such as Server (SOAP 1.1, section 4.4.1; for SOAP
// 1.2 the sandbox sends Receiver instead of Server and Sender instead of Client). detail is the content of its detail, as
// in Answer; nil for none.
func (r *Rule) Fault(code, message string, detail any) *Rule {
	if r.contract != "" && r.s.service(r.contract).contract.API.SOAP == nil {
		r.s.fatal(fmt.Errorf("%s is not a SOAP service and has no faults: use Respond", r.contract))
	}
	content := r.contentOf(detail)
	return r.set(func(t *trouble) { t.Fault = &fault{code, message, content} })
}

// Omit removes the elements or members called name from the response, wherever they are. For /multicall name is the number
// of a part, from 1, and it can be one for a response with attachments.
func (r *Rule) Omit(name string) *Rule { return r.set(func(t *trouble) { t.Omit = name }) }

// Double repeats the elements or members called name. For /multicall name is the number of a part, from 1, and it can be one
// for a response with attachments.
func (r *Rule) Double(name string) *Rule { return r.set(func(t *trouble) { t.Double = name }) }

// Set gives the elements or members called name another value, which need not have their type.
func (r *Rule) Set(name string, value any) *Rule {
	return r.set(func(t *trouble) {
		values := map[string]any{}
		maps.Copy(values, t.Set) // which a request may be using
		values[name] = value
		t.Set = values
	})
}

// Renumber counts the rows of the response from first: the numbers whose names have the word row, index or position.
func (r *Rule) Renumber(first int) *Rule { return r.set(func(t *trouble) { t.Renumber = &first }) }

// Add adds an element or member called name, which the contract need not have.
func (r *Rule) Add(name string) *Rule { return r.set(func(t *trouble) { t.Add = name }) }

// Pad adds n blanks at the end of the response.
func (r *Rule) Pad(n int) *Rule { return r.set(func(t *trouble) { t.Pad = n }) }

// Namespace replaces the namespaces of an XML message.
func (r *Rule) Namespace(uri string) *Rule { return r.set(func(t *trouble) { t.Namespace = uri }) }

// contentOf returns body as text.
func (r *Rule) contentOf(body any) string {
	switch body := body.(type) {
	case nil:
		return ""
	case string:
		return body
	case []byte:
		return string(body)
	case interface{ AppendXML([]byte) ([]byte, error) }:
		content, err := body.AppendXML(nil)
		if err != nil {
			r.s.fatal(fmt.Errorf("the rule for %s: %w", r.label(), err))
		}
		return string(content)
	}
	content, err := json.Marshal(body)
	if err != nil {
		r.s.fatal(fmt.Errorf("the rule for %s: %w", r.label(), err))
	}
	return string(content)
}

// label names the operation of the rule.
func (r *Rule) label() string {
	if r.contract == "" || strings.HasPrefix(r.operation, "/") {
		return r.contract + r.operation
	}
	return r.contract + "." + r.operation
}
