// gen init: the first gen.yaml and generate.go of a team.

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/kontrakt-dev/kontrakt/schema"
)

const (
	configFile   = "gen.yaml"
	generateFile = "generate.go"

	// directive names the command in full: another tool of the module may be called gen, too.
	directive = "//go:generate go tool " + commandPath
)

func newInitCommand() *cobra.Command {
	var flags overrides
	cmd := &cobra.Command{
		Use:   "init [flags] FILE...",
		Short: "writes a first gen.yaml and generate.go for contracts",
		Long: "Both are written to the current folder. The values of --root, --map, --service, --port and --binding are written to gen.yaml.\n" +
			"A file that exists is not changed. If a contract refers to files outside of its folder, they are not opened:\n" +
			"init prints the command with the --root that allows them.",
		Args:              arguments("FILE", 1, unlimited),
		ValidArgsFunction: contracts,
		RunE: func(cmd *cobra.Command, files []string) error {
			var ds schema.Diagnostics
			steps, changes := initialize(files, flags, &ds)
			if err := reportDiagnostics(cmd, ds); err != nil {
				if root := rootFor(files, ds); root != "" {
					fmt.Fprintf(cmd.ErrOrStderr(), "to allow the files in %s: %s\n", root,
						shellLine(slices.Concat(strings.Fields(cmd.CommandPath()), flags.withRoot(root), files)))
				}
				return err
			}
			if err := write(context.Background(), changes, nil); err != nil {
				return err
			}
			fmt.Fprint(cmd.OutOrStdout(), steps)
			return nil
		},
	}
	flags.add(cmd, sourceKeys...)
	return cmd
}

// initialize returns the files that gen init writes for the contracts in files, and the next steps to print.
func initialize(files []string, flags overrides, ds *schema.Diagnostics) (steps string, changes []change) {
	if _, err := os.Lstat(configFile); !errors.Is(err, fs.ErrNotExist) {
		ds.Faultf(schema.Pos{File: configFile}, "exists: add the contract to its clients")
	}
	here, ok := moduleOf(".", ds)
	if !ok || !here.recent(ds) {
		return "", nil
	}
	text := starter{packages: map[string]bool{}}
	for _, file := range files {
		c := client{contract: file}
		flags.apply(&c)
		api, more := c.load(newInputs(nil))
		*ds = append(*ds, more...)
		if !more.Faulty() {
			text.add(c, api)
		}
	}
	if ds.Faulty() {
		return "", nil
	}
	changes = append(changes, change{path: configFile, state: missing, content: text.bytes()})
	written := configFile + " is written"
	if !hasDirective() {
		if _, err := os.Lstat(generateFile); errors.Is(err, fs.ErrNotExist) {
			source := fmt.Sprintf("package %s\n\n%s\n", here.packageName(), directive)
			changes = append(changes, change{path: generateFile, state: missing, content: []byte(source)})
			written = configFile + " and " + generateFile + " are written"
		} else {
			written += ". Put " + directive + " into a Go file in the same folder"
		}
	}
	return written + ". What comes next:\n\n" + here.nextSteps(), changes
}

// rootFor returns the folder to allow: it contains the contracts in files, and the files outside of their folders that the
// faults in ds are about. It returns "" if ds has no such fault, or if there is no such folder.
func rootFor(files []string, ds schema.Diagnostics) (root string) {
	var inside []string
	for _, d := range ds {
		if d.Root != "" {
			root = d.Root
			inside = append(inside, d.Root)
		}
	}
	if root == "" {
		return ""
	}
	for _, file := range files {
		inside = append(inside, filepath.Dir(file))
	}
	for _, folder := range inside {
		for {
			if _, ok := within(root, folder); ok {
				break
			}
			if filepath.Dir(absolute(root)) == absolute(root) { // of another drive
				return ""
			}
			root = filepath.Join(root, "..")
		}
	}
	return filepath.ToSlash(root)
}

// hasDirective reports whether a Go file in the current folder runs gen, by its full name or the short one.
func hasDirective() bool {
	for _, file := range goFiles() {
		content, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for line := range bytes.Lines(content) {
			words := strings.Fields(string(line))
			if len(words) > 3 && strings.Join(words[:3], " ") == "//go:generate go tool" &&
				(words[3] == commandPath || words[3] == path.Base(commandPath)) {
				return true
			}
		}
	}
	return false
}

// packageName returns the name of the package in the current folder, which is in m: that of its Go files, otherwise one
// made from the name of the folder.
func (m goModule) packageName() string {
	for _, file := range goFiles() {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly)
		if err == nil && !strings.HasSuffix(file, "_test.go") {
			return tree.Name.Name
		}
	}
	folder := filepath.Base(absolute("."))
	if absolute(".") == m.root {
		prefix, _, _ := module.SplitPathVersion(m.file.Module.Mod.Path)
		folder = path.Base(prefix)
	}
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, folder)
	if !token.IsIdentifier(name) {
		name = "client" + name
	}
	return name
}

// goFiles returns the Go files of the current folder.
func goFiles() []string {
	files, _ := filepath.Glob("*.go") // the pattern is right
	return files
}

// nextSteps returns what to do after gen init in m.
func (m goModule) nextSteps() string {
	var steps string
	name := path.Base(commandPath)
	isCommand := func(t *modfile.Tool) bool { return t.Path == commandPath }
	isOther := func(t *modfile.Tool) bool { return path.Base(t.Path) == name && !isCommand(t) }
	if slices.ContainsFunc(m.file.Tool, isOther) {
		name = commandPath // the short one would be ambiguous
	}
	if !slices.ContainsFunc(m.file.Tool, isCommand) {
		command := commandPath
		if v := commandVersion(); semver.IsValid(v) {
			command += "@" + v
		}
		steps += "  go get -tool " + command + "\n"
	}
	return steps + "  go generate\n" +
		"  go tool " + name + " --check    in your pipeline: fails if a client differs from what its contract gives\n"
}
