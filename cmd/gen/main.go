// Gen writes a typed Go client from the contract of a service: a WSDL, or a YAML description of a REST service.
//
//	gen [flags]         makes the clients that gen.yaml lists, here or in the nearest folder above
//	gen [flags] FILE    makes one client from FILE: .wsdl or .xml for a WSDL, .yaml or .yml for a description
//	gen COMMAND         does something else: see gen COMMAND --help
//
// The flags are:
//
//	    --out DIR        write the client of FILE to the folder DIR (default gen/<package>)
//	    --package NAME   give the client of FILE the package name NAME (default from the name of FILE)
//	    --builtin        make the two built-in clients, CareFlex and MVP, under ./gen
//	    --check          write nothing: list the files that are not what the contracts give
//	    --diff           with --check, print how each file differs
//	    --runtime MODE   reach the runtime by MODE: auto, import, copy, or a folder that clients share (default auto)
//	    --root DIR       let the contract refer to files below DIR (default its own folder)
//	    --map URI=FILE   as URI=FILE, read FILE where the contract refers to URI, a location or a namespace
//	    --reachable      leave out what no operation needs
//	    --config FILE    read the configuration from FILE (default gen.yaml)
//	    --verbose        say which files change, and why
//	    --json           print what there is to say as JSON, an object on each line
//	    --version        print the version
//	-h, --help           print this usage
//
// The exit status is 0 when all is done, 1 for faults and, with --check, for differences, and 2 for wrong usage.
//
// The commands are:
//
//	init         writes a first gen.yaml and generate.go for contracts
//	copy         copies the client in the folder FROM to the folder TO, of another module
//	describe     prints what a contract offers: services, operations, types
//	openapi      prints the OpenAPI 3.1.1 document of a YAML description
//	diff         says what a changed contract means, on the wire and in Go
//	completion   prints a script that completes the command line of gen
//
// # Output
//
// Everything that is wrong with a contract or the configuration is printed to standard error, a line each, as
// file:line:col: message. Nothing is written unless every client can be, and an interrupted run leaves what was there.
// Files that would not change are not touched. A file in a client's folder that begins with the header of generated
// code and is no longer produced is removed, with a warning if gen wrote it from another contract; a file without the header is
// never removed or overwritten. Where someone changed a file that gen wrote, that is undone, and a warning says so.
//
// With --check nothing is written. Each difference between the contracts and the files is a line on standard output, so
// that a pipeline fails where a client was not regenerated. A file is missing, stale (the contract or gen changed),
// edited (someone changed it since gen wrote it) or extra (no contract gives it), and a copy of the runtime is old
// where another gen wrote it. What tells an edited file from a stale one is gen.sum in the client's folder: commit it
// with the client. The line ends of a checkout make no difference. With --diff, the difference follows each line as a
// unified diff, which patch -p1 reads: what a run would do to the file.
//
// With --json, what is printed is an object on each line, on the same stream as the text would be:
//
//	{"file":"payroll.wsdl","line":12,"column":5,"severity":"error","message":"…"}
//	{"file":"gen/payroll/types.go","state":"stale","message":"…","diff":"…"}
//
// The severity of a diagnostic is error or warning, the state of a file one of those above. What is not known, or not
// asked for, is left out.
//
// A Go name, once given, keeps its meaning. What each name stands for is in gen.names in the client's folder: if a
// changed contract has two things that would have one name, the one that was there keeps it, and the newcomer gets a
// suffix. Commit gen.names with the client. Without it, the names are those that a new client gets.
//
// # Runtime
//
// Clients call a small runtime. One that is written inside the module github.com/kontrakt-dev/kontrakt imports it; one
// that is written elsewhere gets a copy of its own, in internal/runtime below its folder, and so depends on nothing but
// the standard library. --runtime=copy asks for a copy within the module, too; --runtime=import is for modules whose
// path begins with github.com/kontrakt-dev/kontrakt/, since no other can import what is internal to it. The copy has
// the licence with it.
//
// Clients of one module can share a copy: --runtime=internal/kontrakt writes it to that folder, a path from the current
// folder, and runtime: internal/kontrakt at the top of gen.yaml does so for all clients there, as a path from the
// folder of gen.yaml. A folder is a relative path with a slash, within the module of its clients, and holds no other Go
// code. A run that replaces the copy of another gen warns of each client in the module that imports it and is not made
// anew; a copy that no client imports any more is removed.
//
//	gen copy FROM TO    copies the client in the folder FROM to the folder TO, of another module
//
// What gen wrote is copied, and the copy imports a runtime of its own. What else is in FROM stays there.
// A runtime that clients share is copied to the folder of the same name there, if TO can import it.
// Where FROM and TO are one folder, which was copied by other means, its imports are put right.
//
// # Configuration
//
// The file gen.yaml lists clients. It is looked for in the current folder, then in the folders above it. Paths in it are
// relative to its folder, and only contract must be given. What it says of a contract also applies where that contract
// is the FILE of the command line. Without a gen.yaml, and without FILE, gen makes the two built-in clients only in
// Kontrakt's own module, below its root; elsewhere with --builtin, below the current folder.
//
//	runtime: auto                   # as the flag --runtime, for the clients that do not say otherwise
//	clients:
//	  - contract: payroll.wsdl      # the contract
//	    out: internal/payroll       # the folder to write to; gen/<package> without it
//	    root: .                     # as the flag --root
//	    map: {"urn:common": common.xsd}   # as the flag --map
//	    package: payroll            # the Go package name; from the contract's file name without it
//	    runtime: copy               # as the flag --runtime, which comes first
//	    reachable: true             # as the flag --reachable; a list of operations leaves out the other ones too
//	    headerPrefix: X-Acme-       # before the names of header parameters, in place of what the description says
//	    style: wrapped              # SOAP operations take and return elements of messages; bare: structs
//	    auth: password              # a SOAP client that requests its bearer token with a name and a password
//	    secrets: [apitoken]         # elements of requests whose values no error may show
//	    split:                      # operations whose requests are sent in several where their list is too long
//	      - operation: NewIncident
//	        list: incidentList.item                # in the request; a group that repeats is called item
//	        rows: incidentResponseList.incident    # in the response
//	        index: rowNumber                       # in a row: the index of its item, from 0
//	        error: incidentError                   # in a row: why the item was rejected; may be left out
//	        echo: [employeeId, externalId]         # what a row repeats of its item, to be compared; may be left out
//	    names:                      # Go names that differ from those that would be chosen
//	      NewIncidentRequest.Apitoken: APIToken
//
// Editors complete and check gen.yaml by its JSON Schema, gen.schema.json beside this file, which its first line names:
//
//	# yaml-language-server: $schema=https://raw.githubusercontent.com/kontrakt-dev/kontrakt/main/cmd/gen/gen.schema.json
//
// # Beginning
//
//	gen init [flags] FILE...    writes a first gen.yaml and generate.go for contracts
//
// Both are written to the current folder; what --root and --map say goes into gen.yaml.
// A file that is there already is left as it is.
//
// The flags are:
//
//	--root DIR       let the contract refer to files below DIR (default its own folder)
//	--map URI=FILE   as URI=FILE, read FILE where the contract refers to URI, a location or a namespace
//
// In another repository than Kontrakt's, add the command with go get -tool github.com/kontrakt-dev/kontrakt/cmd/gen, so
// that go generate finds it, and run go tool gen --check in the pipeline. The line in generate.go names the command in
// full, since another tool of the module may be called gen, too.
//
// A contract that is on the web is saved first: gen reads files alone.
//
// # Looking at a contract
//
//	gen describe [flags] FILE    prints what a contract offers: services, operations, types
//
// FILE is shown as the client that gen would make of it knows it, with the Go names.
// The page that html gives needs nothing but itself; mermaid gives a class diagram.
//
// The page and json have everything that the contract says: every type, field and constraint with its documentation and
// its place in the contract, and an example of every request and response, whose values the contract allows.
//
//	gen openapi [flags] FILE    prints the OpenAPI 3.1.1 document of a YAML description
//
// What OpenAPI has no word for are members that begin with x-kontrakt-.
// A WSDL has no such document: that is a fault.
//
// The flags are, of describe and of openapi:
//
//	--format FORM    print FORM: html, json, mermaid or tree (default tree)
//	--format FORM    print FORM: yaml or json (default yaml)
//	--root DIR       let the contract refer to files below DIR (default its own folder)
//	--map URI=FILE   as URI=FILE, read FILE where the contract refers to URI, a location or a namespace
//	--config FILE    read the configuration from FILE (default gen.yaml)
//
// # Changed contracts
//
//	gen diff [flags] [OLD] NEW    says what a changed contract means, on the wire and in Go
//
// OLD is another version of NEW, or the folder of a client; without it, that of the client of NEW.
// The exit status is 0 unless something breaks, which is 1; 2 is wrong usage, 3 a version that cannot be read.
//
//	    --format FORMAT     print the changes as FORMAT: text, json or markdown (default text)
//	    --fail-on CHANGES   exit with 1 on CHANGES: breaking, any or never (default breaking)
//	    --root DIR          let the contract refer to files below DIR (default its own folder)
//	    --map URI=FILE      as URI=FILE, read FILE where the contract refers to URI, a location or a namespace
//	    --config FILE       read the configuration from FILE (default gen.yaml)
//	-h, --help              print this usage
//
// On the wire, a change is breaking where a client that was made from OLD does not get along with a service that
// follows NEW: where it sends what is not valid any more, or receives what it cannot read. In Go, it is breaking where
// code that compiles with the old client does not with the new one. What gen.yaml says of one of the contracts goes for
// the other one too, as far as it fits; imports of the other one are looked for in its own folder. A client in the tree
// does not say what its contract was, so that Go is all there is to compare.
//
// The JSON has the numbers of breaking and compatible changes, and a list of each kind, of which wire is null where a
// client is compared:
//
//	{"old":"old.wsdl","new":"payroll.wsdl","breaking":1,"compatible":0,
//	 "wire":[{"breaking":true,"rule":"now-required","operations":["NewIncident"],"message":"…",
//	          "old":{"file":"old.wsdl","line":12,"column":5},"new":{"file":"payroll.wsdl","line":14,"column":5}}],
//	 "go":[{"breaking":false,"symbol":"Employee.Title","message":"…","new":{…}}]}
//
// The rules are those of docs/diff.md. What is not known is left out.
//
// # Completion
//
//	gen completion SHELL    prints a script that completes the command line of gen
//
// SHELL is bash, zsh or fish. The script completes gen, and go tool gen if the shell runs it in a module that has the
// tool. Load it when the shell starts:
//
//	bash: source <(gen completion bash)
//	zsh: source <(gen completion zsh), after compinit
//	fish: gen completion fish | source
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// The exit statuses.
const (
	done = iota
	faulty
	misused
	incomparable
)

// gcPercent is how much garbage the collector lets pile up beside what is in use. A run is short, and what it holds of
// a contract it holds to its end: with the default of 100, it would look at that again and again. For a client of 95,000
// lines this takes a quarter off the processor time, and 130 MB rather than 75.
const gcPercent = 400

func main() {
	debug.SetGCPercent(gcPercent)
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the command: it obeys args and returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteC()
	if err == nil {
		return done
	}
	if _, wrong := errors.AsType[misuse](err); wrong {
		fmt.Fprintf(stderr, "%[1]s: %[2]v\nrun %[1]s --help for the usage\n", cmd.CommandPath(), err)
		return misused
	}
	switch err {
	case errReported:
		return faulty
	case errIncomparable:
		return incomparable
	}
	fmt.Fprintln(stderr, err)
	return faulty
}
