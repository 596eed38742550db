// The time zone of a service.

package scalar

import "time"

// MustLocation returns the time zone of an IANA name that the zone database is known to have, because the generated
// package compiles the database in. It panics where it has not, which is at the start of every program that uses the
// package.
func MustLocation(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		panic("time zone " + name + ": " + err.Error())
	}
	return location
}
