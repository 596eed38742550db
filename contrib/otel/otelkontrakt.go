// Package otelkontrakt reports the calls of generated clients to OpenTelemetry, as spans and metrics that follow the
// semantic conventions for RPC and HTTP clients.
//
// A call is a span of kind client, named by its operation, and a value of rpc.client.call.duration. Each request of the
// call is a span of kind client below it, named by its HTTP method, and a value of http.client.request.duration.
// Requests for tokens count too.
//
// Attributes and events have no header, query, body or path: a path has the ids of persons in it, so url.full is left
// out. Of an error they have only its kind.
package otelkontrakt

import (
	"errors"
	"fmt"
	"net/url"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"
	"go.opentelemetry.io/otel/semconv/v1.43.0/rpcconv"
	"go.opentelemetry.io/otel/trace"
)

// scope is the name of the instrumentation.
const scope = "github.com/kontrakt-dev/kontrakt/contrib/otel"

// Config says what an Observer reports, and to whom.
type Config struct {
	// Service is the name of the service, such as CareFlexService: the first part of rpc.method.
	Service string
	// System is rpc.system.name, such as soap or rest.
	System string
	// Endpoint is the URL of the service. Only its host and its port are reported.
	Endpoint string
	// TracerProvider gets the spans; nil means the global one.
	TracerProvider trace.TracerProvider
	// MeterProvider gets the metrics; nil means the global one.
	MeterProvider metric.MeterProvider
	// Propagator writes the context of a span into the headers of requests; nil means the global one.
	Propagator propagation.TextMapPropagator
}

// Observer reports the calls of one client. It is safe for use by several goroutines.
type Observer struct {
	config   Config
	server   []attribute.KeyValue // the address of the service
	tracer   trace.Tracer
	calls    rpcconv.ClientCallDuration
	requests httpconv.ClientRequestDuration
}

// New returns an Observer. It returns an error if Service or System is missing or Endpoint is no URL with a host.
func New(config Config) (*Observer, error) {
	if config.Service == "" || config.System == "" {
		return nil, errors.New("otelkontrakt: Config.Service and Config.System must be set")
	}
	u, err := url.Parse(config.Endpoint)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("otelkontrakt: Config.Endpoint must be a URL with a host") // without it: it may have a secret
	}
	host, port := address(u)
	if config.TracerProvider == nil {
		config.TracerProvider = otel.GetTracerProvider()
	}
	if config.MeterProvider == nil {
		config.MeterProvider = otel.GetMeterProvider()
	}
	if config.Propagator == nil {
		config.Propagator = otel.GetTextMapPropagator()
	}
	o := &Observer{config: config, tracer: config.TracerProvider.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL)),
		server: []attribute.KeyValue{semconv.ServerAddress(host), semconv.ServerPort(port)}}
	meter := config.MeterProvider.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL))
	if o.calls, err = rpcconv.NewClientCallDuration(meter); err != nil {
		return nil, fmt.Errorf("otelkontrakt: %w", err)
	}
	if o.requests, err = httpconv.NewClientRequestDuration(meter); err != nil {
		return nil, fmt.Errorf("otelkontrakt: %w", err)
	}
	return o, nil
}
