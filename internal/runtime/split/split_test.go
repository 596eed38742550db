// Tests of the division of a list into requests.

package split_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/split"
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
		unsent := split.SendChunks(pending, test.max, test.concurrency, func(chunk []int) bool {
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
