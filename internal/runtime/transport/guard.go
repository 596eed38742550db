// The last line of defence: a panic while a response is read becomes an error of the call, and does not end the
// caller's program.

package transport

import (
	"errors"
	"fmt"
	"path"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"

	goruntime "runtime"
	"strings"
)

// Guard is deferred by what reads the response a to call. It turns a panic into an failure.ErrContent, which it puts in
// *err.
func (e *Endpoint) Guard(call *Call, a *Answer, err *error) {
	if value := recover(); value != nil {
		*err = e.Failure(call, failure.ErrContent, a.Status, PanicError(value))
	}
}

// PanicError returns the error for a recovered panic: where it happened, and what Go says of it. Any other value is
// only named by its type, since it may show the response.
func PanicError(value any) error {
	text := fmt.Sprintf("%T", value)
	if fault, ok := value.(goruntime.Error); ok {
		text = fault.Error()
	}
	return errors.New("internal fault at " + panicPlace() + ": " + text + "; please report it")
}

// panicPlace returns the file and line that panicked, while the function deferred there runs.
func panicPlace() string {
	pcs := make([]uintptr, 64)
	frames := goruntime.CallersFrames(pcs[:goruntime.Callers(0, pcs)])
	for panicking := false; ; {
		frame, more := frames.Next()
		inGo := strings.HasPrefix(frame.Function, "runtime.")
		if panicking && !inGo {
			return fmt.Sprintf("%s:%d", path.Base(frame.File), frame.Line)
		}
		panicking = panicking || frame.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}
