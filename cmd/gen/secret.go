// Secrets: the environment variables that have them.

package main

// The environment variables with secrets, which a command line would show to other users of the machine. Nothing prints
// them or writes them to a file.
const (
	tokenVariable    = "GEN_TOKEN"
	passwordVariable = "GEN_PASSWORD"
	keyVariable      = "GEN_KEY"
)
