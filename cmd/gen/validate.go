// gen validate: messages compared with a contract.

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

func newValidateCommand() *cobra.Command {
	var flags contractFlags
	var which messageFlags
	cmd := &cobra.Command{
		Use:   "validate [flags] CONTRACT FILE...\nvalidate [flags] CASSETTE [CONTRACT...]",
		Short: "checks messages: SOAP envelopes, XML elements, JSON",
		Long: `Each difference between a message and the contract is printed to standard error. The exit status is 1 if there is
one. A FILE of - is standard input.
For a WSDL, a FILE is an envelope or an element. The element tells the operation, unless flags do.
For a YAML description, a FILE is the JSON of a type, or of the request or response of an operation. --request or
--response is needed only if both of them are JSON.
A CASSETTE, which gen serve --record wrote, is compared with the contracts that have the names of its services. Without
CONTRACT, they are those of gen.yaml, or else the two built-in ones.`,
		Args:              arguments("CONTRACT FILE", 1, unlimited),
		ValidArgsFunction: contractThenFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := which.check(); err != nil {
				return err
			}
			if isCassette(args[0]) {
				return validateCassette(cmd, flags, which, args[0], args[1:])
			}
			if len(args) == 1 {
				return misuse{errors.New("FILE is missing")}
			}
			c, err := loadKernel(cmd, flags, args[0])
			if err != nil {
				return err
			}
			read, err := which.reader(c)
			if err != nil {
				return err
			}
			var ds schema.Diagnostics
			for _, file := range args[1:] {
				text, name, err := readMessage(cmd, file)
				if err != nil {
					ds.Faultf(schema.Pos{File: name}, "cannot be read: %v", err)
					continue
				}
				addViolations(&ds, name, read(text))
			}
			return reportDiagnostics(cmd, ds)
		},
	}
	which.add(cmd)
	cmd.Flags().Bool("json", false, "print each difference as a JSON object")
	flags.add(cmd, sourceKeys...)
	return cmd
}

// addViolations adds the violations of the message called name to ds.
func addViolations(ds *schema.Diagnostics, name string, violations []kernel.Violation) {
	for _, v := range violations {
		ds.Faultf(schema.Pos{File: name, Line: v.Line, Col: v.Column}, "%s", v)
	}
}

// loadKernel reads the contract in file for its messages.
func loadKernel(cmd *cobra.Command, flags contractFlags, file string) (*kernel.Contract, error) {
	api, ds := flags.load(file)
	if err := reportDiagnostics(cmd, ds); err != nil {
		return nil, err
	}
	c, ds := kernel.New(api)
	if ds.Faulty() { // its warnings are those of the client
		return nil, reportDiagnostics(cmd, ds)
	}
	return c, nil
}

// readMessage returns the text of file, and its name in diagnostics.
func readMessage(cmd *cobra.Command, file string) (text, name string, err error) {
	var data []byte
	if file == "-" {
		name = "stdin"
		data, err = io.ReadAll(cmd.InOrStdin())
	} else {
		name = file
		data, err = os.ReadFile(file)
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return string(data), name, err
}

// messageFlags are the flags that say which message of a contract is meant.
type messageFlags struct {
	operation, typ    string
	request, response bool
}

// add gives cmd the flags.
func (f *messageFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.operation, "operation", "", "the messages are of the operation `NAME`")
	cmd.Flags().BoolVar(&f.request, "request", false, "the messages are requests")
	cmd.Flags().BoolVar(&f.response, "response", false, "the messages are responses")
	cmd.Flags().StringVar(&f.typ, "type", "", "the messages are values of the type `NAME` of a YAML description")
}

// check returns an error if the flags exclude each other.
func (f *messageFlags) check() error {
	switch {
	case f.request && f.response:
		return misuse{errors.New("--request and --response exclude each other")}
	case f.typ != "" && (f.operation != "" || f.request || f.response):
		return misuse{errors.New("--type excludes --operation, --request and --response")}
	}
	return nil
}

// direction returns the direction that the flags ask for.
func (f *messageFlags) direction() kernel.Direction {
	switch {
	case f.request:
		return kernel.Request
	case f.response:
		return kernel.Response
	}
	return kernel.Either
}

// reader returns the function that returns the violations of a message.
func (f *messageFlags) reader(c *kernel.Contract) (func(text string) []kernel.Violation, error) {
	if c.API.SOAP != nil {
		return f.xmlReader(c)
	}
	t, err := f.jsonType(c)
	if err != nil {
		return nil, err
	}
	return func(text string) []kernel.Violation {
		_, violations := c.ReadJSON(text, t)
		return violations
	}, nil
}

// xmlReader returns the function for messages of a WSDL.
func (f *messageFlags) xmlReader(c *kernel.Contract) (func(text string) []kernel.Violation, error) {
	if f.typ != "" {
		return nil, misuse{errors.New("--type is for YAML descriptions: the element of a SOAP message tells its type")}
	}
	op, err := soapOperation(c, f.operation)
	if err != nil {
		return nil, err
	}
	return func(text string) (violations []kernel.Violation) {
		if kernel.IsEnvelope(text) {
			_, violations = c.ReadEnvelope(text, op, f.direction())
		} else {
			_, violations = c.ReadElement(text, op, f.direction())
		}
		return violations
	}, nil
}

// soapOperation returns the operation called name, nil for no name.
func soapOperation(c *kernel.Contract, name string) (*schema.SOAPOperation, error) {
	if name == "" {
		return nil, nil
	}
	var names []string
	for _, op := range c.API.SOAP.Operations {
		if name == op.Symbol || name == op.Wire {
			return op, nil
		}
		names = append(names, op.Symbol)
	}
	return nil, unknownName("operation", name, names)
}

// unknownName returns the error for a name that is none of names.
func unknownName(what, name string, names []string) error {
	if nearest := schema.Nearest(name, names); nearest != "" {
		return misuse{fmt.Errorf("the contract has no %s %q: did you mean %q?", what, name, nearest)}
	}
	return misuse{fmt.Errorf("the contract has no %s %q: gen describe lists them", what, name)}
}

// restOperation returns the function called name.
func restOperation(c *kernel.Contract, name string) (*schema.RESTOperation, error) {
	var names []string
	for _, op := range c.API.REST.Operations {
		if name == op.Name || name == op.Wire {
			return op, nil
		}
		names = append(names, op.Wire)
	}
	return nil, unknownName("operation", name, names)
}

// jsonType returns the type of the messages of a YAML description.
func (f *messageFlags) jsonType(c *kernel.Contract) (*schema.Type, error) {
	if f.typ != "" {
		var names []string
		for _, t := range c.API.Types {
			if f.typ == t.Wire.Local || f.typ == t.Name {
				return t, nil
			}
			names = append(names, t.Wire.Local)
		}
		return nil, unknownName("type", f.typ, names)
	}
	if f.operation == "" {
		return nil, misuse{errors.New("--operation or --type is needed: JSON does not say what it is")}
	}
	op, err := restOperation(c, f.operation)
	if err != nil {
		return nil, err
	}
	request, response := isJSON(op.Body), isJSON(op.Result)
	switch {
	case request && response && f.direction() == kernel.Either:
		return nil, misuse{fmt.Errorf("--request or --response is needed: %s has JSON in both", op.Wire)}
	case request && !f.response:
		return kernel.BodyType(op.Body), nil
	case response && !f.request:
		return kernel.BodyType(op.Result), nil
	case f.request:
		return nil, misuse{fmt.Errorf("the request of %s has no JSON", op.Wire)}
	case f.response:
		return nil, misuse{fmt.Errorf("the response of %s has no JSON", op.Wire)}
	}
	return nil, misuse{fmt.Errorf("%s has no JSON, neither in the request nor in the response", op.Wire)}
}

// isJSON reports whether b is JSON; b may be nil.
func isJSON(b *schema.Body) bool { return b != nil && b.Type != nil && !b.IsText() }

// contractThenFiles completes the name of a contract, then those of any files.
func contractThenFiles(cmd *cobra.Command, args []string, toComplete string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return contracts(cmd, args, toComplete)
	}
	return nil, cobra.ShellCompDirectiveDefault
}
