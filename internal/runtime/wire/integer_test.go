// Tests of encoding integers.

package wire_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

func TestAppendInt(t *testing.T) {
	for _, v := range []int64{0, 7, 10, 99, 100, 640, 999, 1000, math.MaxInt64, -1, -10, math.MinInt64} {
		if got, want := string(wire.AppendInt([]byte("x"), v)), "x"+strconv.FormatInt(v, 10); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAppendIntLikeStrconv(t *testing.T) {
	check := func(v int64) {
		if got := string(wire.AppendInt([]byte("n="), v)); got != fmt.Sprintf("n=%d", v) {
			t.Fatalf("%d is written as %s", v, got)
		}
	}
	for v := int64(-12_000); v <= 12_000; v++ {
		check(v)
	}
	for bit := range 64 {
		for d := int64(-2); d <= 2; d++ {
			check(int64(1)<<bit + d)
		}
	}
	for power := int64(1); power < 1e18; power *= 10 {
		for d := int64(-1); d <= 1; d++ {
			check(power + d)
			check(-power + d)
		}
	}
}
