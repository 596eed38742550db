// Flags that several commands have, and flags that take one of several words.

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// contractFlags are the flags of commands that read a contract.
type contractFlags struct {
	overrides
	config string // the configuration
}

// add gives cmd the flags: that of the configuration, and those of the keys called names.
func (f *contractFlags) add(cmd *cobra.Command, names ...string) {
	f.overrides.add(cmd, names...)
	cmd.Flags().StringVar(&f.config, "config", "", "read the configuration from `FILE` (default gen.yaml)")
	complete(cmd, "config", cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt))
}

// locationKeys are the keys for the imports of a contract.
var locationKeys = []string{"root", "map"}

// sourceKeys are the keys for what is read of a contract: its imports, and the ports of a WSDL.
var sourceKeys = append([]string{"service", "port", "binding"}, locationKeys...)

// choice is the value of a flag that takes one of several words, or "" if the flag is not given.
type choice struct {
	value *string
	words []string
}

// addChoice gives cmd a flag that sets value to one of words, and completes them.
func addChoice(cmd *cobra.Command, value *string, name string, words []string, usage string) {
	cmd.Flags().Var(choice{value, words}, name, usage)
	complete(cmd, name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// Set sets the value if text is one of the words.
func (c choice) Set(text string) error {
	if !slices.Contains(c.words, text) {
		return fmt.Errorf("can be %s, not %q", alternatives(c.words), text)
	}
	*c.value = text
	return nil
}

// String returns the word.
func (c choice) String() string {
	if c.value == nil {
		return ""
	}
	return *c.value
}

// Type returns the name of the value in a usage that does not name it.
func (choice) Type() string { return "WORD" }

// alternatives returns words, of which there are at least two, as a sentence lists them: "a, b or c".
func alternatives(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
