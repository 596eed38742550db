// gen.lock: where the contracts in a folder come from.

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

	"github.com/kontrakt-dev/kontrakt/internal/fetch"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

const lockFile = "gen.lock"

// lock is a gen.lock.
type lock struct {
	contracts []lockedContract // in the order of their files
}

// lockedContract is a contract that was fetched.
type lockedContract struct {
	file      string            // of its first document
	files     map[string]string // by location, as the key map of gen.yaml
	documents []lockedDocument  // in the order of their files
}

// lockedDocument is a document that was fetched. Its checksum is the same for all line endings.
type lockedDocument struct{ file, url, fetched, sha256 string }

// url returns the URL of the contract.
func (c lockedContract) url() string {
	for _, d := range c.documents {
		if d.file == c.file {
			return d.url
		}
	}
	return ""
}

// readLock reads the gen.lock in a folder. It is empty if there is none.
func readLock(folder string, ds *schema.Diagnostics) (l lock) {
	if _, err := os.Lstat(filepath.Join(folder, lockFile)); errors.Is(err, fs.ErrNotExist) {
		return l
	}
	root := yamldoc.Read(schema.Source{FS: os.DirFS(filepath.Clean(folder)), Name: lockFile, Dir: folder}, ds)
	for _, item := range root.Mapping("contracts").Need("contracts").Items() {
		m := item.Mapping("contract", "map", "documents")
		c := lockedContract{file: readLocal(m.Need("contract")), files: map[string]string{}}
		for _, entry := range m.Get("map").Entries() {
			c.files[entry.Key] = readLocal(entry.Value)
		}
		for _, item := range m.Need("documents").Items() {
			d := item.Mapping("file", "url", "fetched", "sha256")
			c.documents = append(c.documents, lockedDocument{readLocal(d.Need("file")), d.Need("url").Text(),
				d.Need("fetched").Text(), d.Need("sha256").Text()})
		}
		if c.url() == "" && !ds.Faulty() {
			item.Faultf("the documents do not contain %q: remove the contract, and fetch it again", c.file)
		}
		l.contracts = append(l.contracts, c)
	}
	return l
}

// readLocal reads the name of a file below the folder.
func readLocal(n *yamldoc.Node) string {
	file := n.Text()
	if file != "" && !filepath.IsLocal(filepath.FromSlash(file)) {
		n.Faultf("%q is not below the folder of %s", file, lockFile)
	}
	return file
}

// format returns the text of l.
func (l lock) format() []byte {
	var b strings.Builder
	b.WriteString("# Written by gen fetch: where the contracts in this folder come from.\ncontracts:\n")
	for _, c := range l.contracts {
		fmt.Fprintf(&b, "  - contract: %s\n", scalar(c.file))
		if len(c.files) > 0 {
			b.WriteString("    map:\n")
		}
		for _, location := range slices.Sorted(maps.Keys(c.files)) {
			fmt.Fprintf(&b, "      %s: %s\n", scalar(location), scalar(c.files[location]))
		}
		b.WriteString("    documents:\n")
		for _, d := range c.documents {
			fmt.Fprintf(&b, "      - file: %s\n        url: %s\n        fetched: %q\n        sha256: %q\n",
				scalar(d.file), scalar(d.url), d.fetched, d.sha256)
		}
	}
	return []byte(b.String())
}

// with returns l with the contracts, which were fetched now. A document that did not change keeps its date.
func (l lock) with(contracts []*fetch.Contract, now string) lock {
	merged := lock{slices.Clone(l.contracts)}
	for _, c := range contracts {
		locked := lockedContract{file: c.File, files: c.Map}
		for _, d := range c.Documents {
			sha256, fetched := checksumOf(d.Content), now
			for _, before := range l.documents(d.File) {
				if before.url == d.URL && before.sha256 == sha256 {
					fetched = before.fetched
				}
			}
			locked.documents = append(locked.documents, lockedDocument{d.File, d.URL, fetched, sha256})
		}
		merged.contracts = slices.DeleteFunc(merged.contracts, func(other lockedContract) bool {
			return other.url() == locked.url()
		})
		merged.contracts = append(merged.contracts, locked)
	}
	slices.SortFunc(merged.contracts, func(a, b lockedContract) int { return strings.Compare(a.file, b.file) })
	return merged
}

// documents returns the documents that are saved as file, one for each contract that has it.
func (l lock) documents(file string) (found []lockedDocument) {
	for _, c := range l.contracts {
		for _, d := range c.documents {
			if d.file == file {
				found = append(found, d)
			}
		}
	}
	return found
}

// files returns the names of all documents.
func (l lock) files() []string {
	names := map[string]bool{}
	for _, c := range l.contracts {
		for _, d := range c.documents {
			names[d.file] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
