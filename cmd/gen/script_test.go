// The command end to end: the scripts of testdata/script.

package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/mod/modfile"

	"github.com/kontrakt-dev/kontrakt/internal/compiletest"
)

var update = flag.Bool("update", false, "write the manual, and what the command prints into the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gen": main})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
				env.Setenv(name, goEnv(t, name))
			}
			env.Setenv("GOPROXY", moduleProxy(t))
			env.Setenv("GOSUMDB", "off")
			env.Setenv("GOFLAGS", fastLink)
			env.Setenv("ROOT", root)
			env.Setenv("STATICCHECK", staticcheck(t))
			env.Setenv("GORACE", os.Getenv("GORACE"))
			cache, err := os.UserCacheDir()
			env.Setenv("XDG_CACHE_HOME", cache) // what staticcheck found out about the standard library
			return err
		},
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "root":
				return os.Geteuid() == 0, nil
			case "staticcheck":
				fetched := exec.Command("go", "run", staticcheck(t), "-version")
				fetched.Env = append(os.Environ(), "GOPROXY="+moduleProxy(t), "GOSUMDB=off", "GOFLAGS=-mod=mod")
				return fetched.Run() == nil, nil
			}
			return false, fmt.Errorf("unknown condition %q", condition)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "list": list, "edit": edit, "web": web, "require": require,
			"compiles": compiles},
	})
}

// fastLink leaves out of programs what only debuggers need.
const fastLink = "-ldflags=-w"

// staticcheck is the program that make lint runs, as go run takes it.
func staticcheck(t *testing.T) string {
	t.Helper()
	program := regexp.MustCompile(`\S+/cmd/staticcheck@\S+`).FindString(read(t, "Makefile"))
	if program == "" {
		t.Fatal("the Makefile has no staticcheck")
	}
	return program
}

// goEnv is a setting of the go command.
func goEnv(t *testing.T, name string) string {
	t.Helper()
	settings, err := goSettings()
	if err != nil {
		t.Fatal(err)
	}
	return settings[name]
}

// goSettings asks the go command once: every script needs the same.
var goSettings = sync.OnceValues(func() (settings map[string]string, err error) {
	output, err := exec.Command("go", "env", "-json").Output()
	if err == nil {
		err = json.Unmarshal(output, &settings)
	}
	return settings, err
})

// status is the script command "status N PROGRAM ARGUMENT…": the program must exit with status N.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM ARGUMENT…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// edit is the script command "edit FILE OLD NEW…": it replaces each OLD, which must occur once, by its NEW, in which \n
// ends a line.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args)%2 == 0 {
		ts.Fatalf("usage: edit FILE OLD NEW…")
	}
	text := ts.ReadFile(args[0])
	for i := 1; i < len(args); i += 2 {
		if n := strings.Count(text, args[i]); n != 1 {
			ts.Fatalf("%q occurs %d times", args[i], n)
		}
		text = strings.Replace(text, args[i], strings.ReplaceAll(args[i+1], `\n`, "\n"), 1)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// require is the script command "require": the module of the current folder, whose path is below this one's, requires
// this one. Its clients can import the runtime, which is compiled already.
func require(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: require")
	}
	text := fmt.Sprintf("%s\nrequire %s v0.0.0\n\nreplace %[2]s => %s\n", ts.ReadFile("go.mod"), modulePath,
		modfile.AutoQuote(ts.Getenv("ROOT")))
	ts.Check(os.WriteFile(ts.MkAbs("go.mod"), []byte(text), 0o666))
}

// compiles is the script command "compiles PATTERN…": the packages must compile.
func compiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: compiles PATTERN…")
	}
	environment := os.Environ()
	for _, name := range []string{"GOFLAGS", "GOPROXY", "GOSUMDB"} {
		environment = append(environment, name+"="+ts.Getenv(name))
	}
	_, err := compiletest.Check(ts.MkAbs("."), compiletest.Host, environment, args...)
	ts.Check(err)
}

// list is the script command "list FOLDER": it prints everything below the folder, files with their time.
func list(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: list FOLDER")
	}
	ts.Check(listTree(ts.Stdout(), ts.MkAbs(args[0])))
}

// listTree prints the paths of everything below dir, and the times of files.
func listTree(w io.Writer, dir string) error {
	return fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !d.IsDir() {
			path += " " + info.ModTime().String()
		}
		_, err = fmt.Fprintln(w, path)
		return err
	})
}
