// gen describe: the contents of a contract, for people and for programs.

package main

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/internal/describe"
)

// descriptions are the output formats.
var descriptions = map[string]describe.Writer{
	"tree": describe.Tree, "json": describe.JSON, "mermaid": describe.Mermaid, "html": describe.Page,
}

func newDescribeCommand() *cobra.Command {
	var flags contractFlags
	var form string
	cmd := &cobra.Command{
		Use:   "describe [flags] FILE",
		Short: "prints what a contract offers: services, operations, types",
		Long: "The output has the Go names of the client that gen would make from FILE.\n" +
			"html prints a page that needs no other files; mermaid prints a class diagram.",
		Args:              arguments("FILE", 1, 1),
		ValidArgsFunction: contracts,
		RunE: func(cmd *cobra.Command, args []string) error {
			api, ds := flags.load(args[0])
			if err := reportDiagnostics(cmd, ds); err != nil {
				return err
			}
			var b bytes.Buffer
			if err := descriptions[cmp.Or(form, "tree")](&b, describe.New(api)); err != nil {
				return err
			}
			_, err := b.WriteTo(cmd.OutOrStdout())
			return err
		},
	}
	addChoice(cmd, &form, "format", slices.Sorted(maps.Keys(descriptions)),
		"print `FORM`: html, json, mermaid or tree (default tree)")
	flags.add(cmd, sourceKeys...)
	return cmd
}
