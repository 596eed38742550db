// Package soap makes calls with SOAP envelopes, 1.1 and 1.2.
package soap
