// Generating: from a contract to the files of its client, without writing any.

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
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
	api, ds := c.read()
	if ds.Faulty() {
		return output{}, ds
	}
	ds = append(ds, schema.Configure(api, c.settings)...)
	ds = append(ds, schema.Name(api, c.settings)...)
	if c.reachable {
		ds = append(ds, schema.Reach(api, c.operations)...)
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

// read reads the contract, which can refer to files below its root and to nothing else.
func (c client) read() (api *schema.API, ds schema.Diagnostics) {
	read := wsdl.Read
	switch strings.ToLower(filepath.Ext(c.contract)) {
	case ".wsdl", ".xml":
	case ".yaml", ".yml":
		read = rest.Read
	default:
		ds.Faultf(schema.Pos{File: c.contract},
			"is no contract by its name: a WSDL ends in .wsdl or .xml, a description in .yaml or .yml")
		return nil, ds
	}
	dir, name := filepath.Split(c.contract)
	if c.builtin != nil {
		return read(schema.Source{FS: c.builtin, Name: name, Dir: dir})
	}
	if c.root != "" {
		dir = filepath.Clean(c.root) + string(filepath.Separator)
		if name, ds = c.belowRoot(c.contract); ds.Faulty() {
			return nil, ds
		}
	}
	files := map[string]string{}
	for uri, file := range c.files {
		var more schema.Diagnostics
		if files[uri], more = c.belowRoot(file); more.Faulty() {
			return nil, more
		}
	}
	root, err := os.OpenRoot(filepath.Clean(dir))
	if err != nil {
		ds.Faultf(schema.Pos{File: c.contract}, "cannot be read: %v", cause(err))
		return nil, ds
	}
	defer root.Close()
	return read(schema.Source{FS: root.FS(), Name: name, Dir: dir, Map: files})
}

// belowRoot returns the name of file below the root, with slashes.
func (c client) belowRoot(file string) (name string, ds schema.Diagnostics) {
	root := c.root
	if root == "" {
		root = filepath.Dir(c.contract)
	}
	name, err := filepath.Rel(absolute(root), absolute(file))
	if err != nil || !filepath.IsLocal(name) {
		ds.Faultf(schema.Pos{File: file}, "is not below %s: name a folder that holds it by --root", root)
		return "", ds
	}
	return filepath.ToSlash(name), nil
}
