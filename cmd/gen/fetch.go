// gen fetch: contracts from the web, with everything that they refer to.

package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/internal/fetch"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// fetchFlags are the flags of gen fetch.
type fetchFlags struct {
	contractFlags
	out           string
	check         bool
	user          string
	bearer        bool
	cert, key, ca string
}

func newFetchCommand() *cobra.Command {
	var f fetchFlags
	cmd := &cobra.Command{
		Use:   "fetch [flags] [URL]",
		Short: "saves a contract from the web, with all files that it refers to",
		Long: "The files are saved as they are. " + lockFile + " records the URL, the date and the SHA-256 of each: commit it with them.\n" +
			"Without URL, the contracts in " + lockFile + " are fetched again. A file that someone changed is not replaced.\n" +
			"With --check nothing is written: the changes are printed, with what gen diff says of them.\n" +
			"Credentials are sent to the server of URL alone, not to others that it redirects or refers to.\n" +
			"The exit status is 0 for success, 1 for faults and, with --check, for changes, and 2 for wrong usage.",
		Args:              arguments("URL", 0, 1),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", ".", "save the files in `DIR`")
	complete(cmd, "out", folders)
	flags.BoolVar(&f.check, "check", false, "write nothing: print what changed on the web")
	flags.StringVar(&f.user, "user", "", "authenticate as `NAME`, with the password in the environment variable "+passwordVariable)
	flags.BoolVar(&f.bearer, "bearer", false, "authenticate with the token in the environment variable "+tokenVariable)
	flags.StringVar(&f.cert, "cert", "", "authenticate with the client certificate in the PEM `FILE`")
	flags.StringVar(&f.key, "key", "", "read the private key of --cert from the PEM `FILE`")
	flags.StringVar(&f.ca, "ca", "", "trust the certificate authorities in the PEM `FILE` instead of those of the system")
	f.add(cmd, "map")
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) }
	return cmd
}

func (f fetchFlags) run(cmd *cobra.Command, args []string) error {
	var ds schema.Diagnostics
	old := readLock(f.out, &ds)
	if err := reportDiagnostics(cmd, ds); err != nil {
		return err
	}
	addresses, err := f.addresses(args, old)
	if err != nil {
		return err
	}
	access, err := f.access(addresses)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	contracts, ds := f.fetch(ctx, cmd, addresses, access)
	if err := reportDiagnostics(cmd, ds); err != nil {
		return err
	}
	now := time.Now().UTC().Format(time.RFC3339)
	changes, ds := saving(f.out, old, contracts, now)
	if err := reportDiagnostics(cmd, ds); err != nil {
		return err
	}
	if f.check {
		return f.report(cmd, old, contracts, changes)
	}
	if err := write(ctx, changes, nil); err != nil {
		return err
	}
	fmt.Fprint(cmd.OutOrStdout(), f.saved(contracts, changes))
	return nil
}

// addresses returns the URLs of the contracts to fetch.
func (f fetchFlags) addresses(args []string, old lock) (addresses []*url.URL, err error) {
	if len(args) == 0 {
		for _, c := range old.contracts {
			args = append(args, c.url())
		}
	}
	if len(args) == 0 {
		return nil, misuse{fmt.Errorf("URL is missing, and there is no %s in %s", lockFile, f.out)}
	}
	for _, text := range args {
		address, err := url.Parse(text)
		switch {
		case err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https":
			return nil, misuse{fmt.Errorf("URL begins with http:// or https:// and a host, not %q", withoutPassword(text))}
		case address.User != nil:
			return nil, misuse{fmt.Errorf("%s names a user: use --user, and the environment variable %s",
				withoutPassword(text), passwordVariable)}
		}
		addresses = append(addresses, address)
	}
	return addresses, nil
}

// access returns how the servers are reached. Several servers are not given the same credentials.
func (f fetchFlags) access(addresses []*url.URL) (access fetch.Access, err error) {
	isOther := func(u *url.URL) bool { return u.Scheme != addresses[0].Scheme || u.Host != addresses[0].Host }
	switch {
	case f.user != "" && f.bearer:
		return access, misuse{errors.New("--user and --bearer exclude each other: remove one")}
	case (f.cert == "") != (f.key == ""):
		return access, misuse{errors.New("--cert and --key belong together: add the other one")}
	case (f.user != "" || f.bearer || f.cert != "") && slices.ContainsFunc(addresses, isOther):
		return access, misuse{fmt.Errorf("the contracts in %s come from several servers: name the URL that the "+
			"credentials are for", lockFile)}
	}
	secret := func(variable string) string {
		value := os.Getenv(variable)
		if value == "" && err == nil {
			err = misuse{fmt.Errorf("the environment variable %s is not set", variable)}
		}
		return value
	}
	if f.user != "" {
		access.User, access.Password = f.user, secret(passwordVariable)
	}
	if f.bearer {
		access.Token = secret(tokenVariable)
	}
	if err == nil && f.cert != "" {
		certificate, fault := tls.LoadX509KeyPair(f.cert, f.key)
		if fault != nil {
			return access, fmt.Errorf("%s: cannot be used with the key %s: %w", f.cert, f.key, cause(fault))
		}
		access.Certificates = []tls.Certificate{certificate}
	}
	if err == nil && f.ca != "" {
		access.Authorities, err = authorities(f.ca)
	}
	return access, err
}

// authorities returns the certificates in a PEM file.
func authorities(file string) (*x509.CertPool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", file, cause(err))
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s: contains no certificate in PEM", file)
	}
	return pool, nil
}

// fetch fetches the contracts.
func (f fetchFlags) fetch(ctx context.Context, cmd *cobra.Command, addresses []*url.URL,
	access fetch.Access) (contracts []*fetch.Contract, ds schema.Diagnostics) {
	p := startProgress(cmd.ErrOrStderr())
	defer p.end()
	var mapped client
	f.apply(&mapped)
	for _, address := range addresses {
		p.sayf("fetching %s", address)
		c, more := fetch.Read(ctx, fetch.NewClient(address, access), address, mapped.files)
		if ds = append(ds, more...); c != nil {
			contracts = append(contracts, c)
		}
	}
	return contracts, ds
}

// saved says what was saved, and what gen.yaml needs for it.
func (f fetchFlags) saved(contracts []*fetch.Contract, changes []change) string {
	var b strings.Builder
	if len(changes) == 0 {
		b.WriteString("nothing changed\n")
	}
	words := map[state]string{missing: "saved", stale: "replaced", extra: "removed"}
	for _, c := range changes {
		fmt.Fprintf(&b, "%s: %s\n", filepath.ToSlash(c.path), words[c.state])
	}
	for _, c := range contracts {
		if len(c.Map) == 0 {
			continue
		}
		below := client{contract: filepath.Join(f.out, filepath.FromSlash(c.File)), files: filesIn(f.out, c.Map)}
		lines, _ := mapExample(below, nil)
		fmt.Fprintf(&b, "\nThe contract locates files by URL. For a gen.yaml in this folder:\n\nclients:\n  - contract: %s\n    %s\n",
			scalar(filepath.ToSlash(below.contract)), strings.Join(lines, "\n    "))
	}
	return b.String()
}

// filesIn returns a map of locations with its files in the folder.
func filesIn(folder string, mapped map[string]string) map[string]string {
	files := map[string]string{}
	for location, file := range mapped {
		files[location] = filepath.Join(folder, filepath.FromSlash(file))
	}
	return files
}
