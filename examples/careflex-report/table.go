// The CSV file: its lines become the incidents of companies. All faults are found before anything is sent.

package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// table reads one file.
type table struct {
	name      string
	header    []string
	companies []*company     // in the order of their first lines
	seen      map[string]int // lines by their text
	faults    []error
}

// readCompanies reads the content of the file name. The error lists every fault with its line.
func readCompanies(name string, content []byte) ([]*company, error) {
	text, err := decode(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t := &table{name: name, seen: map[string]int{}}
	t.read(text)
	if len(t.companies) == 0 && t.faults == nil {
		t.fault(1, "the file has no lines after the names of the columns")
	}
	return t.companies, errors.Join(t.faults...)
}

// fault adds a fault.
func (t *table) fault(line int, format string, args ...any) {
	t.faults = append(t.faults, fmt.Errorf("%s:%d: %s", t.name, line, fmt.Sprintf(format, args...)))
}

// read reads all lines.
func (t *table) read(text string) {
	r := csv.NewReader(strings.NewReader(text))
	if i := strings.IndexAny(text, ";,\n"); i >= 0 && text[i] == ';' {
		r.Comma = ';'
	}
	for {
		record, err := r.Read()
		parse, isParse := errors.AsType[*csv.ParseError](err)
		switch {
		case isParse && errors.Is(err, csv.ErrFieldCount):
			t.fault(parse.Line, "the line has %d cells, the first line has %d", len(record), len(t.header))
			continue
		case isParse:
			t.fault(parse.Line, "character %d: %v", parse.Column, parse.Err)
			return // what follows cannot be told apart
		case err != nil:
			return // the end
		}
		for i, cell := range record {
			record[i] = strings.TrimSpace(cell)
		}
		line, _ := r.FieldPos(0)
		if t.header != nil {
			t.readLine(line, record)
		} else if t.header = record; !t.checkHeader(line) {
			return
		}
	}
}

// checkHeader checks the names of the columns, and reports whether they can be used.
func (t *table) checkHeader(line int) bool {
	before := len(t.faults)
	for i, name := range t.header {
		switch {
		case !slices.Contains(columns, name):
			t.fault(line, "there is no column %q: the columns are %s", name, strings.Join(columns, ", "))
		case slices.Contains(t.header[:i], name):
			t.fault(line, "there are two columns %s", name)
		}
	}
	for _, name := range columns[:required] {
		if !slices.Contains(t.header, name) {
			t.fault(line, "the column %s is missing", name)
		}
	}
	return len(t.faults) == before
}

// readLine adds what a line reports.
func (t *table) readLine(line int, record []string) {
	text := strings.Join(record, "\x00")
	if strings.Trim(text, "\x00") == "" {
		return
	}
	if first := t.seen[text]; first > 0 {
		t.fault(line, "the line is the same as line %d, and would be reported twice", first)
		return
	}
	t.seen[text] = line
	c := &cells{values: map[string]string{}}
	for i, name := range t.header {
		c.values[name] = record[i]
	}
	careflexID := c.text("careflexId")
	i := slices.IndexFunc(t.companies, func(known *company) bool { return known.careflexID == careflexID })
	if i < 0 {
		i = len(t.companies)
		t.companies = append(t.companies, &company{careflexID: careflexID})
	}
	known := t.companies[i]
	single := &company{careflexID: careflexID}
	isEmpty := !c.has(columns[emptyReport:]...)
	if isEmpty {
		single.emptyOn = c.date("createdAt")
	} else {
		single.incidents = []careflex.IncidentListItem{c.incident()}
	}
	for _, fault := range single.faults() {
		if column, _, _ := strings.Cut(fault, ":"); !c.hasFault(column) {
			c.faults = append(c.faults, fault)
		}
	}
	if len(known.lines) > 0 && (isEmpty || known.incidents == nil) {
		c.faults = append(c.faults, fmt.Sprintf("the line or line %d says that the company had no incidents, "+
			"but both are about this company", known.lines[0]))
	}
	for _, fault := range c.faults {
		t.fault(line, "%s", fault)
	}
	known.lines = append(known.lines, line)
	known.incidents = append(known.incidents, single.incidents...)
	known.emptyOn = single.emptyOn
}

// faults returns how the reports of a company with a single line break the contract. Columns are called like elements, so
// the last element of a path is the column.
func (c *company) faults() (faults []string) {
	const apiToken = "checked elsewhere"
	err := c.noIncident(apiToken).Validate()
	if c.incidents != nil {
		err = c.newIncident(apiToken).Validate()
	}
	if invalid, ok := errors.AsType[*careflex.Error](err); ok {
		for _, message := range invalid.Messages {
			path, what, _ := strings.Cut(message, ": ")
			faults = append(faults, path[strings.LastIndexByte(path, '.')+1:]+": "+what)
		}
	}
	return faults
}
