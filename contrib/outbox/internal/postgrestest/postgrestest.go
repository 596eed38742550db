// Package postgrestest runs PostgreSQL for tests: Debian's postgresql, in a temporary folder and on a port of the
// loopback interface. There is one cluster for each run of a package's tests, and a database for each test.
package postgrestest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// patience bounds what tests wait for.
const patience = 30 * time.Second

// Cluster is a server of PostgreSQL.
type Cluster struct {
	bin, folder string
	port        int
	credential  *syscall.Credential // of the user that runs the server; nil for that of the tests
	process     *exec.Cmd
}

var (
	once    sync.Once
	cluster *Cluster
	failure error
	number  atomic.Int64 // of databases
)

// Main runs the tests of m, and stops the cluster if one was started. It returns the exit code.
func Main(m *testing.M) int {
	code := m.Run()
	if cluster != nil {
		cluster.remove()
	}
	return code
}

// Start returns the cluster of this run. The test is skipped where PostgreSQL is not installed, unless it runs in CI.
func Start(t testing.TB) *Cluster {
	t.Helper()
	once.Do(func() { cluster, failure = start() })
	if errors.Is(failure, errNotInstalled) && os.Getenv("CI") == "" {
		t.Skip(failure)
	}
	if failure != nil {
		t.Fatal(failure)
	}
	return cluster
}

var errNotInstalled = errors.New("needs Debian's postgresql")

// start makes a cluster and starts its server.
func start() (c *Cluster, err error) {
	c = new(Cluster)
	if c.bin, err = findPrograms(); err != nil {
		return nil, err
	}
	if c.folder, err = os.MkdirTemp("", "postgres"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 { // PostgreSQL does not run as root
		if err := c.useAccount("postgres"); err != nil {
			return nil, err
		}
	}
	initdb := c.command("initdb", "--pgdata", c.data(), "--username", "test", "--auth", "trust", "--encoding", "UTF8",
		"--locale", "C", "--no-sync")
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, output)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c.port = listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	return c, c.Up()
}

// findPrograms returns the folder of the newest initdb.
func findPrograms() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errNotInstalled
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

// version returns the number in the path of a version's initdb.
func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // 0 for a name that is no number
	return n
}

// useAccount makes the server run as another user.
func (c *Cluster) useAccount(name string) error {
	account, err := user.Lookup(name)
	if err != nil {
		return err
	}
	uid, uidErr := strconv.ParseUint(account.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(account.Gid, 10, 32)
	if err := errors.Join(uidErr, gidErr); err != nil {
		return err
	}
	c.credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(c.folder, int(uid), int(gid))
}

// data returns the folder of the cluster's files.
func (c *Cluster) data() string { return filepath.Join(c.folder, "data") }

// command returns a command of PostgreSQL.
func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(c.bin, name), args...)
	command.Dir = c.folder
	command.SysProcAttr = &syscall.SysProcAttr{Credential: c.credential}
	return command
}

// Up starts the server and waits until it accepts connections.
func (c *Cluster) Up() error {
	log, err := os.Create(filepath.Join(c.folder, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	c.process = c.command("postgres", "-D", c.data(), "-p", strconv.Itoa(c.port), "-c", "listen_addresses=127.0.0.1", "-c",
		"unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c",
		"max_connections=300", "-c", "shared_buffers=64MB")
	c.process.Stdout, c.process.Stderr = log, log
	if err := c.process.Start(); err != nil {
		return err
	}
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		connection, err := pgx.Connect(context.Background(), c.URL("postgres"))
		if err == nil {
			return connection.Close(context.Background())
		}
		if time.Now().After(end) {
			return fmt.Errorf("PostgreSQL did not start: %w", err)
		}
	}
}

// Down stops the server at once, as a crash would: without waiting for connections.
func (c *Cluster) Down() error {
	if err := c.process.Process.Signal(syscall.SIGQUIT); err != nil {
		return err
	}
	_ = c.process.Wait() // its code says how it was stopped
	return nil
}

// CPU returns the processor time of the server and its processes so far. It needs Linux.
func (c *Cluster) CPU(t testing.TB) time.Duration {
	t.Helper()
	server := strconv.Itoa(c.process.Process.Pid)
	children, err := os.ReadFile("/proc/" + server + "/task/" + server + "/children")
	if err != nil {
		t.Fatal(err)
	}
	sum := ticks(server, 4)
	for child := range strings.FieldsSeq(string(children)) {
		sum += ticks(child, 2)
	}
	return time.Duration(sum) * time.Second / 100
}

// ticks returns the processor time of a process in hundredths of a second: the first n of its user and system time, and
// of those of its children that have ended (proc(5), fields 14 to 17 of stat). It is 0 for a process that has ended.
func ticks(id string, n int) (sum int) {
	stat, err := os.ReadFile("/proc/" + id + "/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])) // the third and those that follow
	for _, field := range fields[11 : 11+n] {
		value, _ := strconv.Atoi(field) // which it always is
		sum += value
	}
	return sum
}

// remove stops the server and removes its files.
func (c *Cluster) remove() {
	if c.process != nil {
		_ = c.Down()
	}
	os.RemoveAll(c.folder)
}

// URL returns the URL of a database.
func (c *Cluster) URL(database string) string {
	return fmt.Sprintf("postgres://test@127.0.0.1:%d/%s?sslmode=disable", c.port, database)
}

// Database makes an empty database and returns its URL.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	ctx := t.Context()
	connection, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(ctx)
	name := fmt.Sprint("test", number.Add(1))
	if _, err := connection.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return c.URL(name)
}

// Pool returns connections to a database until the test ends.
func Pool(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}
