// The two versions that gen diff compares: contracts, or a contract and an existing client.

package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/goapi"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/diff"
)

// compareVersions compares old, a contract or the folder of a client, with the contract in the file new. If old is
// empty, it is the folder of new's client.
func compareVersions(f contractFlags, old, new string) (*diffReport, schema.Diagnostics) {
	info, err := os.Stat(old)
	isFolder := old == "" || err == nil && info.IsDir()
	version := old
	if isFolder {
		version = new
	}
	after, before, ds := versions(f, version, new)
	if ds.Faulty() {
		return nil, ds
	}
	if !isFolder {
		report, more := compareContracts(before, after, old, new)
		return report, append(ds, more...)
	}
	after.names = old
	api, more := after.load(newInputs(nil))
	if ds = append(ds, more...); ds.Faulty() {
		return nil, ds
	}
	schema.DeclareAll(api) // compared as if no types were shared
	report := &diffReport{Old: old, New: new}
	if old == "" {
		report.Old = after.folder(api)
	}
	checker := goapi.NewChecker()
	client, more := clientIn(report.Old, checker)
	if ds = append(ds, more...); ds.Faulty() {
		return nil, ds
	}
	ds = append(ds, report.compareGo(checker, client, readRecord(report.Old), api)...)
	return report, ds
}

// compareContracts compares two versions of a contract, which the report calls old and new.
func compareContracts(before, after client, old, new string) (*diffReport, schema.Diagnostics) {
	api, ds := after.load(newInputs(nil))
	if ds.Faulty() {
		return nil, ds
	}
	before.names = after.folder(api)
	other, more := before.loadFitting(newInputs(nil))
	if ds = append(ds, more...); ds.Faulty() {
		return nil, ds
	}
	if (other.SOAP == nil) != (api.SOAP == nil) {
		ds.Faultf(schema.Pos{File: old}, "cannot be compared with %s: one is a WSDL, the other describes a REST service", new)
		return nil, ds
	}
	schema.DeclareAll(api) // compared as if no types were shared
	schema.DeclareAll(other)
	report := &diffReport{Old: old, New: new}
	report.addWire(diff.Compare(other, api))
	checker := goapi.NewChecker()
	client, more := checker.Contract(other)
	if ds = append(ds, more...); ds.Faulty() {
		return nil, ds
	}
	ds = append(ds, report.compareGo(checker, client, schema.RecordOf(other), api)...)
	return report, ds
}

// compareGo adds the changes in Go from client, whose names record explains, to the client of api.
func (r *diffReport) compareGo(checker *goapi.Checker, client *goapi.Package, record schema.Record,
	api *schema.API) schema.Diagnostics {
	current, ds := checker.Contract(api)
	if !ds.Faulty() {
		r.addGo(goapi.Compare(client, current), record.Moved(api))
	}
	return ds
}

// versions returns the clients of the contracts new and old. Settings in the configuration for one of them apply to the
// other, too, except for its imports.
func versions(f contractFlags, old, new string) (after, before client, ds schema.Diagnostics) {
	of := func(file string) client {
		clients, more := configure(options{contractFlags: f, file: file})
		if ds = append(ds, more...); ds.Faulty() {
			return client{}
		}
		return clients[0]
	}
	after, before = of(new), of(old)
	switch {
	case after.pos.Line > 0:
		before = after.withContract(old, f)
	case before.pos.Line > 0:
		after = before.withContract(new, f)
	}
	after.shareAlone()
	before.shareAlone()
	return after, before, ds
}

// withContract returns c for another version of its contract.
func (c client) withContract(contract string, f contractFlags) client {
	c.contract, c.builtin, c.root, c.files = contract, nil, "", nil
	f.apply(&c)
	return c
}

// loadFitting is load for a version that the configuration was not written for: settings that do not fit are ignored.
func (c client) loadFitting(in *inputs) (api *schema.API, ds schema.Diagnostics) {
	api, ds = c.read(in)
	if ds.Faulty() {
		return nil, ds
	}
	unfit := func(d schema.Diagnostic) bool { return c.pos.File != "" && d.File == c.pos.File }
	return api, append(ds, slices.DeleteFunc(c.configureAPI(api), unfit)...)
}

// clientIn returns the client that gen wrote to a folder.
func clientIn(name string, checker *goapi.Checker) (*goapi.Package, schema.Diagnostics) {
	var ds schema.Diagnostics
	files := map[string][]byte{}
	add := func(name, as string, isShared bool) {
		f, err := openFolder(name, isShared)
		if err != nil {
			ds.Faultf(schema.Pos{File: name}, "cannot be read: %v", cause(err))
		}
		for name, content := range f.written() {
			files[filepath.ToSlash(filepath.Join(as, filepath.FromSlash(name)))] = content
		}
	}
	add(name, name, false)
	replaceAliases(name, files, &ds)
	if shared, _ := sharedBy(name); shared != "" {
		own := path.Join("client", runtimeFolder) // the path that package goapi expects
		add(shared, filepath.FromSlash(own), true)
		for name, content := range files {
			files[name] = importRuntime(content, own)
		}
	}
	if len(files) == 0 && !ds.Faulty() {
		ds.Faultf(schema.Pos{File: name},
			"gen wrote no client here: name the folder of a client, or another version of the contract")
	}
	if ds.Faulty() {
		return nil, ds
	}
	return checker.Source(files)
}
