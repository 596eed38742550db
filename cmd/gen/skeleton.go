// Requests to begin with: examples with comments.

package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// printSOAPExample prints a request of op with examples.
func (c *callCommand) printSOAPExample(cmd *cobra.Command, contract *kernel.Contract, op *schema.SOAPOperation) error {
	if c.form == "xml" {
		skeleton := example.Skeleton(contract.API, op)
		for _, note := range skeleton.Notes {
			fmt.Fprintln(cmd.ErrOrStderr(), note)
		}
		_, err := io.WriteString(cmd.OutOrStdout(), skeleton.Body)
		return err
	}
	envelope, _ := contract.ReadExample(example.CompleteSOAP(contract.API, op).Request.Body, op, kernel.Request)
	if envelope.Body == nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "the request of %s is empty\n", op.Wire)
		return nil
	}
	return c.printExample(cmd, contract, contract.ToJSON(envelope.Body, op.Input.Type), op.Input.Type)
}

// printRESTExample prints the parameters of op, and a body of its request with examples.
func (c *callCommand) printRESTExample(cmd *cobra.Command, contract *kernel.Contract, op *schema.RESTOperation) error {
	for _, p := range slices.Concat(contract.API.REST.Parameters, op.Parameters) {
		need := "optional"
		if p.Required || p.Client && p.Default == "" {
			need = "required"
		}
		if p.Default != "" {
			need = "default " + p.Default
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "--param %s=%s    %s\n", p.Wire, cmp.Or(example.Parameter(p), "…"), need)
	}
	body := example.CompleteREST(contract.API, op).Request.Body
	if !isJSON(op.Body) {
		_, err := io.WriteString(cmd.OutOrStdout(), body)
		return err
	}
	return c.printExample(cmd, contract, []byte(cmp.Or(body, "{}")), kernel.BodyType(op.Body))
}

// printExample prints text, JSON of the type t, in the form that the flags ask for. YAML has comments.
func (c *callCommand) printExample(cmd *cobra.Command, contract *kernel.Contract, text []byte, t *schema.Type) error {
	if c.form != "yaml" {
		return c.printJSON(cmd.OutOrStdout(), text)
	}
	s := skeleton{contract, example.Remarks(t)}
	return printYAML(cmd.OutOrStdout(), text, func(document *yaml.Node) { s.comment(document, t) })
}

// skeleton is an example in YAML that gets comments.
type skeleton struct {
	contract *kernel.Contract
	remarks  map[*schema.Field]string
}

// comment adds comments to n, a value of t.
func (s skeleton) comment(n *yaml.Node, t *schema.Type) {
	switch {
	case n.Kind == yaml.DocumentNode:
		s.comment(n.Content[0], t)
	case n.Kind == yaml.SequenceNode:
		if t.Kind == schema.List {
			t = t.Item
		}
		for _, item := range n.Content {
			s.comment(item, t)
		}
	case n.Kind == yaml.MappingNode && t.Kind == schema.Map:
		for i := 1; i < len(n.Content); i += 2 {
			s.comment(n.Content[i], t.Item)
		}
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			name, value := n.Content[i], n.Content[i+1]
			f := s.contract.Member(t, name.Value)
			if f == nil {
				continue
			}
			if len(value.Content) > 0 {
				name.LineComment = s.remarks[f]
			} else {
				value.LineComment = s.remarks[f]
			}
			s.comment(value, f.Type)
		}
	}
}
