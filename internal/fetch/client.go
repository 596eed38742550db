// The client: one document over HTTP, with credentials for the server of the contract alone.

package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	timeout      = time.Minute // for one document
	maxRedirects = 10
)

// Access is how a server is reached, and what is shown to it.
type Access struct {
	User, Password string
	Token          string            // a bearer token (RFC 6750, section 2.1)
	Certificates   []tls.Certificate // of the client
	Authorities    *x509.CertPool    // that servers' certificates are checked with; nil for those of the system
}

// Client fetches documents.
type Client struct {
	access        Access
	origin        string       // the only one that sees the credentials
	known, others *http.Client // for origin, and for the rest of the web
}

// NewClient returns a client for the contract at address. It uses the proxies that the environment names, as
// [http.ProxyFromEnvironment] does.
func NewClient(address *url.URL, access Access) *Client {
	client := func(certificates []tls.Certificate) *http.Client {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.TLSClientConfig = &tls.Config{Certificates: certificates, RootCAs: access.Authorities}
		return &http.Client{
			Transport:     transport,
			Timeout:       timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return &Client{access, originOf(address), client(access.Certificates), client(nil)}
}

// originOf returns the origin of a URL: scheme, host and port (RFC 6454, section 4).
func originOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// get returns the document at address, which has at most limit bytes, and the URL that redirects led to. An error is
// the end of a sentence about the document.
func (c *Client) get(ctx context.Context, address *url.URL, limit int64) (content []byte, at *url.URL, err error) {
	at = address
	for range maxRedirects {
		if at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
			return nil, nil, fmt.Errorf("leads to %q: only http and https URLs are fetched", at.Redacted())
		}
		response, err := c.send(ctx, at)
		if err != nil {
			return nil, nil, fmt.Errorf("cannot be fetched: %w", err)
		}
		next, err := response.Location()
		if isRedirect := response.StatusCode/100 == 3 && err == nil; !isRedirect {
			defer response.Body.Close()
			content, err = read(response, limit)
			return content, at, err
		}
		response.Body.Close()
		if at.Scheme == "https" && next.Scheme == "http" {
			return nil, nil, fmt.Errorf("cannot be fetched: the server redirects to %q, which is not encrypted", next.Redacted())
		}
		at = plain(next)
	}
	return nil, nil, fmt.Errorf("cannot be fetched: the server redirects more than %d times", maxRedirects)
}

// send sends one request, with the credentials if they are for its origin.
func (c *Client) send(ctx context.Context, address *url.URL) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, errors.New("the URL is not valid")
	}
	request.Header.Set("User-Agent", "kontrakt-gen")
	client := c.others
	if originOf(address) == c.origin {
		client = c.known
		switch {
		case c.access.Token != "":
			request.Header.Set("Authorization", "Bearer "+c.access.Token)
		case c.access.User != "":
			request.SetBasicAuth(c.access.User, c.access.Password)
		}
	}
	response, err := client.Do(request)
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // without the URL, which the diagnostic has
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		err = fmt.Errorf("%w: name the file with the authority's certificate with --ca", err)
	}
	return response, err
}

// read reads the document in a response.
func read(response *http.Response, limit int64) ([]byte, error) {
	status := fmt.Sprintf("%d %s", response.StatusCode, http.StatusText(response.StatusCode)) // not the server's words
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, fmt.Errorf("cannot be fetched: the server returned %s: see --user, --bearer and --cert", status)
	default:
		return nil, fmt.Errorf("cannot be fetched: the server returned %s, expected 200", status)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot be fetched: %w", err)
	case int64(len(content)) > limit:
		return nil, fmt.Errorf("is not fetched: the documents of the contract have more than %d MB", maxBytes>>20)
	}
	return content, nil
}
