// The loader: the files of a contract, each found by the reference to it and read once.

package xmltree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// maxBytes bounds all documents of a contract together.
const maxBytes = 64 << 20

// Loader loads the documents of one contract, and reports those that it cannot load.
type Loader struct {
	*schema.Diagnostics
	source      schema.Source
	remaining   int64            // bytes that may still be read
	roots       []*Node          // of the documents read so far, in order
	order       map[string]int   // index of a file, as positions name it, in the order of reading
	requested   map[request]bool // by Request
	unavailable []*unavailable   // in the order of the references
	mayDeclare  map[string]bool  // the results of MayDeclare by namespace
}

// request is a file and the namespace for which it is requested. A schema without a namespace may be included in
// several.
type request struct{ file, namespace string }

// unavailable is a reference to a document that could not be read.
type unavailable struct {
	Reference
	reason, remedy string
	outside        string // the file, if it is outside of the contract's folder, below one around that
	isNeeded       bool
}

// Reference is an element of one document that refers to another.
type Reference struct {
	Node      *Node
	File      string // the file of Node
	Attr      string // the attribute of Node that locates the other document
	Namespace string // of the other document; a WSDL document has its own, whatever Node says
	IsKnown   bool   // whether the reader has declarations of its own for Namespace
}

// NewLoader returns a loader that reports to ds.
func NewLoader(source schema.Source, ds *schema.Diagnostics) *Loader {
	return &Loader{Diagnostics: ds, source: source, remaining: maxBytes, order: map[string]int{},
		requested: map[request]bool{}, mayDeclare: map[string]bool{}}
}

// Contract returns the root of the contract's first document and its file. The root is nil after a fault.
func (l *Loader) Contract() (root *Node, file string) {
	file = l.source.Name
	l.Request(file, "")
	root, err := l.read(file)
	f, isFault := errors.AsType[*fault](err)
	switch {
	case isFault:
		l.Faultf(f.pos, "%s", f.message)
	case err == errNotFound:
		l.Faultf(schema.Pos{File: l.display(file)}, "there is no such file: check its name")
	case err != nil:
		l.Faultf(schema.Pos{File: l.display(file)}, "%v", err)
	}
	return root, file
}

// Load returns the root of the document that ref refers to, and its file. The root is nil if the document has been read
// for that namespace before, or cannot be read.
func (l *Loader) Load(ref Reference) (root *Node, file string) {
	file, reason, remedy := l.locate(ref)
	if reason != "" {
		l.unavailable = append(l.unavailable, &unavailable{Reference: ref, reason: reason, remedy: remedy, outside: file})
		return nil, ""
	}
	namespace := ref.Namespace
	if ref.Node.Name.Space == WSDLNamespace {
		namespace = ""
	}
	if !l.Request(file, namespace) {
		return nil, ""
	}
	root, err := l.read(file)
	f, isFault := errors.AsType[*fault](err)
	irregular, isIrregular := errors.AsType[schema.IrregularError](err)
	switch {
	case err == nil:
		return root, file
	case isFault && ref.IsKnown:
		l.Warnf(f.pos, "%s: the built-in declarations of namespace %q are used instead", f.message, ref.Namespace)
	case isFault:
		l.Faultf(f.pos, "%s", f.message)
	case isIrregular:
		l.Faultf(ref.Node.AttrPos(ref.Attr), "%q %v: put the document there, or name its file with --map URI=FILE",
			file, irregular)
	default:
		l.unavailable = append(l.unavailable, &unavailable{Reference: ref, reason: err.Error(),
			remedy: "save it there, or name its file with --map URI=FILE"})
	}
	return nil, ""
}

// locate returns the file that ref refers to or, if that cannot be read, why and what to do about it. In that case, file
// is "" unless the file is outside of the contract's folder, below one around that.
func (l *Loader) locate(ref Reference) (file, reason, remedy string) {
	location := ref.Node.Get(ref.Attr)
	file, isMapped := l.source.Map[location]
	if !isMapped && ref.Node.Name.Local == "import" {
		file, isMapped = l.source.Map[ref.Namespace]
	}
	if isMapped {
		return file, "", ""
	}
	if l.source.Fetch != nil && location != "" && !ref.IsKnown {
		file, err := l.source.Fetch(ref.Node.AttrPos(ref.Attr), location)
		if err != nil {
			return "", err.Error(), "save it, and name its file with --map URI=FILE"
		}
		return file, "", ""
	}
	u, err := url.Parse(location)
	switch {
	case err != nil || u.Scheme != "" || u.Host != "":
		return "", "is not read from the network", "save it, and name its file with --map URI=FILE, or fetch the contract with gen fetch"
	case location == "":
		return "", "does not name a document", "give its location"
	}
	file = path.Join(path.Dir(ref.File), u.Path) // without %-escapes
	switch {
	case path.IsAbs(u.Path):
		return "", "is outside of the contract's folder", "name its file with --map URI=FILE"
	case !fs.ValidPath(file):
		return file, "is outside of the contract's folder", "" // that depends on the other documents
	}
	return file, "", ""
}

// Request reports whether file is requested for the namespace for the first time.
func (l *Loader) Request(file, namespace string) bool {
	r := request{file, namespace}
	isRepeated := l.requested[r]
	l.requested[r] = true
	return !isRepeated
}

// IsMapped reports whether the user gave a file for the namespace or location.
func (l *Loader) IsMapped(uri string) bool {
	_, ok := l.source.Map[uri]
	return ok
}

// errNotFound is the error of read for a file that does not exist.
var errNotFound = errors.New("not found in the contract's folder")

// read reads the document file. An error says why that is not possible, or is a *fault of the document.
func (l *Loader) read(file string) (*Node, error) {
	data, err := l.source.ReadFile(file, l.remaining)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errNotFound
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	if l.remaining -= int64(len(data)); l.remaining < 0 {
		return nil, errors.New("cannot be read: the contract is larger than 64 MB")
	}
	name := l.display(file)
	start := schema.Pos{File: name, Line: 1, Col: 1}
	text, encodingWarning, err := decodeText(name, data)
	if err != nil {
		return nil, err
	}
	text, lead := skipLead(text)
	root, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	if lead != "" {
		l.Warnf(start, "%s before the xml is skipped, but other programs refuse such a file: remove it", lead)
	}
	if encodingWarning != "" {
		l.Warnf(start, "%s", encodingWarning)
	}
	for _, draft := range XSDDrafts {
		if bytes.Contains(text, []byte(draft+`"`)) || bytes.Contains(text, []byte(draft+"'")) {
			l.Warnf(root.Pos, "the draft of XML Schema (namespace %s) is read as if it were the recommendation", draft)
		}
	}
	l.add(name, root)
	return root, nil
}

// Embedded returns the root of a document that is part of this program.
func (l *Loader) Embedded(file string, data []byte) *Node {
	root, err := parse(file, data)
	if err != nil {
		panic(err)
	}
	l.add(file, root)
	return root
}

// add notes that the document root, called name in positions, has been read.
func (l *Loader) add(name string, root *Node) {
	if _, isRead := l.order[name]; !isRead {
		l.order[name] = len(l.order)
	}
	l.roots = append(l.roots, root)
}

// display returns the name of file in positions.
func (l *Loader) display(file string) string { return path.Join(l.source.Dir, file) }

// Name returns the name of the contract's first file, without its folder.
func (l *Loader) Name() string { return path.Base(l.source.Name) }

// Roots returns the roots of the documents read so far, in order.
func (l *Loader) Roots() []*Node { return l.roots }

// Order returns the index of pos's file in the order of reading.
func (l *Loader) Order(pos schema.Pos) int { return l.order[pos.File] }

// MayDeclare reports whether an unavailable document may declare a name of the namespace. That document is then needed:
// ReportUnavailable makes a fault of it, and the name need not be reported.
func (l *Loader) MayDeclare(namespace string) bool {
	found, isCached := l.mayDeclare[namespace]
	if isCached {
		return found
	}
	for _, u := range l.unavailable {
		// A WSDL document may declare names of other namespaces too.
		if u.Node.Name.Space == WSDLNamespace || u.Namespace == namespace {
			u.isNeeded, found = true, true
		}
	}
	l.mayDeclare[namespace] = found
	return found
}

// IsIncomplete reports whether a document is needed that could not be read.
func (l *Loader) IsIncomplete() bool {
	for _, u := range l.unavailable {
		if u.isNeeded {
			return true
		}
	}
	return false
}

// ReportUnavailable reports the documents that could not be read: as faults if they are needed. isLoaded reports
// whether a schema of a namespace has been read from elsewhere.
func (l *Loader) ReportUnavailable(isLoaded func(namespace string) bool) {
	var outside []string
	for _, u := range l.unavailable {
		if u.isNeeded {
			outside = append(outside, u.outside)
		}
	}
	root := l.source.Around(outside...)
	for _, u := range l.unavailable {
		pos, location := u.Node.AttrPos(u.Attr), u.Node.Get(u.Attr)
		isImport := u.Node.Is(XSDNamespace, "import")
		switch {
		case u.isNeeded && u.outside != "":
			l.OutsideFaultf(pos, root, "%q %s: allow it with --root %s, or name its file with --map URI=FILE", location, u.reason,
				root)
		case u.isNeeded:
			l.Faultf(pos, "%q %s: %s", location, u.reason, u.remedy)
		case !isImport || !u.IsKnown && !isLoaded(u.Namespace):
			l.Warnf(pos, "%q %s: it is left out, since nothing refers to its declarations", location, u.reason)
		}
	}
}
