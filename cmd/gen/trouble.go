// The flags of gen serve that make trouble.

package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// troubles are the values of the flags.
type troubles struct {
	rules []string
	seed  uint64
}

// add adds the flags to cmd.
func (t *troubles) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&t.rules, "trouble", nil,
		"make trouble by `RULE`, such as \"NewIncident times=1 lose\" or \"* chance=0.1 delay=2s\"; repeatable")
	cmd.Flags().Uint64Var(&t.seed, "seed", 0, "repeat the chances that follow from `NUMBER`")
}

// make makes the trouble in services.
func (t *troubles) make(services *sandbox.Sandbox) error {
	services.Seed(t.seed)
	for _, rule := range t.rules {
		if err := services.Trouble(rule); err != nil {
			return misuse{fmt.Errorf("--trouble %q: %w", rule, err)}
		}
	}
	return nil
}
