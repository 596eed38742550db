// Command bench measures how long a call takes whose response is cached: in the memory of the client, on the disk, and
// at a server with this module. It prints the table of docs/howto/valkey.md: for each place and load, the median and the
// 99th percentile of the times, and the processor time of the caller's process for a call.
//
// It starts redis-server or valkey-server on the loopback interface.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/valkey-io/valkey-go"

	valkeykontrakt "github.com/kontrakt-dev/kontrakt/contrib/valkey"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// stores are where responses are cached.
var stores = []struct{ name, title string }{
	{"memory", "memory of the client"},
	{"disk", "disk store"},
	{"tracked", "Valkey, with copies in memory"},
	{"untracked", "Valkey, without (`DisableCache`)"},
}

// loads are how many processes call, and with how many callers each.
var loads = []struct{ processes, callers int }{{1, 1}, {1, 64}, {8, 8}}

var (
	duration = flag.Duration("duration", 2*time.Second, "of each measurement")
	store    = flag.String("store", "", "what a process of the benchmark uses")
	callers  = flag.Int("callers", 1, "of a process of the benchmark")
	service  = flag.String("service", "", "the URL of the service")
	server   = flag.String("server", "", "the address of the server")
	folder   = flag.String("folder", "", "of the disk store")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	run := measureAll
	if *store != "" {
		run = process
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

// measureAll prints the table.
func measureAll() error {
	temporary, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	address, stop, err := startServer(temporary)
	if err != nil {
		return err
	}
	defer stop()
	var requests atomic.Int64
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "max-age=3600")
		fmt.Fprintf(w, `{"Vorname": "Erika", "Nachname": "%s"}`, strings.Repeat("Mustermann", 100))
	}))
	defer service.Close()

	fmt.Println("| responses in | 1 process, 1 caller | 1 process, 64 callers | 8 processes, 8 callers each |")
	fmt.Println("|---|---|---|---|")
	for _, s := range stores {
		line := "| " + s.title
		for i, load := range loads {
			before := requests.Load()
			result, err := measure(load.processes, "-store", s.name, "-callers", strconv.Itoa(load.callers),
				"-duration", duration.String(), "-service", service.URL, "-server", address,
				"-folder", filepath.Join(temporary, fmt.Sprint("cache", i)))
			if err != nil {
				return err
			}
			if n := requests.Load() - before; n > int64(load.processes) {
				return fmt.Errorf("%s: the service got %d requests: not all calls were hits", s.name, n)
			}
			line += fmt.Sprintf(" | %s, %s, %s", result.Times.quantile(0.5), result.Times.quantile(0.99),
				microseconds(float64(result.Processor)/float64(result.Times.count())))
		}
		fmt.Println(line + " |")
	}
	return nil
}

// startServer starts the server. The function stops it.
func startServer(folder string) (address string, stop func(), err error) {
	program, err := exec.LookPath("valkey-server")
	if err != nil {
		program, err = exec.LookPath("redis-server")
	}
	if err != nil {
		return "", nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address = listener.Addr().String()
	listener.Close()
	host, port, _ := net.SplitHostPort(address)
	command := exec.Command(program, "--bind", host, "--port", port, "--dir", folder, "--save", "")
	if err := command.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = command.Process.Kill()
		_ = command.Wait() // it was killed
	}
	for range 1000 {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			return address, stop, connection.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	return "", nil, errors.New("the server does not accept connections")
}

// measure starts processes, lets them begin together, and returns what all of them measured.
func measure(processes int, args ...string) (total result, failure error) {
	program, err := os.Executable()
	if err != nil {
		return total, err
	}
	var (
		group sync.WaitGroup
		ready sync.WaitGroup
		mu    sync.Mutex
		begin = make(chan struct{})
	)
	ready.Add(processes)
	for range processes {
		group.Go(func() {
			own, err := start(program, args, begin, ready.Done)
			mu.Lock()
			defer mu.Unlock()
			total.Times, failure = total.Times.plus(own.Times), errors.Join(failure, err)
			total.Processor += own.Processor
		})
	}
	ready.Wait()
	close(begin)
	group.Wait()
	return total, failure
}

// start starts a process, which begins to measure when begin is closed.
func start(program string, args []string, begin <-chan struct{}, ready func()) (own result, err error) {
	ready = sync.OnceFunc(ready)
	defer ready()
	command := exec.Command(program, args...)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		return own, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return own, err
	}
	if err := command.Start(); err != nil {
		return own, err
	}
	reader := bufio.NewReader(output)
	_, err = reader.ReadString('\n')
	ready()
	<-begin
	input.Close()
	if err == nil {
		err = json.NewDecoder(reader).Decode(&own)
	}
	return own, errors.Join(err, command.Wait())
}

// process is a process of the benchmark: it fills the cache, waits until its input ends, and measures.
func process() error {
	config := mvp.Config{BaseURL: *service, Mandant: "bd", Version: "1.0", Mitarbeiter: "123456_123456",
		Token: mvp.StaticToken("t0k3n")}
	var err error
	switch *store {
	case "disk":
		config.CacheStore, err = mvp.DiskCache(*folder, 64<<20)
	case "tracked", "untracked":
		var opened *valkeykontrakt.Server
		opened, err = valkeykontrakt.Open(valkeykontrakt.Config{Client: valkey.ClientOption{
			InitAddress: []string{*server}, DisableCache: *store == "untracked"}})
		if err == nil {
			defer opened.Close()
			config.CacheStore = opened.CacheStore()
		}
	}
	if err != nil {
		return err
	}
	client, err := mvp.New(config)
	if err != nil {
		return err
	}
	call := func() error {
		_, err := client.GetMitarbeiter(context.Background())
		return err
	}
	for range 100 {
		if err := call(); err != nil {
			return err
		}
	}
	fmt.Println("ready")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	before, err := processorTime()
	if err != nil {
		return err
	}
	var (
		group   sync.WaitGroup
		mu      sync.Mutex
		total   result
		failure error
		end     = time.Now().Add(*duration)
	)
	for range *callers {
		group.Go(func() {
			own := make(histogram, buckets)
			var err error
			for start := time.Now(); err == nil && start.Before(end); {
				err = call()
				now := time.Now()
				own.add(now.Sub(start))
				start = now
			}
			mu.Lock()
			defer mu.Unlock()
			total.Times, failure = total.Times.plus(own), errors.Join(failure, err)
		})
	}
	group.Wait()
	after, err := processorTime()
	total.Processor = after - before
	return errors.Join(failure, err, json.NewEncoder(os.Stdout).Encode(total))
}

// result is what processes measured.
type result struct {
	Times     histogram     // of the calls
	Processor time.Duration // that they used
}

// processorTime returns the time that this process has used so far.
func processorTime() (time.Duration, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, err
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), nil
}

// histogram counts durations, in buckets that grow by 5 %.
type histogram []int

const (
	buckets = 600
	growth  = 1.05
)

func (h histogram) add(d time.Duration) {
	h[min(int(math.Log(float64(max(d, 1)))/math.Log(growth)), buckets-1)]++
}

func (h histogram) plus(other histogram) histogram {
	if h == nil {
		return other
	}
	for i, n := range other {
		h[i] += n
	}
	return h
}

func (h histogram) count() (n int) {
	for _, c := range h {
		n += c
	}
	return n
}

// quantile returns a duration that the given share of all durations does not exceed.
func (h histogram) quantile(share float64) string {
	left := share * float64(h.count())
	for i, n := range h {
		if left -= float64(n); left <= 0 {
			return microseconds(math.Pow(growth, float64(i+1)))
		}
	}
	return "-"
}

// microseconds returns a number of nanoseconds as text.
func microseconds(nanoseconds float64) string {
	if nanoseconds < 10_000 {
		return fmt.Sprintf("%.1f µs", nanoseconds/1000)
	}
	return fmt.Sprintf("%.0f µs", nanoseconds/1000)
}
