// gen diff: two versions of a contract compared, on the wire and in Go.

package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

// errIncomparable is returned if gen diff has printed why it cannot compare: exit status 3.
var errIncomparable = errors.New("incomparable")

// The values of gen diff --fail-on: the changes that make the exit status 1.
const (
	failOnBreaking = "breaking"
	failOnAny      = "any"
	failOnNever    = "never"
)

func newDiffCommand() *cobra.Command {
	var flags contractFlags
	var format, fails string
	cmd := &cobra.Command{
		Use:   "diff [flags] [OLD] NEW",
		Short: "compares two versions of a contract, on the wire and in Go",
		Long: "OLD is another version of NEW, or the folder of a client. The default is the folder of the client of NEW.\n" +
			"The exit status is 1 if a change is breaking, 2 for wrong usage, 3 if a version cannot be read, and otherwise 0.",
		Args:              arguments("NEW", 1, 2),
		ValidArgsFunction: contracts,
	}
	addChoice(cmd, &format, "format", []string{"text", "json", "markdown"},
		"print the changes as `FORMAT`: text, json or markdown (default text)")
	addChoice(cmd, &fails, "fail-on", []string{failOnBreaking, failOnAny, failOnNever},
		"exit with 1 on `CHANGES`: breaking, any or never (default breaking)")
	flags.add(cmd, sourceKeys...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		old := ""
		if len(args) == 2 {
			old = args[0]
		}
		r, ds := compareVersions(flags, old, args[len(args)-1])
		if reportDiagnostics(cmd, ds) != nil {
			return errIncomparable
		}
		fmt.Fprint(cmd.OutOrStdout(), r.format(format))
		switch {
		case fails == failOnNever, r.Breaking == 0 && (r.Compatible == 0 || fails != failOnAny):
			return nil
		}
		return errReported
	}
	return cmd
}
