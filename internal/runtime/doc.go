// Package runtime is what generated clients call: reading and writing XML and JSON, bearer tokens, HTTP calls with
// their caching and MultiCall, the SOAP envelope, typed errors.
//
// It uses the standard library alone, keeps all of itself in one flat package, and is copied into the folder of a
// client that is written outside of this module. Its exported names are the seam to the generated code and meant for
// nothing else.
package runtime

// Version is raised whenever generated code and runtime change together. A copy of the package carries it, so that
// gen --check can tell an old copy.
const Version = 1
