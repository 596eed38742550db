// Command careflex-report sends the HR incidents in a CSV file to CareFlex. README.md explains it.
//
// This file has the command line and the exit status.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// The exit status; if several apply, the highest one.
const (
	allAccepted = iota
	failed      // the file, the settings or the journal cannot be used: nothing was sent
	wrongUsage
	someRejected
	someUnknown
	someNotSent
)

func main() {
	stopped, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(stopped, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run is the program. It ends early, but in order, when stopped ends.
func run(stopped context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("careflex-report", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: careflex-report [flags] FILE.csv")
		flags.PrintDefaults()
	}
	dry := flags.Bool("dry-run", false, "print the envelopes instead of sending them")
	journalPath := flags.String("journal", "", "folder that records what was sent (default FILE.csv.journal)")
	outcomePath := flags.String("outcome", "-", "file for the outcome of each line, as JSON if its name ends in .json, "+
		"otherwise as CSV; - is the standard output")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return allAccepted
	case err != nil:
		return wrongUsage
	case flags.NArg() != 1:
		flags.Usage()
		return wrongUsage
	}
	path := flags.Arg(0)
	if *journalPath == "" {
		*journalPath = path + ".journal"
	}
	outcomes, err := report(stopped, path, *journalPath, *dry, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, err)
	}
	switch {
	case outcomes == nil && err != nil:
		return failed
	case *dry:
		return allAccepted
	}
	if err := writeOutcomes(*outcomePath, stdout, outcomes); err != nil {
		fmt.Fprintln(stderr, err) // the next run writes them again, from the journal
		return someNotSent
	}
	return statusOf(outcomes)
}

// report reads the file and sends what was not sent before. outcomes is nil after a dry run, or if nothing could be sent.
func report(stopped context.Context, path, journalPath string, dry bool, stdout, progress io.Writer) (
	outcomes []outcome, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	companies, err := readCompanies(filepath.Base(path), content)
	if err != nil {
		return nil, err
	}
	if dry {
		return nil, printEnvelopes(stopped, companies, stdout)
	}
	settings, err := readSettings()
	if err != nil {
		return nil, err
	}
	client, err := settings.client()
	if err != nil {
		return nil, err
	}
	journal, err := openJournal(journalPath, content)
	if err != nil {
		return nil, err
	}
	defer journal.Close()
	s := &submission{client: client, apiToken: settings.apiToken, journal: journal, progress: progress}
	return s.send(stopped, companies)
}

// statusOf returns the exit status of outcomes.
func statusOf(outcomes []outcome) int {
	status := allAccepted
	for _, o := range outcomes {
		status = max(status, statuses[o.Outcome])
	}
	return status
}
