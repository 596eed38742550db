// Tests of deviations.

package wire_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// TestDeviations holds the collector to its bounds: what it keeps, what it counts, and what an error says of both.
func TestDeviations(t *testing.T) {
	for _, test := range []struct{ found, kept, omitted, named int }{
		{0, 0, 0,
			0}, {1, 1, 0, 1}, {10, 10, 0, 10}, {11, 11, 0, 10}, {100, 100, 0, 10}, {101, 100, 1, 10},
		{5000, 100, 4900, 10},
	} {
		t.Run(fmt.Sprint(test.found), func(t *testing.T) {
			var list wire.Deviations
			paths := 0
			for i := range test.found {
				list.Add(func() string { paths++; return fmt.Sprintf("rows[%d]", i) }, "an integer", `"x"`)
			}
			err := list.Err()
			if test.found == 0 {
				if err != nil {
					t.Fatalf("got %v, want no error", err)
				}
				return
			}
			deviating, ok := errors.AsType[*wire.DeviationError](err)
			if !ok {
				t.Fatalf("got %T, want a *DeviationError", err)
			}
			if len(deviating.Deviations) != test.kept || deviating.Omitted != test.omitted || paths != test.kept {
				t.Errorf("kept %d, omitted %d, made %d paths; want %d, %d, %d", len(deviating.Deviations),
					deviating.Omitted, paths, test.kept, test.omitted, test.kept)
			}
			text := err.Error()
			if n := strings.Count(text, `: expected an integer, found "x"`); n != test.named {
				t.Errorf("the text names %d, want %d: %s", n, test.named, text)
			}
			more := fmt.Sprintf("; and %d more", test.found-test.named)
			if strings.HasSuffix(text, more) != (test.found > test.named) {
				t.Errorf("the text should end in %q only if there are more: %s", more, text)
			}
			if last := deviating.Deviations[test.kept-1].Path; last != fmt.Sprintf("rows[%d]", test.kept-1) {
				t.Errorf("the last path is %q", last)
			}
		})
	}
	whole := wire.Deviation{Expected: "an object", Found: "null"}
	if got, want := whole.String(), "expected an object, found null"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
