// The time zone of a service.

package scalar

import "time"

// MustLocation returns the time zone with an IANA name. It panics if the zone database does not have it. That cannot
// happen in a generated package, which embeds the database, except at the start of the program.
func MustLocation(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		panic("time zone " + name + ": " + err.Error())
	}
	return location
}
