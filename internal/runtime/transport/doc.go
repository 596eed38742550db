// Package transport makes calls over HTTP: endpoint, request, response, retries, redirects, logs.
package transport
