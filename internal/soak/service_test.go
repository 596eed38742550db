// The two services in one server: tokens, CareFlex, MVP, and a ledger of all that was carried out.

package soak_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// What must never be seen outside of a request: a part of each token, password and API token.
const (
	tokenMark    = "tok§"
	passwordMark = "geheim-"
	apiTokenMark = "apitoken-"
)

// service answers as the contracts say, and then has faults spoil it.
type service struct {
	t      *testing.T
	host   string // requests to any other host are a fault of the client
	faults *faults

	mu       sync.Mutex
	requests int
	issued   int               // tokens
	users    map[string]string // by token, while it is valid
	applied  map[string]int    // how often each incident was accepted, by employeeId
	versions map[string]int    // of the customers, by path
	added    map[string]int    // how often each customer was added, by name
}

func newService(t *testing.T, faults *faults) *service {
	return &service{
		t: t, faults: faults, users: map[string]string{},
		applied: map[string]int{}, versions: map[string]int{}, added: map[string]int{},
	}
}

// answer is an answer in the making.
type answer struct {
	status int
	header http.Header
	body   string
}

func newAnswer(status int, contentType, body string) *answer {
	return &answer{status, http.Header{"Content-Type": {contentType}}, body}
}

// issue gives a new token of user's.
func (s *service) issue(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issued++
	token := fmt.Sprintf("%s%%%d", tokenMark, s.issued)
	s.users[token] = user
	return token
}

// revoke makes the token invalid.
func (s *service) revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.users, token)
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the client gave up
	}
	if r.Host != s.host {
		s.t.Errorf("a request was sent to %s", r.Host)
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	s.requests++
	user, known := s.users[token]
	s.mu.Unlock()
	revoke := func() { s.revoke(token) }
	switch {
	case r.URL.Path == "/token":
		s.faults.token(w, r, func() *answer { return s.token(body) })
	case !known:
		newAnswer(http.StatusUnauthorized, "text/html", "<h1>"+token+" expired</h1>").write(w)
	case r.URL.Path == "/soap":
		s.faults.call(w, r, revoke, func() *answer { return s.soap(string(body)) })
	case r.URL.Path == "/rest" && r.Method == http.MethodPost:
		s.faults.call(w, r, revoke, func() *answer { return s.multiCall(user, r.Header.Get("Content-Type"), body) })
	default:
		path := strings.TrimPrefix(r.URL.Path, "/rest")
		since := r.Header.Get("If-Modified-Since")
		s.faults.call(w, r, revoke, func() *answer { return s.rest(user, r.Method, path, since, body) })
	}
}

func (a *answer) write(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	io.WriteString(w, a.body)
}

// token answers a token request. The user is the name that it states.
func (s *service) token(body []byte) *answer {
	var grant struct{ Username, Password string }
	if json.Unmarshal(body, &grant) != nil || grant.Password != passwordMark+grant.Username {
		return newAnswer(http.StatusBadRequest, "application/json", `{"error":"invalid_grant"}`)
	}
	return newAnswer(http.StatusOK, "application/json", fmt.Sprintf(
		`{"access_token":%q,"token_type":"Bearer","expires_in":%d,"created_at":1}`, s.issue(grant.Username),
		s.faults.life()))
}

// soap answers both operations of CareFlex. It accepts every incident but those of the type "BAD".
func (s *service) soap(document string) *answer {
	_, body, _ := strings.Cut(document, "<soapenv:Body>")
	body, _, _ = strings.Cut(body, "</soapenv:Body>")
	var response interface{ AppendXML([]byte) ([]byte, error) } = new(careflex.NoIncidentResponse)
	if strings.Contains(body, "NewIncidentRequest") {
		var request careflex.NewIncidentRequest
		if err := request.DecodeXML([]byte(body)); err != nil {
			s.t.Error(err)
		}
		rows := s.accept(request.IncidentList.Incidents)
		s.faults.rows(&rows)
		list := careflex.IncidentResponseList{Incidents: rows}
		response = &careflex.NewIncidentResponse{ImportID: "import", IncidentResponseList: list}
	}
	element, err := response.AppendXML(nil)
	if err != nil {
		s.t.Error(err)
	}
	return newAnswer(http.StatusOK, "text/xml;charset=UTF-8", envelope(string(element)))
}

func envelope(element string) string {
	return `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>` + element +
		`</S:Body></S:Envelope>`
}

func (s *service) accept(items []careflex.IncidentListItem) (rows []careflex.IncidentResponse) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, item := range items {
		plain := item.PlainIncident
		row := careflex.IncidentResponse{RowNumber: int32(i), EmployeeID: plain.EmployeeID, Type: plain.Type}
		if row.Type == "BAD" {
			row.IncidentError = &careflex.IncidentError{Code: 422, Message: "unknown type"}
		} else {
			s.applied[row.EmployeeID]++
		}
		rows = append(rows, row)
	}
	return rows
}

const file = 100_000 // bytes of every file of the archive

// rest answers a function of the MVP. Every answer names the user whom it was made for.
func (s *service) rest(user, method, path, since string, body []byte) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if path == "/anreden" {
		a := newAnswer(http.StatusOK, "application/json", fmt.Sprintf(`[{"Value":"1","Text":%q}]`, user))
		a.header.Set("Cache-Control", "private, max-age=2")
		return a
	}
	below, own := strings.CutPrefix(path, "/"+user)
	switch {
	case !own:
		return newAnswer(http.StatusForbidden, "application/json", `{"Meldungen":["Kein Zugriff."]}`)
	case method == http.MethodPost && below == "/kunden":
		name := s.customer(body).Benutzername
		s.added[name]++
		return newAnswer(http.StatusOK, "application/json", fmt.Sprintf(`{"Id":"1","Benutzername":%q}`, name))
	case strings.HasPrefix(below, "/archiveintraege/"):
		return newAnswer(http.StatusOK, "application/pdf", strings.Repeat(user[:1], file))
	case method == http.MethodPut:
		version, err := strconv.Atoi(s.customer(body).ID)
		if err != nil {
			s.t.Error(err)
		}
		s.versions[path] = max(s.versions[path], version) // a request that was under way for long changes nothing
		return newAnswer(http.StatusOK, "application/json", "")
	}
	version := s.versions[path]
	a := newAnswer(http.StatusOK, "application/json",
		fmt.Sprintf(`{"Benutzer":%q,"Pfad":%q,"Version":%d}`, user, path, version))
	modified := time.Unix(int64(version), 0).UTC().Format(http.TimeFormat)
	a.header.Set("Last-Modified", modified)
	a.header.Set("Cache-Control", "private, must-revalidate, max-age=1")
	if since == modified {
		a.status, a.body = http.StatusNotModified, ""
	}
	return a
}

// customer returns the customer in the body of a request.
func (s *service) customer(body []byte) (customer struct{ ID, Benutzername string }) {
	if err := json.Unmarshal(body, &customer); err != nil {
		s.t.Error(err)
	}
	return customer
}

// multiCall answers each part of a MultiCall.
func (s *service) multiCall(user, contentType string, body []byte) *answer {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		s.t.Error(err)
	}
	var parts []string
	for r := multipart.NewReader(bytes.NewReader(body), params["boundary"]); ; {
		part, err := r.NextRawPart()
		if err != nil {
			break
		}
		content, _ := io.ReadAll(part)
		path, _, _ := strings.Cut(part.Header.Get("X-Dio-Path"), "?")
		a := s.rest(user, part.Header.Get("X-Dio-Method"), path, part.Header.Get("If-Modified-Since"), content)
		a.header.Set("X-Dio-Status", fmt.Sprint(a.status, " ", http.StatusText(a.status)))
		a.header.Set("X-Dio-Request-ID", part.Header.Get("Content-Id"))
		var text strings.Builder
		a.header.Write(&text)
		parts = append(parts, text.String()+"\r\n"+a.body+"\r\n")
	}
	s.faults.parts(&parts)
	const boundary = "soak_boundary"
	var b strings.Builder
	for _, part := range parts {
		b.WriteString("--" + boundary + "\r\n" + part)
	}
	b.WriteString("--" + boundary + "--\r\n")
	return newAnswer(http.StatusOK, "multipart/related; boundary="+boundary, b.String())
}
