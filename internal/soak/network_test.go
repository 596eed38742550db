// Where the server is: on a loopback socket in real time, or in memory where time is synctest's.

package soak_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
)

// network is a running server, and a client that reaches nothing else.
type network struct {
	host      string
	transport *http.Transport
	close     func()
}

// loopback serves handler on a socket.
func loopback(handler http.Handler) *network {
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = silent
	server.Start()
	transport := &http.Transport{MaxIdleConnsPerHost: callers}
	return &network{server.Listener.Addr().String(), transport, server.Close}
}

// memory serves handler through net.Pipe, so that a goroutine which waits for the other side is blocked in the sense of
// synctest. Whatever host is asked for, it answers.
func memory(handler http.Handler) *network {
	p := pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler, ErrorLog: silent}
	go server.Serve(p)
	return &network{"service.example", &http.Transport{DialContext: p.dial}, func() { server.Close() }}
}

// pipes is a listener whose connections are made by dial.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error {
	close(p.closed)
	return nil
}

func (pipes) Addr() net.Addr { return &net.IPAddr{} }
