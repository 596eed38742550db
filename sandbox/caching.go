// Caching of responses ("Caching" in the MVP's document; RFC 9110, section 13).

package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// isPrivate reports whether what op returns belongs to the user. It does unless a call needs no credentials, or the paths
// of other functions name the user and that of op does not.
func (service *service) isPrivate(op *schema.RESTOperation) bool {
	namesUser := func(op *schema.RESTOperation) bool {
		return slices.ContainsFunc(op.Path, func(part schema.PathPart) bool { return part.Parameter != nil && part.Parameter.Client })
	}
	if op.Auth.Optional || len(op.Auth.Schemes) == 0 {
		return false
	}
	return namesUser(op) || !slices.ContainsFunc(service.contract.API.REST.Operations, namesUser)
}

// validated returns r with caching headers, or the response that the cached one is still right (RFC 9110, section 13).
func validated(r *response, request http.Header, changed time.Time, isPrivate bool) *response {
	etag := etagOf(r.body)
	scope := "public"
	if isPrivate {
		scope = "private"
	}
	r.header.Set("ETag", etag)
	r.header.Set("Last-Modified", changed.Format(http.TimeFormat))
	r.header.Set("Cache-Control", scope+", must-revalidate, max-age=3600")
	isFresh := false
	if match := request.Get("If-None-Match"); match != "" {
		isFresh = match == "*" || slices.ContainsFunc(strings.Split(match, ","), func(known string) bool {
			return strings.TrimPrefix(strings.TrimSpace(known), "W/") == etag
		})
	} else if since, err := http.ParseTime(request.Get("If-Modified-Since")); err == nil {
		isFresh = !changed.After(since)
	}
	if isFresh {
		return &response{status: http.StatusNotModified, header: r.header}
	}
	return r
}

// etagOf returns the entity tag of a body (RFC 9110, section 8.8.3).
func etagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}
