// gen validate with a cassette: recorded calls compared with contracts.

package main

import (
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// isCassette reports whether file begins like a cassette.
func isCassette(file string) bool {
	f, err := os.Open(file)
	if err != nil {
		return false // which the reader of contracts reports
	}
	defer f.Close()
	beginning, _ := io.ReadAll(io.LimitReader(f, 4<<10))
	return cassette.Is(beginning)
}

// validateCassette compares the calls in file with contracts.
func validateCassette(cmd *cobra.Command, flags contractFlags, which messageFlags, file string, contracts []string) error {
	if which != (messageFlags{}) {
		return misuse{errors.New("a cassette says which messages it has: leave --operation, --request, --response and --type out")}
	}
	recorded, ds := cassette.ReadFile(file)
	if err := reportDiagnostics(cmd, ds); err != nil {
		return err
	}
	loaded, ds := served(flags, contracts)
	if err := reportDiagnostics(cmd, ds); err != nil {
		return err
	}
	var apis []*schema.API
	for _, c := range loaded {
		apis = append(apis, c.api)
	}
	known, err := sandbox.Of(apis...)
	if err != nil {
		return err
	}
	return reportDiagnostics(cmd, compareExchanges(known, recorded))
}

// compareExchanges returns the differences between the calls in c and the contracts that have the names of their services.
func compareExchanges(known *sandbox.Sandbox, c *cassette.Cassette) (ds schema.Diagnostics) {
	for _, s := range c.Services {
		others := 0
		isKnown := slices.Contains(known.Names(), s.Name)
		for _, e := range c.Exchanges {
			if e.Service == s.Name && (!isKnown || !compareExchange(known, s.URL, e, &ds)) {
				others++
			}
		}
		switch {
		case !isKnown:
			ds.Warnf(s.Pos, "there is no contract called %s: its calls are not compared", s.Name)
		case others > 0:
			ds.Warnf(s.Pos, "calls that are not of the contract of %s, or whose bodies were not recorded, are not compared: %d", s.Name, others)
		}
	}
	return ds
}

// compareExchange adds the differences between e, a call of a service at a URL, and its contract to ds. It reports whether
// e is a call of the contract.
func compareExchange(known *sandbox.Sandbox, at string, e *cassette.Exchange, ds *schema.Diagnostics) bool {
	if e.Request.Omitted != "" || e.Response.Omitted != "" {
		return false
	}
	request := &sandbox.Request{Contract: e.Service, Method: e.Request.Method, Path: e.Request.Path, Header: e.Request.Header,
		Body: []byte(e.Request.Shown.Text)}
	status := e.Response.Status
	if e.Response.Cut {
		status = 0
	}
	violations, isOther := known.Compare(at, request, status, e.Response.Header, []byte(e.Response.Shown.Text))
	if isOther {
		return false
	}
	label := request.Operation
	if label == "" {
		label = e.Request.Method + " " + e.Request.Path
	}
	addDifferences(ds, e, "the request to "+label, e.Request.Shown, request.Violations)
	addDifferences(ds, e, "the response of "+label, e.Response.Shown, violations)
	return true
}

// addDifferences adds the violations of a message to ds, unless they are about the placeholder of a secret.
func addDifferences(ds *schema.Diagnostics, e *cassette.Exchange, message string, shown cassette.Shown, violations []sandbox.Violation) {
	for _, v := range violations {
		pos := e.Pos
		if v.Line > 0 {
			pos = shown.At(v.Line, v.Column)
		}
		if !isAboutSecret(shown.Text, v) {
			v.Line = 0 // it is that of pos
			ds.Faultf(pos, "%s: %s", message, v)
		}
	}
}

// secretValue matches the placeholder of a secret as a value of JSON, or as the content of an element.
var secretValue = regexp.MustCompile(`^(<[^<>]*>)?\s*"?` + cassette.Placeholder.String())

// isAboutSecret reports whether v, a violation in text, is about a placeholder.
func isAboutSecret(text string, v sandbox.Violation) bool {
	if v.Line > 0 {
		lines := strings.SplitAfterN(text, "\n", v.Line)
		if last := lines[len(lines)-1]; len(lines) == v.Line && v.Column <= len(last) && secretValue.MatchString(last[v.Column-1:]) {
			return true
		}
	}
	return cassette.Placeholder.MatchString(v.Message)
}
