// Package runtimetest has the services and messages that the tests of the runtime's packages share.
package runtimetest
