// Tests of the CSV file: every encoding, separator and column, and every fault with its line.

package main

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// drawn returns a valid cell of a column. Texts have characters of German, of Windows-1252 and of CSV.
func drawn(random *rand.Rand, column string) string {
	switch column {
	case "createdAt", "validFrom", "birthday", "startOfEmployment":
		return []string{"24.04.2020", "2020-04-24", "1.2.2020"}[random.IntN(3)]
	case "management":
		return []string{"ja", "nein", "true", "FALSE", "1", "0"}[random.IntN(6)]
	}
	alphabet := []rune("aZ09äöüÄÖÜßéØ€„“–ŽŸ;,\"' .-")
	text := "x"
	for range random.IntN(8) {
		text += string(alphabet[random.IntN(len(alphabet))])
	}
	return text + "x"
}

// drawnRecords returns the header of a file, its columns in any order, and lines.
func drawnRecords(random *rand.Rand, lines int) [][]string {
	header := slices.Clone(columns)
	random.Shuffle(len(header), func(i, j int) { header[i], header[j] = header[j], header[i] })
	records := [][]string{header}
	for line := range lines {
		var record []string
		plain := random.IntN(2) == 0
		for _, column := range header {
			switch {
			case plain && slices.Index(columns, column) >= employee:
				record = append(record, "")
			case column == "employeeId":
				record = append(record, fmt.Sprint(line)) // no line is like another one
			default:
				record = append(record, drawn(random, column))
			}
		}
		records = append(records, record)
	}
	return records
}

// asCSV returns records as a file.
func asCSV(t *testing.T, records [][]string, separator rune, crlf bool) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = separator, crlf
	if err := w.WriteAll(records); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// inWindows1252 returns text in Windows-1252.
func inWindows1252(text string) []byte {
	var b []byte
	for _, r := range text {
		if i := slices.Index(windows1252, r); i >= 0 {
			r = rune(0x80 + i)
		}
		b = append(b, byte(r))
	}
	return b
}

// A file means the same in every encoding, with either separator, and with either end of lines.
func TestFormats(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 16))
	for range 100 {
		records := drawnRecords(random, 1+random.IntN(5))
		want, err := readCompanies("a.csv", []byte(asCSV(t, records, ';', false)))
		if err != nil {
			t.Fatal(err)
		}
		for _, separator := range []rune{';', ','} {
			for _, crlf := range []bool{false, true} {
				text := asCSV(t, records, separator, crlf)
				for _, content := range [][]byte{[]byte(text), []byte("\uFEFF" + text), inWindows1252(text)} {
					if got, err := readCompanies("a.csv", content); err != nil || !reflect.DeepEqual(got, want) {
						t.Fatalf("%v: got %+v, want %+v of\n%s", err, got, want, text)
					}
				}
			}
		}
	}
}

// Each cell of a file is in the request, once: the dry run shows it.
func TestEachCellIsSent(t *testing.T) {
	for _, column := range columns {
		if strings.HasPrefix(drawn(rand.New(rand.NewPCG(0, 0)), column), "x") {
			random := rand.New(rand.NewPCG(6, 16))
			records := drawnRecords(random, 1)
			for i := range records[1] {
				if records[1][i] == "" {
					records[1][i] = drawn(random, records[0][i])
				}
			}
			records[1][slices.Index(records[0], column)] = "the-value"
			companies, err := readCompanies("a.csv", []byte(asCSV(t, records, ';', false)))
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := printEnvelopes(t.Context(), companies, &b); err != nil {
				t.Fatal(err)
			}
			if want := "<" + column + ">the-value</" + column + ">"; strings.Count(b.String(), want) != 1 {
				t.Errorf("the envelope has not one %s:\n%s", want, &b)
			}
		}
	}
}

// A fault in any cell is reported with the line and the column.
func TestFaultsOfCells(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 16))
	for _, column := range columns {
		records := drawnRecords(random, 4)
		bad := 1 + random.IntN(4)
		for i, name := range records[0] {
			if records[bad][i] == "" {
				records[bad][i] = drawn(random, name)
			}
			if name == column {
				records[bad][i] = "bad\x01"
			}
		}
		_, err := readCompanies("a.csv", []byte(asCSV(t, records, ',', false)))
		if want := fmt.Sprintf("a.csv:%d: %s: ", bad+1, column); err == nil || !strings.HasPrefix(err.Error(), want) ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want %s…", err, want)
		}
	}
}

// The faults of whole lines and files.
func TestFaults(t *testing.T) {
	const header = "careflexId;createdAt;employeeId;validFrom;type\n"
	for content, want := range map[string]string{
		"":                           "a.csv:1: the file has no lines",
		header:                       "a.csv:1: the file has no lines",
		header + ";;;;\n":            "a.csv:1: the file has no lines",
		"careflexId;createdAt\n":     "a.csv:1: the column employeeId is missing",
		"careflexId;Ort\n":           `a.csv:1: there is no column "Ort"`,
		"type;type\n":                "a.csv:1: there are two columns type",
		header + "c;1.1.2026\n":      "a.csv:2: the line has 2 cells, the first line has 5",
		header + "c;1.1.2026;\"1;\n": "a.csv:2: character 16: extraneous or missing \" in quoted-field",
		header + "c;1.1.2026;;;\nc;1.1.2026;1;1.1.2026;RST\n": "a.csv:3: the line or line 2 says",
		header + "c;1.1.2026;1;1.1.2026;RST\nc;1.1.2026;;;\n": "a.csv:3: the line or line 2 says",
		header + "c;1.1.2026;;;\nc;2.1.2026;;;\n":             "a.csv:3: the line or line 2 says",
		header + "c;1.1.2026;;;\n c;1.1.2026;;;\n":            "a.csv:3: the line is the same as line 2",
		"\xFF\xFEc\x00":               "a.csv: the file is UTF-16",
		header + "\x81;1.1.2026;;;\n": "a.csv: line 2: the byte 0x81",
	} {
		if _, err := readCompanies("a.csv", []byte(content)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", content, err, want)
		}
	}
}

func FuzzReadCompanies(f *testing.F) {
	for _, name := range []string{"november.csv", "faults.csv"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		companies, err := readCompanies("a.csv", content)
		if err != nil {
			return
		}
		for _, c := range companies { // each line is reported, in one way
			if len(c.lines) != max(1, len(c.incidents)) || (c.incidents == nil) == c.emptyOn.IsZero() {
				t.Errorf("got %+v", c)
			}
		}
	})
}
