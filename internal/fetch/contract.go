// Package fetch brings a contract, with all documents that it refers to, from the web. The readers of contracts say
// which documents those are. Nothing is written to the disk, and the documents stay as they are.
package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// The limits for one contract.
const (
	maxBytes     = 64 << 20 // of all documents together, as gen reads them
	maxDocuments = 1000
)

// Contract is a contract and the documents that it refers to.
type Contract struct {
	File      string     // of the first document
	Documents []Document // sorted by File
	// Map is what gen needs to find the documents: the files for locations that do not lead there by themselves.
	Map map[string]string
}

// Document is a document of a contract.
type Document struct {
	File    string // a slash-separated path, which stays below the folder of the contract
	URL     string
	Content []byte
}

// URL returns the URL of the first document.
func (c *Contract) URL() string {
	i := slices.IndexFunc(c.Documents, func(d Document) bool { return d.File == c.File })
	return c.Documents[i].URL
}

// Files returns the documents as a file system.
func (c *Contract) Files() Files {
	files := Files{}
	for _, d := range c.Documents {
		files[d.File] = d.Content
	}
	return files
}

// Read fetches the contract at address with all documents that it refers to, except those whose location or namespace
// is a key of mapped. If ds has a fault, the contract is nil.
func Read(ctx context.Context, client *Client, address *url.URL, mapped map[string]string) (*Contract, schema.Diagnostics) {
	address = plain(address)
	r := &reading{ctx: ctx, client: client, files: Files{}, taken: names{}, documents: map[string]*document{}}
	first := r.load(address)
	if first.err == nil && first.kind == schemaDocument {
		first.err = errors.New("is a schema: fetch the WSDL that refers to it")
	}
	if first.err != nil {
		r.ds.Faultf(schema.Pos{File: address.String()}, "%v", first.err)
		return nil, r.ds
	}
	r.keep(first, r.taken.take(contractFile(address, first.kind)))
	read := wsdl.Read
	if first.kind == description {
		read = rest.Read
	}
	_, ds := read(schema.Source{FS: r.files, Name: first.file, Map: mapped, Fetch: r.follow})
	r.reportFailures(ds)
	c := &Contract{File: first.file, Map: r.mapping()}
	for _, d := range r.kept {
		c.Documents = append(c.Documents, Document{d.file, d.address.String(), d.content})
	}
	slices.SortFunc(c.Documents, func(a, b Document) int { return strings.Compare(a.File, b.File) })
	r.showURLs()
	if r.ds.Faulty() {
		return nil, r.ds
	}
	return c, r.ds
}

// reading is a contract that is being fetched.
type reading struct {
	ctx        context.Context
	client     *Client
	files      Files // the content of the documents that are kept
	taken      names
	documents  map[string]*document // by URL, whether they could be fetched or not
	kept       []*document
	size       int64
	references []reference
	failures   []failure
	ds         schema.Diagnostics
}

// document is a document that was fetched, or err.
type document struct {
	address, base *url.URL // base is where redirects led
	content       []byte
	kind          kind
	file          string
	err           error
}

// failure is a reference to a document that could not be fetched.
type failure struct {
	pos      schema.Pos
	location string
	err      error
}

// reference is a reference in a document, and the file of the document that it leads to.
type reference struct {
	pos            schema.Pos
	location, file string
}

// follow is schema.Source.Fetch.
func (r *reading) follow(from schema.Pos, location string) (file string, err error) {
	d, err := r.locate(from.File, location)
	if err != nil {
		r.failures = append(r.failures, failure{from, location, err})
		return "", err
	}
	r.references = append(r.references, reference{from, location, d.file})
	return d.file, nil
}

// locate returns the document that the file from refers to as location.
func (r *reading) locate(from, location string) (*document, error) {
	referring := r.kept[slices.IndexFunc(r.kept, func(d *document) bool { return d.file == from })]
	address, err := referring.base.Parse(location)
	if err != nil {
		return nil, errors.New("is not a URL")
	}
	address = plain(address)
	d := r.load(address)
	switch {
	case d.err != nil:
		return nil, d.err
	case (d.kind == description) != (referring.kind == description):
		return nil, fmt.Errorf("is %s, which %s cannot refer to", d.kind, referring.kind)
	case d.file != "":
		return d, nil
	}
	if same := r.same(d); same != nil {
		return same, nil
	}
	file := beside(from, location)
	if !isSafe(file, d.kind) || !r.taken.isFree(file) {
		file = fileOf(d.address, r.kept[0].base, d.kind)
	}
	r.keep(d, r.taken.take(file))
	return d, nil
}

// load fetches the document at address, unless that has been done before.
func (r *reading) load(address *url.URL) *document {
	key := address.String()
	if d := r.documents[key]; d != nil {
		return d
	}
	d := &document{address: address}
	r.documents[key] = d
	if len(r.documents) > maxDocuments {
		d.err = fmt.Errorf("is not fetched: the contract has more than %d documents", maxDocuments)
		return d
	}
	d.content, d.base, d.err = r.client.get(r.ctx, address, maxBytes-r.size)
	r.size += int64(len(d.content))
	if d.err != nil {
		return d
	}
	if d.base.Host != address.Host {
		r.ds.Warnf(schema.Pos{File: key}, "the server redirects to another host, %s", d.base)
	}
	d.kind, d.err = kindOf(d.content)
	return d
}

// same returns a document that is kept and is the same as d under another query, such as ?WSDL for ?wsdl.
func (r *reading) same(d *document) *document {
	place := func(u *url.URL) string { return originOf(u) + u.Path }
	for _, other := range r.kept {
		if place(other.base) == place(d.base) && bytes.Equal(other.content, d.content) {
			return other
		}
	}
	return nil
}

// keep makes d a document of the contract.
func (r *reading) keep(d *document, file string) {
	d.file = file
	r.files[file] = d.content
	r.kept = append(r.kept, d)
}

// reportFailures reports the documents that could not be fetched. The diagnostics of the reader, ds, tell which of them
// gen needs: those are faults. Its other diagnostics are not about fetching.
func (r *reading) reportFailures(ds schema.Diagnostics) {
	for _, f := range r.failures {
		i := slices.IndexFunc(ds, func(d schema.Diagnostic) bool { return d.Pos == f.pos })
		if i < 0 {
			r.ds.Warnf(f.pos, "%q %v: it is left out, since its declarations are known", f.location, f.err)
			continue
		}
		r.ds = append(r.ds, ds[i])
	}
}

// mapping returns Contract.Map. A location that leads to different documents, from different documents, is a fault.
func (r *reading) mapping() map[string]string {
	mapped := map[string]string{}
	for _, ref := range r.references {
		if beside(ref.pos.File, ref.location) != ref.file && mapped[ref.location] == "" {
			mapped[ref.location] = ref.file
		}
	}
	for _, ref := range r.references {
		if file := mapped[ref.location]; file != "" && file != ref.file {
			r.ds.Faultf(ref.pos, "%q leads to another document here than elsewhere in the contract, and gen reads one file "+
				"for it: save this one by hand, and name another location for it", ref.location)
		}
	}
	return mapped
}

// showURLs replaces the files in the positions of diagnostics by the URLs that they come from: the files do not exist.
func (r *reading) showURLs() {
	for i, d := range r.ds {
		for _, kept := range r.kept {
			if d.File == kept.file {
				r.ds[i].File = kept.address.String()
			}
		}
	}
}

// plain returns u without the parts that a server does not see in a request target, and that a document must not choose:
// the fragment and the user.
func plain(u *url.URL) *url.URL {
	p := *u
	p.Fragment, p.RawFragment, p.User = "", "", nil
	return &p
}
