// Copies of the runtime that clients of a module share: the folders that can be used, and the clients that import them.

package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// sharedRuntime returns the copy of the runtime in folder as an output. The keys of files have no folder.
func sharedRuntime(folder, importPath string, files map[string][]byte) output {
	var sums []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sums = append(sums, checksumOf(files[name]))
	}
	checksum := checksumOf([]byte(strings.Join(sums, "\n")))
	files = maps.Clone(files)
	files[sumsFile] = formatSums(runtimeHome, checksum, files)
	return output{contract: runtimeHome, checksum: checksum, folder: folder, files: files, runtime: importPath,
		shared: true}
}

// faultf adds a fault of the folder of r. Its name is the beginning of the sentence of format.
func (r runtimeChoice) faultf(ds *schema.Diagnostics, format string, args ...any) {
	folder, message := filepath.ToSlash(r.folder), fmt.Sprintf(format, args...)
	if r.pos.File == "" {
		ds.Faultf(schema.Pos{File: folder}, "%s", message)
		return
	}
	ds.Faultf(r.pos, "the folder %s %s", folder, message)
}

// importPath returns the import path of the runtime that the client in folder shares. If there can be no such runtime,
// that is a fault.
func (r runtimeChoice) importPath(folder string, ds *schema.Diagnostics) string {
	var own schema.Diagnostics
	home, ok := moduleOf(r.folder, &own)
	if !ok {
		if home.file == nil && home.root == filepath.Dir(home.root) {
			r.faultf(ds, "is in no Go module: run go mod init first, or name a folder in a module")
		} else {
			*ds = append(*ds, own...)
		}
		return ""
	}
	below, err := filepath.Rel(home.root, absolute(r.folder))
	within, inModule := moduleOf(folder, &own)
	switch {
	case err != nil || !inModule || within.root != home.root:
		r.faultf(ds, "is not in the module of the client in %s: name a folder in that module",
			filepath.ToSlash(folder))
		return ""
	case !home.recent(ds):
		return ""
	}
	importPath := path.Join(home.file.Module.Mod.Path, filepath.ToSlash(below))
	if err := module.CheckImportPath(importPath); err != nil {
		r.faultf(ds, "cannot be imported by every Go program (%v): name another folder", err)
		return ""
	}
	client, _ := filepath.Rel(home.root, absolute(folder))
	client = path.Join(home.file.Module.Mod.Path, filepath.ToSlash(client))
	switch {
	case slices.ContainsFunc(strings.Split(filepath.ToSlash(below), "/"), isIgnored):
		r.faultf(ds, "is ignored by the go command: name a folder that is not called vendor or testdata, "+
			"and does not begin with a dot or an underscore")
	case importPath == client:
		r.faultf(ds, "is the folder of a client: name another folder, such as internal/kontrakt")
	case importPath == path.Join(client, runtimeFolder):
		r.faultf(ds, "is reserved for the own copy of the client in %s: name another folder, such as internal/kontrakt",
			filepath.ToSlash(folder))
	case !canImport(client, importPath):
		r.faultf(ds, "is internal to %s, so that the client in %s cannot import it: name a folder that all clients "+
			"can import", internalTo(importPath), filepath.ToSlash(folder))
	default:
		r.checkFree(ds)
	}
	return importPath
}

// isIgnored reports whether the go command ignores folders of that name.
func isIgnored(name string) bool {
	return name == "vendor" || name == "testdata" || name != "." && strings.HasPrefix(name, ".") ||
		strings.HasPrefix(name, "_")
}

// canImport reports whether the package client can import the one at importPath, which may be internal (go help gopath,
// "Internal Directories").
func canImport(client, importPath string) bool {
	above := internalTo(importPath)
	return above == "" || client == above || strings.HasPrefix(client, above+"/")
}

// internalTo returns the path of the folder whose packages can import the internal package at importPath, or "" if it
// is not internal.
func internalTo(importPath string) string {
	if i := strings.LastIndex(importPath+"/", "/internal/"); i >= 0 {
		return importPath[:i]
	}
	return ""
}

// checkFree adds a fault if the folder contains Go code that is not a copy of the runtime.
func (r runtimeChoice) checkFree(ds *schema.Diagnostics) {
	if info, err := os.Stat(r.folder); err == nil && !info.IsDir() {
		r.faultf(ds, "is a file: name another folder, or move the file")
		return
	}
	files, _ := filepath.Glob(filepath.Join(escapeGlob(r.folder), "*.go"))
	for _, file := range files {
		content, err := os.ReadFile(file)
		found := header.FindSubmatch(content)
		if err == nil && (found == nil || !strings.HasPrefix(string(found[1]), runtimeHome+"/")) {
			r.faultf(ds, "contains other Go code than the runtime, %s: name another folder, such as "+
				"internal/kontrakt", filepath.Base(file))
			return
		}
	}
}

// isSharedRuntime reports whether gen wrote a copy of the runtime into folder that clients share.
func isSharedRuntime(folder string) bool {
	content, err := os.ReadFile(filepath.Join(folder, sumsFile))
	found := header.FindSubmatch(content)
	return err == nil && found != nil && string(found[1]) == runtimeHome
}

// runtimeOf returns the import path of the folder of the runtime that the client in the folder client imports, or "", and the
// packages that it imports.
func runtimeOf(client string) (importPath string, packages []string) {
	f := folder{path: client, sums: readSums(client)}
	_ = f.list(".", false) // a folder that cannot be read imports nothing
	return runtimePackages(maps.Collect(f.written()))
}

// clientsOf returns the folders of the clients in m that import the runtime at importPath.
func (m goModule) clientsOf(importPath string) (folders []string) {
	filepath.WalkDir(m.root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // a file that cannot be read is not part of a client that compiles
		case d.IsDir() && file != m.root:
			if _, err := os.Stat(filepath.Join(file, "go.mod")); err == nil || isIgnored(d.Name()) {
				return filepath.SkipDir
			}
		case d.Name() == sumsFile:
			if imported, _ := runtimeOf(filepath.Dir(file)); imported == importPath {
				folders = append(folders, filepath.Dir(file))
			}
		}
		return nil
	})
	return folders
}

// otherClients returns the clients that import the shared runtime at importPath and are not among outputs. within is in
// their module.
func otherClients(outputs []output, importPath, within string) []string {
	m, ok := moduleOf(within, new(schema.Diagnostics))
	if !ok {
		return nil
	}
	return slices.DeleteFunc(m.clientsOf(importPath), func(folder string) bool {
		return slices.ContainsFunc(outputs, func(out output) bool { return absolute(out.folder) == folder })
	})
}

// sharedPackages returns the packages that the clients of a shared runtime import: those among outputs, and the others
// in their module.
func sharedPackages(outputs []output, shared output) (packages []string) {
	for _, out := range outputs {
		if out.runtime == shared.runtime {
			_, imported := runtimePackages(out.files)
			packages = append(packages, imported...)
		}
	}
	for _, folder := range otherClients(outputs, shared.runtime, shared.folder) {
		_, imported := runtimeOf(folder)
		packages = append(packages, imported...)
	}
	return packages
}

// abandoned returns, as outputs without files, the shared copies of the runtime that clients in the folders of outputs
// import now, and that no client will import after the run.
func abandoned(outputs []output) (left []output) {
	for _, out := range outputs {
		if out.shared {
			continue
		}
		importPath, _ := runtimeOf(out.folder)
		isIt := func(o output) bool { return o.runtime == importPath }
		m, ok := moduleOf(out.folder, new(schema.Diagnostics))
		if importPath == "" || !ok || slices.ContainsFunc(slices.Concat(outputs, left), isIt) {
			continue
		}
		below, ok := strings.CutPrefix(importPath, m.file.Module.Mod.Path+"/")
		folder := filepath.Join(m.root, filepath.FromSlash(below))
		if ok && isSharedRuntime(folder) && len(otherClients(outputs, importPath, out.folder)) == 0 {
			left = append(left, output{contract: runtimeHome, folder: fromHere(folder), runtime: importPath,
				shared: true})
		}
	}
	return left
}

// warnOthers adds a warning for each client that is not among outputs and imports the shared copy in out, if changes
// replace that by another version.
func (out output) warnOthers(outputs []output, changes []change, ds *schema.Diagnostics) {
	i := slices.IndexFunc(changes, func(c change) bool { return c.copied == old })
	if !out.shared || i < 0 {
		return
	}
	for _, folder := range otherClients(outputs, out.runtime, out.folder) {
		ds.Warnf(schema.Pos{File: filepath.ToSlash(fromHere(folder))},
			"the client here shares the runtime in %s, and %s: regenerate this client, too",
			filepath.ToSlash(out.folder), changes[i].cause)
	}
}

// fromHere returns the absolute path relative to the current folder, if possible.
func fromHere(file string) string {
	if relative, err := filepath.Rel(absolute("."), file); err == nil {
		return relative
	}
	return file
}

// escapeGlob returns folder as a pattern of filepath.Glob that means it.
func escapeGlob(folder string) string {
	return strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`).Replace(folder)
}
