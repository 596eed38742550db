// The configuration: the clients to make, and their settings.

package main

import (
	"cmp"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// client is a client to make from one contract.
type client struct {
	contract string        // as the user named it
	builtin  fs.FS         // the contract's folder if that is not on the disk: it is built in, or was fetched
	pos      schema.Pos    // the entry in the configuration, if there is one
	base     string        // the folder that an output folder by default is relative to
	out      string        // the output folder; "" for gen/<package>
	runtime  runtimeChoice // how it reaches its runtime
	shared   *sharing      // the types that it shares with other clients; nil for none
	names    string        // the folder of the client whose names are kept; "" for its own

	root  string            // the folder that the contract may read files of; "" for its own
	files map[string]string // by location or namespace: the file that is read instead

	reachable  bool             // whether to leave out what no operation needs,
	operations []schema.Setting // … and all operations except these, if there are any
	settings   schema.Settings
	examples   *yamldoc.Node // of values; nil for none
}

// configure returns the clients that o asks for. Entries of the configuration with a fault are left out.
func configure(o options) ([]client, schema.Diagnostics) {
	clients, ds := listed(o)
	if o.file != "" {
		clients = slices.DeleteFunc(clients, func(c client) bool { return absolute(c.contract) != absolute(o.file) })
		if len(clients) == 0 && !ds.Faulty() {
			clients = []client{{contract: o.file}}
		}
	}
	for i := range clients {
		o.apply(&clients[i])
	}
	o.applyToSharing(clients)
	return clients, ds
}

// listed returns the clients that the configuration lists. That is the one that o names, otherwise the nearest
// gen.yaml. In this module, and if o asks for it, it is the built-in one, which has nothing about a FILE.
func listed(o options) (clients []client, ds schema.Diagnostics) {
	file := o.config
	if file == "" && !o.builtin {
		file = findConfig()
	}
	switch {
	case file != "":
		dir, name := filepath.Split(file)
		clients = readConfig(schema.Source{FS: os.DirFS(filepath.Clean(dir)), Name: name, Dir: dir}, dir, &ds)
	case o.builtin:
		clients = builtin("", &ds)
	case o.file == "":
		if base, own := ownModule(); own {
			clients = builtin(base, &ds)
		}
	}
	return clients, ds
}

// findConfig returns the path of the gen.yaml in the current folder or the nearest one above, but none above this
// module. It returns "" if there is none.
func findConfig() string {
	root, own := ownModule()
	for dir := range foldersAbove() {
		file := dir + configFile
		if _, err := os.Lstat(file); err == nil {
			return file
		}
		if own && dir == root {
			break
		}
	}
	return ""
}

// foldersAbove yields the current folder, which is "", and the folders above it: "../", "../../" and so on.
func foldersAbove() iter.Seq[string] {
	return func(yield func(string) bool) {
		up := ".." + string(filepath.Separator)
		for dir, here := "", absolute("."); yield(dir) && here != filepath.Dir(here); here = filepath.Dir(here) {
			dir += up
		}
	}
}

// builtin returns the clients of the contracts that are built into the command. They are written below the folder base.
func builtin(base string, ds *schema.Diagnostics) []client {
	clients := readConfig(schema.Source{FS: schema.Contracts, Name: "builtin.yaml", Dir: "schema"}, base, ds)
	for i := range clients {
		clients[i].builtin = schema.Contracts
	}
	return clients
}

// readConfig reads a configuration. The contracts that it lists are relative to its own folder, their output to base.
func readConfig(src schema.Source, base string, ds *schema.Diagnostics) []client {
	var clients []client
	m := yamldoc.Read(src, ds).Mapping("clients", "runtime", "shared")
	shared := readRuntime(m.Get("runtime"))
	for _, entry := range m.Need("clients").Items() {
		before := len(*ds)
		c := readClient(entry)
		if c.runtime = cmp.Or(c.runtime, shared); c.runtime.folder != "" {
			c.runtime.folder = below(base, c.runtime.folder)
		}
		if !isURL(c.contract) {
			c.contract = below(src.Dir, c.contract)
		}
		c.base = base
		if c.root != "" {
			c.root = below(src.Dir, c.root)
		}
		for uri, file := range c.files {
			if !isURL(file) {
				c.files[uri] = below(src.Dir, file)
			}
		}
		if c.out != "" {
			c.out = below(base, c.out)
		}
		if len(*ds) == before {
			clients = append(clients, c)
		}
	}
	if n := m.Get("shared"); n != nil {
		s := readSharing(n)
		s.out = below(base, s.out)
		s.use(clients)
	}
	return clients
}

// readClient reads one entry of a configuration, with paths as they are there.
func readClient(entry *yamldoc.Node) client {
	m := entry.Mapping(keysOf("client")...)
	c := client{contract: m.Need("contract").Text(), pos: entry.Pos()}
	for _, k := range keys {
		k.read(&c, m.Get(k.name))
	}
	return c
}

// readRuntime reads the key runtime, with the folder as it is there.
func readRuntime(n *yamldoc.Node) runtimeChoice {
	text := n.Text()
	if text == "" {
		return runtimeChoice{}
	}
	choice, err := parseRuntime(text)
	if err != nil {
		n.Faultf("runtime %v", err)
	}
	choice.pos = n.Pos()
	return choice
}

// below returns path below folder if it is relative, in its shortest form.
func below(folder, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	joined := filepath.Join(folder, path)
	if strings.HasPrefix(joined, "..") { // it may lead back to the current folder
		if relative, err := filepath.Rel(absolute("."), absolute(joined)); err == nil {
			return relative
		}
	}
	return joined
}

// absolute returns path in a form that can be compared with others.
func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil { // the current folder is gone, and with it all that path could name
		return path
	}
	return abs
}

// within returns path relative to the folder root. ok is false if path is neither root nor below it.
func within(root, path string) (name string, ok bool) {
	name, err := filepath.Rel(absolute(root), absolute(path))
	return name, err == nil && filepath.IsLocal(name)
}
