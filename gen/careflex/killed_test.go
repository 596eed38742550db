// Reports that go on after the program was killed: nothing is sent twice or lost, and what nobody knows is named.

package careflex_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

const (
	kills          = 200
	killedItems    = 450
	killedWorkers  = 2
	killedSettings = "KONTRAKT_KILLED" // the environment variable that makes TestKilledProgram a program
)

// killedProgram says what TestKilledProgram does.
type killedProgram struct {
	URL         string
	State       string // the file that the summary is kept in
	Concurrency int
	Save        int // the program kills itself while it saves the summary for this time, from 1; 0 for never
	Step        int // of saving, see save
}

// TestKilledProgram is the program that TestKilled starts and kills.
func TestKilledProgram(t *testing.T) {
	var p killedProgram
	if err := json.Unmarshal([]byte(os.Getenv(killedSettings)), &p); err != nil {
		return // TestKilled runs this as a program
	}
	if _, err := p.run(t); err != nil {
		t.Fatal(err)
	}
}

// run goes on with the report that the state is of.
func (p *killedProgram) run(t *testing.T) (*careflex.NewIncidentSummary, error) {
	options := &careflex.NewIncidentAllOptions{Concurrency: p.Concurrency, Continue: p.read(t)}
	saved := 0
	options.Progress = func(s *careflex.NewIncidentSummary) {
		saved++
		p.save(t, s, saved == p.Save)
	}
	client := newClient(t, careflex.Config{Endpoint: p.URL, Token: careflex.StaticToken(documentToken)})
	return client.NewIncidentAll(t.Context(), report(killedItems), options)
}

// read returns the summary that was saved last, or nil.
func (p *killedProgram) read(t *testing.T) *careflex.NewIncidentSummary {
	content, err := os.ReadFile(p.State)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	summary := new(careflex.NewIncidentSummary)
	if err = errors.Join(err, json.Unmarshal(content, summary)); err != nil {
		t.Fatal(err)
	}
	return summary
}

// save replaces the state by s, and kills the program at its Step if die.
func (p *killedProgram) save(t *testing.T, s *careflex.NewIncidentSummary, die bool) {
	content, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	half := len(content) / 2
	for step, do := range []func() error{
		func() error { return nil },
		func() error { return os.WriteFile(p.State+".new", content[:half], 0o600) },
		func() error { return os.WriteFile(p.State+".new", content, 0o600) },
		func() error { return os.Rename(p.State+".new", p.State) },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		if die && step == p.Step {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				self.Kill()
			}
			select {}
		}
	}
}

// ledger is what the service has carried out for one report.
type ledger struct {
	mu    sync.Mutex
	times map[string]int // by employee
}

// ServeHTTP takes the incidents of a request that came whole.
func (l *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the program is dead
	}
	l.mu.Lock()
	for _, match := range employeeID.FindAllStringSubmatch(string(body), -1) {
		l.times[match[1]]++
	}
	l.mu.Unlock()
	accepted(w, request{body: string(body)})
}

// check holds summary, the state after a kill or the last word, against what the service did.
func (l *ledger) check(t *testing.T, summary *careflex.NewIncidentSummary) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range killedItems {
		outcome, done := careflex.NotSent, l.times[strconv.Itoa(i)]
		if summary != nil {
			outcome = summary.Rows[i].Outcome
		}
		switch {
		case done > 1:
			t.Fatalf("incident %d was sent %d times", i, done)
		case outcome == careflex.NotSent && done != 0, outcome == careflex.Accepted && done != 1,
			outcome == careflex.Rejected:
			t.Fatalf("incident %d is %v, and was sent %d times", i, outcome, done)
		case outcome == careflex.Unknown && !errors.Is(summary.Rows[i].Err, careflex.ErrUnknownOutcome):
			t.Fatalf("incident %d is unknown: %v", i, summary.Rows[i].Err)
		}
	}
}

// fatalListener kills a program once a number of bytes went over its connections, there and back.
type fatalListener struct {
	net.Listener
	program atomic.Pointer[victim]
}

// victim is a program that is to be killed.
type victim struct {
	process *os.Process
	left    atomic.Int64 // bytes
}

// spend notes that n bytes went over the wire.
func (v *victim) spend(n int) {
	if v != nil && n > 0 && v.left.Add(-int64(n)) <= 0 {
		v.process.Kill()
	}
}

// most returns how many of n bytes may go over the wire before something happens.
func (v *victim) most(n int) int {
	if v == nil {
		return n
	}
	if left := v.left.Load(); left > 0 && left < int64(n) {
		return int(left)
	}
	return n
}

func (l *fatalListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return fatalConn{conn, l.program.Load()}, nil
}

type fatalConn struct {
	net.Conn
	*victim
}

func (c fatalConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b[:c.most(len(b))])
	c.spend(n)
	return n, err
}

func (c fatalConn) Write(b []byte) (int, error) {
	first := c.most(len(b))
	n, err := c.Conn.Write(b[:first])
	c.spend(n)
	if err != nil || first == len(b) {
		return n, err
	}
	more, err := c.Conn.Write(b[first:])
	c.spend(more)
	return n + more, err
}

// TestKilled kills a program at 200 points that are drawn: at a byte on the wire, or at a step of saving. After each
// kill, and after the program at last went on to the end, it compares the summary with what the service did.
func TestKilled(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the exit status does not tell that a program was killed")
	}
	var left atomic.Int64
	left.Store(kills)
	for worker := range killedWorkers {
		t.Run(strconv.Itoa(worker), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(worker), 200))
			listener := new(fatalListener)
			var ledgers sync.Map // by path: a late request of a dead program must not meet the next service
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				l, _ := ledgers.Load(r.URL.Path)
				l.(*ledger).ServeHTTP(w, r)
			}))
			listener.Listener = server.Listener
			server.Listener = listener
			server.Start()
			defer server.Close()
			for n := 0; left.Load() > 0 && !t.Failed(); n++ {
				path := fmt.Sprintf("/%d", n)
				l := &ledger{times: map[string]int{}}
				ledgers.Store(path, l)
				p := killedProgram{URL: server.URL + path, State: filepath.Join(t.TempDir(), "state.json")}
				unknown := 0
				for range 1 + random.IntN(3) {
					p.Concurrency, p.Save = 1+random.IntN(3), 0
					wire := 1 + random.Int64N(180_000)
					if random.IntN(3) == 0 {
						p.Save, p.Step, wire = 1+random.IntN(10), random.IntN(4), 1<<62
					}
					if killProgram(t, listener, p, wire) {
						left.Add(-1)
						unknown += 100 * p.Concurrency
					}
					l.check(t, p.read(t))
				}
				p.Save = 0
				listener.program.Store(nil)
				summary, err := p.run(t)
				if err != nil {
					t.Fatal(err)
				}
				l.check(t, summary)
				notSent, lost := summary.Count(careflex.NotSent), summary.Count(careflex.Unknown)
				if notSent > 0 || lost > unknown {
					t.Fatalf("%d not sent, %d unknown, at most %d of which were under way", notSent, lost, unknown)
				}
			}
		})
	}
}

// killProgram runs p, and kills it once wire bytes were sent there and back. It reports whether p was killed.
func killProgram(t *testing.T, listener *fatalListener, p killedProgram, wire int64) bool {
	t.Helper()
	settings, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	program := exec.Command(os.Args[0], "-test.run=^TestKilledProgram$", "-test.count=1")
	program.Env = append(os.Environ(), killedSettings+"="+string(settings))
	var output bytes.Buffer
	program.Stdout, program.Stderr = &output, &output
	listener.program.Store(nil)
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	v := &victim{process: program.Process}
	v.left.Store(wire)
	listener.program.Store(v) // before the program has found out what it is
	err = program.Wait()
	if err != nil && program.ProcessState.ExitCode() >= 0 {
		t.Fatalf("the program failed by itself: %v\n%s", err, &output)
	}
	return err != nil
}
