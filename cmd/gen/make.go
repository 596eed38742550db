// gen without a command: makes clients, or checks them with --check.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// options are the values of the command line. A string is empty if the flag is not given.
type options struct {
	contractFlags
	file    string // the contract, or empty for the clients that the configuration lists
	builtin bool
	check   bool
	diff    bool
	verbose bool
}

// newMakeCommand returns the command that is the root of the others.
func newMakeCommand() *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: strings.Join([]string{
			"gen [flags]         makes the clients that gen.yaml lists, in this folder or the nearest one above",
			"gen [flags] FILE    makes one client from FILE: .wsdl or .xml for a WSDL, .yaml or .yml for a description",
			"gen COMMAND         runs another command: see gen COMMAND --help",
		}, "\n"),
		Long: "The exit status is 0 for success, 1 for faults and, with --check, for differences, and 2 for wrong usage.",
		Args: cobra.MatchAll(knownCommand, arguments("FILE", 0, 1)),
	}
	cmd.ValidArgsFunction = contracts
	flags := cmd.Flags()
	o.contractFlags.add(cmd, flagNames()...)
	flags.BoolVar(&o.builtin, "builtin", false, "make the two built-in clients, CareFlex and MVP, below ./gen")
	flags.BoolVar(&o.check, "check", false, "write nothing: list the files that differ from what the contracts give")
	flags.BoolVar(&o.diff, "diff", false, "with --check, print how each file differs")
	flags.BoolVar(&o.verbose, "verbose", false, "print which files change, and why")
	flags.Bool("json", false, "print messages as JSON, an object on each line")
	printVersion := flags.Bool("version", false, "print the version")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *printVersion {
			fmt.Fprintln(cmd.OutOrStdout(), "gen", commandVersion())
			return nil
		}
		if len(args) == 1 {
			o.file = args[0]
		}
		switch {
		case o.builtin && (o.file != "" || o.config != ""):
			return misuse{errors.New("--builtin makes only the built-in clients: remove FILE and --config")}
		case o.diff && !o.check:
			return misuse{errors.New("--diff prints the differences that --check finds: add --check")}
		case o.file == "" && (cmd.Flags().Changed("out") || cmd.Flags().Changed("package")):
			return misuse{errors.New(
				"--out and --package are for one FILE: in gen.yaml they are keys of a client")}
		case o.file == "" && !o.hasClients():
			return misuse{fmt.Errorf("there is no %s in this folder or a folder above: run gen init FILE to "+
				"write one, gen FILE to make one client, or gen --builtin to make those of CareFlex and MVP",
				configFile)}
		}
		return makeClients(cmd, o)
	}
	return cmd
}

// hasClients reports whether o, which names no FILE, says which clients to make.
func (o options) hasClients() bool {
	_, own := ownModule()
	return o.builtin || o.config != "" || own || findConfig() != ""
}

// knownCommand returns an error if the first argument looks like a command rather than a FILE.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 || args[0] == "" || strings.ContainsAny(args[0], `./\`) {
		return nil
	}
	if _, err := os.Lstat(args[0]); err == nil {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(names, sub.Name())
	}
	return misuse{fmt.Errorf("there is no command %q%s", args[0], schema.Suggest(args[0], names))}
}

// makeClients writes the clients that o asks for, or checks them.
func makeClients(cmd *cobra.Command, o options) error {
	r := newReporter(cmd)
	changes, ds := compute(r.err, o)
	if err := reportDiagnostics(cmd, ds); err != nil {
		return err
	}
	if o.verbose {
		r.explained(changes)
	}
	if o.check {
		r.differences(changes, o.diff)
		if len(changes) > 0 {
			return errReported
		}
		return nil
	}

	// From here on, a signal must put files back.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := startProgress(r.err)
	err := write(ctx, changes, p)
	p.end()
	if err != nil {
		return err
	}
	r.warnings(changes)
	return nil
}

// compute returns how the existing files differ from the clients that o asks for.
func compute(stderr io.Writer, o options) (changes []change, ds schema.Diagnostics) {
	p := startProgress(stderr)
	defer p.end()
	clients, ds := configure(o)
	outputs, more := generate(clients, p)
	ds = append(ds, more...)
	changes, more = compare(outputs)
	return changes, append(ds, more...)
}
