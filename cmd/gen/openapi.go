// gen openapi: the description of a REST service as an OpenAPI document.

package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/internal/openapi"
)

func newOpenAPICommand() *cobra.Command {
	var flags contractFlags
	var form string
	cmd := &cobra.Command{
		Use:   "openapi [flags] FILE",
		Short: "prints the OpenAPI " + openapi.Version + " document of a YAML description",
		Long: "Information that OpenAPI has no keyword for is in members that begin with x-kontrakt-.\n" +
			"A WSDL cannot be printed as OpenAPI: that is a fault.",
		Args:              arguments("FILE", 1, 1),
		ValidArgsFunction: contracts,
		RunE: func(cmd *cobra.Command, args []string) error {
			api, ds := flags.load(args[0])
			if err := reportDiagnostics(cmd, ds); err != nil {
				return err
			}
			document, ds := openapi.Export(api)
			if err := reportDiagnostics(cmd, ds); err != nil {
				return err
			}
			var b bytes.Buffer
			write := document.YAML
			if form == "json" {
				write = document.JSON
			}
			if err := write(&b); err != nil {
				return err
			}
			_, err := b.WriteTo(cmd.OutOrStdout())
			return err
		},
	}
	addChoice(cmd, &form, "format", []string{"yaml", "json"}, "print `FORM`: yaml or json (default yaml)")
	flags.add(cmd, locationKeys...)
	return cmd
}
