// Package valkeykontrakt keeps the cached responses and the tokens of generated clients in Valkey or Redis, so that the
// processes of a program share them, on one machine or on many.
//
// Open connects to a server. Its CacheStore is a value for Config.CacheStore of a client, its TokenStore one for
// SignIn.Store, and its TokenSource one for Config.Token of a client without a SignIn.
//
// If the server cannot be reached, the process uses its own memory until the server is back. The Logger is told of both.
//
// All keys begin with {kontrakt}:1:, or another Prefix. The number is the version of their layout. Keys of another
// version are neither read nor changed.
package valkeykontrakt

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/valkey-io/valkey-go"
)

// ErrUnavailable is the error of what cannot be done while the server cannot be reached.
var ErrUnavailable = errors.New("the server cannot be reached")

// Config says which server is used, and how. It is printed without the password.
type Config struct {
	// Client says how to reach the server: InitAddress, Username, Password, TLSConfig and others. A few options are
	// Open's own: retries, client-side caching, and how many connections there are.
	Client valkey.ClientOption `json:"-"`
	// Prefix separates the keys of programs that use the same server; "" means kontrakt.
	Prefix string
	// MaxBytes bounds the cached responses at the server, their keys included; 0 means 64 MiB. The oldest are dropped
	// first. Processes that share a server should have the same value.
	MaxBytes int64
	// TTL is how long the server keeps a cached response; 0 means 24 hours.
	TTL time.Duration
	// MemoryBytes bounds the cached responses in the memory of the process; 0 means 16 MiB. What was not used for the
	// longest time is dropped first.
	MemoryBytes int64
	// Timeout bounds the time for one command; 0 means one second. After it the server counts as unreachable.
	Timeout time.Duration
	// Lease is how long the lock of a process that died lasts; 0 means ten seconds.
	Lease time.Duration
	// Logger is told when the server cannot be reached, when it is back, and of damaged data; nil means slog.Default.
	Logger *slog.Logger
	// AllowPlaintext allows tokens and responses to be sent to other machines without TLS.
	AllowPlaintext bool
}

// Format prints c without the password, for every verb.
func (c Config) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "valkeykontrakt.Config{InitAddress: %q, Username: %q, Password: [secret], Prefix: %q}",
		c.Client.InitAddress, c.Client.Username, c.Prefix)
}

// LogValue returns c without the password.
func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

// complete returns c with its defaults, or an error that says what to set.
func (c Config) complete() (Config, error) {
	c.Prefix = cmp.Or(c.Prefix, "kontrakt")
	c.MaxBytes = cmp.Or(c.MaxBytes, 64<<20)
	c.TTL = cmp.Or(c.TTL, 24*time.Hour)
	c.MemoryBytes = cmp.Or(c.MemoryBytes, 16<<20)
	c.Timeout = cmp.Or(c.Timeout, time.Second)
	c.Lease = cmp.Or(c.Lease, 10*time.Second)
	c.Logger = cmp.Or(c.Logger, slog.Default())
	switch {
	case strings.ContainsAny(c.Prefix, "{}"):
		return c, fmt.Errorf("Config.Prefix: got %q, want a name without braces", c.Prefix)
	case len(c.Client.InitAddress) == 0:
		return c, errors.New("Config.Client.InitAddress must have an address, such as 127.0.0.1:6379")
	case c.MaxBytes < 0 || c.MemoryBytes < 0:
		return c, errors.New("Config.MaxBytes and Config.MemoryBytes must not be negative")
	case c.TTL < time.Millisecond || c.Timeout < time.Millisecond || c.Lease < 3*time.Millisecond:
		return c, errors.New("Config.TTL, Config.Timeout and Config.Lease must be milliseconds or more")
	case c.AllowPlaintext || c.Client.TLSConfig != nil || c.Client.DialCtxFn != nil:
		return c, nil
	}
	for _, address := range c.Client.InitAddress {
		if !loopback(address) {
			return c, fmt.Errorf("Config.Client: tokens and responses would be sent to %s without TLS: set TLSConfig, or "+
				"AllowPlaintext", address)
		}
	}
	return c, nil
}

// loopback reports whether address, a host and a port, is on this machine.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
