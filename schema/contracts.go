// The contracts that are built into the command.

package schema

import "embed"

// Contracts are the contracts of the two built-in clients, careflex.wsdl and mvp.yaml, what the sandbox rejects of the
// former and the messages that its document shows, and builtin.yaml, the configuration that lists them (see cmd/gen).
//
//go:embed careflex.wsdl careflex.sandbox.yaml careflex.examples mvp.yaml builtin.yaml
var Contracts embed.FS
