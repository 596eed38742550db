// Completion, in the shells themselves: what they put into a command line.

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// completions are command lines, without the program, and the words that may stand at their end.
var completions = []struct {
	line string
	want []string
}{
	{"", []string{"call", "completion", "copy", "describe", "diff", "fetch", "help", "init", "openapi", "serve", "deep", "lib.yaml",
		"pay roll.wsdl", "payroll.wsdl", "pension.XML", "validate"}},
	{"d", []string{"deep", "describe", "diff"}},
	{"des", []string{"describe"}},
	{"pay", []string{"pay roll.wsdl", "payroll.wsdl"}},
	{"payr", []string{"payroll.wsdl"}},
	{"deep/", []string{"deep/er", "deep/tax.yml"}},
	{"./lib", []string{"./lib.yaml"}},
	{"~/ho", []string{"~/home.wsdl"}},
	{"--ver", []string{"--verbose", "--version"}},
	{"--check --di", []string{"--diff"}},
	{"--runtime ", []string{"auto", "copy", "import"}},
	{"--runtime=", []string{"auto", "copy", "import"}},
	{"--runtime=c", []string{"copy"}},
	{"--runtime ./de", []string{"./deep"}},
	{"--out ", []string{"deep"}},
	{"--out=de", []string{"deep"}},
	{"--config l", []string{"lib.yaml"}},
	{"--map urn:a=b.xsd describe --fo", []string{"--format"}},
	{"validate ", []string{"deep", "lib.yaml", "pay roll.wsdl", "payroll.wsdl", "pension.XML"}},
	{"call --format ", []string{"json", "xml", "yaml"}},
	{"validate lib.yaml no", []string{"notes.txt"}},
	{"describe ", []string{"deep", "lib.yaml", "pay roll.wsdl", "payroll.wsdl", "pension.XML"}},
	{"describe --format ", []string{"html", "json", "mermaid", "tree"}},
	{"init pay", []string{"pay roll.wsdl", "payroll.wsdl"}},
	{"init payroll.wsdl li", []string{"lib.yaml"}},
	{"copy ", []string{"deep"}},
	{"fetch --out ", []string{"deep"}},
	{"fetch --be", []string{"--bearer"}},
	{"completion ", []string{"bash", "fish", "zsh"}},
	{"completion z", []string{"zsh"}},
}

// TestCompletion asks each shell to insert all completions of each line, of gen and of go tool gen.
func TestCompletion(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	t.Parallel()
	programs := map[string]string{"gen": "gen", "tool": "go tool gen", "full": "go tool " + commandPath}
	home, module := completionFolders(t)
	for _, shell := range shells {
		t.Run(shell, func(t *testing.T) {
			if _, err := exec.LookPath(shell); err != nil || runtime.GOOS != "linux" {
				if os.Getenv("CI") == "true" {
					t.Fatalf("%s is missing", shell)
				}
				t.Skipf("there is no %s", shell)
			}
			complete := startShell(t, shell, home, module)
			for name, program := range programs {
				for i, test := range completions {
					if name == "tool" && i%6 != 0 || name == "full" && i%15 != 0 { // go tool takes its time
						continue
					}
					got := complete(program + " " + test.line)
					if want := slices.Sorted(slices.Values(test.want)); !slices.Equal(got, want) {
						t.Errorf("%s %s: %q, want %q", program, test.line, got, want)
					}
				}
			}
			if got := complete("go tool befo"); !slices.Equal(got, []string{"before"}) {
				t.Errorf("go tool befo: %q, want what completed go before", got)
			}
		})
	}
}

// completionFolders returns a home and a module with the tool gen, each with a few files.
func completionFolders(t *testing.T) (home, module string) {
	t.Helper()
	home, module = t.TempDir(), t.TempDir()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(home, "home.wsdl"), "")
	for _, name := range []string{"payroll.wsdl", "pay roll.wsdl", "lib.yaml", "pension.XML", "notes.txt",
		"deep/er/x", "deep/tax.yml", "deep/tax.pdf"} {
		writeFile(t, filepath.Join(module, name), "")
	}
	writeFile(t, filepath.Join(module, "go.mod"), fmt.Sprintf(
		"module example.com/team\n\ngo 1.26\n\nreplace %s => %s\n", modulePath, root))
	for _, args := range [][]string{
		{"get", "-tool", commandPath},
		{"tool", "gen", "--version"}, // built once
	} {
		command := exec.Command("go", args...)
		command.Dir = module
		command.Env = append(os.Environ(), "GOPROXY="+moduleProxy(t), "GOSUMDB=off")
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, output)
		}
	}
	return home, module
}

// startShell starts a shell in a folder, as a user at a terminal does, and returns a function that lets it insert every
// completion of a line and returns those, sorted.
func startShell(t *testing.T, shell, home, folder string) func(line string) []string {
	t.Helper()
	env := append(os.Environ(), "HOME="+home, "TERM=xterm", // TestMain has gen in PATH
		"GOPROXY="+moduleProxy(t), "GOSUMDB=off", "ZDOTDIR="+home, "INPUTRC=/dev/null",
		"GOCACHE="+goEnv(t, "GOCACHE"), "GOMODCACHE="+goEnv(t, "GOMODCACHE"))
	if shell == "fish" {
		return func(line string) []string {
			command := exec.Command("fish", "--no-config", "--command",
				"complete -c go -n 'test (count (commandline -opc)) -lt 3' -f -a before; "+
					"gen completion fish | source; complete --do-complete \"$argv[1]\"", line)
			command.Env, command.Dir = env, folder
			output, err := command.Output()
			if err != nil {
				t.Fatalf("fish: %v", err)
			}
			var words []string
			for line := range strings.Lines(string(output)) {
				word, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
				words = append(words, word)
			}
			return completed(words)
		}
	}
	start, insertAll := "bash --norc --noprofile -i", "\x1b*"
	setup := "_before() { COMPREPLY=(before); }; complete -F _before go; " +
		"source <(gen completion bash); source <(gen completion bash)" // a second time, as a user may
	if shell == "zsh" {
		start = "zsh -f -i"
		setup = "autoload -Uz compinit; compinit -u -D; _before() { compadd before }; compdef _before go; " +
			"source <(gen completion zsh); source <(gen completion zsh); " +
			"zle -C all complete-word _generic; bindkey -e; bindkey '^[*' all; " +
			"zstyle ':completion:all:*' completer _all_matches _complete; zstyle ':completion:all:*' insert true"
	}
	// script, which is part of every Linux, is the terminal.
	command := exec.Command("script", "--quiet", "--return", "--command", start, os.DevNull)
	command.Env, command.Dir = env, folder
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		input.Close()
		command.Process.Kill()
		command.Wait()
	})
	lines := make(chan string)
	go func() {
		for scanner := bufio.NewScanner(output); scanner.Scan(); {
			lines <- scanner.Text()
		}
		close(lines)
	}()
	// The line is printed in place of being run: its words, between marks that are not typed like that.
	answer := func(keys, end string) string {
		io.WriteString(input, keys+"\n")
		timeout := time.After(time.Minute)
		var seen strings.Builder
		for {
			select {
			case line, open := <-lines:
				seen.WriteString(line + "\n")
				if strings.Contains(line, end) {
					return line
				}
				if !open {
					t.Fatalf("%s ended: %q", shell, seen.String())
				}
			case <-timeout:
				t.Fatalf("%s prints no %s: %q", shell, end, seen.String())
			}
		}
	}
	answer("PS1='> '; "+setup+"; echo RE''ADY", "READY")
	word := regexp.MustCompile(`\[\[(.*?)\]\]`)
	return func(line string) []string {
		var words []string
		printed := answer(line+insertAll+"\x01printf '[[%s]]' \x05; echo DO''NE", "DONE")
		before := len(strings.Fields(line[:strings.LastIndex(line, " ")]))
		for _, match := range word.FindAllStringSubmatch(printed, -1)[before:] {
			words = append(words, strings.Replace(match[1], home, "~", 1))
		}
		return completed(words)
	}
}

// completed returns words in order, as every shell inserts them: without the slash that ends a folder, and without a
// flag, which bash has only before the first one of its values.
func completed(words []string) []string {
	for i, word := range words {
		words[i] = strings.TrimSuffix(word[strings.LastIndexByte(word, '=')+1:], "/")
	}
	slices.Sort(words)
	return words
}
