// Included files: types and MIME types that several descriptions share.

package rest

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// inclusion is a place in which a description includes a file.
type inclusion struct {
	file string
	node *yamldoc.Node
}

// readIncludes declares the types and MIME types of the files that n, in file, lists, and of those that they include. A
// file is read once. open are the inclusions that led to file.
func (r *reader) readIncludes(n *yamldoc.Node, file string, open []inclusion) {
	for _, item := range n.Items() {
		name := item.Text()
		if name == "" {
			continue
		}
		included, isLocated := r.locate(item, file)
		isThis := func(i inclusion) bool { return i.file == included }
		at := slices.IndexFunc(open, isThis)
		switch {
		case !isLocated:
		case included == r.source.Name:
			item.Faultf("%q is the description itself: an included file cannot include it", name)
		case at >= 0:
			item.Faultf("%q includes itself: remove it here", name)
			open[at].node.Faultf("%q includes itself, through %s", open[at].node.Text(), item.Pos())
		case !r.included[included]:
			r.included[included] = true
			r.readIncluded(item, included, append(open, inclusion{included, item}))
		}
	}
}

// locate returns the file that item, in file, includes. If there is none, it reports why.
func (r *reader) locate(item *yamldoc.Node, file string) (included string, ok bool) {
	name := item.Text()
	if mapped, isMapped := r.source.Map[name]; isMapped {
		return mapped, true
	}
	if r.source.Fetch != nil {
		fetched, err := r.source.Fetch(item.Pos(), name)
		if err != nil {
			item.Faultf("%q %v: save it, and name its file with --map URI=FILE", name, err)
		}
		return fetched, err == nil
	}
	included = path.Join(path.Dir(file), name)
	switch {
	case strings.Contains(name, "://"):
		item.Faultf("%q is not read from the network: fetch the contract with gen fetch, or save the file and name it "+
			"with --map URI=FILE", name)
	case path.IsAbs(name):
		item.Faultf("%q is an absolute path: name the file relative to the folder of this one", name)
	case !fs.ValidPath(included):
		root := r.source.Around(included)
		r.diagnostics.OutsideFaultf(item.Pos(), root, "%q is outside of the contract's folder: allow it with --root %s", name, root)
	default:
		return included, true
	}
	return "", false
}

// readIncluded declares the types and MIME types of an included file, which n names.
func (r *reader) readIncluded(n *yamldoc.Node, file string, open []inclusion) {
	src := r.source
	src.Name = file
	if _, err := fs.Stat(src.FS, file); err != nil {
		n.Faultf("%q is not found in the contract's folder: save it there", file)
		return
	}
	root := yamldoc.Read(src, &r.diagnostics)
	if root == nil {
		return
	}
	m := root.Mapping("kontrakt", "include", "mimeTypes", "types")
	if !r.readVersion(m) {
		return
	}
	r.readMIMETypes(m.Get("mimeTypes"))
	r.declareTypes(m.Get("types"))
	r.readIncludes(m.Get("include"), file, open)
}

// readVersion reports whether m has the version of the dialect that this package reads.
func (r *reader) readVersion(m yamldoc.Mapping) bool {
	version := m.Need("kontrakt")
	v, ok := version.Int()
	if ok && v != dialectVersion {
		version.Faultf("version %d of the dialect is unknown: expected %d", v, dialectVersion)
	}
	return !ok || v == dialectVersion
}

// checkDeclared adds faults if the name, of what a file declares at pos, was declared at the position before in another
// file.
func (r *reader) checkDeclared(what, name string, pos, before schema.Pos) {
	r.diagnostics.Faultf(pos, "%s %q is already declared at %s: rename one, or include one alone", what, name, before)
	r.diagnostics.Faultf(before, "%s %q is declared again at %s", what, name, pos)
}
