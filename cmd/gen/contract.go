// Contracts: from a file to the model of a service, with all Go names.

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// contractExtensions are how the names of contracts end.
var contractExtensions = []string{"wsdl", "xml", "yaml", "yml"}

// load returns the service in file as the client of it has it: with the names and operations that f and the
// configuration choose. If ds has a fault, api is not usable.
func (f contractFlags) load(file string) (api *schema.API, ds schema.Diagnostics) {
	clients, ds := configure(options{contractFlags: f, file: file})
	if ds.Faulty() {
		return nil, ds
	}
	api, more := clients[0].load(newInputs(nil))
	return api, append(ds, more...)
}

// load reads the contract through in and applies the settings. If ds has a fault, api is not usable.
func (c client) load(in *inputs) (api *schema.API, ds schema.Diagnostics) {
	api, ds = c.read(in)
	if ds.Faulty() {
		return nil, ds
	}
	return api, append(ds, c.configureAPI(api)...)
}

// source is the contract as a source, with the files beside it.
func (c client) source() schema.Source {
	dir, file := filepath.Split(c.contract)
	if c.builtin != nil {
		return schema.Source{FS: c.builtin, Name: file, Dir: dir}
	}
	return schema.Source{FS: os.DirFS(filepath.Clean(dir)), Name: file, Dir: dir}
}

// configureAPI applies the settings to api, chooses its Go names, and adds the examples beside the contract. Names in the
// gen.names of the client are kept if possible.
func (c client) configureAPI(api *schema.API) schema.Diagnostics {
	ds := schema.Configure(api, c.settings)
	folder := c.names
	if folder == "" {
		folder = c.folder(api)
	}
	c.settings.Record = readRecord(folder)
	if c.shared != nil {
		shared, more := c.shared.types()
		if ds = append(ds, more...); ds.Faulty() {
			return ds
		}
		schema.UseShared(api, shared)
	}
	ds = append(ds, schema.Name(api, c.settings)...)
	if !ds.Faulty() {
		ds = append(ds, example.ReadDocuments(api, c.source())...)
		ds = append(ds, example.Configure(api, c.examples)...)
	}
	if c.reachable {
		ds = append(ds, schema.Reach(api, c.operations)...)
	}
	return ds
}

// read reads the contract, which can refer only to files below its root.
func (c client) read(in *inputs) (api *schema.API, ds schema.Diagnostics) {
	for _, file := range append(slices.Sorted(maps.Values(c.files)), c.contract) {
		if isURL(file) {
			ds.Faultf(schema.Pos{File: withoutPassword(file)}, "%s", urlAdvice(file))
			return nil, ds
		}
	}
	if !isContract(c.contract) {
		ds.Faultf(schema.Pos{File: c.contract},
			"is not named like a contract: a WSDL ends in .wsdl or .xml, a description in .yaml or .yml")
		return nil, ds
	}
	read := wsdl.Read
	if isDescription(c.contract) {
		read = rest.Read
	}
	dir, name := filepath.Split(c.contract)
	if c.builtin != nil {
		return read(schema.Source{FS: in.over(c.builtin), Name: name, Dir: dir, Map: c.files,
			Ports: c.settings.Ports})
	}
	if fault := missingContract(c.contract); fault != "" {
		ds.Faultf(schema.Pos{File: c.contract}, "%s", fault)
		return nil, ds
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
	return read(schema.Source{FS: in.over(root.FS()), Name: name, Dir: dir, Map: files, Ports: c.settings.Ports})
}

// missingContract returns the message that the contract called file does not exist, with the nearest name in its
// folder; or "" if it exists.
func missingContract(file string) string {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		return "there is no such folder: check its name"
	}
	var names []string
	for _, e := range entries {
		if isContract(e.Name()) {
			names = append(names, e.Name())
		}
	}
	if nearest := schema.Nearest(filepath.Base(file), names); nearest != "" {
		return fmt.Sprintf("there is no such file: did you mean %q?", nearest)
	}
	return "there is no such file: check its name"
}

// isContract reports whether the name of file ends like that of a contract.
func isContract(file string) bool {
	return slices.Contains(contractExtensions, strings.ToLower(strings.TrimPrefix(filepath.Ext(file), ".")))
}

// isDescription reports whether file, a contract, is a YAML description.
func isDescription(file string) bool {
	extension := strings.ToLower(filepath.Ext(file))
	return extension == ".yaml" || extension == ".yml"
}

// belowRoot returns the name of file below the root, with slashes.
func (c client) belowRoot(file string) (name string, ds schema.Diagnostics) {
	root := c.root
	if root == "" {
		root = filepath.Dir(c.contract)
	}
	name, ok := within(root, file)
	if !ok {
		ds.Faultf(schema.Pos{File: file}, "is not below %s: name a folder that contains it with --root", root)
		return "", ds
	}
	return filepath.ToSlash(name), nil
}
