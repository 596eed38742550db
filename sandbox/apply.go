// How rules make responses.

package sandbox

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// respond returns the response to r: usual, or what the rules make of it.
func (s *Sandbox) respond(r *Request, usual func() *response) *response {
	rule, delay := s.ruleFor(r)
	var result *response
	if rule == nil {
		result = usual()
	} else {
		var err error
		if result, err = rule.respond(r, usual); err != nil {
			result = textResponse(http.StatusInternalServerError, "sandbox: the rule for "+r.label()+": "+err.Error())
			if s.tb != nil {
				s.tb.Errorf("sandbox: the rule for %s: %v", r.label(), err)
			}
		}
		if r.endpoint == "/token" {
			s.accept(result)
		}
	}
	result.delay += delay
	return result
}

// ruleFor returns a copy of the rule for r, and counts the request; nil for none. delay is that of all rules that apply.
func (s *Sandbox) ruleFor(r *Request) (found *Rule, delay time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, rule := range s.rules {
		if !rule.isFor(r) || !rule.applies() {
			continue
		}
		delay += time.Duration(rule.trouble.Delay)
		if !rule.trouble.isDelay() {
			found := *rule
			return &found, delay
		}
	}
	return nil, delay
}

// isFor reports whether the rule is for the operation of r. Only a SOAP service has faults, and only XML has namespaces.
func (r *Rule) isFor(request *Request) bool {
	isREST := request.service.contract.API.SOAP == nil
	isAll := r.operation == "*" && request.endpoint == "" && request.Operation != ""
	return (r.contract == "" || r.contract == request.Contract) &&
		(isAll || r.operation == cmp.Or(request.endpoint, request.Operation)) &&
		!(isAll && isREST && (r.trouble.Fault != nil || r.trouble.Namespace != ""))
}

// applies reports whether the rule applies to the next request, and counts it.
func (r *Rule) applies() bool {
	t := r.trouble
	if t.Times != nil && r.hits >= *t.Times {
		return false
	}
	r.tried++
	if t.Every > 1 && r.tried%t.Every != 0 || t.Chance != nil && r.random.Float64() >= *t.Chance {
		return false
	}
	if t.Limit != nil {
		if now := r.s.now(); now.Sub(r.period) >= t.Limit.period {
			r.period, r.already = now, 0
		}
		if r.already++; r.already <= t.Limit.n {
			return false
		}
	}
	r.hits++
	return true
}

// respond returns the response that the rule, a copy, makes for a request.
func (r *Rule) respond(request *Request, usual func() *response) (*response, error) {
	t := r.trouble
	if err := t.check(); err != nil {
		return nil, err
	}
	result, err := r.replacement(request)
	if err != nil {
		return nil, err
	}
	if result != nil {
		request.isExpected = true
	} else {
		result = usual()
	}
	result.header = result.header.Clone() // other responses may have it, to requests with the same idempotency key
	for name, values := range t.Header {
		if result.header[name] = values; name == "Content-Type" {
			result.contentType = ""
		}
	}
	if t.Limit != nil {
		r.s.mu.Lock()
		rest := r.period.Add(t.Limit.period).Sub(r.s.now())
		r.s.mu.Unlock()
		result.header.Set("Retry-After", strconv.Itoa(max(1, int((rest+time.Second-1)/time.Second))))
	}
	if !result.isDropped {
		if err := t.change(result, r.operation == "*"); err != nil {
			return nil, err
		}
	}
	result.body = slices.Concat(result.body, bytes.Repeat([]byte(" "), t.Pad))
	result.isDropped = result.isDropped || t.Lose
	result.isCut = result.isCut || t.Cut
	return result, nil
}

// replacement returns the response that replaces the usual one; nil if there is none.
func (r *Rule) replacement(request *Request) (*response, error) {
	t := r.trouble
	isREST := request.service.contract.API.SOAP == nil || request.endpoint != ""
	switch {
	case t.Drop:
		return &response{isDropped: true, header: http.Header{}}, nil
	case t.Expire:
		r.s.revoke(bearerOf(request.Header))
		return unauthorized(), nil
	case t.Fault != nil && isREST:
		return nil, fmt.Errorf("%s has no faults: use status and body", request.label())
	case t.Fault != nil:
		result := faultResponse(request.version, t.Fault.Code, t.Fault.Message, []byte(t.Fault.Detail))
		result.status = cmp.Or(t.Status, result.status)
		return result, nil
	case t.Answer != nil && isREST:
		return newResponse(http.StatusOK, "application/json", []byte(*t.Answer)), nil
	case t.Answer != nil:
		return request.service.responseWith(request, []byte(*t.Answer)), nil
	case t.Status != 0 || t.Body != nil:
		var body string
		if t.Body != nil {
			body = *t.Body
		}
		return newResponse(cmp.Or(t.Status, http.StatusOK), "", []byte(body)), nil
	case t.Limit != nil:
		return textResponse(http.StatusTooManyRequests, "There are too many requests. Try again later."), nil
	}
	return nil, nil
}

// change makes the response break the contract, as t says. A change without an effect is an error, unless the rule is for
// all operations.
func (t trouble) change(r *response, isForAll bool) error {
	var changes []change
	add := func(isSet bool, name string, make func(d *document) []edit) {
		if isSet {
			changes = append(changes, change{name, make})
		}
	}
	add(t.Omit != "", t.Omit, func(d *document) []edit { return d.omit(t.Omit) })
	add(t.Double != "", t.Double, func(d *document) []edit { return d.double(t.Double) })
	for _, name := range slices.Sorted(maps.Keys(t.Set)) {
		add(true, name, func(d *document) []edit { return d.set(name, t.Set[name]) })
	}
	add(t.Renumber != nil, "row number", func(d *document) []edit { return d.renumber(*t.Renumber) })
	add(t.Add != "", "message", func(d *document) []edit { return d.add(t.Add) })
	add(t.Namespace != "", "namespace", func(d *document) []edit { return d.namespace(t.Namespace) })
	if len(changes) == 0 {
		return nil
	}
	contentType := cmp.Or(r.contentType, r.header.Get("Content-Type"))
	for _, c := range changes {
		d, err := readDocument(contentType, string(r.body))
		var edits []edit
		if err == nil {
			if edits = c.edits(d); len(edits) == 0 {
				err = fmt.Errorf("the response has no %s%s", c.name, nearest(c.name, d.names()))
			}
		}
		switch {
		case err == nil:
			r.body = []byte(d.apply(edits))
		case !isForAll:
			return err
		}
	}
	return nil
}

// change is one change of a response, of what is called name.
type change struct {
	name  string
	edits func(d *document) []edit
}
