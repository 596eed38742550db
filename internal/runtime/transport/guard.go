// Panics while a response is read become errors of the call, so that they do not end the caller's program.

package transport

import (
	"errors"
	"fmt"
	"path"
	goruntime "runtime"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// Guard is deferred by functions that read the response a to call. It turns a panic into an ErrContent in *err.
func (e *Endpoint) Guard(call *Call, a *Response, err *error) {
	if value := recover(); value != nil {
		*err = e.Failure(call, failure.ErrContent, a.Status, PanicError(value))
	}
}

// PanicError returns the error for a recovered panic: its position, and the message of Go's runtime. Of any other value
// it has only the type, since the value may show the response.
func PanicError(value any) error {
	text := fmt.Sprintf("%T", value)
	if fault, ok := value.(goruntime.Error); ok {
		text = fault.Error()
	}
	return errors.New("internal fault at " + panicPosition() + ": " + text + "; please report it")
}

// panicPosition returns the file and line that panicked. It must be called by a deferred function.
func panicPosition() string {
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
			return "an unknown position"
		}
	}
}
