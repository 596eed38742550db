// Generating: from the model of a contract to the files of its client, without writing any.

package main

import (
	"path/filepath"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// output is one client, ready to be written.
type output struct {
	contract string            // as the user named it
	folder   string            // as the user named it
	files    map[string][]byte // by slash-separated path below folder
}

// generate renders every client that can be, and collects what is wrong with the others.
func generate(clients []client) ([]output, schema.Diagnostics) {
	var outputs []output
	var ds schema.Diagnostics
	for _, c := range clients {
		out, more := c.render()
		ds = append(ds, more...)
		if more.Faulty() {
			continue
		}
		here := func(other output) bool { return absolute(other.folder) == absolute(out.folder) }
		if i := slices.IndexFunc(outputs, here); i >= 0 {
			ds.Faultf(c.pos, "the clients of %s and %s would both be written to %s: give each its own out",
				outputs[i].contract, out.contract, out.folder)
			continue
		}
		outputs = append(outputs, out)
	}
	return outputs, ds
}

// render takes c from its contract to the files of its client.
func (c client) render() (output, schema.Diagnostics) {
	api, ds := c.load()
	if ds.Faulty() {
		return output{}, ds
	}
	folder := c.out
	if folder == "" {
		folder = filepath.Join(c.base, "gen", api.Package)
	}
	runtimeImport, runtimeFiles, err := runtimeFor(folder, c.runtime)
	if err != nil {
		ds.Faultf(schema.Pos{File: folder}, "%v", err)
	}
	if ds.Faulty() {
		return output{}, ds
	}
	files, more := templates.Render(api, runtimeImport)
	ds = append(ds, more...)
	if ds.Faulty() {
		return output{}, ds
	}
	for name, content := range runtimeFiles {
		files[name] = content
	}
	return output{c.contract, folder, files}, ds
}
