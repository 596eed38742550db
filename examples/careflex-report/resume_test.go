// Reports that go on after the program was killed, or after the service failed: nothing is sent twice or lost.

package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// longReport writes the report of several companies: with up to 250 incidents, and with none. Some are rejected.
func longReport(t *testing.T, random *rand.Rand) string {
	var b bytes.Buffer
	fmt.Fprintln(&b, "careflexId;createdAt;employeeId;validFrom;type")
	for company := range 3 {
		fmt.Fprintf(&b, "empty-%d;30.11.2026;;;\n", company)
		for employee := range 1 + random.IntN(250) {
			kind := "RST"
			if random.IntN(10) == 0 {
				kind = "XYZ"
			}
			fmt.Fprintf(&b, "company-%d;30.11.2026;%d-%d;24.11.2026;%s\n", company, company, employee, kind)
		}
	}
	return writeFile(t, "report.csv", b.Bytes())
}

// check compares the outcomes with what the service received, and returns how many are unknown and not sent.
func check(t *testing.T, services *sandbox.Sandbox, path string) (unknown, notSent int) {
	t.Helper()
	received := map[string]int{}
	for _, request := range services.Received("NoIncident") {
		var sent careflex.NoIncidentRequest
		if err := request.Decode(&sent); err != nil {
			t.Fatal(err)
		}
		received[sent.CareflexID+"/"]++
	}
	for _, request := range services.Received("NewIncident") {
		var sent careflex.NewIncidentRequest
		if err := request.Decode(&sent); err != nil {
			t.Fatal(err)
		}
		for _, item := range sent.IncidentList.Incidents {
			received[sent.CareflexID+"/"+item.PlainIncident.EmployeeID]++
		}
	}
	outcomes, count := outcomesOf(t, path)
	for _, o := range outcomes {
		times := received[o.CareflexID+"/"+o.EmployeeID]
		if times > 1 || times == 0 && (o.Outcome == "accepted" || o.Outcome == "rejected") {
			t.Fatalf("line %d is %s, and was received %d times", o.Line, o.Outcome, times)
		}
	}
	return count["unknown"], count["not sent"]
}

// fuse is a listener that blows once a number of bytes went over its connections, there and back.
type fuse struct {
	net.Listener
	left atomic.Int64
	blow atomic.Pointer[func()]
}

// set makes the fuse blow after n bytes.
func (f *fuse) set(n int64, blow func()) {
	f.left.Store(n)
	f.blow.Store(&blow)
}

func (f *fuse) Accept() (net.Conn, error) {
	conn, err := f.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return fusedConn{conn, f}, nil
}

type fusedConn struct {
	net.Conn
	fuse *fuse
}

// pass passes b on in two pieces if the fuse blows within it.
func (c fusedConn) pass(b []byte, do func([]byte) (int, error)) (int, error) {
	before := c.fuse.left.Load()
	first := b
	if before > 0 && before < int64(len(b)) {
		first = b[:before]
	}
	n, err := do(first)
	if after := c.fuse.left.Add(int64(-n)); after <= 0 && after+int64(n) > 0 {
		(*c.fuse.blow.Load())()
	}
	return n, err
}

func (c fusedConn) Read(b []byte) (int, error) { return c.pass(b, c.Conn.Read) }

func (c fusedConn) Write(b []byte) (written int, err error) {
	for written < len(b) && err == nil {
		var n int
		n, err = c.pass(b[written:], c.Conn.Write)
		written += n
	}
	return written, err
}

// serve serves services behind a fuse.
func serve(t *testing.T, services *sandbox.Sandbox) (*fuse, *httptest.Server) {
	server := httptest.NewUnstartedServer(services)
	f := &fuse{Listener: server.Listener}
	f.set(0, func() {})
	server.Listener = f
	server.Start()
	t.Cleanup(server.Close)
	return f, server
}

// The program is killed at points that are drawn, up to three times in one report, and then runs to its end.
func TestKilled(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 16))
	killed := 0
	for killed < 24 {
		services := sandbox.New(t, "careflex")
		f, server := serve(t, services)
		setEnv(t, server.URL)
		path := longReport(t, random)
		outcomePath := filepath.Join(t.TempDir(), "outcome.json")
		before := killed
		for range 1 + random.IntN(3) {
			program := exec.Command(os.Args[0], "-outcome", outcomePath, path)
			program.Env = append(os.Environ(), asProgram+"=1")
			started := make(chan struct{})
			f.set(1+random.Int64N(150_000), func() { <-started; program.Process.Kill() })
			if err := program.Start(); err != nil {
				t.Fatal(err)
			}
			close(started)
			if program.Wait(); program.ProcessState.ExitCode() < 0 {
				killed++
			}
			f.set(0, func() {})
		}
		status := run(t.Context(), []string{"-outcome", outcomePath, path}, t.Output(), t.Output())
		if unknown, notSent := check(t, services, outcomePath); notSent > 0 || unknown > 100*(killed-before) {
			t.Fatalf("%d not sent, %d unknown after %d kills", notSent, unknown, killed-before)
		} else if unknown > 0 && status != someUnknown {
			t.Fatalf("exit status %d with %d unknown", status, unknown)
		}
		server.Close()
	}
}

// The connections to the service break at points that are drawn.
func TestServiceIsStopped(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 16))
	for range 12 {
		services := sandbox.New(t, "careflex")
		f, server := serve(t, services)
		setEnv(t, server.URL)
		path := longReport(t, random)
		outcomePath := filepath.Join(t.TempDir(), "outcome.json")
		var breaks atomic.Int64
		for status := someNotSent; status == someNotSent; {
			f.set(1+random.Int64N(150_000), func() { breaks.Add(1); go server.CloseClientConnections() })
			if breaks.Load() == 3 {
				f.set(0, func() {})
			}
			status = run(t.Context(), []string{"-outcome", outcomePath, path}, t.Output(), t.Output())
			if unknown, _ := check(t, services, outcomePath); int64(unknown) > 100*breaks.Load() {
				t.Fatalf("%d unknown after %d breaks", unknown, breaks.Load())
			}
		}
		server.Close()
	}
}

// Each kind of trouble, at each request of a report: the next run goes on, and sends nothing twice.
func TestTrouble(t *testing.T) {
	for name, trouble := range map[string]struct {
		make    func(*sandbox.Rule)
		unknown bool // the outcome of the request
	}{
		"drop":         {func(r *sandbox.Rule) { r.Drop() }, true},
		"lose":         {func(r *sandbox.Rule) { r.Lose() }, true},
		"cut":          {func(r *sandbox.Rule) { r.Cut() }, true},
		"server error": {func(r *sandbox.Rule) { r.Respond(http.StatusInternalServerError, nil, "<h1>Error</h1>") }, true},
		"no format":    {func(r *sandbox.Rule) { r.Respond(http.StatusNotAcceptable, nil, "") }, true},
		"throttled":    {func(r *sandbox.Rule) { r.Respond(http.StatusTooManyRequests, nil, "") }, false},
		"fault":        {func(r *sandbox.Rule) { r.Fault("Server", "Maintenance until noon.", nil) }, true},
	} {
		for _, operation := range []string{"NewIncident", "NoIncident"} {
			for before := range 3 {
				t.Run(fmt.Sprintf("%s of %s %d", name, operation, before), func(t *testing.T) {
					services := sandbox.New(t, "careflex")
					setEnv(t, services.URL)
					services.On(operation).Times(before).Delay(0)
					trouble.make(services.On(operation).Times(1))
					path := longReport(t, rand.New(rand.NewPCG(3, 16)))
					outcomePath := filepath.Join(t.TempDir(), "outcome.json")
					args := []string{"-outcome", outcomePath, path}
					run(t.Context(), args, t.Output(), t.Output())
					status := run(t.Context(), args, t.Output(), t.Output())
					outcomes, count := outcomesOf(t, outcomePath)
					if !trouble.unknown && status != someRejected {
						t.Errorf("exit status %d", status)
					}
					for _, o := range outcomes {
						if o.EmployeeID == "" && o.Outcome == "rejected" {
							t.Errorf("line %d is rejected: %s", o.Line, o.Reason)
						}
					}
					if count["not sent"] > 0 || (count["unknown"] > 0) != trouble.unknown || (status == someUnknown) != trouble.unknown {
						t.Errorf("exit status %d, %v", status, count)
					}
				})
			}
		}
	}
}

// A program that is asked to stop waits for the response to the request that it has sent, and sends no other.
func TestStopped(t *testing.T) {
	services := sandbox.New(t, "careflex")
	stopped, stop := context.WithCancel(t.Context())
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/careflex" && requests.Add(1) == 2 { // the first one with incidents
			stop()
		}
		services.ServeHTTP(w, r)
	}))
	defer server.Close()
	setEnv(t, server.URL)
	path := longReport(t, rand.New(rand.NewPCG(4, 16)))
	outcomePath := filepath.Join(t.TempDir(), "outcome.json")
	if status := run(stopped, []string{"-outcome", outcomePath, path}, t.Output(), t.Output()); status != someNotSent {
		t.Errorf("exit status %d", status)
	}
	if unknown, notSent := check(t, services, outcomePath); unknown != 0 || notSent == 0 {
		t.Errorf("%d unknown, %d not sent", unknown, notSent)
	}
	if n := len(services.Received("NewIncident")); n != 1 {
		t.Errorf("%d requests", n)
	}
}
