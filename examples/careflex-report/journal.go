// The journal: a folder that records the requests for each company and their outcomes.

package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// entry is the record of one company.
type entry struct {
	Incidents *careflex.NewIncidentSummary `json:"incidents,omitempty"` // nil if none were sent
	Empty     *emptyOutcome                `json:"empty,omitempty"`     // nil if no empty report was sent
}

// emptyOutcome is the outcome of an empty report.
type emptyOutcome struct {
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitempty"`
}

// journal is an open journal.
type journal struct {
	folder *os.Root
	lock   io.Closer
}

// openJournal opens the journal of a report in a folder, which need not exist. No two processes can open it at the same
// time. A journal of another report is an error, since its outcomes are not those of this one.
func openJournal(path string, report []byte) (*journal, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	if err := syncNames(filepath.Dir(path)); err != nil {
		return nil, err
	}
	folder, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	lock, err := lockFile(filepath.Join(path, "lock"))
	if err != nil {
		folder.Close()
		return nil, fmt.Errorf("cannot lock the journal %s, perhaps because the report is being sent already: %w", path, err)
	}
	j := &journal{folder, lock}
	if err := j.check(report); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// check checks that the journal is of report, or makes it so if it is new.
func (j *journal) check(report []byte) error {
	const name = "report.sha256"
	digest := fmt.Sprintf("%x\n", sha256.Sum256(report))
	known, err := j.folder.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return j.replace(name, []byte(digest))
	case err == nil && string(known) != digest:
		return fmt.Errorf("the journal %s is of another report, or the file has changed since: "+
			"restore the file, or choose another journal with -journal", j.folder.Name())
	}
	return err
}

// Close releases the journal.
func (j *journal) Close() error { return errors.Join(j.lock.Close(), j.folder.Close()) }

// fileOf returns the name of a company's file: hexadecimal, because file systems do not accept all characters, or confuse
// upper and lower case.
func fileOf(careflexID string) string { return fmt.Sprintf("%x.json", careflexID) }

// load returns the entry of a company, which is empty if nothing was sent.
func (j *journal) load(c *company) (*entry, error) {
	content, err := j.folder.ReadFile(fileOf(c.careflexID))
	if errors.Is(err, fs.ErrNotExist) {
		return new(entry), nil
	}
	if err != nil {
		return nil, err
	}
	e := new(entry)
	err = json.Unmarshal(content, e)
	if err == nil && e.Incidents != nil && len(e.Incidents.Rows) != len(c.incidents) {
		err = fmt.Errorf("%d rows, although the company has %d incidents", len(e.Incidents.Rows), len(c.incidents))
	}
	if err != nil {
		return nil, fmt.Errorf("the journal is damaged: %s: %w", filepath.Join(j.folder.Name(), fileOf(c.careflexID)), err)
	}
	return e, nil
}

// save replaces the entry of a company.
func (j *journal) save(careflexID string, e *entry) error {
	content, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return j.replace(fileOf(careflexID), content)
}

// replace replaces a file as a whole. When it returns, the content survives a crash of the machine.
func (j *journal) replace(name string, content []byte) error {
	f, err := j.folder.OpenFile(name+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := j.folder.Rename(name+".new", name); err != nil {
		return err
	}
	return syncNames(j.folder.Name())
}

// syncNames waits until the names in a folder are on the disk. Windows has no such call.
func syncNames(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
