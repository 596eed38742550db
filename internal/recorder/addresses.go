// Package recorder stands between clients and services: a [Recorder] passes calls on and writes them to a cassette, a
// [Player] answers from one. Each origin of the services has an address of its own, so that paths stay as they are.
package recorder

import (
	"bytes"
	"cmp"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
)

// Addresses are where the origins of services can be reached instead: URLs of a scheme, a host and a port, by the origins.
type Addresses map[string]string

// origin returns the origin of a URL that [cassette.CheckURL] accepts.
func origin(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Host)
	if port := u.Port(); port != "" && port == defaultPorts[u.Scheme] {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return u.Scheme + "://" + host
}

// defaultPorts are the ports that URLs leave out.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

// Of returns where a service can be reached.
func (a Addresses) Of(s cassette.Service) string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	return a[origin(s.URL)] + u.EscapedPath()
}

// Listeners are the listeners of the origins.
type Listeners map[string]net.Listener

// Listen opens a listener for each origin of services: the first one at an address, and each other one at the next port,
// unless the port is 0.
func Listen(address string, services []cassette.Service) (Listeners, Addresses, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot listen: %w", err)
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot listen: %q is not the number of a port", portText)
	}
	listeners, addresses := Listeners{}, Addresses{}
	for _, s := range services {
		o := origin(s.URL)
		if listeners[o] != nil {
			continue
		}
		listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			listeners.Close()
			return nil, nil, fmt.Errorf("cannot listen: %w: choose another port", err)
		}
		listeners[o], addresses[o] = listener, "http://"+listener.Addr().String()
		if port != 0 {
			port++
		}
	}
	return listeners, addresses, nil
}

// Close closes the listeners.
func (l Listeners) Close() {
	for _, listener := range l {
		listener.Close()
	}
}

// serviceAt returns the name of the service of an origin that has a path: the one whose URL has the longest beginning of
// it, or else the first one.
func serviceAt(services []cassette.Service, o, path string) (name string) {
	longest := -1
	for _, s := range services {
		u, err := url.Parse(s.URL)
		if err != nil || origin(s.URL) != o {
			continue
		}
		length := 0
		if base := strings.TrimSuffix(u.EscapedPath(), "/"); path == base || strings.HasPrefix(path, base+"/") {
			length = len(base) + 1
		}
		if length > longest {
			name, longest = s.Name, length
		}
	}
	return name
}

// replacement is a text, and what is written instead.
type replacement struct{ old, new string }

// replacements are those of URLs, the longest first.
type replacements []replacement

// toOwn replaces the origins of services by their addresses.
func (a Addresses) toOwn() (rs replacements) {
	for o, address := range a {
		rs = rs.add(o, address)
		scheme, _, _ := strings.Cut(o, ":")
		if u, err := url.Parse(o); err == nil && u.Port() == "" {
			rs = rs.add(o+":"+defaultPorts[scheme], address)
		}
	}
	return rs.sorted()
}

// toService replaces the addresses by the origins of services.
func (a Addresses) toService() (rs replacements) {
	for o, address := range a {
		rs = rs.add(address, o)
	}
	return rs.sorted()
}

// add adds the replacement of one origin by another, in each spelling: as it is, with slashes as JSON may have them, and
// as in a query.
func (rs replacements) add(old, new string) replacements {
	slashes := strings.NewReplacer("/", `\/`)
	lower := strings.NewReplacer("%3A", "%3a", "%2F", "%2f")
	oldQuery, newQuery := url.QueryEscape(old), url.QueryEscape(new)
	return append(rs, replacement{old, new}, replacement{slashes.Replace(old), slashes.Replace(new)},
		replacement{oldQuery, newQuery}, replacement{lower.Replace(oldQuery), lower.Replace(newQuery)})
}

func (rs replacements) sorted() replacements {
	slices.SortFunc(rs, func(a, b replacement) int {
		return cmp.Or(len(b.old)-len(a.old), strings.Compare(a.old, b.old))
	})
	return rs
}

// text returns s with the origins replaced.
func (rs replacements) text(s string) string {
	out, _ := rs.apply(nil, []byte(s), true)
	return string(out)
}

// apply appends in to out with the origins replaced. If in is not the end of the text, rest is what may be the beginning of
// one.
func (rs replacements) apply(out, in []byte, isEnd bool) (result, rest []byte) {
	for {
		i := bytes.IndexByte(in, 'h') // of http
		if i < 0 {
			return append(out, in...), nil
		}
		out, in = append(out, in[:i]...), in[i:]
		found := false
		for _, r := range rs {
			after, isPrefix := bytes.CutPrefix(in, []byte(r.old))
			switch {
			case !isEnd && len(in) < len(r.old)+len("%3A") && (isPrefix || strings.HasPrefix(r.old, string(in))):
				return out, in
			case isPrefix && endsHost(after):
				out, in, found = append(out, r.new...), after, true
			}
			if found {
				break
			}
		}
		if !found {
			out, in = append(out, in[0]), in[1:]
		}
	}
}

// endsHost reports whether the host of a URL is not continued by after.
func endsHost(after []byte) bool {
	if len(after) == 0 {
		return true
	}
	c := after[0]
	isHost := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':' || c == '@'
	escape := strings.ToUpper(string(after[:min(3, len(after))]))
	return !isHost && escape != "%3A" && escape != "%40"
}
