// Tables: results in Markdown.

package main

import (
	"fmt"
	"io"
	"time"
)

// suite is a task on several payloads.
type suite struct {
	title    string
	contests []contest
}

// result is what a suite gave: the standings of each contest.
type result struct {
	suite     string
	standings [][]standing
}

// hold measures the suite's contests.
func (s *suite) hold(e effort) (result, error) {
	r := result{suite: s.title}
	for i := range s.contests {
		standings, err := s.contests[i].hold(e)
		if err != nil {
			return r, fmt.Errorf("%s: %w", s.title, err)
		}
		r.standings = append(r.standings, standings)
	}
	return r, nil
}

// print prints r, a row for each contender and a column for each payload of s.
func (s *suite) print(w io.Writer, r result) {
	fmt.Fprintf(w, "### %s\n\n|", s.title)
	for _, c := range s.contests {
		fmt.Fprintf(w, " | %s, %.1f kB", c.payload, float64(c.size)/1000)
	}
	fmt.Fprint(w, " |\n|---")
	for range s.contests {
		fmt.Fprint(w, "|---")
	}
	fmt.Fprintln(w, "|")
	for row, contender := range r.standings[0] {
		fmt.Fprintf(w, "| %s", contender.name)
		for column := range s.contests {
			fmt.Fprintf(w, " | %v", r.standings[column][row])
		}
		fmt.Fprintln(w, " |")
	}
	fmt.Fprintln(w)
}

// String is the cell of a table: the time of one task, its ratio to ours, and what it allocates.
func (s standing) String() string {
	cell := fmt.Sprintf("%s, %s", inUnits(s.time), digits(s.ratio)+"×")
	if s.allocs >= 0 {
		cell += fmt.Sprintf(", %.0f allocs", s.allocs)
	}
	return cell
}

// inUnits is d in the unit that suits it.
func inUnits(d time.Duration) string {
	switch {
	case d < time.Microsecond:
		return fmt.Sprintf("%d ns", d)
	case d < time.Millisecond:
		return digits(float64(d)/1e3) + " µs"
	default:
		return digits(float64(d)/1e6) + " ms"
	}
}

// digits is v with as many digits as mean anything.
func digits(v float64) string {
	switch {
	case v < 10:
		return fmt.Sprintf("%.2f", v)
	case v < 100:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.0f", v)
	}
}
