// The progress of a request, which decides whether the service may have carried out a call whose response was lost.

package transport

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// progress follows one request through net/http, whose goroutines report to it.
type progress struct{ stage atomic.Int32 }

const (
	untraced   int32 = iota // not yet, or never: a RoundTripper of the user's need not report anything
	connecting              // nothing was sent, or net/http starts again because nothing was
	sending                 // the header is out, the body may be
	aborted                 // writing failed before the request was complete
)

// followProgress returns the context of a request whose progress is followed.
func followProgress(ctx context.Context) (context.Context, *progress) {
	p := new(progress)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { p.stage.Store(connecting) },
		WroteHeaders: func() { p.stage.Store(sending) },
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err != nil {
				p.stage.Store(aborted)
			}
		},
	}), p
}

// mayHaveArrived reports whether the whole request may have reached the service. If that is unknown, it may.
func (p *progress) mayHaveArrived() bool {
	stage := p.stage.Load()
	return stage == untraced || stage == sending
}
