// Package sts gets sessions of the older token service ("STS") of the MitarbeiterWebservice. A [Source] is a value for
// Config.Session of package mvp:
//
//	sessions, err := sts.New(sts.Config{UID: uid, UserAgent: "portal/1.0", Show: show})
//	client, err := mvp.New(mvp.Config{Mandant: "bd", Mitarbeiter: ma, Session: sessions})
//
// New programs sign in with OAuth 2.0: see mvp.SignIn.
//
// Documented are the functions createClient (POST /STS/clients), createToken (POST /STS/tokens) and deleteToken
// (DELETE /STS/tokens), that all their parameters are headers with the prefix X-Dio-, among them Timestamp, Uid,
// User-Agent, Nonce (the SHA-1 of uid and timestamp) and, for web programs, Ip, and that the response has Id, Random and
// Session. Not public are the form of the timestamp, for which this package takes the seconds since 1970, further
// parameters, for which there is Config.Header, how a request shows a session, for which there is Config.Show, and how
// long a session lasts: it is used until the service refuses it.
package sts

import (
	"cmp"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// DefaultBaseURL is the URL of the token service, unless Config.BaseURL is set.
const DefaultBaseURL = "https://www.maklerinfo.biz/service/employee/{version}/rest"

// sessionLife is longer than any session lasts.
const sessionLife = 365 * 24 * time.Hour

// Config configures a Source.
type Config struct {
	// BaseURL replaces DefaultBaseURL. It can have {version} in it.
	BaseURL string
	// Version is the version of the service. The default is "1.0".
	Version string
	// UID is the parameter Uid.
	UID string
	// UserAgent is the parameter User-Agent.
	UserAgent string
	// IP is the address of the user of a web program, "" for other programs.
	IP string
	// Header has further headers for createClient and createToken, with their whole names. It may have secrets.
	Header http.Header `json:"-"`
	// Show adds a session to a request of the MitarbeiterWebservice. It must be safe for use by many goroutines.
	Show func(request *http.Request, session Session) `json:"-"`
	// HTTPClient sends the requests; nil means a new one. Redirects to another origin are never followed.
	HTTPClient *http.Client
	// Logger logs each request, without its headers. If it is nil, nothing is logged.
	Logger *slog.Logger
	// AllowHTTP allows plain HTTP to other machines: for tests only.
	AllowHTTP bool
}

// Format prints c without its further headers, for every verb.
func (c Config) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "sts.Config{BaseURL: %q, UID: %q, Header: [secret]}", failure.PrintableURL(c.BaseURL), c.UID)
}

// Session is what createToken returns. It is secret.
type Session struct{ ID, Random, Session string }

// Format prints a placeholder for every verb.
func (Session) Format(s fmt.State, _ rune) { io.WriteString(s, "[session]") }

// Source is a source of sessions, which all calls share. It is safe for use by many goroutines.
type Source struct {
	config   *Config // a pointer, of which fmt prints the address if it cannot call Format
	endpoint *transport.Endpoint
	shared   *token.Shared          // whose tokens are sessions as JSON
	current  atomic.Pointer[string] // the last one
}

// New returns a source of sessions. It checks config and sends no request.
func New(config Config) (*Source, error) {
	if config.UID == "" || config.UserAgent == "" || config.Show == nil {
		return nil, errors.New("sts: Config.UID, Config.UserAgent and Config.Show must be set")
	}
	base, err := rest.ExpandURL(cmp.Or(config.BaseURL, DefaultBaseURL), "version", cmp.Or(config.Version, "1.0"))
	if err != nil {
		return nil, fmt.Errorf("sts: %w", err)
	}
	s := &Source{config: &config}
	s.endpoint, err = transport.NewEndpoint(base, transport.Options{Auth: &transport.Auth{Sign: s.signRequest},
		HTTPClient: config.HTTPClient, Logger: config.Logger, AllowHTTP: config.AllowHTTP, Retries: -1})
	if err != nil {
		return nil, fmt.Errorf("sts: %w", err)
	}
	s.shared = &token.Shared{Fetch: s.open, Timeout: token.FetchTimeout}
	return s, nil
}

// Format prints a placeholder for every verb.
func (s *Source) Format(state fmt.State, _ rune) { io.WriteString(state, "[sessions]") }

// Token returns the current session as JSON, or that of a new one.
func (s *Source) Token(ctx context.Context) (string, error) { return s.shared.Token(ctx) }

// Invalidate drops session if it is the current one.
func (s *Source) Invalidate(session string) { s.shared.Invalidate(session) }

// Sign adds the current session to request, or a new one.
func (s *Source) Sign(request *http.Request) error {
	text, err := s.Token(request.Context())
	if err != nil {
		return err
	}
	session, err := parse(text)
	if err != nil {
		return err
	}
	s.config.Show(request, session)
	return nil
}

// Logout deletes the current session, if there is one, by deleteToken.
func (s *Source) Logout(ctx context.Context) error {
	text := s.current.Swap(nil)
	if text == nil {
		return nil
	}
	s.Invalidate(*text)
	session, err := parse(*text)
	if err != nil {
		return err
	}
	call := &transport.Call{Operation: "deleteToken", Method: http.MethodDelete, Path: "/STS/tokens", NoResult: true,
		Secrets: secrets(session, nil)}
	call.SetHeader("X-Dio-Id", session.ID)
	call.SetHeader("X-Dio-Session", session.Session)
	return s.endpoint.Do(ctx, call, nil)
}

// open makes a client and a token. After a refusal, it is not repeated at once.
func (s *Source) open(ctx context.Context) (*token.Bearer, error) {
	start := time.Now()
	_, err := s.post(ctx, "createClient", "/STS/clients")
	var text string
	if err == nil {
		text, err = s.post(ctx, "createToken", "/STS/tokens")
	}
	if callErr, ok := errors.AsType[*failure.Error](err); ok && callErr.Status/100 == 4 {
		return nil, &token.RefusedError{Err: err, Pause: token.DenialPause}
	}
	if err != nil {
		return nil, err
	}
	if session, err := parse(text); err != nil || session.Session == "" {
		return nil, errors.New("createToken: the response is not a JSON object with Session")
	}
	s.current.Store(&text)
	return token.NewBearer(text, start, sessionLife), nil
}

// post calls a function and returns the body of its response.
func (s *Source) post(ctx context.Context, operation, path string) (body string, err error) {
	call := &transport.Call{Operation: operation, Method: http.MethodPost, Path: path, Accept: "application/json",
		Header: maps.Clone(s.config.Header), Secrets: secrets(Session{}, s.config.Header)}
	err = s.endpoint.Do(ctx, call, func(response *transport.Response) error {
		body = response.Body
		return nil
	})
	return body, err
}

// signRequest signs a request of the token service.
func (s *Source) signRequest(request *http.Request, _ string) error {
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	nonce := sha1.Sum([]byte(s.config.UID + timestamp))
	request.Header.Set("X-Dio-Timestamp", timestamp)
	request.Header.Set("X-Dio-Uid", s.config.UID)
	request.Header.Set("X-Dio-User-Agent", s.config.UserAgent)
	request.Header.Set("X-Dio-Nonce", hex.EncodeToString(nonce[:]))
	if s.config.IP != "" {
		request.Header.Set("X-Dio-Ip", s.config.IP)
	}
	return nil
}

// parse returns the session in the response of createToken.
func parse(text string) (session Session, err error) {
	if json.Unmarshal([]byte(text), &session) != nil {
		return Session{}, errors.New("the session is not a JSON object")
	}
	return session, nil
}

// secrets returns what no error may show.
func secrets(session Session, header http.Header) []string {
	list := []string{session.ID, session.Random, session.Session}
	for _, values := range header {
		list = append(list, values...)
	}
	return list
}
