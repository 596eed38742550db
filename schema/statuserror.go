// The types of error responses, by HTTP status.

package schema

import (
	"slices"
	"strconv"
)

// StatusError is the type of the JSON in error responses with a status.
type StatusError struct {
	Status int   // of HTTP; 0 for all that have no type of their own
	Type   *Type // a struct, which is an error in Go
	Pos    Pos
}

// Label returns the status, or "default".
func (e *StatusError) Label() string {
	if e.Status == 0 {
		return "default"
	}
	return strconv.Itoa(e.Status)
}

// ErrorsOf returns the types of op's error responses: its own, and those of the service for other statuses.
func (r *REST) ErrorsOf(op *RESTOperation) []*StatusError {
	all := slices.Clone(op.Errors)
	for _, e := range r.Errors {
		if !slices.ContainsFunc(op.Errors, func(own *StatusError) bool { return own.Status == e.Status }) {
			all = append(all, e)
		}
	}
	return all
}
