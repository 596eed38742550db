// The version of the command.

package main

import "runtime/debug"

// commandVersion returns the version of the module that the command was built from: by go install or go tool, as which
// it is a dependency of another module, or in its own repository.
func commandVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range append(info.Deps, &info.Main) {
			if m.Path == modulePath && m.Version != "" {
				return m.Version
			}
		}
	}
	return "(devel)"
}
