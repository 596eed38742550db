// Tests of the arithmetic of split requests: ranges, rows and outcomes.

package runtime_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

func TestSituation23SendChunks(t *testing.T) {
	for _, test := range []struct {
		n, max, concurrency int
		stopAt              int // the chunk that send refuses to go on after, -1 for none
		want                string
		unsent              int
	}{
		{0, 100, 1, -1, "", 0},
		{1, 100, 1, -1, "0-0", 0},
		{100, 100, 0, -1, "0-99", 0},
		{101, 100, 1, -1, "0-99 100-100", 0},
		{250, 100, 1, 0, "0-99", 150},
		{250, 100, 1, 1, "0-99 100-199", 50},
		{250, 100, 8, -1, "0-99 100-199 200-249", 0},
	} {
		pending := make([]int, test.n)
		for i := range pending {
			pending[i] = i
		}
		var mu sync.Mutex
		var sent []string
		unsent := runtime.SendChunks(pending, test.max, test.concurrency, func(chunk []int) bool {
			mu.Lock()
			defer mu.Unlock()
			sent = append(sent, fmt.Sprintf("%d-%d", chunk[0], chunk[len(chunk)-1]))
			return chunk[0]/test.max != test.stopAt
		})
		slices.SortFunc(sent, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
		if got := strings.Join(sent, " "); got != test.want || len(unsent) != test.unsent {
			t.Errorf("%+v: sent %q, unsent %d", test, got, len(unsent))
		}
		if len(unsent) > 0 && unsent[0] != test.n-test.unsent {
			t.Errorf("%+v: the first unsent is %d", test, unsent[0])
		}
	}
}

func TestSituation24MatchRows(t *testing.T) {
	for _, test := range []struct {
		name    string
		n       int
		indices []int // that the rows say
		want    []int
		text    string
	}{
		{"in order", 3, []int{0, 1, 2}, []int{0, 1, 2}, ""},
		{"out of order", 3, []int{2, 0, 1}, []int{1, 2, 0}, ""},
		{"nothing", 0, nil, []int{}, ""},
		{"missing", 3, []int{0, 2}, []int{0, -1, 1}, "missing [1]"},
		{"doubled", 2, []int{0, 1, 0}, []int{-1, 1}, "doubled [0]"},
		{"out of range", 1, []int{0, 1, -5}, []int{0}, "out of range [1 -5]"},
		{"all of it", 2, []int{0, 0, 7}, []int{-1, -1}, "missing [1], doubled [0], out of range [7]"},
		{"many", 12, nil, slices.Repeat([]int{-1}, 12), "missing [0 1 2 3 4 5 6 7 8 9] and 2 more"},
	} {
		t.Run(test.name, func(t *testing.T) {
			rowOf, err := runtime.MatchRows(test.n, len(test.indices), func(row int) int { return test.indices[row] })
			if !slices.Equal(rowOf, test.want) {
				t.Errorf("got rows %v, want %v", rowOf, test.want)
			}
			if test.text == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if _, ok := errors.AsType[*runtime.RowMismatch](err); !ok || !errors.Is(err, runtime.ErrRows) {
				t.Fatalf("got error %v", err)
			}
			if want := test.text; err.Error() != want {
				t.Errorf("got %s, want %s", err, want)
			}
		})
	}
}

func TestSituation23OutcomeOf(t *testing.T) {
	status := func(kind error, status int) error { return &runtime.Error{Kind: kind, Status: status} }
	fault := func(code string) error {
		return &runtime.Error{Kind: runtime.ErrFault, Status: 500, Fault: &runtime.Fault{Code: code}}
	}
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, "accepted"},
		{status(runtime.ErrInvalid, 0), "not sent"},
		{status(runtime.ErrAuth, 401), "not sent"},
		{status(runtime.ErrTransport, 0), "not sent"},
		{status(runtime.ErrRedirect, 301), "not sent"},
		{status(runtime.ErrRedirect, 307), "not sent"},
		{status(runtime.ErrRedirect, 302), "unknown"},
		{status(runtime.ErrRedirect, 303), "unknown"},
		{status(runtime.ErrStatus, 408), "not sent"},
		{status(runtime.ErrStatus, 425), "not sent"},
		{status(runtime.ErrStatus, 429), "not sent"},
		{status(runtime.ErrStatus, 400), "rejected"},
		{fmt.Errorf("wrapped: %w", status(runtime.ErrStatus, 422)), "rejected"},
		{fault("SOAP-ENV:Client"), "rejected"},
		{fault("Client.Schema"), "rejected"},
		{fault("SOAP-ENV:Server"), "unknown"},
		{fault("x:Clientele"), "unknown"},
		{status(runtime.ErrStatus, 500), "unknown"},
		{status(runtime.ErrUnknownOutcome, 0), "unknown"},
		{status(runtime.ErrContent, 200), "unknown"},
		{status(runtime.ErrTooLarge, 200), "unknown"},
		{&runtime.RowMismatch{}, "unknown"},
		{errors.New("other"), "unknown"},
	} {
		if got := runtime.OutcomeOf(test.err).String(); got != test.want {
			t.Errorf("%v: got %s, want %s", test.err, got, test.want)
		}
	}
}
