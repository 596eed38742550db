// Package rules reads the rules of the mapping from the folders of testdata/cases: the statements in comments of the
// contracts, the lines below that show them, and the generated Go.
package rules

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A Rule is a statement about the mapping in a comment of a contract, with an example.
type Rule struct {
	Statement string   // on one line
	Excerpt   string   // the lines of the contract below the comment, without its indentation
	Sources   []string // the Go declarations that come from these lines, then those that the comment names
}

// language is a language of contracts.
type language struct {
	file    string         // the contract's name
	comment *regexp.Regexp // a comment that states a rule: the space before it, and the text
	begins  string         // what such a comment begins with
	line    func(contract string, isOperation bool, path []string) int
}

var languages = []language{
	{"contract.wsdl", regexp.MustCompile(`(?s)([ \t]*)<!-- Rule:(.*?)-->[ \t]*\n`), "<!-- Rule:", lineInXML},
	{"contract.yaml", regexp.MustCompile(`([ \t]*)# Rule:(.*\n(?:[ \t]*#.*\n)*)`), "# Rule:", lineInYAML},
}

// lineStart matches the beginning of a line of a comment in YAML.
var lineStart = regexp.MustCompile(`\n[ \t]*# ?`)

// Read returns the rules of the case in folder, in the order of its contract.wsdl or contract.yaml. A comment that states
// one is
//
//	<!-- Rule: The statement. Go: Type, Type.method, Type.Field. -->
//	# Rule: The statement. Go: Type, Type.method, Type.Field.
//
// where "Go:" names declarations that show the rule, but do not come from the lines below it. It is an error if there
// is no rule, or if one has no statement, no excerpt or no declaration.
func Read(folder string) ([]Rule, error) {
	lang := languages[0]
	if _, err := os.Stat(filepath.Join(folder, languages[1].file)); err == nil {
		lang = languages[1]
	}
	path := filepath.Join(folder, lang.file)
	contract, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text := Text(contract)
	code, err := readCode(folder, func(isOperation bool, path []string) int { return lang.line(text, isOperation, path) })
	if err != nil {
		return nil, err
	}
	var list []Rule
	var faults []error
	for _, at := range lang.comment.FindAllStringSubmatchIndex(text, -1) {
		indent := text[at[2]:at[3]]
		lines := excerpt(text[at[1]:], indent, lang.begins)
		first := 1 + strings.Count(text[:at[1]], "\n")
		fault := func(what string) { faults = append(faults, fmt.Errorf("%s:%d: %s", path, first, what)) }
		statement, named, _ := strings.Cut(strings.Join(strings.Fields(lineStart.ReplaceAllString(text[at[4]:at[5]], "\n")), " "), " Go: ")
		if statement == "" || len(lines) == 0 {
			fault("the rule is empty, or no excerpt follows it")
		}
		names := code.from(first, len(lines))
		if named != "" {
			names = append(names, strings.Split(strings.TrimSuffix(named, "."), ", ")...)
		}
		if len(names) == 0 {
			fault("no declaration cites the excerpt: name those that show the rule at its end (Go: T, T.method.)")
		}
		r := Rule{Statement: statement}
		for _, line := range lines {
			r.Excerpt += strings.TrimPrefix(line, indent)
		}
		for _, name := range names {
			if code.source[name] == "" {
				fault("there is no " + name)
			}
			r.Sources = append(r.Sources, code.source[name])
		}
		list = append(list, r)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s states no rule: begin a comment with \"Rule:\"", path)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return list, nil
}

// excerpt returns the lines of text that show the rule above: up to an empty line, another rule, or a line with less
// indentation.
func excerpt(text, indent, rule string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || strings.HasPrefix(trimmed, rule) || !strings.HasPrefix(line, indent) {
			break
		}
		lines = append(lines, line)
	}
	return lines
}
