// Bearer tokens: the endpoints that issue them, and the check of requests.

package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// lifetime is how long an access token is valid, as the CareFlex document says.
const lifetime = 12 * time.Hour

// subject is the user of every token: a Mitarbeiter-ID of the MVP.
const subject = "123456_123456"

// tokens are what was issued.
type tokens struct {
	access  map[string]time.Time // when each expires
	refresh map[string]bool      // those that can be used
	codes   map[string]code
}

// code is an authorization code that was not exchanged.
type code struct{ redirect, challenge string }

// tokenPaths are the endpoints of a service for tokens.
var tokenPaths = map[string]func(*Sandbox, http.ResponseWriter, *http.Request){
	"/token":     (*Sandbox).serveToken,
	"/authorize": (*Sandbox).serveAuthorization,
	"/userinfo":  (*Sandbox).serveUserInfo,
	"/revoke":    (*Sandbox).serveRevocation,
}

// TokenURL returns the URL that issues tokens for a contract: by the password as JSON, and by the grants of OAuth 2.0
// (RFC 6749) and signed assertions (RFC 7523), whose signatures are not checked. It rotates refresh tokens.
func (s *Sandbox) TokenURL(contract string) string { return s.serviceURL(contract, "/token") }

// AuthorizationURL returns the URL where users sign in (RFC 6749, section 3.1). It sends them back at once.
func (s *Sandbox) AuthorizationURL(contract string) string {
	return s.serviceURL(contract, "/authorize")
}

// UserInfoURL returns the URL that tells the sub of a token's user, which is always 123456_123456.
func (s *Sandbox) UserInfoURL(contract string) string { return s.serviceURL(contract, "/userinfo") }

// RevocationURL returns the URL that revokes tokens (RFC 7009).
func (s *Sandbox) RevocationURL(contract string) string { return s.serviceURL(contract, "/revoke") }

func (s *Sandbox) serviceURL(contract, path string) string {
	return s.URL + "/" + s.mustService(contract).name + path
}

// Token issues an access token that all contracts accept.
func (s *Sandbox) Token() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issue()
}

// RevokeTokens makes every access token invalid that was issued before.
func (s *Sandbox) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens.access)
}

// revoke makes an access token invalid.
func (s *Sandbox) revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens.access, token)
}

// accept makes the access token in a response of the token endpoint valid, which a rule may have changed.
func (s *Sandbox) accept(response *response) {
	token, _ := asObject(decode(response.body))["access_token"].(string)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.tokens.access[token]; !ok && token != "" {
		s.tokens.access[token] = s.now().Add(lifetime)
	}
}

// issue returns a new access token; the caller holds the lock. It has the characters of the one that the CareFlex document
// prints.
func (s *Sandbox) issue() string {
	token := "sandbox%§" + rand.Text()
	s.tokens.access[token] = s.now().Add(lifetime)
	return token
}

// serveToken issues tokens.
func (s *Sandbox) serveToken(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "Tokens are requested by POST.", http.StatusMethodNotAllowed)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if media, _ := mediaType(r.Header); media == "application/json" {
		var request struct {
			GrantType string `json:"grant_type"`
			Username  string `json:"username"`
			Password  string `json:"password"`
		}
		switch err := json.NewDecoder(r.Body).Decode(&request); {
		case err != nil:
			oauthError(w, http.StatusBadRequest, "invalid_request", "the body is not JSON")
		case request.GrantType != "password":
			oauthError(w, http.StatusBadRequest, "unsupported_grant_type", "as JSON there is only the grant password")
		case !isSecret(request.Username, request.Password):
			oauthError(w, http.StatusUnauthorized, "invalid_grant", wrongSecret)
		default:
			s.sendToken(w, false)
		}
		return
	}
	if err := r.ParseForm(); err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request", "the body is neither JSON nor a form")
		return
	}
	s.grant(w, r)
}

// wrongSecret says which credentials are right.
const wrongSecret = "the sandbox accepts only the user " + User + " with the secret " + Secret

// isSecret reports whether user and secret are those of the sandbox.
func isSecret(user, secret string) bool {
	return subtle.ConstantTimeCompare([]byte(user+"\x00"+secret), []byte(User+"\x00"+Secret)) == 1
}

// grant issues tokens for the grant in the form of r.
func (s *Sandbox) grant(w http.ResponseWriter, r *http.Request) {
	form := r.PostForm
	id, secret, isBasic := r.BasicAuth()
	if isBasic { // RFC 6749, section 2.3.1: both are form-encoded
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	if (secret != "" || form.Get("grant_type") == "client_credentials") && !isSecret(id, secret) {
		oauthError(w, http.StatusUnauthorized, "invalid_client", wrongSecret)
		return
	}
	switch grant := form.Get("grant_type"); grant {
	case "client_credentials":
		s.sendToken(w, false)
	case "password":
		if !isSecret(form.Get("username"), form.Get("password")) {
			oauthError(w, http.StatusBadRequest, "invalid_grant", wrongSecret)
			return
		}
		s.sendToken(w, true)
	case "refresh_token":
		if !s.take(form.Get("refresh_token")) {
			oauthError(w, http.StatusBadRequest, "invalid_grant", "the refresh token is unknown, used or revoked")
			return
		}
		s.sendToken(w, true)
	case "authorization_code":
		if reason := s.exchange(form); reason != "" {
			oauthError(w, http.StatusBadRequest, "invalid_grant", reason)
			return
		}
		s.sendToken(w, true)
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		if strings.Count(form.Get("assertion"), ".") != 2 {
			oauthError(w, http.StatusBadRequest, "invalid_grant", "the assertion is not a signed JWT")
			return
		}
		s.sendToken(w, false)
	default:
		oauthError(w, http.StatusBadRequest, "unsupported_grant_type", fmt.Sprintf("there is no grant %q", grant))
	}
}

// take uses up a refresh token. It reports whether that was valid.
func (s *Sandbox) take(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	isValid := s.tokens.refresh[token]
	delete(s.tokens.refresh, token)
	return isValid
}

// exchange uses up the code in form. It returns why that is not possible, or "".
func (s *Sandbox) exchange(form url.Values) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	issued, ok := s.tokens.codes[form.Get("code")]
	delete(s.tokens.codes, form.Get("code"))
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	switch {
	case !ok:
		return "the code is unknown or used"
	case issued.redirect != form.Get("redirect_uri"):
		return "the redirect_uri is not that of the authorization request"
	case issued.challenge != "" && issued.challenge != base64.RawURLEncoding.EncodeToString(sum[:]):
		return "the code_verifier does not fit the code_challenge"
	}
	return ""
}

// sendToken sends a new access token, and a refresh token if there should be one.
func (s *Sandbox) sendToken(w http.ResponseWriter, refreshes bool) {
	s.mu.Lock()
	answer := map[string]any{
		"access_token": s.issue(), "token_type": "Bearer", "expires_in": int(lifetime.Seconds()),
		"created_at": s.now().Unix(),
	}
	if refreshes {
		token := rand.Text()
		s.tokens.refresh[token] = true
		answer["refresh_token"] = token
	}
	s.mu.Unlock()
	sendJSON(w, http.StatusOK, answer)
}

// sendJSON sends value, which must not be cached.
func sendJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // the client may have gone
}

// oauthError sends an error of RFC 6749, section 5.2.
func oauthError(w http.ResponseWriter, status int, code, description string) {
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Basic realm="sandbox"`)
	}
	sendJSON(w, status, map[string]string{"error": code, "error_description": description})
}

// serveAuthorization sends the user back with a code.
func (s *Sandbox) serveAuthorization(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	redirect, err := url.Parse(query.Get("redirect_uri"))
	if err != nil || redirect.Scheme != "http" && redirect.Scheme != "https" {
		http.Error(w, "The redirect_uri is missing, or is not a URL of http or https.", http.StatusBadRequest)
		return
	}
	back := redirect.Query()
	if query.Get("response_type") == "code" {
		issued := rand.Text()
		s.mu.Lock()
		s.tokens.codes[issued] = code{query.Get("redirect_uri"), query.Get("code_challenge")}
		s.mu.Unlock()
		back.Set("code", issued)
	} else {
		back.Set("error", "unsupported_response_type")
	}
	if query.Has("state") {
		back.Set("state", query.Get("state"))
	}
	redirect.RawQuery = back.Encode()
	http.Redirect(w, r, redirect.String(), http.StatusFound)
}

// serveUserInfo tells the user of a token.
func (s *Sandbox) serveUserInfo(w http.ResponseWriter, r *http.Request) {
	if !s.isValid(bearerOf(r.Header)) {
		unauthorized().send(r.Context(), w)
		return
	}
	sendJSON(w, http.StatusOK, map[string]string{"sub": subject})
}

// serveRevocation revokes a token (RFC 7009).
func (s *Sandbox) serveRevocation(w http.ResponseWriter, r *http.Request) {
	token := r.PostFormValue("token")
	s.mu.Lock()
	delete(s.tokens.access, token)
	delete(s.tokens.refresh, token)
	s.mu.Unlock()
	w.WriteHeader(http.StatusOK)
}

// bearerOf returns the bearer token in a header; "" for none.
func bearerOf(header http.Header) string {
	scheme, token, _ := strings.Cut(header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// isValid reports whether an access token was issued and has not expired or been revoked.
func (s *Sandbox) isValid(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	expires, ok := s.tokens.access[token]
	return ok && s.now().Before(expires)
}

// authenticate returns the response to a request without valid credentials of one of the kinds, nil if they are valid.
// Signatures and digests are not checked: a service that accepts nothing else accepts all requests.
func (s *Sandbox) authenticate(r *Request, kinds ...string) *response {
	user, secret, _ := (&http.Request{Header: r.Header}).BasicAuth()
	isChecked := false
	for _, kind := range kinds {
		isValid := false
		switch kind {
		case "basic":
			isValid = isSecret(user, secret)
		case "password", "bearer", "oauth2":
			isValid = s.isValid(bearerOf(r.Header))
		default:
			continue
		}
		if isValid {
			return nil
		}
		isChecked = true
	}
	if !isChecked {
		return nil
	}
	refused := unauthorized()
	if slices.Contains(kinds, "basic") {
		refused.header.Set("WWW-Authenticate", `Basic realm="sandbox"`)
	}
	return refused
}

// unauthorized returns the response to a request without a valid token.
func unauthorized() *response {
	refused := textResponse(http.StatusUnauthorized,
		"The request has no valid credentials. The token may be missing, unknown, expired or revoked.")
	refused.header.Set("WWW-Authenticate", `Bearer realm="sandbox"`)
	return refused
}

// mediaType returns the media type of a body and its parameters, "" for none.
func mediaType(header http.Header) (media string, parameters map[string]string) {
	media, parameters, _ = mime.ParseMediaType(header.Get("Content-Type"))
	return media, parameters
}
