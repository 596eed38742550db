// gen serve with a cassette: calls of real services are recorded, or answered from what was recorded.

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/internal/recorder"
	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// cassetteFlags are the flags of gen serve for cassettes.
type cassetteFlags struct {
	record, replay string
	to, secrets    []string
	anyOrder       bool
}

// add gives cmd the flags.
func (f *cassetteFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.record, "record", "", "pass calls on to the services of --to, and write them to the new cassette `FILE`")
	cmd.Flags().StringArrayVar(&f.to, "to", nil, "with --record: the service called NAME, such as its contract, is at `NAME=URL`; can be repeated")
	cmd.Flags().StringArrayVar(&f.secrets, "secret", nil, "with --record: values called `NAME` are secrets, too; can be repeated")
	cmd.Flags().StringVar(&f.replay, "replay", "", "answer from the cassette `FILE`: the recorded calls in their order, each once")
	cmd.Flags().BoolVar(&f.anyOrder, "any-order", false, "with --replay: answer calls in any order, and repeatedly")
}

// check returns an error if the flags, trouble or the arguments do not fit together.
func (f *cassetteFlags) check(trouble troubles, args []string) error {
	switch {
	case (f.record != "" || f.replay != "") && len(trouble.rules) > 0:
		return misuse{errors.New("--trouble is for contracts: leave it out with --record and --replay")}
	case f.record != "" && f.replay != "":
		return misuse{errors.New("--record and --replay exclude each other")}
	case f.record == "" && len(f.to) > 0:
		return misuse{errors.New("--to is only for --record")}
	case f.record == "" && len(f.secrets) > 0:
		return misuse{errors.New("--secret is only for --record")}
	case f.record != "" && len(f.to) == 0:
		return misuse{errors.New("--record needs the service: name it with --to NAME=URL")}
	case f.replay == "" && f.anyOrder:
		return misuse{errors.New("--any-order is only for --replay")}
	case f.replay != "" && len(args) > 0:
		return misuse{fmt.Errorf("--replay serves the services of the cassette: leave %s out", args[0])}
	}
	return nil
}

// services returns the services of --to. names are those of the contracts.
func (f *cassetteFlags) services(names []string) (services []cassette.Service, err error) {
	for _, text := range f.to {
		name, address, found := strings.Cut(text, "=")
		if !found || strings.Contains(name, "/") { // a URL alone
			if len(names) != 1 {
				return nil, misuse{fmt.Errorf("--to %s does not say which service this is: write %s=%[1]s, for example", text, names[0])}
			}
			name, address = names[0], text
		}
		if err := cassette.CheckURL(address); err != nil {
			return nil, misuse{fmt.Errorf("--to %s: %w", name, err)}
		}
		if slices.ContainsFunc(services, func(s cassette.Service) bool { return s.Name == name }) {
			return nil, misuse{fmt.Errorf("--to has the service %q twice", name)}
		}
		services = append(services, cassette.Service{Name: name, URL: address})
	}
	return services, nil
}

// recordCalls passes calls on to services, and records them, until the process is interrupted.
func recordCalls(cmd *cobra.Command, listen string, f *cassetteFlags, contracts []servedContract) error {
	var apis []*schema.API
	names := slices.Clone(f.secrets)
	for _, c := range contracts {
		apis = append(apis, c.api)
		names = append(names, c.api.SecretNames()...)
	}
	known, err := sandbox.Of(apis...)
	if err != nil {
		return err
	}
	services, err := f.services(known.Names())
	if err != nil {
		return err
	}
	listeners, addresses, err := recorder.Listen(listen, services)
	if err != nil {
		return err
	}
	defer listeners.Close()
	file, err := os.OpenFile(f.record, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600) // calls have personal data
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s exists already: record to another file, or remove it", f.record)
	case err != nil:
		return fmt.Errorf("%s cannot be written: %w", f.record, cause(err))
	}
	defer file.Close()
	writer, err := cassette.NewWriter(file, services, cassette.NewRedactor(names...))
	if err != nil {
		return err
	}
	out, problems := log.New(cmd.OutOrStdout(), "", 0), log.New(cmd.ErrOrStderr(), "", 0)
	r := &recorder.Recorder{Services: services, Addresses: addresses, Writer: writer}
	r.Operation = func(service string, request *cassette.Request) string {
		if !slices.Contains(known.Names(), service) {
			return ""
		}
		at := services[slices.IndexFunc(services, func(s cassette.Service) bool { return s.Name == service })].URL
		call := &sandbox.Request{Contract: service, Method: request.Method, Path: request.Path, Header: request.Header, Body: request.Body}
		known.Compare(at, call, 0, nil, nil)
		return call.Operation
	}
	r.Seen = func(e *cassette.Exchange, err error) {
		out.Print(exchangeLine(e))
		if err != nil {
			problems.Printf("warning: this call is not in the cassette: %v", err)
		}
		if e.Request.Omitted != "" {
			problems.Printf("warning: the body of this request is not in the cassette: %s", e.Request.Omitted)
		}
		if e.Response.Omitted != "" {
			problems.Printf("warning: the body of this response is not in the cassette: %s", e.Response.Omitted)
		}
	}
	introduce(cmd, listen, listeners, services, addresses)
	out.Printf("Calls are recorded in %s until this is interrupted.\n\n", f.record)
	return serveUntilInterrupted(listeners, r.Handler)
}

// replayCalls answers from a cassette until the process is interrupted.
func replayCalls(cmd *cobra.Command, listen string, f *cassetteFlags) error {
	recorded, ds := cassette.ReadFile(f.replay)
	if err := reportDiagnostics(cmd, ds); err != nil {
		return err
	}
	listeners, addresses, err := recorder.Listen(listen, recorded.Services)
	if err != nil {
		return err
	}
	defer listeners.Close()
	out, problems := log.New(cmd.OutOrStdout(), "", 0), log.New(cmd.ErrOrStderr(), "", 0)
	p := &recorder.Player{Cassette: recorded, Addresses: addresses, AnyOrder: f.anyOrder}
	p.Seen = func(e *cassette.Exchange, problem string) {
		if problem != "" {
			problems.Print(problem)
		} else {
			out.Print(exchangeLine(e))
		}
	}
	introduce(cmd, listen, listeners, recorded.Services, addresses)
	out.Printf("%d calls are answered from %s until this is interrupted.\n\n", len(recorded.Exchanges), f.replay)
	return serveUntilInterrupted(listeners, p.Handler)
}

// introduce prints the addresses that stand for services.
func introduce(cmd *cobra.Command, listen string, listeners recorder.Listeners, services []cassette.Service, addresses recorder.Addresses) {
	for _, listener := range listeners {
		warnIfReachable(cmd, listen, listener)
		break // they have the same host
	}
	for _, s := range services {
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %s stands for %s\n", s.Name, addresses.Of(s), s.URL)
	}
}

// exchangeLine is the line that is printed for e.
func exchangeLine(e *cassette.Exchange) string {
	line := callLine(e.Service, e.Operation, e.Request.Method, e.Request.Path, e.Response.Status)
	switch {
	case e.Response.Lost:
		line += ", the response was lost"
	case e.Response.Cut:
		line += ", the response was cut"
	}
	return line
}

// serveUntilInterrupted serves the handler of each origin at its listener until the process is interrupted.
func serveUntilInterrupted(listeners recorder.Listeners, handler func(origin string) http.Handler) error {
	servers := map[*http.Server]net.Listener{}
	for origin, listener := range listeners {
		servers[newServer(handler(origin))] = listener
	}
	return untilInterrupted(servers)
}
