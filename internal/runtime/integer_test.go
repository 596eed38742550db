// Writing integers.

package runtime_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

func TestAppendInt(t *testing.T) {
	for _, v := range []int64{0, 7, 10, 99, 100, 640, 999, 1000, math.MaxInt64, -1, -10, math.MinInt64} {
		if got, want := string(runtime.AppendInt([]byte("x"), v)), "x"+strconv.FormatInt(v, 10); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
