// Services: the contracts run by package sandbox, whose responses xmllint judges.

package main

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// response is the response of the sandbox to the example request of an operation.
type response struct {
	operation string
	element   []byte // in its body, as a document; nil for one that xmllint cannot judge
	outcome   outcome
	reason    string // for the table
	output    string
}

// fail notes that r failed.
func (r *response) fail(reason, output string) {
	r.outcome, r.reason, r.output = failed, reason, output
}

// model returns the model of c, with its Go names.
func (c *contract) model(corpus string) (*schema.API, error) {
	settings := schema.Settings{Package: c.pkg}
	project := filepath.Join(corpus, c.project())
	root, err := os.OpenRoot(project)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name := strings.TrimPrefix(c.path, c.project()+"/")
	api, ds := wsdl.Read(schema.Source{FS: root.FS(), Name: name, Dir: project + string(filepath.Separator)})
	if !ds.Faulty() {
		ds = append(schema.Configure(api, settings), schema.Name(api, settings)...)
	}
	return api, ds.Err()
}

// serve sends the example of each request to the sandbox, and has the responses judged.
func (c *contract) serve(corpus string) {
	if c.outcome != good {
		return
	}
	rpc, err := c.callSandbox(corpus)
	if err != nil {
		c.responses = append(c.responses, &response{outcome: failed, reason: err.Error()})
		return
	}
	c.judgeResponses(corpus, rpc)
}

// callSandbox sends the example of each request to the sandbox. It returns the schemas of the elements around the parts of
// responses of style rpc.
func (c *contract) callSandbox(corpus string) (rpc wrappers, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("panic: %v", panicked)
		}
	}()
	api, err := c.model(corpus)
	if err != nil {
		return nil, err
	}
	contract, ds := kernel.New(api)
	if err := ds.Err(); err != nil {
		return nil, err
	}
	s, err := sandbox.Of(api)
	if err != nil {
		return nil, err
	}
	rpc = wrappers{}
	for _, op := range api.SOAP.Operations {
		r := &response{operation: op.Wire, outcome: good}
		c.responses = append(c.responses, r)
		call := example.SOAP(api, op)
		contentType, body := contract.CompleteRequest(op, "", call.Request.Body)
		if call.Request.Body = string(body); contentType != "" {
			call.Request.Head = append(call.Request.Head, "Content-Type: "+contentType)
		}
		w := send(s, call.Request)
		if op.Output == nil {
			if w.Code != http.StatusAccepted {
				r.fail("a request is refused", w.Body.String())
			}
			continue
		}
		envelope, violations := contract.ReadMessage(w.Header(), w.Body.String(), op, kernel.Response)
		switch notes := append(call.Request.Notes, call.Response.Notes...); {
		case (w.Code != http.StatusOK || len(violations) > 0) && len(notes) > 0:
			r.outcome, r.reason, r.output = refused, "there is no example: "+notes[0], w.Body.String()
		case w.Code != http.StatusOK:
			r.fail("a request is refused", w.Body.String())
		case len(violations) > 0:
			r.fail("the kernel finds a violation: "+violations[0].Message, violations[0].String())
		case op.Encoded || op.Output.IsBody() || envelope.Body == nil || op.Output.IsAttachment() || kernel.IsRelated(w.Header()): // nothing that xmllint can judge
		default:
			_, r.element, err = payload(w.Body.Bytes())
			if err != nil {
				r.fail(err.Error(), w.Body.String())
			}
			if op.Output.Type.Port != nil && (hasComponent(api, op.Output.Element) || !rpc.add(op.Output)) {
				r.element = nil
			}
		}
	}
	return rpc, nil
}

// hasComponent reports whether a schema of api has a component called name, which can be another element than that around
// parts.
func hasComponent(api *schema.API, name schema.QName) bool {
	return slices.ContainsFunc(api.Types, func(t *schema.Type) bool { return t.Port == nil && t.Owner == nil && t.Wire == name })
}

// send sends the example of a request to s, at the only contract that it has.
func send(s *sandbox.Sandbox, m example.Message) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(m.Body))
	request.URL.Path = "/" + s.Names()[0]
	for _, field := range m.Head[1:] {
		name, value, _ := strings.Cut(field, ": ")
		request.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, request)
	return w
}

// wrappers are schemas of the elements around the parts of messages of style rpc (WS-I Basic Profile 1.1, section 4.7.20),
// by namespace.
type wrappers map[string]*wrapperSchema

// wrapperSchema is the content of a schema.
type wrapperSchema struct {
	imports  []string // namespaces
	elements map[string]string
}

// add adds the element of m, and reports whether another message has not declared it differently.
func (w wrappers) add(m *schema.Message) bool {
	s := w[m.Element.Space]
	if s == nil {
		s = &wrapperSchema{elements: map[string]string{}}
		w[m.Element.Space] = s
	}
	var parts strings.Builder
	for _, f := range m.Type.Content.Fields() {
		attribute, name := "ref", f.Wire
		if f.Wire.Space == "" { // the part names a type
			attribute, name = fmt.Sprintf("name=%q nillable=\"%t\" type", f.Wire.Local, f.Nillable), f.Type.Wire
		}
		if f.Type.Kind == schema.Builtin && f.Wire.Space == "" {
			name = schema.QName{Space: xsdNamespace, Local: string(f.Type.Builtin)}
		}
		prefix := ""
		if name.Space != "" {
			prefix = "p:"
			fmt.Fprintf(&parts, "<xs:element xmlns:p=%q ", name.Space)
		} else {
			parts.WriteString("<xs:element ")
		}
		fmt.Fprintf(&parts, "%s=%q/>", attribute, prefix+name.Local)
		if name.Space != m.Element.Space && name.Space != xsdNamespace && !slices.Contains(s.imports, name.Space) {
			s.imports = append(s.imports, name.Space)
		}
	}
	if text, isDeclared := s.elements[m.Element.Local]; isDeclared {
		return text == parts.String()
	}
	s.elements[m.Element.Local] = parts.String()
	return true
}

// text returns s as a schema of a namespace.
func (s *wrapperSchema) text(space string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<xs:schema xmlns:xs=%q", xsdNamespace)
	if space != "" {
		fmt.Fprintf(&b, " targetNamespace=%q", space)
	}
	b.WriteString(">\n")
	for _, uri := range s.imports {
		if uri == "" {
			b.WriteString("<xs:import/>\n")
		} else {
			fmt.Fprintf(&b, "<xs:import namespace=%q/>\n", uri)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.elements)) {
		fmt.Fprintf(&b, "<xs:element name=%q><xs:complexType><xs:sequence>%s</xs:sequence></xs:complexType></xs:element>\n", name,
			s.elements[name])
	}
	b.WriteString("</xs:schema>")
	return b.Bytes()
}

// judgeResponses fails the responses that xmllint refuses. It cannot judge those with elements that the schemas do not
// declare, and none if the schemas are not valid to it.
func (c *contract) judgeResponses(corpus string, rpc wrappers) {
	var judged []*response
	var docs [][]byte
	for _, r := range c.responses {
		if r.element != nil && r.outcome == good {
			judged, docs = append(judged, r), append(docs, r.element)
		}
	}
	if len(docs) == 0 {
		return
	}
	for i, fault := range c.judge(corpus, rpc, docs...) {
		switch r := judged[i]; {
		case strings.Contains(fault, "No matching global "), strings.HasPrefix(fault, unjudged):
			r.element, r.output = nil, fault
		case fault != "":
			r.fail("the response "+quoted.ReplaceAllString(fault, "…"), fault+"\n"+string(r.element))
		}
	}
}

// reportServices prints how many contracts the sandbox serves, and returns how many of their responses failed.
func (r *run) reportServices() int {
	served, contracts, judged, operations := 0, 0, 0, 0
	responses := tally{}
	for _, c := range r.contracts {
		if c.outcome != good {
			continue
		}
		contracts++
		isServed := true
		for _, response := range c.responses {
			operations++
			if response.element != nil && response.outcome == good {
				judged++
			}
			isServed = isServed && response.outcome == good
			responses.add(response.outcome, response.reason, c.pkg+" "+c.path+" "+response.operation, response.output)
		}
		if isServed {
			served++
		}
	}
	responses.print()
	fmt.Printf("\n%d of %d generated contracts are served with valid responses: %d of %d operations, %d judged by xmllint\n",
		served, contracts, responses.count(good), operations, judged)
	return responses.count(failed)
}
