// gen completion: scripts for shells, and what completes arguments and flags.

package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// shells are the shells that have a script.
var shells = []string{"bash", "zsh", "fish"}

func newCompletionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "prints a script that completes the command line of gen",
		Long: `SHELL is bash, zsh or fish. Load the script when the shell starts:
  bash: source <(gen completion bash)
  zsh: source <(gen completion zsh), after compinit
  fish: gen completion fish | source`,
		Args:              arguments("SHELL", 1, 1),
		ValidArgsFunction: cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, out := cmd.Root(), cmd.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			}
			return misuse{fmt.Errorf("SHELL can be %s, not %q", alternatives(shells), args[0])}
		},
	}
}

// folders completes the name of a folder.
func folders(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// contracts completes the name of a contract.
func contracts(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return contractExtensions, cobra.ShellCompDirectiveFilterFileExt
}

// complete says how the value of a flag of cmd is completed.
func complete(cmd *cobra.Command, flag string, how cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, how); err != nil {
		panic(err) // cmd has no such flag, or has it twice
	}
}
