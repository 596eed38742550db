// Calls: a span and a duration for each.

package otelkontrakt

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/rpcconv"
	"go.opentelemetry.io/otel/trace"
)

// Trace begins the span of a call. It is a value for Config.Trace of a generated client.
func (o *Observer) Trace(ctx context.Context, operation string) (context.Context, func(status int, err error)) {
	method := o.config.Service + "/" + operation
	attributes := slices.Concat(o.server, []attribute.KeyValue{semconv.RPCMethod(method)})
	start := time.Now()
	ctx, span := o.tracer.Start(context.WithValue(ctx, sentKey{}, new(sent)), method,
		trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(start),
		trace.WithAttributes(attributes...),
		trace.WithAttributes(semconv.RPCSystemNameKey.String(o.config.System)))
	return ctx, func(status int, err error) {
		end := time.Now()
		var outcome []attribute.KeyValue
		if status != 0 {
			outcome = append(outcome, semconv.RPCResponseStatusCode(strconv.Itoa(status)))
		}
		if err != nil {
			outcome = append(outcome, semconv.ErrorTypeKey.String(kindOf(err)))
			span.SetStatus(codes.Error, kindOf(err))
		}
		span.SetAttributes(outcome...)
		span.End(trace.WithTimestamp(end))
		o.calls.Record(ctx, end.Sub(start).Seconds(), rpcconv.SystemNameAttr(o.config.System),
			slices.Concat(attributes, outcome)...)
	}
}

// sent counts the requests of a call by their URLs. A request for a token is no attempt of the call.
type sent struct {
	mutex sync.Mutex
	byURL map[string]int
}

// sentKey is the key of the *sent of a call in its context.
type sentKey struct{}

// count counts a request of url, and returns how many there were before it.
func (s *sent) count(url string) (before int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.byURL == nil {
		s.byURL = map[string]int{}
	}
	before = s.byURL[url]
	s.byURL[url]++
	return before
}

// kindOf returns the kind of the error of a call: one of few texts, none of which shows what was sent or received.
func kindOf(err error) string {
	var failure interface{ Unwrap() []error }
	if errors.As(err, &failure) {
		if all := failure.Unwrap(); len(all) > 0 {
			return all[0].Error()
		}
	}
	return string(rpcconv.ErrorTypeOther)
}
