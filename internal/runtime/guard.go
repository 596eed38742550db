// The last line of defence: a panic while a response is read becomes an error of the call, and does not end the
// caller's program.

package runtime

import (
	"errors"
	"fmt"
	"path"
	goruntime "runtime"
	"strings"
)

// guard is deferred by what reads the response a to call. It turns a panic into an ErrContent, which it puts in *err.
func (e *Endpoint) guard(call *Call, a *Answer, err *error) {
	if value := recover(); value != nil {
		*err = e.failure(call, ErrContent, a.Status, panicError(value))
	}
}

// panicError returns the error for a recovered panic: where it happened, and what Go says of it. Any other value is
// only named by its type, since it may show the response.
func panicError(value any) error {
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
