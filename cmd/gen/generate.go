// Generating: from the model of a contract to the files of its client, before any of them is written.

package main

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// output is one client, ready to be written.
type output struct {
	contract string            // as the user named it
	checksum string            // of all files of the contract
	folder   string            // as the user named it
	files    map[string][]byte // by slash-separated path below folder
	runtime  string            // the import path of its runtime
	shared   bool              // whether it is a copy of the runtime that clients share, not a client
}

// runtimeFolder returns the folder of the copy of the runtime, below out's folder.
func (out output) runtimeFolder() string {
	if out.shared {
		return ""
	}
	return runtimeFolder
}

// generate renders every client that can be rendered, and collects the faults of the others. It reports its progress to
// p.
func generate(clients []client, p *progress) ([]output, schema.Diagnostics) {
	var outputs, runtimes []output
	var choices []runtimeChoice // of runtimes
	var ds schema.Diagnostics
	share := func(choice runtimeChoice, importPath string) {
		isIt := func(other output) bool { return other.runtime == importPath }
		if choice.folder != "" && !slices.ContainsFunc(runtimes, isIt) {
			runtimes = append(runtimes, output{folder: choice.folder, runtime: importPath})
			choices = append(choices, choice)
		}
	}
	for _, c := range clients {
		out, more := c.render(p)
		ds = append(ds, more...)
		if more.Faulty() {
			continue
		}
		here := func(other output) bool { return absolute(other.folder) == absolute(out.folder) }
		if i := slices.IndexFunc(outputs, here); i >= 0 {
			ds.Faultf(c.pos, "the clients of %s and %s would both be written to %s: give each a folder of its own with out",
				outputs[i].contract, out.contract, out.folder)
			continue
		}
		outputs = append(outputs, out)
		share(c.runtime, out.runtime)
	}
	for _, s := range sharings(clients) {
		if ds.Faulty() {
			break
		}
		out, more := s.render(outputs)
		if ds = append(ds, more...); !more.Faulty() {
			outputs = append(outputs, out)
			share(s.runtime(), out.runtime)
		}
	}
	for i, shared := range runtimes {
		packages := sharedPackages(outputs, shared)
		runtimes[i] = sharedRuntime(shared.folder, shared.runtime, runtimeCopy(shared.runtime, packages))
		for _, out := range outputs {
			taken := []string{absolute(out.folder), absolute(out.path(runtimeFolder))}
			if slices.Contains(taken, absolute(shared.folder)) {
				choices[i].faultf(&ds, "is the folder of the client of %s: name another folder, such as "+
					"internal/kontrakt", out.contract)
			}
		}
	}
	return append(outputs, runtimes...), ds
}

// folder returns the folder of the client of api, as the user named it.
func (c client) folder(api *schema.API) string {
	if c.out != "" {
		return c.out
	}
	return filepath.Join(c.base, "gen", api.Package)
}

// render reads the contract of c and returns the files of its client.
func (c client) render(p *progress) (output, schema.Diagnostics) {
	count := 0
	in := newInputs(func(file string) {
		count++
		p.sayf("reading file %d: %s", count, file)
	})
	api, ds := c.load(in)
	if !ds.Faulty() {
		ds = append(ds, schema.CheckSecurity(api, c.settings)...)
	}
	if ds.Faulty() {
		return output{}, ds
	}
	p.sayf("%d types resolved: making the client of %s", len(api.Types), c.contract)
	folder := c.folder(api)
	if api.Shared != nil {
		c.shared.checkClient(folder, &ds)
	}
	runtimeImport, copies := runtimeFor(folder, c.runtime, &ds)
	if ds.Faulty() {
		return output{}, ds
	}
	files, more := templates.Render(api, runtimeImport)
	ds = append(ds, more...)
	if ds.Faulty() {
		return output{}, ds
	}
	addRuntime(files, runtimeImport, copies)
	files[recordFile] = formatRecord(api)
	checksum := in.checksum()
	files[sumsFile] = formatSums(api.Contract, checksum, files)
	return output{contract: c.contract, checksum: checksum, folder: folder, files: files, runtime: runtimeImport}, ds
}

// addRuntime adds a copy of the packages of the runtime that files import, if copies is set.
func addRuntime(files map[string][]byte, runtimeImport string, copies bool) {
	if _, packages := runtimePackages(files); copies && len(packages) > 0 {
		maps.Copy(files, filesBelow(runtimeFolder, runtimeCopy(runtimeImport, packages)))
	}
}
