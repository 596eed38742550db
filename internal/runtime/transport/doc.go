// Package transport makes one call over HTTP: endpoint, request, response, retries, redirects, logs.
package transport
