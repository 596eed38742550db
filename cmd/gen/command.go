// The command tree: the usage of commands, and wrong usage.

package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// errReported is returned by a command that has printed its faults: exit status 1, and nothing more to print.
var errReported = errors.New("reported")

// misuse is a mistake on the command line: exit status 2, and a hint at --help.
type misuse struct{ error }

// newRootCommand returns the command gen with the commands below it. Cobra adds one of its own, help.
func newRootCommand() *cobra.Command {
	root := newMakeCommand()
	root.AddCommand(
		newInitCommand(),
		newFetchCommand(),
		newDiffCommand(),
		newCopyCommand(),
		newDescribeCommand(),
		newServeCommand(),
		newOpenAPICommand(),
		newValidateCommand(),
		newCallCommand(),
		newCompletionCommand(),
	)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.SetFlagErrorFunc(flagMisuse)
	root.SetHelpFunc(help)
	for _, cmd := range append(root.Commands(), root) {
		cmd.Flags().SortFlags = false
		cmd.Flags().BoolP("help", "h", false, "print this usage") // after the flags of its own
	}
	return root
}

// unlimited is the maximum number of arguments of a command that takes any number.
const unlimited = math.MaxInt

// arguments returns a check that a command has from least to most arguments. names are their names in the usage, with
// spaces between them.
func arguments(names string, least, most int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		name := strings.Fields(names)
		switch {
		case len(args) < least:
			return misuse{fmt.Errorf("%s is missing", name[min(len(args), len(name)-1)])}
		case len(args) > most && most == 1:
			return misuse{fmt.Errorf("one %s at a time: %q is too many", names, args[most])}
		case len(args) > most:
			return misuse{fmt.Errorf("no more than %s: %q is too many", names, args[most])}
		}
		if i := slices.Index(args, ""); i >= 0 {
			return misuse{fmt.Errorf("%s is empty", name[min(i, len(name)-1)])}
		}
		return nil
	}
}

// flagMisuse returns the error for a wrong flag.
func flagMisuse(cmd *cobra.Command, err error) error {
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return misuse{fmt.Errorf("--%s %w", e.GetFlag().Name, e.Unwrap())}
	}
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if nearest := schema.Nearest(e.GetSpecifiedName(), names); nearest != "" {
			return misuse{fmt.Errorf("%w: did you mean --%s?", err, nearest)}
		}
	}
	return misuse{err}
}

// help prints the usage of a command.
func help(cmd *cobra.Command, _ []string) {
	var b strings.Builder
	b.WriteString("usage:\n" + usage(cmd))
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\ncommands:\n" + commandList(cmd))
	}
	fmt.Fprintf(&b, "\nflags:\n%s", cmd.Flags().FlagUsages())
	if cmd.Long != "" {
		fmt.Fprintf(&b, "\n%s\n", cmd.Long)
	}
	fmt.Fprint(cmd.OutOrStdout(), b.String())
}

// usage returns a line for each form of a command: how to call it, and what it does.
func usage(cmd *cobra.Command) string {
	var b strings.Builder
	for line := range strings.Lines(cmd.Use) {
		if parent := cmd.Parent(); parent != nil {
			line = parent.CommandPath() + " " + strings.TrimSpace(line) + "    " + cmd.Short
		}
		fmt.Fprintf(&b, "  %s\n", strings.TrimSpace(line))
	}
	return b.String()
}

// commandList returns the commands below cmd, a line for each.
func commandList(cmd *cobra.Command) string {
	var b strings.Builder
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			fmt.Fprintf(&b, "  %-*s  %s\n", sub.NamePadding(), sub.Name(), sub.Short)
		}
	}
	return b.String()
}
