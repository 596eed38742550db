// Flags that several commands have, and the kinds of values that flags take.

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// contractFlags say how a contract is read: every command that reads one has them.
type contractFlags struct {
	locationFlags
	config string // the configuration
}

// add gives cmd the flags.
func (f *contractFlags) add(cmd *cobra.Command) {
	f.locationFlags.add(cmd)
	cmd.Flags().StringVar(&f.config, "config", "", "read the configuration from `FILE` (default gen.yaml)")
	complete(cmd, "config", cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt))
}

// locationFlags say where a contract's imports are.
type locationFlags struct {
	root  string            // the folder that the contract may read files of
	files map[string]string // by location or namespace: the file that is read instead
}

// add gives cmd the flags.
func (f *locationFlags) add(cmd *cobra.Command) {
	f.files = map[string]string{}
	flags := cmd.Flags()
	flags.StringVar(&f.root, "root", "", "let the contract refer to files below `DIR` (default its own folder)")
	flags.Var(replacements(f.files), "map",
		"as `URI=FILE`, read FILE where the contract refers to URI, a location or a namespace")
	complete(cmd, "root", folders)
}

// replacements is the value of a flag that can be given several times, as KEY=VALUE.
type replacements map[string]string

// Set adds what one occurrence of the flag says.
func (r replacements) Set(text string) error {
	i := strings.LastIndexByte(text, '=') // a URI can hold one too
	if i <= 0 {
		return fmt.Errorf("takes URI=FILE, not %q", text)
	}
	r[text[:i]] = text[i+1:]
	return nil
}

// String returns what the occurrences so far say.
func (r replacements) String() string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(r)) {
		pairs = append(pairs, key+"="+r[key])
	}
	return strings.Join(pairs, " ")
}

// Type returns what the value is called in a usage that does not name it.
func (replacements) Type() string { return "KEY=VALUE" }

// choice is the value of a flag that takes one of several words, or "" where it was not given.
type choice struct {
	value *string
	words []string
}

// addChoice gives cmd a flag that sets value to one of words, and completes them.
func addChoice(cmd *cobra.Command, value *string, name string, words []string, usage string) {
	cmd.Flags().Var(choice{value, words}, name, usage)
	complete(cmd, name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// Set takes text where it is one of the words.
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

// Type returns what the value is called in a usage that does not name it.
func (choice) Type() string { return "WORD" }

// alternatives returns words, of which there are at least two, as a sentence lists them: "a, b or c".
func alternatives(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
