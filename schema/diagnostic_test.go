// Diagnostics: each that the program can give has a golden text, with its position, in a test.

package schema_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// reporting are the functions that take the format of a diagnostic, or of what one says.
var reporting = map[string]bool{
	"Faultf": true, "OutsideFaultf": true, "leaveOut": true, "leaveOutOperation": true, "Warnf": true, "faultf": true, "miss": true, "omit": true, "unsupported": true,
}

// ours are the formats of what no contract is known to give: a fault of the program or of a library.
var ours = map[string]bool{"the document cannot be read: %v": true, "what was written for %s is not Go: %v": true}

// packages are those that give diagnostics, and scripts where the golden texts of the command are.
var packages = []string{".", "pattern", "rest", "wsdl", "xmltree", "xsd", "yamldoc", "../templates"}

const scripts = "../testdata/script"

var verb = regexp.MustCompile(`%[#.\d\[\]]*[a-zA-Z]`)

// Every format of a diagnostic matches a text in a test, which begins with the place that the diagnostic is for.
func TestEveryDiagnosticHasGoldenText(t *testing.T) {
	golden := goldenTexts(t)
	for _, pkg := range packages {
		eachFile(t, pkg, false, func(path string, file *ast.File, places *token.FileSet) {
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !reporting[functionName(call)] {
					return true
				}
				for _, argument := range call.Args {
					format, ok := constant(argument)
					if !ok {
						continue
					}
					if ours[format] {
						break
					}
					expression := `(?m)^\s*\S+: (warning: )?.*` + template(format)
					if !regexp.MustCompile(expression).MatchString(golden) {
						t.Errorf("%s: no test has a golden text for %q", places.Position(argument.Pos()), format)
					}
					break
				}
				return true
			})
		})
	}
}

// template is the regular expression for what format can give.
func template(format string) string {
	var fixed []string
	for _, text := range verb.Split(format, -1) {
		fixed = append(fixed, regexp.QuoteMeta(text))
	}
	return strings.Join(fixed, ".*")
}

// goldenTexts are all texts in the tests of packages and in the scripts of the command.
func goldenTexts(t *testing.T) string {
	t.Helper()
	var texts strings.Builder
	for _, pkg := range packages {
		eachFile(t, pkg, true, func(_ string, file *ast.File, _ *token.FileSet) {
			ast.Inspect(file, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				text, ok := constant(e)
				if ok {
					texts.WriteString(text + "\n")
				}
				return !ok
			})
		})
	}
	err := filepath.WalkDir(scripts, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		script, err := os.ReadFile(path)
		texts.Write(script)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts.String()
}

// eachFile visits the Go files of a package: its tests, or what they test.
func eachFile(t *testing.T, folder string, tests bool, visit func(path string, file *ast.File, places *token.FileSet)) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") != tests {
			continue
		}
		places := token.NewFileSet()
		file, err := parser.ParseFile(places, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		visit(path, file, places)
	}
}

func functionName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// constant returns the text that e is, and whether it is one: a literal, or several joined by plus signs.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		left, ok := constant(e.X)
		right, isText := constant(e.Y)
		return left + right, ok && isText && e.Op == token.ADD
	case *ast.ParenExpr:
		return constant(e.X)
	}
	return "", false
}
