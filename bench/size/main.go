// Size measures the generated clients themselves: lines for each type of the contract, build time, and the size of a
// program that uses one, beside what gowsdl and ogen emit for the same contracts and programs without any client. And it
// measures what the clients of large contracts cost.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	module  = "github.com/kontrakt-dev/kontrakt"
	scratch = "build/testdata/size" // where the programs are built, out of reach of ./...
	builds  = 3                     // of each program; the median counts
)

// program is a main package that is measured.
type program struct {
	name    string
	source  string
	folder  string   // of the client that it uses, or ""
	types   string   // the client's file of types
	counted string   // the file that has one struct for each type of the contract, types if it is ""
	codec   string   // the client's file of codecs, or ""
	compile []string // what is compiled anew for each build, besides the program: the client and its runtime
}

// The packages that gowsdl and ogen emit.
const (
	gowsdlClient = module + "/bench/" + scratch + "/gowsdlclient"
	ogenClient   = module + "/bench/" + scratch + "/ogenclient"
)

var programs = []program{
	{
		name: "`gen/careflex`", folder: "../gen/careflex", types: "types.go", codec: "xml.go",
		compile: []string{module + "/gen/careflex", module + "/internal/runtime/..."},
		source: `package main

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func main() {
	c, err := careflex.New(careflex.Config{})
	if err != nil {
		panic(err)
	}
	println(c.NewIncident(context.Background(), new(careflex.NewIncidentRequest)))
}
`},
	{
		name: "gowsdl's output for the same contract", folder: scratch + "/gowsdlclient", types: "client.go",
		compile: []string{gowsdlClient, "github.com/hooklift/gowsdl/soap"},
		source: `package main

import (
	"github.com/hooklift/gowsdl/soap"

	"` + gowsdlClient + `"
)

func main() {
	println(gowsdlclient.NewCareFlex(soap.NewClient("")).NewIncident(new(gowsdlclient.NewIncidentRequest)))
}
`},
	{name: "`net/http` and `encoding/xml` alone", source: `package main

import (
	"encoding/xml"
	"net/http"
)

func main() {
	response, err := http.Get("")
	println(err, xml.NewDecoder(response.Body).Decode(new(struct{})))
}
`},
	{
		name: "`gen/mvp`", folder: "../gen/mvp", types: "types.go", codec: "json.go",
		compile: []string{module + "/gen/mvp", module + "/internal/runtime/..."},
		source: `package main

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

func main() {
	c, err := mvp.New(mvp.Config{})
	if err != nil {
		panic(err)
	}
	println(c.GetMitarbeiter(context.Background()))
}
`},
	{
		name:   "ogen's output for `gen openapi` of the same contract",
		folder: scratch + "/ogenclient", types: "oas_schemas_gen.go", codec: "oas_json_gen.go",
		counted: "../gen/mvp/types.go",
		compile: []string{ogenClient, "github.com/ogen-go/ogen/...", "github.com/go-faster/jx"},
		source: `package main

import (
	"context"

	"` + ogenClient + `"
)

func main() {
	c, err := ogenclient.NewClient("", nil)
	if err != nil {
		panic(err)
	}
	println(c.GetMitarbeiter(context.Background(), ogenclient.GetMitarbeiterParams{}))
}
`},
	{name: "`net/http` and `encoding/json` alone", source: `package main

import (
	"encoding/json"
	"net/http"
)

func main() {
	response, err := http.Get("")
	println(err, json.NewDecoder(response.Body).Decode(new(struct{})))
}
`},
}

func main() {
	corpus := flag.String("corpus", "../../shared/corpus", "the folder of large contracts")
	flag.Parse()
	log.SetFlags(0)
	if err := run(*corpus); err != nil {
		log.Fatal("size: ", err)
	}
}

// run measures every program and the large contracts in the folder corpus, and prints tables.
func run(corpus string) error {
	for _, emit := range []func() error{emitGowsdlClient, emitOgenClient} {
		if err := emit(); err != nil {
			return err
		}
	}
	fmt.Print("### Size\n\n| | contract types | lines | per type: declaration | codec | build | program |\n" +
		"|---|--:|--:|--:|--:|--:|--:|\n")
	for i, p := range programs {
		lines, err := p.lines()
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		elapsed, size, err := p.build(filepath.Join(scratch, fmt.Sprintf("program%d", i)))
		switch {
		case err != nil && strings.HasPrefix(p.folder, scratch):
			// gowsdl gives types that two namespaces call the same one name.
			fmt.Printf("| %s | %s | does not compile | – |\n", p.name, lines)
			continue
		case err != nil:
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Printf("| %s | %s | %.2f s | %.1f MB |\n", p.name, lines, elapsed.Seconds(), float64(size)/1e6)
	}
	fmt.Println()
	return printLarge(corpus)
}

func emitGowsdlClient() error {
	if err := os.MkdirAll(filepath.Join(scratch, "gowsdlclient"), 0o755); err != nil {
		return err
	}
	_, err := command("go", "tool", "gowsdl", "-d", scratch, "-p", "gowsdlclient", "-o", "client.go",
		"../schema/careflex.wsdl")
	return err
}

// emitOgenClient has ogen emit a client, without the server that it emits as well if nobody tells it not to.
func emitOgenClient() error {
	folder := filepath.Join(scratch, "ogenclient")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	contract, err := command("go", "-C", "..", "run", "./cmd/gen", "openapi", "schema/mvp.yaml")
	if err != nil {
		return err
	}
	const settings = "generator: {features: {disable_all: true, enable: [paths/client]}}\n"
	known := strings.ReplaceAll(string(contract), "scheme: signature", "scheme: bearer") // ogen knows no other
	for name, text := range map[string]string{"mvp.openapi.yaml": known, "ogen.yml": settings} {
		if err := os.WriteFile(filepath.Join(scratch, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	_, err = command("go", "tool", "ogen", "--config", filepath.Join(scratch, "ogen.yml"), "--clean",
		"--package", "ogenclient", "--target", folder, filepath.Join(scratch, "mvp.openapi.yaml"))
	return err
}

// lines are the cells of the table that count lines.
func (p program) lines() (cells string, err error) {
	if p.folder == "" {
		return "– | – | – | –", nil
	}
	names, err := filepath.Glob(filepath.Join(p.folder, "*.go"))
	if err != nil {
		return "", err
	}
	types, err := structs(cmp.Or(p.counted, filepath.Join(p.folder, p.types)))
	if err != nil {
		return "", err
	}
	var all, declarations, codec int
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		n := strings.Count(string(source), "\n")
		all += n
		switch filepath.Base(name) {
		case p.types:
			declarations = n
		case p.codec:
			codec = n
		}
	}
	cells = fmt.Sprintf("%d | %d | %d | ", types, all, declarations/types)
	if codec == 0 {
		return cells + "none, reflection", nil
	}
	return cells + fmt.Sprint(codec/types), nil
}

// structs counts the exported struct types of a file.
func structs(name string) (n int, err error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		return 0, err
	}
	for _, declaration := range file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range group.Specs {
			if spec, ok := spec.(*ast.TypeSpec); ok && spec.Name.IsExported() {
				if _, ok := spec.Type.(*ast.StructType); ok {
					n++
				}
			}
		}
	}
	return n, nil
}

// build builds p in folder some times, with what p.compile lists from source, and returns the median of the times and
// the size of the program in bytes.
func (p program) build(folder string) (elapsed time.Duration, size int64, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return 0, 0, err
	}
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(p.source), 0o644); err != nil {
		return 0, 0, err
	}
	binary := filepath.Join(folder, "program")
	times := make([]time.Duration, builds)
	for i := range times {
		arguments := []string{"build", "-o", binary}
		for _, path := range append(p.compile, module+"/bench/"+folder) {
			// A flag that changes nothing, but was never used before: the build cache has no such package.
			arguments = append(arguments, fmt.Sprintf("-gcflags=%s=-D=/%d", path, time.Now().UnixNano()))
		}
		start := time.Now()
		if _, err := command("go", append(arguments, "./"+folder)...); err != nil {
			return 0, 0, err
		}
		times[i] = time.Since(start)
	}
	slices.Sort(times)
	info, err := os.Stat(binary)
	if err != nil {
		return 0, 0, err
	}
	return times[builds/2], info.Size(), nil
}

// command runs a command and returns its output; the error has it too.
func command(name string, arguments ...string) (output []byte, err error) {
	output, err = exec.Command(name, arguments...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s %s: %w\n%s", name, strings.Join(arguments, " "), err, output)
	}
	return output, err
}
