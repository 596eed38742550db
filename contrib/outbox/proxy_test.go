// A TCP proxy that counts the bytes of connections, and cuts some of them.

package outbox_test

import (
	"net"
	"net/url"
	"sync/atomic"
	"testing"
)

// proxy passes connections on to a server.
type proxy struct {
	listener net.Listener
	server   string
	limit    func() int64 // of the next connection's bytes: then it is cut; 0 for no limit
	bytes    atomic.Int64 // in both directions
	cuts     atomic.Int64
}

// newProxy starts a proxy of the server in a URL, until the test ends.
func newProxy(t *testing.T, server string, limit func() int64) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	p := &proxy{listener: listener, server: parse(t, server).Host, limit: limit}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return // the test has ended
			}
			p.pass(client)
		}
	}()
	return p
}

// through returns the URL with the proxy as its server.
func (p *proxy) through(t *testing.T, server string) string {
	t.Helper()
	u := parse(t, server)
	u.Host = p.listener.Addr().String()
	return u.String()
}

func parse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// pass begins to pass on what the client and the server send.
func (p *proxy) pass(client net.Conn) {
	server, err := net.Dial("tcp", p.server)
	if err != nil { // it is being restarted
		client.Close()
		return
	}
	limit, passed := p.limit(), new(atomic.Int64)
	forward := func(to, from net.Conn) {
		defer to.Close()
		defer from.Close()
		buffer := make([]byte, 4096)
		for {
			n, err := from.Read(buffer)
			p.bytes.Add(int64(n))
			if total := passed.Add(int64(n)); limit > 0 && total >= limit {
				if total-int64(n) < limit {
					p.cuts.Add(1)
				}
				return
			}
			if _, writeErr := to.Write(buffer[:n]); err != nil || writeErr != nil {
				return
			}
		}
	}
	go forward(server, client)
	go forward(client, server)
}
