// Gen writes a typed Go client from the contract of a service: a WSDL, or a YAML description of a REST service.
//
//	gen [flags]         makes the clients that gen.yaml lists; without a gen.yaml, the two built-in ones under ./gen
//	gen [flags] FILE    makes one client from FILE: .wsdl or .xml for a WSDL, .yaml or .yml for a description
//
// The flags are:
//
//	    --out DIR        write the client of FILE to the folder DIR (default gen/<package>)
//	    --package NAME   give the client of FILE the package name NAME (default from the name of FILE)
//	    --check          write nothing: list the files that are missing, stale or extra
//	    --runtime MODE   reach the runtime by MODE: auto, import or copy (default auto)
//	    --root DIR       let the contract refer to files below DIR (default its own folder)
//	    --map URI=FILE   as URI=FILE, read FILE where the contract refers to URI, a location or a namespace
//	    --reachable      leave out what no operation needs
//	    --config FILE    read the configuration from FILE (default gen.yaml)
//	-h, --help           print this usage
//	    --version        print the version
//
// The exit status is 0 when all is done, 1 for faults and, with --check, for differences, and 2 for wrong usage.
//
// # Output
//
// Everything that is wrong with a contract or the configuration is printed to standard error, a line each, as
// file:line:col: message. Nothing is written unless every client can be, and an interrupted run leaves what was there.
// Files that would not change are not touched. A file in a client's folder that begins with the header of generated
// code and is no longer produced is removed; a file without the header is never removed or overwritten.
//
// With --check nothing is written. Each difference between the contracts and the files is a line on standard output
// that says which file is missing, stale or extra, so that a pipeline fails where a client was not regenerated.
//
// # Runtime
//
// Clients call a small runtime. One that is written inside the module github.com/kontrakt-dev/kontrakt imports it; one
// that is written elsewhere gets a copy of its own, in internal/runtime below its folder, and so depends on nothing but
// the standard library. The flag --runtime=import or --runtime=copy decides otherwise.
//
// # Configuration
//
// The file gen.yaml lists clients. Paths in it are relative to its folder, and only contract must be given. What it says
// of a contract also applies where that contract is the FILE of the command line.
//
//	clients:
//	  - contract: payroll.wsdl      # the contract
//	    out: internal/payroll       # the folder to write to; gen/<package> without it
//	    root: .                     # as the flag --root
//	    map: {"urn:common": common.xsd}   # as the flag --map
//	    package: payroll            # the Go package name; from the contract's file name without it
//	    runtime: auto               # as the flag --runtime, which comes first
//	    reachable: true             # as the flag --reachable; a list of operations leaves out the other ones too
//	    auth: password              # a SOAP client that requests its bearer token with a name and a password
//	    secrets: [apitoken]         # elements of requests whose values no error may show
//	    split:                      # operations whose requests are sent in several where their list is too long
//	      - operation: NewIncident
//	        list: incidentList.item                # in the request; a group that repeats is called item
//	        rows: incidentResponseList.incident    # in the response
//	        index: rowNumber                       # in a row: the index of its item, from 0
//	        error: incidentError                   # in a row: why the item was rejected; may be left out
//	    names:                      # Go names that differ from those that would be chosen
//	      NewIncidentRequest.Apitoken: APIToken
//
// In another repository, add the command with go get -tool github.com/kontrakt-dev/kontrakt/cmd/gen, put
// //go:generate go tool gen into a Go file beside gen.yaml, and run go tool gen --check in its pipeline.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/pflag"
)

// The exit statuses.
const (
	done = iota
	faulty
	misused
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the command: it obeys args and returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	o, flagUsages, err := parse(args)
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "gen: %v\nrun gen --help for the usage\n", err)
		return misused
	case o.help:
		fmt.Fprintf(stdout, usage, flagUsages)
		return done
	case o.version:
		fmt.Fprintln(stdout, "gen", version())
		return done
	}

	clients, ds := configure(o)
	outputs, more := generate(clients)
	ds = append(ds, more...)
	changes, more := compare(outputs)
	ds = append(ds, more...)
	ds.Sort()
	for _, d := range ds {
		fmt.Fprintln(stderr, d)
	}
	switch {
	case ds.Faulty():
		return faulty
	case o.check:
		report(stdout, changes)
		if len(changes) > 0 {
			return faulty
		}
		return done
	}

	// Only from here on is there anything to put back when a signal comes.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := write(ctx, changes); err != nil {
		fmt.Fprintln(stderr, err)
		return faulty
	}
	return done
}

// options are what the command line says; a string is empty where the flag was not given.
type options struct {
	file          string // the contract, or empty for the clients that the configuration lists
	out, pkg      string
	check         bool
	runtime       string
	root          string
	files         map[string]string // by location or namespace
	reachable     bool
	config        string
	help, version bool
}

// usage is what --help prints around the flags.
const usage = `usage:
  gen [flags]         makes the clients that gen.yaml lists; without a gen.yaml, the two built-in ones under ./gen
  gen [flags] FILE    makes one client from FILE: .wsdl or .xml for a WSDL, .yaml or .yml for a description

flags:
%s
The exit status is 0 when all is done, 1 for faults and, with --check, for differences, and 2 for wrong usage.
`

// parse reads the command line. It also returns what the flags mean, for the usage; its error is one of usage.
func parse(args []string) (o options, flagUsages string, err error) {
	flags := pflag.NewFlagSet("gen", pflag.ContinueOnError)
	flags.SortFlags = false
	var maps []string
	flags.StringVar(&o.out, "out", "", "write the client of FILE to the folder `DIR` (default gen/<package>)")
	flags.StringVar(&o.pkg, "package", "", "give the client of FILE the package name `NAME` (default from the name of FILE)")
	flags.BoolVar(&o.check, "check", false, "write nothing: list the files that are missing, stale or extra")
	flags.StringVar(&o.runtime, "runtime", "", "reach the runtime by `MODE`: auto, import or copy (default auto)")
	flags.StringVar(&o.root, "root", "", "let the contract refer to files below `DIR` (default its own folder)")
	flags.StringArrayVar(&maps, "map", nil, "as `URI=FILE`, read FILE where the contract refers to URI, a location or a namespace")
	flags.BoolVar(&o.reachable, "reachable", false, "leave out what no operation needs")
	flags.StringVar(&o.config, "config", "", "read the configuration from `FILE` (default gen.yaml)")
	flags.BoolVarP(&o.help, "help", "h", false, "print this usage")
	flags.BoolVar(&o.version, "version", false, "print the version")
	err = flags.Parse(args)
	o.file = flags.Arg(0)
	o.files = map[string]string{}
	for _, m := range maps {
		i := strings.LastIndexByte(m, '=') // a URI can hold one too
		if i <= 0 && err == nil {
			err = fmt.Errorf("--map takes URI=FILE, not %q", m)
			break
		}
		o.files[m[:max(i, 0)]] = m[i+1:]
	}
	switch {
	case err != nil:
	case flags.NArg() > 1:
		err = fmt.Errorf("one FILE at a time: %q is too many", flags.Arg(1))
	case o.file == "" && flags.NArg() == 1:
		err = errors.New("FILE is empty")
	case o.file == "" && (o.out != "" || o.pkg != ""):
		err = errors.New("--out and --package are for one FILE: in a configuration they are keys of each client")
	case o.runtime != "" && !slices.Contains(runtimeModes, o.runtime):
		err = fmt.Errorf("--runtime can be auto, import or copy, not %q", o.runtime)
	}
	return o, flags.FlagUsages(), err
}

// version returns the version of the module that the command was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
