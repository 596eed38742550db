// How far a request got: what decides whether the service may have carried out a call whose answer was lost.

package transport

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// progress follows one request through net/http, whose goroutines report to it.
type progress struct{ stage atomic.Int32 }

const (
	untraced   int32 = iota // so far, or for ever: a RoundTripper of the user's need not report anything
	connecting              // nothing sent, or net/http begins anew because nothing was
	sending                 // the header is out, the body may be
	aborted                 // writing failed before the request was complete
)

// followProgress gives the context of a request whose progress is followed.
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

// mayHaveArrived tells whether the whole request may have reached the service. In doubt it may.
func (p *progress) mayHaveArrived() bool {
	stage := p.stage.Load()
	return stage == untraced || stage == sending
}
