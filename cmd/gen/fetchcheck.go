// gen fetch --check: how the contracts on the web differ from those in a folder.

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/internal/fetch"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// report prints the changes that a run without --check would make, and what they mean for the contracts.
func (f fetchFlags) report(cmd *cobra.Command, old lock, contracts []*fetch.Contract, changes []change) error {
	for _, c := range changes {
		if filepath.Base(c.path) != lockFile {
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s: %s: run gen fetch\n", filepath.ToSlash(c.path), c.state, c.cause)
		}
	}
	if len(changes) == 0 {
		return nil
	}
	for _, locked := range old.contracts {
		for _, c := range contracts {
			if c.File != locked.file {
				continue
			}
			r, ds := f.compare(locked, c)
			if reportDiagnostics(cmd, ds) == nil {
				fmt.Fprint(cmd.OutOrStdout(), "\n"+r.format("text"))
			}
		}
	}
	return errReported
}

// compare compares the contract in the folder with the one that was fetched.
func (f fetchFlags) compare(locked lockedContract, fetched *fetch.Contract) (*diffReport, schema.Diagnostics) {
	file := filepath.Join(f.out, filepath.FromSlash(locked.file))
	clients, ds := configure(options{contractFlags: f.contractFlags, file: file})
	if ds.Faulty() {
		return nil, ds
	}
	folder, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		ds.Faultf(schema.Pos{File: file}, "cannot be read: %v", cause(err))
		return nil, ds
	}
	defer folder.Close()
	before := clients[0]
	before.files = filesIn(f.out, locked.files)
	maps.Copy(before.files, clients[0].files)
	after := before
	after.builtin = overlay{folder.FS(), fetched.Files()}
	after.files = map[string]string{}
	for location, file := range clients[0].files {
		name, more := client{contract: before.contract}.belowRoot(file)
		if more.Faulty() {
			return nil, append(ds, more...)
		}
		after.files[location] = name
	}
	maps.Copy(after.files, fetched.Map)
	before.shareAlone()
	after.shareAlone()
	r, more := compareContracts(before, after, file, fetched.URL())
	return r, append(ds, more...)
}

// overlay is a folder in which some files are replaced.
type overlay struct {
	fs.FS
	files fetch.Files
}

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.files.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.FS.Open(name)
	}
	return f, err
}
