// Large contracts: what their clients cost to generate and to compile, beside what gowsdl emits for them.

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// largeFolder is where the clients of large contracts are written to.
const largeFolder = scratch + "/large"

// contract is a large contract of the corpus. A limit of 0 is none.
type contract struct {
	name       string
	pattern    string   // of its path in the corpus
	operations []string // those that gen.yaml names under reachable; all if there are none
	lines      float64  // at most that many lines, without the runtime,
	ratio      float64  // … that many times gowsdl's processor time,
	memory     float64  // … that many GB
}

const vim = "vpulim+node-soap/test/wsdl/vmware/vim.wsdl"

var contracts = []contract{
	{name: "vim", pattern: vim, lines: 120_000, ratio: 3.5, memory: 0.9},
	{name: "vboxweb", pattern: "hooklift+gowsdl/fixtures/vboxweb.wsdl", lines: 80_000, ratio: 2.5},
	{name: "eBaySvc", lines: 50_000,
		pattern: "apache+axis-axis2-java-core/1_2/modules/integration/test-resources/eBaySvc.wsdl"},
	{name: "vim, four operations", pattern: vim, lines: 40_000,
		operations: []string{"RetrieveServiceContent", "Login", "Logout", "RetrieveProperties"}},
}

const (
	careflexLines   = 1150 // the most that gen/careflex may have
	generationRatio = 2    // the most that generation may take of gofmt's processor time
)

// aim is a figure that is to be reached: at most limit. What is 0 was not measured.
type aim struct {
	what, format    string
	limit, measured float64
}

// figures are what was measured of a client; those that are 0 were not.
type figures struct {
	lines, runtime int           // of the client, and of its copy of the runtime
	compile        time.Duration // processor time
	memory         float64       // that the largest process needed, in GB
	archive        int64         // bytes
	generate       time.Duration // processor time
	format         time.Duration // … of gofmt over the client and its runtime
}

// printLarge measures the contracts in the folder corpus, and prints a table and how the aims are met.
func printLarge(corpus string) error {
	generator, err := filepath.Abs(filepath.Join(scratch, "gen"))
	if err != nil {
		return err
	}
	if _, err := command("go", "-C", "..", "build", "-o", generator, "./cmd/gen"); err != nil {
		return err
	}
	fmt.Print("### Large contracts\n\n| | lines | of the runtime's copy | compiler CPU | of gowsdl's | peak memory | " +
		"archive | generation CPU | of gofmt's |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	var aims []aim
	for _, c := range contracts {
		var client, peer figures
		found, err := filepath.Glob(filepath.Join(corpus, c.pattern))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			fmt.Printf("| %s | **not measured**: not in %s | | | | | | | |\n", c.name, corpus)
		} else if client, peer, err = c.measure(generator, found[0]); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		ratio := quotient(client.compile, peer.compile)
		aims = append(aims, aim{c.name + ": lines", "%.0f", c.lines, float64(client.lines)},
			aim{c.name + ": compiler CPU, of gowsdl's", "%.2f×", c.ratio, ratio},
			aim{c.name + ": peak memory", "%.2f GB", c.memory, client.memory})
		if c.operations == nil { // all that is read is written
			aims = append(aims, aim{c.name + ": generation CPU, of gofmt's", "%.2f×", generationRatio,
				quotient(client.generate, client.format)})
		}
	}
	lines, err := countLines("../gen/careflex")
	if err != nil {
		return err
	}
	aims = append(aims, aim{"`gen/careflex`: lines", "%.0f", careflexLines, float64(lines)})
	fmt.Print("\n| aim | at most | measured | |\n|---|--:|--:|---|\n")
	for _, a := range aims {
		if a.limit == 0 {
			continue
		}
		measured := "–"
		if a.measured > 0 {
			measured = fmt.Sprintf(a.format, a.measured)
		}
		fmt.Printf("| %s | "+a.format+" | %s | %s |\n", a.what, a.limit, measured, a.verdict())
	}
	fmt.Println()
	return nil
}

func (a aim) verdict() string {
	switch {
	case a.measured == 0:
		return "**not measured**"
	case a.measured > a.limit:
		return "**missed**"
	}
	return "met"
}

// measure makes the clients of Kontrakt and of gowsdl for the contract in file, and prints a row for each.
func (c contract) measure(generator, file string) (client, peer figures, err error) {
	if client, err = c.client(generator, file); err != nil {
		return client, peer, err
	}
	whatFails := ""
	if c.operations == nil { // gowsdl cannot leave any out
		if peer, whatFails, err = c.peer(file); err != nil {
			return client, peer, err
		}
	}
	ratio := "–"
	if peer.compile > 0 {
		ratio = fmt.Sprintf("%.2f×", quotient(client.compile, peer.compile))
	}
	fmt.Printf("| %s | %d | %d | %.2f s | %s | %.2f GB | %.1f MB | %.2f s | %.2f× |\n", c.name, client.lines, client.runtime,
		client.compile.Seconds(), ratio, client.memory, float64(client.archive)/1e6, client.generate.Seconds(),
		quotient(client.generate, client.format))
	switch {
	case whatFails != "":
		fmt.Printf("| gowsdl's output for %s | %d | – | %s | | | | | |\n", c.name, peer.lines, whatFails)
	case peer.compile > 0:
		fmt.Printf("| gowsdl's output for %s | %d | – | %.2f s | 1.00× | %.2f GB | %.1f MB | | |\n", c.name, peer.lines,
			peer.compile.Seconds(), peer.memory, float64(peer.archive)/1e6)
	}
	return client, peer, nil
}

// client generates the client of the contract in file, compiles it, and measures both.
func (c contract) client(generator, file string) (f figures, err error) {
	folder := filepath.Join(largeFolder, c.folder())
	if err := os.RemoveAll(folder); err != nil {
		return f, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return f, err
	}
	settings := fmt.Sprintf("clients:\n  - contract: %q\n    out: client\n    package: client\n    runtime: copy\n", file)
	if c.operations != nil {
		settings += "    reachable: [" + strings.Join(c.operations, ", ") + "]\n"
	}
	config := filepath.Join(folder, "gen.yaml")
	if err := os.WriteFile(config, []byte(settings), 0o644); err != nil {
		return f, err
	}
	out := filepath.Join(folder, "client")
	generations, formats := make([]time.Duration, builds), make([]time.Duration, builds)
	for i := range builds {
		if err := os.RemoveAll(out); err != nil {
			return f, err
		}
		if generations[i], _, err = costOf(generator, "--config", config); err != nil {
			return f, err
		}
		if formats[i], _, err = costOf("gofmt", "-l", out); err != nil {
			return f, err
		}
	}
	slices.Sort(generations)
	slices.Sort(formats)
	f.generate, f.format = generations[builds/2], formats[builds/2]
	if f.lines, err = countLines(out); err != nil {
		return f, err
	}
	if f.runtime, err = countLines(filepath.Join(out, "internal", "runtime", "*")); err != nil {
		return f, err
	}
	return f, f.build(out, "./"+out+"/...")
}

// peer has gowsdl emit a client of the contract in file, and measures what compiling it costs; fails says why not.
func (c contract) peer(file string) (f figures, fails string, err error) {
	folder := filepath.Join(largeFolder, c.folder())
	if _, err := command("go", "tool", "gowsdl", "-d", folder, "-p", "gowsdlclient", "-o", "client.go", file); err != nil {
		return f, "is not emitted", nil
	}
	out := filepath.Join(folder, "gowsdlclient")
	if f.lines, err = countLines(out); err != nil {
		return f, "", err
	}
	if err := f.build(out, "./"+out); err != nil {
		return f, "does not compile", nil
	}
	return f, "", nil
}

// folder is a name for the clients of c.
func (c contract) folder() string { return strings.NewReplacer(" ", "", ",", "").Replace(c.name) }

// build compiles the package in folder, which matches what is measured, and notes what that costs. The first time does
// not count: it may compile packages of others.
func (f *figures) build(folder, measured string) (err error) {
	archive := filepath.Join(scratch, "client.a")
	for range 2 {
		// A flag that changes nothing, but was never used before: the build cache has no such packages.
		unseen := fmt.Sprintf("-gcflags=%s=-D=/%d", measured, time.Now().UnixNano())
		if f.compile, f.memory, err = costOf("go", "build", "-o", archive, unseen, "./"+folder); err != nil {
			return err
		}
	}
	info, err := os.Stat(archive)
	if err != nil {
		return err
	}
	f.archive = info.Size()
	return nil
}

// costOf runs a command, and returns the processor time of it and of what it started, the system's included, and the GB
// that the largest of these processes needed.
func costOf(name string, arguments ...string) (cpu time.Duration, memory float64, err error) {
	cmd := exec.Command(name, arguments...)
	if output, err := cmd.CombinedOutput(); err != nil {
		return 0, 0, fmt.Errorf("%s %s: %w\n%.2000s", name, strings.Join(arguments, " "), err, output)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peakMemory(cmd.ProcessState), nil
}

// countLines counts the lines of the Go files in the folders that match a pattern, without tests.
func countLines(folders string) (n int, err error) {
	files, err := filepath.Glob(filepath.Join(folders, "*.go"))
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return 0, err
		}
		n += strings.Count(string(source), "\n")
	}
	return n, err
}

// quotient is a as a multiple of b, 0 if b is.
func quotient(a, b time.Duration) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
