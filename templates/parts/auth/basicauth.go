// Users: names and passwords for HTTP Basic.

package auth

import (
	"fmt"
	"io"
	"log/slog"
)

// BasicAuth is a user name and a password (RFC 7617). It is printed without the password.
type BasicAuth struct {
	Username string
	Password string `json:"-"`
}

// Format prints only the user name, for every verb.
func (a BasicAuth) Format(s fmt.State, _ rune) { io.WriteString(s, "{"+a.Username+" [secret]}") }

// LogValue returns only the user name.
func (a BasicAuth) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(a)) }
