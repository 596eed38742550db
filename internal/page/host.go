// Hosts: under which names the page and the control endpoint can be reached.

package page

import (
	"net"
	"strings"
)

// isOwnHost reports whether a Host field can be of a person who knows the sandbox: an IP address, a name without a dot, or
// one that is reserved for local networks (RFC 6761, section 6.3). A page elsewhere can let its own name lead to the
// sandbox (DNS rebinding). Such a name has a dot, and a browser sends it.
func isOwnHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	return net.ParseIP(host) != nil || !strings.Contains(host, ".") || strings.HasSuffix(host, ".localhost") ||
		strings.HasSuffix(host, ".internal")
}
