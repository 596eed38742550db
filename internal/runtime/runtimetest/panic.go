// Panics while a response is read.

package runtimetest

import (
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// OutOfRange panics as a decoder with a fault does.
func OutOfRange() {
	var none []int
	_ = none[len(none)-1]
}

func CheckGuarded(t *testing.T, err error, operation string, status int, text string) {
	t.Helper()
	callErr := FailureOf(t, err, failure.ErrContent)
	if callErr.Operation != operation || callErr.Status != status {
		t.Errorf("got operation %s, status %d, want %s, %d", callErr.Operation, callErr.Status, operation, status)
	}
	if !faultPlace.MatchString(err.Error()) || !strings.Contains(err.Error(), text) {
		t.Errorf("got %v, want the place of the fault and %s", err, text)
	}
	if strings.Contains(err.Error(), "Geheimnis") {
		t.Errorf("%v shows what panicked", err)
	}
}

const IndexFault = "runtime error: index out of range [-1]; please report it"

// faultPlace is how an error names the place of a panic.
var faultPlace = regexp.MustCompile(`internal fault at \w+\.go:\d+: `)
