// gen by itself: makes clients, or with --check says which files are not what they should be.

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// options are what the command line says; a string is empty where the flag was not given.
type options struct {
	contractFlags
	file      string // the contract, or empty for the clients that the configuration lists
	out, pkg  string
	check     bool
	runtime   string
	reachable bool
}

// newMakeCommand returns the command that is the root of the others.
func newMakeCommand() *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: strings.Join([]string{
			"gen [flags]         makes the clients that gen.yaml lists; without a gen.yaml, the two built-in ones under ./gen",
			"gen [flags] FILE    makes one client from FILE: .wsdl or .xml for a WSDL, .yaml or .yml for a description",
			"gen COMMAND         does something else: see gen COMMAND --help",
		}, "\n"),
		Long: "The exit status is 0 when all is done, 1 for faults and, with --check, for differences, and 2 for wrong usage.",
		Args: cobra.MatchAll(knownCommand, arguments("FILE", 0, 1)),
	}
	cmd.ValidArgsFunction = contracts
	flags := cmd.Flags()
	flags.StringVar(&o.out, "out", "", "write the client of FILE to the folder `DIR` (default gen/<package>)")
	flags.StringVar(&o.pkg, "package", "", "give the client of FILE the package name `NAME` (default from the name of FILE)")
	flags.BoolVar(&o.check, "check", false, "write nothing: list the files that are missing, stale or extra")
	addChoice(cmd, &o.runtime, "runtime", runtimeModes, "reach the runtime by `MODE`: auto, import or copy (default auto)")
	flags.BoolVar(&o.reachable, "reachable", false, "leave out what no operation needs")
	o.contractFlags.add(cmd)
	printVersion := flags.Bool("version", false, "print the version")
	complete(cmd, "out", folders)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *printVersion {
			fmt.Fprintln(cmd.OutOrStdout(), "gen", version())
			return nil
		}
		if len(args) == 1 {
			o.file = args[0]
		}
		if o.file == "" && (o.out != "" || o.pkg != "") {
			return misuse{errors.New("--out and --package are for one FILE: in a configuration they are keys of each client")}
		}
		return makeClients(cmd, o)
	}
	return cmd
}

// knownCommand returns an error where the first argument is rather meant for a command below cmd than for a FILE.
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
	return misuse{fmt.Errorf("there is no command %q%s", args[0], yamldoc.Suggest(args[0], names))}
}

// makeClients writes the clients that o asks for, or checks them.
func makeClients(cmd *cobra.Command, o options) error {
	clients, ds := configure(o)
	outputs, more := generate(clients)
	ds = append(ds, more...)
	changes, more := compare(outputs)
	ds = append(ds, more...)
	if err := reportDiagnostics(cmd, ds); err != nil {
		return err
	}
	if o.check {
		report(cmd.OutOrStdout(), changes)
		if len(changes) > 0 {
			return errReported
		}
		return nil
	}

	// Only from here on is there anything to put back when a signal comes.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return write(ctx, changes)
}
