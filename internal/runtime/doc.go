// Package runtime is the parent of the packages that generated clients use. Each describes itself in one sentence;
// none imports one that is built on it. All use the standard library alone.
//
// A client that is written outside of this module gets a copy of this package and of those that it imports. Their
// exported names are the interface to generated code, and to each other; they are meant for nothing else.
package runtime

// Version is raised whenever generated code and the runtime change together. A copy carries it, so that gen --check can
// tell an old copy.
const Version = 1
