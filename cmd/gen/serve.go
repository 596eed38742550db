// gen serve: contracts as running services.

package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/internal/page"
	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/schema"
)

func newServeCommand() *cobra.Command {
	var flags contractFlags
	var listen string
	var trouble troubles
	var tape cassetteFlags
	cmd := &cobra.Command{
		Use:   "serve [flags] [FILE...]",
		Short: "runs contracts as services, to try clients against",
		Long: "Each request is checked against its contract. A valid one gets a valid response, an invalid one a fault that\n" +
			"lists what is wrong. A page in a browser shows the calls. Without FILE it serves the contracts of gen.yaml, or else\n" +
			"the two built-in ones.\n" +
			"With --record it passes calls on to the real services and writes them to a cassette, in which secrets are replaced.\n" +
			"With --replay it answers from a cassette.",
		Args:              arguments("FILE", 0, unlimited),
		ValidArgsFunction: contracts,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := tape.check(trouble, args); err != nil {
				return err
			}
			if tape.replay != "" {
				return replayCalls(cmd, listen, &tape)
			}
			contracts, ds := served(flags, args)
			if err := reportDiagnostics(cmd, ds); err != nil {
				return err
			}
			if tape.record != "" {
				return recordCalls(cmd, listen, &tape, contracts)
			}
			return serve(cmd, listen, contracts, trouble)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8642", "listen on `HOST:PORT`; port 0 is a free one")
	trouble.add(cmd)
	tape.add(cmd)
	flags.add(cmd, sourceKeys...)
	return cmd
}

// servedContract is a contract that is served.
type servedContract struct {
	api    *schema.API
	source schema.Source
}

// served returns the contracts in files; without files, those of the configuration, or the built-in ones.
func served(flags contractFlags, files []string) (contracts []servedContract, ds schema.Diagnostics) {
	var clients []client
	for _, file := range files {
		more, found := configure(options{contractFlags: flags, file: file})
		clients, ds = append(clients, more[:min(1, len(more))]...), append(ds, found...)
	}
	if len(files) == 0 {
		if clients, ds = configure(options{contractFlags: flags}); len(clients) == 0 && !ds.Faulty() {
			clients, ds = configure(options{contractFlags: flags, builtin: true})
		}
	}
	seen := map[string]bool{}
	for _, c := range clients {
		if seen[c.contract] {
			continue
		}
		seen[c.contract] = true
		api, more := c.load(newInputs(nil))
		contracts, ds = append(contracts, servedContract{api, c.source()}), append(ds, more...)
	}
	return contracts, ds
}

// serve runs contracts on the address listen, with trouble, until the process is interrupted.
func serve(cmd *cobra.Command, listen string, contracts []servedContract, trouble troubles) error {
	var apis []*schema.API
	for _, c := range contracts {
		apis = append(apis, c.api)
	}
	services, err := sandbox.Of(apis...)
	if err != nil {
		return err
	}
	for i, name := range services.Names() {
		if err := services.ReadRejections(name, contracts[i].source); err != nil {
			return err
		}
	}
	if err := trouble.make(services); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("cannot listen: %w: choose another port with --listen", err)
	}
	services.URL = "http://" + listener.Addr().String()
	out := log.New(cmd.OutOrStdout(), "", 0) // which several goroutines can use
	services.Seen = func(r *sandbox.Request) { out.Print(seenLine(r)) }
	warnIfReachable(cmd, listen, listener)
	out.Printf("The calls, in a browser: %s/\n\n", services.URL)
	for i, name := range services.Names() {
		out.Print(welcome(services, name, apis[i]))
	}
	out.Printf("Trouble on demand:\n  curl -H 'Content-Type: application/json' -d '{\"operation\":%q,\"times\":1,\"drop\":true}' %s/_sandbox/rules\n\n",
		firstOperation(apis[0]), services.URL)

	server := newServer(page.Handler(services))
	return untilInterrupted(map[*http.Server]net.Listener{server: listener})
}

// warnIfReachable prints a warning unless listener, at the address listen, is for this machine alone.
func warnIfReachable(cmd *cobra.Command, listen string, listener net.Listener) {
	if host, _, _ := net.SplitHostPort(listener.Addr().String()); !net.ParseIP(host).IsLoopback() {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: other machines can reach the services at %s, and read what is sent to them\n", listen)
	}
}

// newServer returns a server of handler.
func newServer(handler http.Handler) *http.Server {
	return &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
}

// untilInterrupted runs servers at their listeners until the process is interrupted, or one of them ends by itself.
func untilInterrupted(servers map[*http.Server]net.Listener) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ended := make(chan error, len(servers))
	for server, listener := range servers {
		go func() { ended <- server.Serve(listener) }()
		defer server.Close()
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return nil
	}
}

// firstOperation returns the name of an operation of api.
func firstOperation(api *schema.API) string {
	if api.SOAP != nil {
		return api.SOAP.Operations[0].Wire
	}
	return api.REST.Operations[0].Wire
}

// seenLine is the line that is printed for a request, and one for each of its violations.
func seenLine(r *sandbox.Request) string {
	line := callLine(r.Contract, r.Operation, r.Method, r.Path, r.Status) + "\n"
	for _, v := range r.Violations {
		line += "  " + v.String() + "\n"
	}
	return line
}

// callLine is the line that is printed for a call: with its method and path if the operation is not known.
func callLine(service, operation, method, path string, status int) string {
	if operation == "" {
		path, _, _ = strings.Cut(path, "?") // a query may have secrets
		operation = method + " " + path
	}
	return fmt.Sprintf("%s %s.%s %d", time.Now().Format(time.TimeOnly), service, operation, status)
}
