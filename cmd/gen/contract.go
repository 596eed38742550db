// Contracts: from a file to the model of a service, with every Go name chosen.

package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// load returns the service that the contract in file describes, as the client that gen would make of it knows it: with
// the names, and without the operations, that f and the configuration say. It is of no use where ds holds a fault.
func (f contractFlags) load(file string) (api *schema.API, ds schema.Diagnostics) {
	clients, ds := configure(options{contractFlags: f, file: file})
	if ds.Faulty() {
		return nil, ds
	}
	api, more := clients[0].load()
	return api, append(ds, more...)
}

// load reads the contract and applies what the user decided about it. What it returns is of no use where ds holds a
// fault.
func (c client) load() (api *schema.API, ds schema.Diagnostics) {
	api, ds = c.read()
	if ds.Faulty() {
		return nil, ds
	}
	ds = append(ds, schema.Configure(api, c.settings)...)
	ds = append(ds, schema.Name(api, c.settings)...)
	if c.reachable {
		ds = append(ds, schema.Reach(api, c.operations)...)
	}
	return api, ds
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
