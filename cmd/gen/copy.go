// gen copy: a client copied into another module without its contract.

package main

import (
	"context"
	"maps"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func newCopyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "copy FROM TO",
		Short: "copies the client in the folder FROM to the folder TO, of another module",
		Long: "The files that gen wrote are copied, with a runtime of their own. Other files in FROM are not copied.\n" +
			"A runtime that clients share is copied to the folder of the same name in the other module, if TO can import it.\n" +
			"If FROM and TO are the same folder, which was copied in another way, its imports are corrected.",
		Args:              arguments("FROM TO", 2, 2),
		ValidArgsFunction: folders,
		RunE: func(cmd *cobra.Command, args []string) error {
			var ds schema.Diagnostics
			copied := copyClient(args[0], args[1], &ds)
			var changes []change
			if !ds.Faulty() {
				changes, ds = compare(copied)
			}
			if err := reportDiagnostics(cmd, ds); err != nil {
				return err
			}
			if err := write(context.Background(), changes, nil); err != nil {
				return err
			}
			newReporter(cmd).warnings(changes)
			return nil
		},
	}
}

// copyClient returns the client in the folder from as it is in the folder to, and its runtime, if it shares one.
func copyClient(from, to string, ds *schema.Diagnostics) []output {
	original, err := openFolder(from, false)
	if err != nil {
		ds.Faultf(schema.Pos{File: from}, "cannot be read: %v", cause(err))
	}
	files := original.unedited(ds)
	if len(files) == 0 && !ds.Faulty() {
		ds.Faultf(schema.Pos{File: from}, "contains no client that gen wrote")
	}
	if files[aliasFile] != nil {
		ds.Faultf(schema.Pos{File: from}, "the client shares types with others, in a package that %s imports: make it from its "+
			"contract in the other module", aliasFile)
	}
	home, ok := moduleOf(to, ds)
	if !ok || ds.Faulty() || !home.recent(ds) {
		return nil
	}
	importPath, ok := home.importPath(to, ds)
	if !ok {
		return nil
	}
	copied := output{contract: contractOf(files), folder: to, files: files}
	copied.runtime = path.Join(importPath, runtimeFolder)
	var shared []output
	switch folder, below := sharedBy(from); {
	case folder != "" && canImport(importPath, path.Join(home.file.Module.Mod.Path, below)):
		choice := runtimeChoice{folder: fromHere(filepath.Join(home.root, filepath.FromSlash(below)))}
		copied.runtime = choice.importPath(to, ds)
		moved := sharedFiles(folder, ds)
		importIn(moved, copied.runtime)
		shared = []output{sharedRuntime(choice.folder, copied.runtime, moved)}
	case folder != "":
		maps.Copy(files, filesBelow(runtimeFolder, sharedFiles(folder, ds)))
	case files[path.Join(runtimeFolder, "doc.go")] == nil:
		_, packages := runtimePackages(files)
		maps.Copy(files, filesBelow(runtimeFolder, runtimeCopy(copied.runtime, packages)))
	}
	importIn(files, copied.runtime)
	if len(original.sums.contract) > 0 {
		copied.checksum = original.sums.contract[0]
	}
	files[sumsFile] = formatSums(copied.contract, copied.checksum, files)
	return append(shared, copied)
}

// importIn makes the Go files among files import the packages of the runtime below importPath.
func importIn(files map[string][]byte, importPath string) {
	for name, source := range files {
		if path.Ext(name) == ".go" {
			files[name] = importRuntime(source, importPath)
		}
	}
}

// sharedFiles returns the files of the runtime in a folder that clients share.
func sharedFiles(folder string, ds *schema.Diagnostics) map[string][]byte {
	shared, err := openFolder(folder, true)
	if err != nil {
		ds.Faultf(schema.Pos{File: folder}, "cannot be read: %v", cause(err))
	}
	return shared.unedited(ds)
}

// sharedBy returns the folder of the runtime that the client in the folder from shares, and its slash-separated path
// below the root of the module. Both are "" if the client has its own copy, or none is found.
func sharedBy(from string) (folder, below string) {
	importPath, _ := runtimeOf(from)
	m, ok := moduleOf(from, new(schema.Diagnostics))
	if importPath == "" || !ok {
		return "", ""
	}
	below, ok = strings.CutPrefix(importPath, m.file.Module.Mod.Path+"/")
	for !ok && below != "" { // the import path still begins with the path of another module
		_, below, _ = strings.Cut(below, "/")
		ok = below != "" && isSharedRuntime(filepath.Join(m.root, filepath.FromSlash(below)))
	}
	if folder = filepath.Join(m.root, filepath.FromSlash(below)); below == "" || !isSharedRuntime(folder) {
		return "", ""
	}
	return folder, below
}

// contractOf returns the name of the contract of the client in files.
func contractOf(files map[string][]byte) string {
	for name, content := range files {
		if found := header.FindSubmatch(content); found != nil && path.Dir(name) == "." {
			return string(found[1])
		}
	}
	return ""
}
