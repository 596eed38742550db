// Package debug shows the requests of a call and their responses, as they were sent.
package debug
