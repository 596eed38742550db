// Calls: a span and a duration for each.

package otelkontrakt

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/rpcconv"
	"go.opentelemetry.io/otel/trace"
)

// Trace begins the span of a call. It is a value for Config.Trace of a generated client.
func (o *Observer) Trace(ctx context.Context, operation string) (context.Context, func(status int, err error)) {
	method := semconv.RPCMethod(o.config.Service + "/" + operation)
	attributes := append(slices.Clone(o.server), method)
	start := time.Now()
	ctx, span := o.tracer.Start(context.WithValue(ctx, sentKey{}, new(atomic.Int64)), o.config.Service+"/"+operation,
		trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(start),
		trace.WithAttributes(append(attributes, semconv.RPCSystemNameKey.String(o.config.System))...))
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
			append(attributes, outcome...)...)
	}
}

// sentKey is the key of the number of requests that a call has sent, an *atomic.Int64, in the context of the call.
type sentKey struct{}

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
