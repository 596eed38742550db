// Documents: the files of a contract, each found where another refers to it and read once.

package wsdl

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

// asked is a file in the namespace that it was asked for: a chameleon may be asked for in several.
type asked struct{ file, namespace string }

// reference is an element of one document that refers to another.
type reference struct {
	node      *node
	file      string // in which node stands
	attr      string // of node, that says where the other is
	namespace string // of the other
}

// asked returns the namespace in which ref asks for a document: none for a WSDL, whose namespace is its own.
func (ref reference) asked() string {
	if ref.node.name.Space == wsdlNamespace {
		return ""
	}
	return ref.namespace
}

// name returns how positions cite a file.
func (r *reader) name(file string) string { return path.Join(r.src.Dir, file) }

// lost is a document that could not be had.
type lost struct {
	reference
	reason, remedy string
	needed         bool
}

// isLost reports whether a name of the namespace, which nothing declares, may be one that a lost document does: that
// document is then needed, and the name is not reported itself.
func (r *reader) isLost(namespace string) bool {
	found, isAsked := r.lostIn[namespace]
	if isAsked {
		return found
	}
	for _, l := range r.lost {
		// A WSDL may declare what is in other namespaces too.
		if l.node.name.Space == wsdlNamespace || l.namespace == namespace {
			l.needed, found = true, true
		}
	}
	r.lostIn[namespace] = found
	return found
}

// reportLost reports the documents that could not be had: as faults where something in them is needed.
func (r *reader) reportLost() {
	isHad := map[string]bool{}
	for namespace := range known {
		isHad[namespace] = true
	}
	for _, x := range r.schemas {
		isHad[x.target] = true
	}
	for _, l := range r.lost {
		isImport := l.node.is(xsdNamespace, "import")
		switch {
		case l.needed:
			r.Faultf(l.node.at(l.attr), "%q %s: %s", l.node.get(l.attr), l.reason, l.remedy)
		case !isImport || !isHad[l.namespace]:
			r.Warnf(l.node.at(l.attr), "%q %s: it is left out, since nothing refers to what it declares",
				l.node.get(l.attr), l.reason)
		}
	}
}

// errNoFile is why there is no document where one is referred to.
var errNoFile = errors.New("is no file in the contract's folder")

// parse reads the document file. An error says why there is no such document, or is a *fault in what it says.
func (r *reader) parse(file string) (*node, error) {
	data, err := r.readFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errNoFile
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	start := schema.Pos{File: r.name(file), Line: 1, Col: 1}
	text, err := decodeText(data)
	if err != nil {
		return nil, &fault{start, err.Error()}
	}
	text, lead := skipLead(text)
	root, err := parse(r.name(file), text)
	if err != nil {
		return nil, err
	}
	if lead != "" {
		r.Warnf(start, "%s comes before the xml: it is skipped, and other programs refuse such a file; remove it", lead)
	}
	if bytes.Contains(data, []byte(xsdDraft)) {
		r.Warnf(root.pos, "the draft of XML Schema (namespace %s) is read as if it were the recommendation", xsdDraft)
	}
	if _, isRanked := r.rank[r.name(file)]; !isRanked {
		r.rank[r.name(file)] = len(r.rank)
	}
	r.roots = append(r.roots, root)
	return root, nil
}

func (r *reader) readFile(file string) ([]byte, error) {
	data, err := r.src.ReadFile(file, r.left)
	if err != nil {
		return nil, err
	}
	if r.left -= int64(len(data)); r.left < 0 {
		return nil, errors.New("the contract is larger than 64 MB")
	}
	return data, nil
}

// document returns the document that ref refers to, and its name: nil where there is none or it has been read in that
// namespace already.
func (r *reader) document(ref reference) (*node, string) {
	lose := func(reason, remedy string) (*node, string) {
		r.lost = append(r.lost, &lost{ref, reason, remedy, false})
		return nil, ""
	}
	location := ref.node.get(ref.attr)
	file, isMapped := r.src.Map[location]
	if !isMapped && ref.node.name.Local == "import" {
		file, isMapped = r.src.Map[ref.namespace]
	}
	if !isMapped {
		u, err := url.Parse(location)
		switch {
		case err != nil || u.Scheme != "" || u.Host != "":
			return lose("is not read from the network", "save it, and say where it is with --map URI=FILE")
		case location == "":
			return lose("names no document", "say where it is")
		}
		file = path.Join(path.Dir(ref.file), u.Path) // without %-escapes
		if path.IsAbs(u.Path) || !fs.ValidPath(file) {
			return lose("is outside of the contract's folder",
				"widen that with --root DIR, or say where it is with --map URI=FILE")
		}
	}
	if !r.first(file, ref.asked()) {
		return nil, ""
	}
	root, err := r.parse(file)
	f, isFault := errors.AsType[*fault](err)
	irregular, isIrregular := errors.AsType[schema.IrregularError](err)
	_, isKnown := known[ref.namespace]
	switch {
	case err == nil:
		return root, file
	case isFault && isKnown:
		r.Warnf(f.pos, "%s: what is known of namespace %q is taken instead", f.message, ref.namespace)
	case isFault:
		r.Faultf(f.pos, "%s", f.message)
	case isIrregular:
		r.Faultf(ref.node.at(ref.attr), "%q %v: put the document there, or say where it is with --map URI=FILE",
			file, irregular)
	default:
		return lose(err.Error(), "save it there, or say where it is with --map URI=FILE")
	}
	return nil, ""
}

// first reports whether the document file is asked for in the namespace for the first time.
func (r *reader) first(file, namespace string) bool {
	d := asked{file, namespace}
	isRead := r.seen[d]
	r.seen[d] = true
	return !isRead
}
