// gen call: one call of an operation, from a request that a person writes.

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"github.com/kontrakt-dev/kontrakt/internal/caller"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// callCommand has the flags of gen call.
type callCommand struct {
	contractFlags
	data, endpoint, form string
	isExample, allowHTTP bool
	parameters           []string
	user, tokenURL       string
	timeout              time.Duration
}

func newCallCommand() *cobra.Command {
	var c callCommand
	cmd := &cobra.Command{
		Use:   "call [flags] CONTRACT OPERATION",
		Short: "calls an operation and prints the response",
		Long: `The request is JSON or YAML with the names of the contract or, for a WSDL, XML: an element, or an envelope with
header blocks. It is checked first, and then sent as a client sends it. --example prints one to begin with, with
comments in YAML and XML. In JSON and YAML, a binary value of a WSDL is Base64 or @FILE, and an attachment can be an
object with its contentType and content.
The response is compared with the contract, too. Its attachments are Base64 in JSON and YAML. Differences and the
verdict are printed to standard error. The exit status is 1 if the call fails, or if there is a difference.
The environment has the secrets: GEN_TOKEN is a bearer token, GEN_PASSWORD the password of --user, GEN_KEY an API key.`,
		Args:              arguments("CONTRACT OPERATION", 2, 2),
		ValidArgsFunction: c.complete,
		RunE:              func(cmd *cobra.Command, args []string) error { return c.run(cmd, args[0], args[1]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&c.data, "data", "", "the request: `TEXT`, @FILE, or - for standard input (default -)")
	flags.BoolVar(&c.isExample, "example", false, "print a request with examples of all values, and send nothing")
	flags.StringVar(&c.endpoint, "endpoint", "", "the `URL` of the service (default that of the contract)")
	flags.StringArrayVar(&c.parameters, "param", nil, "a parameter of a REST service, as `NAME=VALUE`; repeatable")
	addChoice(cmd, &c.form, "format", []string{"json", "yaml", "xml"}, "print `FORM`: json, yaml or xml (default json)")
	flags.StringVar(&c.user, "user", "", "authenticate as the user `NAME`")
	flags.StringVar(&c.tokenURL, "token-url", "", "get a token at `URL`, for the user")
	flags.BoolVar(&c.allowHTTP, "allow-http", false, "allow secrets to be sent over plain HTTP to other machines")
	flags.DurationVar(&c.timeout, "timeout", 0, "wait no longer than `TIME`, such as 10s (default 2m)")
	c.add(cmd, sourceKeys...)
	return cmd
}

// complete completes the contract, then the names of its operations.
func (c *callCommand) complete(cmd *cobra.Command, args []string, toComplete string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return contracts(cmd, args, toComplete)
	}
	var names []string
	if api, ds := c.load(args[0]); len(args) == 1 && !ds.Faulty() {
		names = operationNames(api)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// operationNames returns the names of the operations of api.
func operationNames(api *schema.API) (names []string) {
	if api.SOAP != nil {
		for _, op := range api.SOAP.Operations {
			names = append(names, op.Symbol)
		}
		return names
	}
	for _, op := range api.REST.Operations {
		names = append(names, op.Wire)
	}
	return names
}

// run calls the operation called name of the contract in file.
func (c *callCommand) run(cmd *cobra.Command, file, name string) error {
	contract, err := loadKernel(cmd, c.contractFlags, file)
	if err != nil {
		return err
	}
	parameters := map[string][]string{}
	for _, p := range c.parameters {
		name, value, ok := strings.Cut(p, "=")
		if !ok {
			return misuse{fmt.Errorf("--param must be NAME=VALUE, not %q", p)}
		}
		parameters[name] = append(parameters[name], value)
	}
	client := &caller.Caller{Contract: contract, Endpoint: c.endpoint, Parameters: parameters, AllowHTTP: c.allowHTTP,
		Timeout: c.timeout, Credentials: caller.Credentials{Username: c.user, Password: os.Getenv(passwordVariable),
			Token: os.Getenv(tokenVariable), TokenURL: c.tokenURL, Key: os.Getenv(keyVariable)}}
	if contract.API.SOAP != nil {
		return c.soap(cmd, client, name)
	}
	return c.rest(cmd, client, name)
}

// soap calls an operation of a WSDL.
func (c *callCommand) soap(cmd *cobra.Command, client *caller.Caller, name string) error {
	op, err := soapOperation(client.Contract, name)
	switch {
	case err != nil:
		return err
	case len(c.parameters) > 0:
		return misuse{errors.New("--param is for REST services: the request of a WSDL has everything")}
	case c.isExample:
		return c.printSOAPExample(cmd, client.Contract, op)
	}
	var body *kernel.Node
	var headers []*kernel.Node
	source := "request"
	if !op.Input.IsEmpty() || c.data != "" {
		text, name, err := c.request(cmd)
		if err != nil {
			return err
		}
		source = name
		var violations []kernel.Violation
		if body, headers, violations = readRequest(client.Contract, op, text); len(violations) == 0 {
			violations = readFiles(body)
		}
		if len(violations) > 0 {
			return reportViolations(cmd, name, violations)
		}
	}
	response, violations, err := client.SOAP(cmd.Context(), op, body, headers...)
	if len(violations) > 0 {
		return reportViolations(cmd, source, violations)
	}
	return c.printResponse(cmd, response, err, client.Contract)
}

// readRequest reads the request of op: XML, or JSON or YAML.
func readRequest(c *kernel.Contract, op *schema.SOAPOperation, text string) (body *kernel.Node, headers []*kernel.Node,
	violations []kernel.Violation) {
	hasXML := !op.Input.IsAttached()
	switch {
	case hasXML && kernel.IsEnvelope(text):
		envelope, violations := c.ReadEnvelope(text, op, kernel.Request)
		return envelope.Body, envelope.Headers, violations
	case hasXML && strings.HasPrefix(strings.TrimSpace(text), "<"):
		body, violations = c.ReadXML(text, op.Input)
	default:
		body, violations = c.FromData(text, op.Input.Type)
	}
	return body, nil, violations
}

// readFiles gives the binary values of n that are written as @FILE the contents of the files.
func readFiles(n *kernel.Node) (violations []kernel.Violation) {
	for value := range n.Binaries() {
		file, isFile := strings.CutPrefix(value.Text, "@")
		if !isFile {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			violations = append(violations, kernel.Violation{Path: value.Name, Line: value.Line, Column: value.Column,
				Message: "cannot be read: " + err.Error()})
		}
		value.Text = base64.StdEncoding.EncodeToString(content)
	}
	return violations
}

// rest calls a function of a REST service.
func (c *callCommand) rest(cmd *cobra.Command, client *caller.Caller, name string) error {
	op, err := restOperation(client.Contract, name)
	switch {
	case err != nil:
		return err
	case c.form == "xml":
		return misuse{errors.New("--format xml is for a WSDL")}
	case c.isExample:
		return c.printRESTExample(cmd, client.Contract, op)
	}
	var body caller.Body
	source := "request"
	if op.Body != nil && !op.Body.Form {
		text, name, err := c.request(cmd)
		if err != nil {
			return err
		}
		source, body.Content = name, text
		if isJSON(op.Body) {
			var violations []kernel.Violation
			if body.Node, violations = client.FromData(text, kernel.BodyType(op.Body)); len(violations) > 0 {
				return reportViolations(cmd, name, violations)
			}
		}
	}
	response, violations, err := client.REST(cmd.Context(), op, body)
	if len(violations) > 0 {
		return reportViolations(cmd, source, violations)
	}
	return c.printResponse(cmd, response, err, client.Contract)
}

// request returns the text of the request, and its name in diagnostics.
func (c *callCommand) request(cmd *cobra.Command) (text, name string, err error) {
	file, isFile := strings.CutPrefix(c.data, "@")
	switch {
	case isFile:
		text, name, err = readMessage(cmd, file)
	case c.data != "" && c.data != "-":
		return c.data, "data", nil
	default:
		if in, ok := cmd.InOrStdin().(*os.File); ok && c.data == "" {
			if info, err := in.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
				return "", "", misuse{errors.New("--data is missing: --example prints a request to begin with")}
			}
		}
		text, name, err = readMessage(cmd, "-")
	}
	if err != nil {
		var ds schema.Diagnostics
		ds.Faultf(schema.Pos{File: name}, "cannot be read: %v", err)
		return "", "", reportDiagnostics(cmd, ds)
	}
	return text, name, nil
}

// reportViolations prints the violations of the message called name.
func reportViolations(cmd *cobra.Command, name string, violations []kernel.Violation) error {
	var ds schema.Diagnostics
	addViolations(&ds, name, violations)
	return reportDiagnostics(cmd, ds)
}

// printResponse prints the response to standard output, and its fault or its violations to standard error.
func (c *callCommand) printResponse(cmd *cobra.Command, r *caller.Response, callErr error, contract *kernel.Contract) error {
	out, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
	if r != nil && r.Body != "" {
		if err := c.print(out, r, contract); err != nil {
			return err
		}
	}
	switch {
	case callErr != nil && (r == nil || len(r.Violations) == 0):
		return callErr
	case r.Fault != nil:
		return fmt.Errorf("%s: fault %s: %s", caller.StatusText(r.Status), r.Fault.Code, r.Fault.String)
	case len(r.Violations) > 0:
		reportViolations(cmd, "response", r.Violations)
		fmt.Fprintf(stderr, "%s: the response does not keep to the contract\n", caller.StatusText(r.Status))
		return errReported
	}
	fmt.Fprintln(stderr, caller.StatusText(r.Status))
	return nil
}

// print prints the content of r in the form that the flags ask for: as it was received, if it has no other.
func (c *callCommand) print(out io.Writer, r *caller.Response, contract *kernel.Contract) error {
	text := []byte(r.Body)
	switch {
	case c.form == "xml" && r.Envelope != "":
		text = []byte(r.Envelope)
	case c.form == "xml" && r.Node != nil: // without an envelope
		_, err := out.Write(text)
		return err
	case c.form == "xml":
	case contract.API.SOAP == nil:
		if !json.Valid(text) {
			break
		}
		return c.printJSON(out, text)
	case r.Node != nil:
		return c.printJSON(out, contract.ToJSON(r.Node, r.Type))
	case r.Fault != nil && r.Fault.Detail != nil:
		return c.printJSON(out, contract.ToJSON(r.Fault.Detail, r.Fault.Detail.Type))
	case r.Fault != nil:
		text = []byte(r.Fault.Markup)
	}
	if len(text) > 0 && text[len(text)-1] != '\n' && c.form != "" {
		text = append(text, '\n')
	}
	_, err := out.Write(text)
	return err
}

// printJSON prints text, which is JSON, indented or as YAML.
func (c *callCommand) printJSON(out io.Writer, text []byte) error {
	if c.form == "yaml" {
		return printYAML(out, text, func(*yaml.Node) {})
	}
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(text), "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := b.WriteTo(out)
	return err
}

// printYAML prints text, which is JSON, as YAML. comment adds comments to the document.
func printYAML(out io.Writer, text []byte, comment func(document *yaml.Node)) error {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return err
	}
	asBlocks(&root)
	comment(&root)
	written, err := yaml.Marshal(&root)
	if err != nil {
		return err
	}
	_, err = out.Write(written)
	return err
}

// asBlocks gives n the usual style of YAML instead of that of JSON.
func asBlocks(n *yaml.Node) {
	if len(n.Content) > 0 || n.Kind == yaml.ScalarNode {
		n.Style = 0
	}
	for _, c := range n.Content {
		asBlocks(c)
	}
}
