// Types that the clients of a gen.yaml share: the key shared, and the package of these types.

package main

import (
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// sharing is the value of the key shared: a package of types.
type sharing struct {
	pos      schema.Pos
	config   string // the name of the file with the key, without folders
	out      string // the folder of the package
	spaces   []schema.Setting
	settings schema.Settings // the names of the package and of its types
	clients  []client        // that can have types of the package, in the order of the file
	whole    *schema.Shared  // the types of all clients, if clients is one of them alone; otherwise nil

	isKnown bool           // whether the types are known
	shared  *schema.Shared // the types, nil after a fault
	faults  schema.Diagnostics
}

// readSharing reads the key shared, with the folder as it is there.
func readSharing(n *yamldoc.Node) *sharing {
	m := n.Mapping(keysOf("shared")...)
	out := m.Need("out")
	s := &sharing{pos: out.Pos(), config: filepath.Base(out.Pos().File), out: filepath.FromSlash(out.Text()),
		spaces: settingsOf(m.Get("namespaces"))}
	s.settings.Package = m.Get("package").Text()
	if s.settings.Package == "" {
		s.settings.Package = strings.ToLower(filepath.Base(s.out))
	}
	if out.Text() != "" && (!token.IsIdentifier(s.settings.Package) || s.settings.Package == "main") {
		n.Faultf("%q cannot be the name of a package: name another with package", s.settings.Package)
	}
	s.settings.Names = map[string]schema.Setting{}
	for _, name := range m.Get("names").Entries() {
		s.settings.Names[name.Key] = setting(name.Value)
	}
	return s
}

// use makes clients share types.
func (s *sharing) use(clients []client) {
	s.clients = slices.Clone(clients)
	for i := range clients {
		clients[i].shared = s
	}
}

// applyToSharing gives the overrides to the clients with which clients share types.
func (o overrides) applyToSharing(clients []client) {
	for _, s := range sharings(clients) {
		for i := range s.clients {
			o.apply(&s.clients[i])
		}
	}
}

// sharings returns the packages of types that clients share.
func sharings(clients []client) (list []*sharing) {
	for _, c := range clients {
		if c.shared != nil && !slices.Contains(list, c.shared) {
			list = append(list, c.shared)
		}
	}
	return list
}

// types returns the types that the clients share, with their names. The contracts are read once.
func (s *sharing) types() (*schema.Shared, schema.Diagnostics) {
	if !s.isKnown {
		s.isKnown = true
		s.shared, s.faults = s.find()
	}
	return s.shared, s.faults
}

// alone returns the same types as far as the contract of c alone has them, which may be another version of one of the
// contracts.
func (s *sharing) alone(c client) *sharing {
	shared, ds := s.types()
	if ds.Faulty() || !isOfKind(c, shared) {
		return s
	}
	return &sharing{pos: s.pos, config: s.config, out: s.out, whole: shared, settings: s.settings, clients: []client{c}}
}

// shareAlone narrows the types that c shares to those of its own contract.
func (c *client) shareAlone() {
	if c.shared != nil {
		c.shared = c.shared.alone(*c)
	}
}

// find returns the types that the clients share.
func (s *sharing) find() (*schema.Shared, schema.Diagnostics) {
	var faults schema.Diagnostics
	add := func(ds schema.Diagnostics) { // warnings are those of the clients, which come, too
		faults = append(faults, slices.DeleteFunc(ds, func(d schema.Diagnostic) bool { return d.Severity == schema.Warning })...)
	}
	var apis []*schema.API
	for _, c := range s.clients {
		api, ds := c.read(newInputs(nil))
		if add(ds); ds.Faulty() {
			continue
		}
		add(schema.Configure(api, c.settings))
		apis = append(apis, api)
	}
	if faults.Faulty() {
		return nil, faults
	}
	shared, ds := s.share(apis)
	if ds.Faulty() {
		return nil, ds
	}
	api := shared.API
	apis = slices.DeleteFunc(apis, func(other *schema.API) bool { return (other.REST == nil) != (api.REST == nil) })
	s.clients = slices.DeleteFunc(s.clients, func(c client) bool { return !isOfKind(c, shared) })
	if s.checkTags(&ds); ds.Faulty() {
		return nil, ds
	}
	api.Package, api.Contract, api.Tags = s.settings.Package, s.config, apis[0].Tags
	s.settings.Record = readRecord(s.out)
	ds = append(ds, schema.Name(api, s.settings)...)
	for i, c := range s.clients {
		if c.reachable {
			schema.Reach(apis[i], c.operations)
		}
	}
	shared.Keep(apis)
	shared.Path = s.importPath(&ds)
	if ds.Faulty() {
		return nil, ds
	}
	return shared, ds
}

// isOfKind reports whether the contract of c is of the kind whose types are shared: a WSDL or a YAML description.
func isOfKind(c client, shared *schema.Shared) bool {
	return isDescription(c.contract) == (shared.API.REST != nil)
}

// share returns the types that the contracts of apis share.
func (s *sharing) share(apis []*schema.API) (*schema.Shared, schema.Diagnostics) {
	if s.whole != nil {
		return s.whole.Alone(apis[0])
	}
	return schema.Share(apis, s.spaces, s.pos)
}

// checkTags adds a fault if the clients do not have the same tags.
func (s *sharing) checkTags(ds *schema.Diagnostics) {
	keys := func(c client) string {
		var list []string
		for _, tag := range c.settings.Tags {
			list = append(list, tag.Value)
		}
		return strings.Join(list, " ")
	}
	for _, c := range s.clients {
		if first := s.clients[0]; keys(c) != keys(first) {
			ds.Faultf(c.pos, "the client has the tags %q, and the one of %s has %q: clients that share types need the same tags",
				keys(c), first.contract, keys(first))
		}
	}
}

// importPath returns the import path of the package. If a client could not import it, that is a fault.
func (s *sharing) importPath(ds *schema.Diagnostics) string {
	home, ok := moduleOf(s.out, ds)
	if !ok {
		return ""
	}
	importPath, _ := home.importPath(s.out, ds)
	return importPath
}

// checkClient adds a fault if the client in folder cannot import the package.
func (s *sharing) checkClient(folder string, ds *schema.Diagnostics) {
	home, _ := moduleOf(s.out, ds)
	within, ok := moduleOf(folder, ds)
	if !ok || ds.Faulty() {
		return
	}
	importPath, _ := within.importPath(folder, ds)
	switch {
	case home.root != within.root:
		ds.Faultf(s.pos, "the folder %s is not in the module of the client in %s: name a folder in that module",
			filepath.ToSlash(s.out), filepath.ToSlash(folder))
	case !canImport(importPath, s.shared.Path):
		ds.Faultf(s.pos, "the folder %s is internal to %s, so that the client in %s cannot import it: name a folder that all "+
			"clients can import", filepath.ToSlash(s.out), internalTo(s.shared.Path), filepath.ToSlash(folder))
	}
}

// runtime returns how the package reaches the runtime: as the first client does.
func (s *sharing) runtime() runtimeChoice { return s.clients[0].runtime }

// render returns the package, which outputs import.
func (s *sharing) render(outputs []output) (output, schema.Diagnostics) {
	shared, ds := s.types()
	for _, out := range outputs {
		if ds.Faulty() {
			return output{}, ds
		}
		if absolute(out.folder) == absolute(s.out) {
			ds.Faultf(s.pos, "the folder %s is that of the client of %s: name another folder for the shared types",
				filepath.ToSlash(s.out), out.contract)
		}
	}
	runtimeImport, copies := runtimeFor(s.out, s.runtime(), &ds)
	if ds.Faulty() {
		return output{}, ds
	}
	files, more := templates.RenderShared(shared.API, runtimeImport)
	if ds = append(ds, more...); ds.Faulty() {
		return output{}, ds
	}
	files[recordFile] = formatRecord(shared.API)
	var sums []string // a contract that changes elsewhere changes no file here
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sums = append(sums, checksumOf(files[name]))
	}
	checksum := checksumOf([]byte(strings.Join(sums, "\n")))
	addRuntime(files, runtimeImport, copies)
	files[sumsFile] = formatSums(s.config, checksum, files)
	return output{contract: s.config, checksum: checksum, folder: s.out, files: files, runtime: runtimeImport}, ds
}
