// The server of the tests: Debian's redis-server, or valkey-server, on a free port of the loopback interface.

package valkeykontrakt_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/valkey-io/valkey-go"

	valkeykontrakt "github.com/kontrakt-dev/kontrakt/contrib/valkey"
)

// patience bounds what tests wait for.
const patience = 30 * time.Second

// eventually waits until condition holds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// realServer is a server that the test has started.
type realServer struct {
	t       *testing.T
	program string
	args    []string
	address string
	process *exec.Cmd
}

// startServer starts a server. The test is skipped where none is installed, unless it runs in CI. It runs beside others,
// since it waits most of the time.
func startServer(t *testing.T, args ...string) *realServer {
	t.Helper()
	t.Parallel()
	r := &realServer{t: t, address: freeAddress(t)}
	for _, name := range []string{"valkey-server", "redis-server"} {
		if path, err := exec.LookPath(name); err == nil {
			r.program = path
			break
		}
	}
	if r.program == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("neither redis-server nor valkey-server is installed")
		}
		t.Skip("needs redis-server or valkey-server")
	}
	host, port, _ := net.SplitHostPort(r.address)
	r.args = append([]string{"--bind", host, "--port", port, "--dir", t.TempDir(), "--save", "", "--daemonize", "no"}, args...)
	r.start()
	t.Cleanup(func() {
		if r.process != nil {
			r.kill()
		}
	})
	return r
}

// ports are those that tests use.
var ports sync.Map

// freeAddress returns an address of the loopback interface that stays free while its server is down: its port, and that
// of a cluster, which is 10,000 higher, are below those that the system gives to connections.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 1000 {
		address := fmt.Sprint("127.0.0.1:", 10_000+rand.IntN(10_000))
		listener, err := net.Listen("tcp", address)
		if err != nil {
			continue
		}
		listener.Close()
		if _, used := ports.LoadOrStore(address, true); !used {
			return address
		}
	}
	t.Fatal("no port is free")
	return ""
}

// start starts the process and waits until it accepts commands.
func (r *realServer) start() {
	r.t.Helper()
	r.process = exec.Command(r.program, r.args...)
	var output bytes.Buffer
	r.process.Stdout, r.process.Stderr = &output, &output
	if err := r.process.Start(); err != nil {
		r.t.Fatal(err)
	}
	eventually(r.t, "the server is ready", func() bool {
		connection, err := net.Dial("tcp", r.address)
		if err != nil {
			return false
		}
		defer connection.Close()
		fmt.Fprint(connection, "PING\r\n")
		reply := make([]byte, 5)
		_, err = io.ReadFull(connection, reply)
		return err == nil && (string(reply) == "+PONG" || string(reply) == "-NOAU")
	})
}

// kill ends the process as kill -9 does.
func (r *realServer) kill() {
	r.t.Helper()
	if err := r.process.Process.Kill(); err != nil {
		r.t.Fatal(err)
	}
	_ = r.process.Wait() // it was killed
	r.process = nil
}

// signal sends the process a signal.
func (r *realServer) signal(s os.Signal) {
	r.t.Helper()
	if err := r.process.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

func (r *realServer) freeze() { r.signal(syscall.SIGSTOP) }
func (r *realServer) thaw()   { r.signal(syscall.SIGCONT) }

// admin returns a connection for what a person does by hand.
func (r *realServer) admin() *admin {
	r.t.Helper()
	client, err := valkey.NewClient(valkey.ClientOption{InitAddress: []string{r.address}, DisableCache: true})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(client.Close)
	return &admin{r.t, client}
}

type admin struct {
	t      *testing.T
	client valkey.Client
}

// do sends a command.
func (a *admin) do(words ...string) valkey.ValkeyMessage {
	a.t.Helper()
	message, err := a.client.Do(context.Background(), a.client.B().Arbitrary(words...).Build()).ToMessage()
	if err != nil && !valkey.IsValkeyNil(err) {
		a.t.Fatalf("%s: %v", words[0], err)
	}
	return message
}

// number returns the result of a command that returns a number.
func (a *admin) number(words ...string) int64 {
	a.t.Helper()
	message := a.do(words...)
	n, err := message.AsInt64()
	if err != nil {
		a.t.Fatal(err)
	}
	return n
}

// text returns the result of a command that returns a string, "" for none.
func (a *admin) text(words ...string) string {
	a.t.Helper()
	message := a.do(words...)
	text, _ := message.ToString()
	return text
}

// list returns the result of a command that returns strings.
func (a *admin) list(words ...string) []string {
	a.t.Helper()
	message := a.do(words...)
	list, err := message.AsStrSlice()
	if err != nil {
		a.t.Fatal(err)
	}
	return list
}

// keys returns the keys that match a pattern, in order.
func (a *admin) keys(pattern string) []string {
	a.t.Helper()
	return slices.Sorted(slices.Values(a.list("KEYS", pattern)))
}

// option returns how to reach a server.
func option(address string) valkey.ClientOption {
	return valkey.ClientOption{InitAddress: []string{address}}
}

// open opens the server as a process would.
func (r *realServer) open(change func(*valkeykontrakt.Config)) *valkeykontrakt.Server {
	r.t.Helper()
	return openAt(r.t, r.address, change)
}

func openAt(t *testing.T, address string, change func(*valkeykontrakt.Config)) *valkeykontrakt.Server {
	t.Helper()
	config := valkeykontrakt.Config{Client: option(address), Timeout: patience,
		Logger: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&config)
	}
	server, err := valkeykontrakt.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// journal is a Logger with its records.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewTextHandler(j, nil)) }

// count returns how often a message was logged.
func (j *journal) count(message string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Count(j.text.String(), message)
}

const (
	outage = "the server cannot be reached: this process uses its own memory"
	back   = "the server is back"
)

// proxy passes connections on to a server, and can cut them.
type proxy struct {
	address string
	target  string

	mu          sync.Mutex
	isCut       bool
	connections []net.Conn
}

func startProxy(t *testing.T, target string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{address: listener.Addr().String(), target: target}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			p.pass(connection)
		}
	}()
	t.Cleanup(func() {
		listener.Close()
		p.cut()
	})
	return p
}

// cut ends all connections, and each new one at once.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.isCut = true
	for _, connection := range p.connections {
		connection.Close()
	}
	p.connections = nil
}

// restore passes new connections on.
func (p *proxy) restore() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.isCut = false
}

func (p *proxy) pass(connection net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.isCut {
		connection.Close()
		return
	}
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		connection.Close()
		return
	}
	p.connections = append(p.connections, connection, server)
	go func() { _, _ = io.Copy(server, connection); server.Close() }()
	go func() { _, _ = io.Copy(connection, server); connection.Close() }()
}
