// gen completion: scripts for shells, and the completion of arguments and flags.

package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// shells are the shells that have a script.
var shells = []string{"bash", "zsh", "fish"}

// completionScripts are the scripts. They call the hidden command __complete for the possible continuations of a line.
// Its output is cobra's protocol: a directive says how the shell completes files. A line with a description is a
// command or a flag, whatever the directive is.
//
//go:embed completion.bash completion.zsh completion.fish
var completionScripts embed.FS

func newCompletionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "prints a script that completes the command line of gen",
		Long: `SHELL is bash, zsh or fish. The script completes gen, and go tool gen if the shell runs it in a module that has the
tool. Load it when the shell starts:
  bash: source <(gen completion bash)
  zsh: source <(gen completion zsh), after compinit
  fish: gen completion fish | source`,
		Args:              arguments("SHELL", 1, 1),
		ValidArgsFunction: cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(shells, args[0]) {
				return misuse{fmt.Errorf("SHELL can be %s, not %q", alternatives(shells), args[0])}
			}
			script, err := completionScripts.ReadFile("completion." + args[0])
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(script)
			return err
		},
	}
}

// folders completes the name of a folder.
func folders(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// contracts completes the name of a contract.
func contracts(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var endings []string
	for _, ending := range contractExtensions {
		endings = append(endings, ending, strings.ToUpper(ending)) // as contracts from Windows have it
	}
	return endings, cobra.ShellCompDirectiveFilterFileExt
}

// complete sets the completion of the value of a flag of cmd.
func complete(cmd *cobra.Command, flag string, how cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, how); err != nil {
		panic(err) // cmd has no such flag, or has it twice
	}
}
