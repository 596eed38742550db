// Rules: what a test wants the sandbox to do instead.

package sandbox

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"time"
)

// A Rule replaces the response to an operation. The rules of an operation are tried in the order of On, and the first one
// that is not used up applies. A rule with Delay alone changes only the time.
type Rule struct {
	s                   *Sandbox
	contract, operation string

	left   int // -1: any number of times
	delay  time.Duration
	answer func(*Request) (*response, error) // nil for the usual response
	isLost bool                              // the request is executed, but nothing is sent
	isCut  bool
}

// On begins a rule for an operation, which has its name in the contract, after that of the contract and a dot if several
// contracts have such an operation. The rule applies to all requests, unless Times says otherwise.
func (s *Sandbox) On(operation string) *Rule {
	contract, name, err := s.operation(operation)
	if err != nil {
		s.fatal(err)
	}
	return s.addRule(contract, name)
}

// addRule adds a rule without an effect.
func (s *Sandbox) addRule(contract, operation string) *Rule {
	r := &Rule{s: s, contract: contract, operation: operation, left: -1}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = append(s.rules, r)
	return r
}

// set changes the rule.
func (r *Rule) set(change func()) *Rule {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	change()
	return r
}

// Times limits the rule to the next n requests.
func (r *Rule) Times(n int) *Rule { return r.set(func() { r.left = n }) }

// Delay delays the response.
func (r *Rule) Delay(d time.Duration) *Rule { return r.set(func() { r.delay = d }) }

// Drop closes the connection instead of responding. The request has no effect.
func (r *Rule) Drop() *Rule {
	return r.set(func() {
		r.answer = func(*Request) (*response, error) { return &response{isDropped: true}, nil }
	})
}

// Lose closes the connection instead of responding, after the request has had its effect.
func (r *Rule) Lose() *Rule { return r.set(func() { r.isLost = true }) }

// Cut closes the connection in the middle of the response.
func (r *Rule) Cut() *Rule { return r.set(func() { r.isCut = true }) }

// Answer responds with body: a value of a generated client, or the element or JSON as a string or []byte. It need not
// keep to the contract. For SOAP it is the content of the envelope's body.
func (r *Rule) Answer(body any) *Rule {
	return r.set(func() {
		r.answer = func(request *Request) (*response, error) {
			content, err := contentOf(body)
			if err != nil {
				return nil, err
			}
			return request.service.responseWith(request, content), nil
		}
	})
}

// Respond responds with a status, a header, which may be nil, and a body.
func (r *Rule) Respond(status int, header http.Header, body string) *Rule {
	return r.set(func() {
		r.answer = func(*Request) (*response, error) {
			return &response{status: status, header: header, body: []byte(body)}, nil
		}
	})
}

// Fault responds with a SOAP fault. code is its code without a prefix, such as Server (SOAP 1.1, section 4.4.1; for SOAP
// 1.2 the sandbox sends Receiver instead of Server and Sender instead of Client). detail is the content of its detail, as
// in Answer; nil for none.
func (r *Rule) Fault(code, message string, detail any) *Rule {
	return r.set(func() {
		r.answer = func(request *Request) (*response, error) {
			if request.service.contract.API.SOAP == nil {
				return nil, fmt.Errorf("%s is not a SOAP service: use Respond", request.Contract)
			}
			content, err := contentOf(detail)
			if err != nil {
				return nil, err
			}
			return faultResponse(request.version, code, message, content), nil
		}
	})
}

// contentOf returns body as text.
func contentOf(body any) ([]byte, error) {
	switch body := body.(type) {
	case nil:
		return nil, nil
	case string:
		return []byte(body), nil
	case []byte:
		return body, nil
	case interface{ AppendXML([]byte) ([]byte, error) }:
		return body.AppendXML(nil)
	}
	return json.Marshal(body)
}

// ruleFor returns the rule for r, and counts it; nil for none.
func (s *Sandbox) ruleFor(r *Request) *Rule {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, rule := range s.rules {
		if rule.contract == r.Contract && rule.operation == r.Operation && rule.left != 0 {
			if rule.left > 0 {
				rule.left--
			}
			found := *rule
			return &found
		}
	}
	return nil
}

// respond returns the response to r: usual, or what a rule makes of it.
func (s *Sandbox) respond(r *Request, usual func() *response) *response {
	rule := s.ruleFor(r)
	if rule == nil {
		return usual()
	}
	var result *response
	if rule.answer == nil {
		result = usual()
	} else {
		r.isExpected = true
		var err error
		if result, err = rule.answer(r); err != nil {
			result = textResponse(http.StatusInternalServerError, "sandbox: the rule for "+r.label()+": "+err.Error())
			if s.tb != nil {
				s.tb.Errorf("sandbox: the rule for %s: %v", r.label(), err)
			}
		}
	}
	result.delay = rule.delay
	result.isDropped = result.isDropped || rule.isLost
	result.isCut = rule.isCut
	return result
}

// escape returns text for XML.
func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a Buffer has no errors
	return b.String()
}
