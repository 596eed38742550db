// Requests: a span and a duration for each, and the headers that tell the service which span it belongs to.

package otelkontrakt

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"
	"go.opentelemetry.io/otel/trace"
)

// HTTPClient returns a copy of client, nil for a new one, that reports each request, and sends the context of its span
// in the request's headers. It is a value for Config.HTTPClient of a generated client.
func (o *Observer) HTTPClient(client *http.Client) *http.Client {
	own := new(http.Client)
	if client != nil {
		*own = *client
	}
	next := own.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	own.Transport = &transport{o, next}
	return own
}

// transport reports the requests that next sends.
type transport struct {
	observer *Observer
	next     http.RoundTripper
}

// RoundTrip sends request. The span ends when the body of the response is read to its end or closed.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	start := time.Now()
	host, port := address(request.URL)
	attributes := []attribute.KeyValue{semconv.ServerAddress(host), semconv.ServerPort(port),
		semconv.HTTPRequestMethodKey.String(request.Method)}
	ctx, span := t.observer.tracer.Start(request.Context(), request.Method, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithTimestamp(start), trace.WithAttributes(attributes...))
	if requests, ok := ctx.Value(sentKey{}).(*sent); ok {
		if n := requests.count(request.URL.String()); n > 0 {
			span.SetAttributes(semconv.HTTPRequestResendCount(n))
		}
	}
	finish := func(outcome ...attribute.KeyValue) {
		now := time.Now()
		span.SetAttributes(outcome...)
		span.End(trace.WithTimestamp(now))
		t.observer.requests.Record(ctx, now.Sub(start).Seconds(), httpconv.RequestMethodAttr(request.Method), host, port,
			outcome...)
	}
	request = request.Clone(ctx) // a RoundTripper must not change its request
	t.observer.config.Propagator.Inject(ctx, propagation.HeaderCarrier(request.Header))
	response, err := t.next.RoundTrip(request)
	if err != nil {
		span.SetStatus(codes.Error, "no response") // the text of err may show the URL
		finish(semconv.ErrorTypeKey.String("no response"))
		return nil, err
	}
	outcome := []attribute.KeyValue{semconv.HTTPResponseStatusCode(response.StatusCode)}
	if response.StatusCode >= http.StatusBadRequest {
		span.SetStatus(codes.Error, "")
		outcome = append(outcome, semconv.ErrorTypeKey.String(strconv.Itoa(response.StatusCode)))
	}
	response.Body = &body{response.Body, sync.OnceFunc(func() { finish(outcome...) })}
	return response, nil
}

// body calls a function at its end.
type body struct {
	io.ReadCloser
	end func()
}

// Read reads into p.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.end()
	}
	return n, err
}

// Close closes the body.
func (b *body) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}

// address returns the host and the port of u.
func address(u *url.URL) (host string, port int) {
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		if port = 443; u.Scheme == "http" {
			port = 80
		}
	}
	return u.Hostname(), port
}
