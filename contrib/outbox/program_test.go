// A process that sends reports, as TestKilled and TestThroughput start it: the binary of the tests itself.

package outbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/incidents"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// programSettings is the environment variable that makes TestProgram a program.
const programSettings = "KONTRAKT_PROGRAM"

// program says what a process does.
type program struct {
	Database, Endpoint, TokenURL string

	Timeout time.Duration // of requests
	Step    int           // at which the program kills itself, from 1; 0 for never
	During  time.Duration // if it is not 0: after the next request began, instead of at the step
}

// TestProgram is the program: it sends reports until it is killed or interrupted. It prints a line once it has started,
// and the number of its statements when it ends.
func TestProgram(t *testing.T) {
	var p program
	if err := json.Unmarshal([]byte(os.Getenv(programSettings)), &p); err != nil {
		return // another test runs this as a program
	}
	config, err := pgxpool.ParseConfig(p.Database)
	if err != nil {
		t.Fatal(err)
	}
	all := new(statements)
	config.ConnConfig.Tracer = all
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	reports := openReports(t, pool, &p)
	steps := 0
	reports.OnStep(func(name string) {
		if steps++; p.Step == 0 || steps < p.Step || p.During > 0 && name != outbox.BeforeRequest {
			return
		}
		if p.During > 0 {
			go func() { time.Sleep(p.During); kill() }()
			return
		}
		kill()
	})
	interrupted, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	if err := reports.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	fmt.Println("started")
	<-interrupted.Done()
	if err := reports.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	fmt.Println(all.count.Load())
}

// kill ends this process as kill -9 does.
func kill() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		self.Kill()
	}
	select {}
}

// openReports returns the reports of a process, which sends one request at a time.
func openReports(t *testing.T, pool *pgxpool.Pool, p *program) *incidents.Reports {
	t.Helper()
	client, err := careflex.New(careflex.Config{Endpoint: p.Endpoint, TokenURL: p.TokenURL, UserID: sandbox.User,
		UserSecret: sandbox.Secret})
	if err != nil {
		t.Fatal(err)
	}
	reports, err := incidents.New(incidents.Config{
		Config: outbox.Config{Pool: pool, Workers: 1, RequestTimeout: p.Timeout, SweepInterval: time.Second,
			Logger: slog.New(slog.DiscardHandler),
			River: &river.Config{FetchCooldown: 5 * time.Millisecond, FetchPollInterval: 50 * time.Millisecond,
				Logger: slog.New(slog.DiscardHandler)}},
		Account: func(context.Context, string) (incidents.Account, error) {
			return incidents.Account{Client: client, APIToken: "88ea9396-386f-4130-bd00-1dd34e5636bd", Manager: "m"}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return reports
}

// command returns the command that runs the program.
func (p program) command(t *testing.T) *exec.Cmd {
	t.Helper()
	settings, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(os.Args[0], "-test.run=^TestProgram$")
	command.Env = append(os.Environ(), programSettings+"="+string(settings))
	command.Stderr = os.Stderr
	return command
}

// process is a program that runs until it is stopped.
type process struct {
	command *exec.Cmd
	output  *bufio.Reader
}

// start starts the program and waits until it sends reports.
func (p program) start(t *testing.T) *process {
	t.Helper()
	command := p.command(t)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() }) // it has ended, unless the test fails
	running := &process{command, bufio.NewReader(output)}
	if line := running.line(t); line != "started" {
		t.Fatalf("a process started with %q", line)
	}
	return running
}

// line returns the next line that the process prints.
func (p *process) line(t *testing.T) string {
	t.Helper()
	line, err := p.output.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// stop interrupts the process. It returns the number of its statements and its processor time.
func (p *process) stop(t *testing.T) (statements int, used time.Duration) {
	t.Helper()
	if err := p.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	statements, err := strconv.Atoi(p.line(t))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, p.output) // what package testing prints
	if err := p.command.Wait(); err != nil {
		t.Fatal(err)
	}
	return statements, p.command.ProcessState.UserTime() + p.command.ProcessState.SystemTime()
}
