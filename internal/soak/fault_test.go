// The faults: what a server, or the way to it, can do to an answer, chosen at random from a seed.

package soak_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// faults chooses one for about every fifth request, and counts them.
type faults struct {
	hang time.Duration // how long a server says nothing that hangs

	mu     sync.Mutex
	random *rand.Rand
	counts map[string]int
}

// bomb is much more than maxResponse, compressed.
var bomb = sync.OnceValue(func() string {
	var b bytes.Buffer
	compressor := gzip.NewWriter(&b)
	compressor.Write(make([]byte, 100*maxResponse))
	compressor.Close()
	return b.String()
})

func newFaults(seed uint64, hang time.Duration) *faults {
	return &faults{hang: hang, random: rand.New(rand.NewPCG(seed, 0)), counts: map[string]int{}}
}

// n gives a random number below limit.
func (f *faults) n(limit int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.random.IntN(limit)
}

// choose gives one of names in about one of every cases, else "".
func (f *faults) choose(every int, names ...string) string {
	if f.n(every) != 0 {
		return ""
	}
	name := names[f.n(len(names))]
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[name]++
	return name
}

// life gives expires_in.
func (f *faults) life() int64 { return []int64{2, 30, 43200, 0, -1, 1 << 60}[f.n(6)] }

// token spoils every third answer to a token request.
func (f *faults) token(w http.ResponseWriter, r *http.Request, usual func() *answer) {
	switch f.choose(3, "token: reset", "token: 500", "token: 503", "token: cut", "token: HTML", "token: redirect",
		"token: line break", "token: hang") {
	case "token: reset":
		panic(http.ErrAbortHandler)
	case "token: 500":
		newAnswer(http.StatusInternalServerError, "text/html", "<h1>"+passwordMark+"</h1>").write(w)
	case "token: 503":
		newAnswer(http.StatusServiceUnavailable, "text/plain", "").write(w)
	case "token: cut":
		a := usual()
		a.body = a.body[:len(a.body)/2]
		a.write(w)
	case "token: HTML":
		newAnswer(http.StatusOK, "text/html", "<h1>"+passwordMark+"</h1>").write(w)
	case "token: redirect":
		http.Redirect(w, r, "https://elsewhere.example/token", http.StatusTemporaryRedirect)
	case "token: line break":
		newAnswer(http.StatusOK, "application/json", `{"access_token":"`+tokenMark+`\r\nX-Evil: 1"}`).write(w)
	case "token: hang":
		f.wait(r)
	default:
		usual().write(w)
	}
}

// wait says nothing for a while.
func (f *faults) wait(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-time.After(f.hang):
	}
	panic(http.ErrAbortHandler)
}

// call spoils the answer to a call. revoke makes its token invalid; usual carries it out.
func (f *faults) call(w http.ResponseWriter, r *http.Request, revoke func(), usual func() *answer) {
	if f.before(w, r, revoke) {
		return
	}
	f.after(w, r, usual())
}

// before answers instead of the service, about every tenth request. What it answers was not carried out.
func (f *faults) before(w http.ResponseWriter, r *http.Request, revoke func()) bool {
	refuse := func(status int, name, value string) bool {
		a := newAnswer(status, "text/html", "<h1>"+r.Header.Get("Authorization")+"</h1>")
		a.header.Set(name, value)
		a.write(w)
		return true
	}
	switch name := f.choose(10, "401", "429 after 1 s", "503 after a year", "503 after nonsense", "502", "504", "500",
		"400 Meldungen", "SOAP fault", "reset", "hang", "redirect within", "redirect elsewhere", "slow"); name {
	case "401":
		revoke()
		return refuse(http.StatusUnauthorized, "Www-Authenticate", "Bearer")
	case "429 after 1 s":
		return refuse(http.StatusTooManyRequests, "Retry-After", "1")
	case "503 after a year":
		return refuse(http.StatusServiceUnavailable, "Retry-After", "31536000")
	case "503 after nonsense":
		return refuse(http.StatusServiceUnavailable, "Retry-After", "-soon")
	case "502", "504", "500":
		status := map[string]int{"502": 502, "504": 504, "500": 500}[name]
		return refuse(status, "X-Fault", name)
	case "400 Meldungen":
		newAnswer(http.StatusBadRequest, "application/json",
			`{"Meldungen":["`+r.Header.Get("Authorization")+`"]}`).write(w)
		return true
	case "SOAP fault":
		newAnswer(http.StatusInternalServerError, "text/xml", envelope(
			`<S:Fault><faultcode>S:Client</faultcode><faultstring>`+r.Header.Get("Authorization")+
				`</faultstring></S:Fault>`,
		)).write(w)
		return true
	case "reset":
		panic(http.ErrAbortHandler)
	case "hang":
		f.wait(r)
	case "redirect within":
		http.Redirect(w, r, r.URL.Path+"?again=1", http.StatusFound)
		return true
	case "redirect elsewhere":
		http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
		return true
	case "slow":
		time.Sleep(time.Duration(f.n(int(f.hang / 4))))
	}
	return false
}

// after spoils about every tenth answer to what was carried out.
func (f *faults) after(w http.ResponseWriter, r *http.Request, a *answer) {
	names := []string{"answer lost", "answer hangs", "answer cut by length", "answer cut in a chunk"}
	if a.header.Get("Content-Type") != "application/pdf" { // of a file, nobody can tell that it is another one
		names = append(names, "HTML", "answer cut unnoticed", "answer too large", "gzip bomb")
	}
	switch name := f.choose(10, names...); name {
	case "answer lost":
		panic(http.ErrAbortHandler)
	case "answer hangs":
		f.wait(r)
	case "answer cut by length", "answer cut in a chunk":
		if name == "answer cut by length" {
			a.header.Set("Content-Length", fmt.Sprint(len(a.body)+1))
		}
		a.write(w)
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case "HTML":
		newAnswer(http.StatusOK, "text/html", "<h1>"+r.Header.Get("Authorization")+"</h1>").write(w)
	case "answer cut unnoticed":
		a.body = a.body[:f.n(len(a.body)+1)]
		a.write(w)
	case "answer too large":
		a.body += strings.Repeat(" ", 2*maxResponse)
		a.write(w)
	case "gzip bomb":
		a.header.Set("Content-Encoding", "gzip")
		a.body = bomb()
		a.write(w)
	default:
		a.write(w)
	}
}

// rows spoils about every tenth answer of CareFlex: rows are missing, doubled, out of range, or in another order.
func (f *faults) rows(rows *[]careflex.IncidentResponse) {
	i := f.n(len(*rows))
	switch f.choose(10, "row missing", "row doubled", "row out of range", "rows reordered") {
	case "row missing":
		*rows = slices.Delete(*rows, i, i+1)
	case "row doubled":
		*rows = append(*rows, (*rows)[i])
	case "row out of range":
		(*rows)[i].RowNumber += 1000
	case "rows reordered":
		slices.Reverse(*rows)
	}
}

// parts spoils about every tenth answer to a MultiCall in the same way.
func (f *faults) parts(parts *[]string) {
	i := f.n(len(*parts))
	switch f.choose(10, "part missing", "part doubled", "part unknown", "parts reordered") {
	case "part missing":
		*parts = slices.Delete(*parts, i, i+1)
	case "part doubled":
		*parts = append(*parts, (*parts)[i])
	case "part unknown":
		*parts = append(*parts, "X-Dio-Status: 200 OK\r\nX-Dio-Request-Id: <stray>\r\n\r\n{}\r\n")
	case "parts reordered":
		slices.Reverse(*parts)
	}
}
