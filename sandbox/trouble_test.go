// Trouble on demand: the three ways to write a rule, when a rule applies, and its effect on the built-in clients.

package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// controlled sends a request to the control endpoint of s.
func controlled(s *sandbox.Sandbox, method, path, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "/_sandbox/"+path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, request)
	return w
}

// rules returns the list of the rules of s.
func rules(s *sandbox.Sandbox) string { return controlled(s, "GET", "rules", "").Body.String() }

// TestRulesAreOneModel writes each rule in Go, as JSON and in words.
func TestRulesAreOneModel(t *testing.T) {
	s := sandbox.New(t)
	for _, test := range []struct {
		words, json string
		add         func(s *sandbox.Sandbox)
	}{
		{"NewIncident drop", `{"operation": "NewIncident", "drop": true}`, func(s *sandbox.Sandbox) { s.On("NewIncident").Drop() }},
		{"careflex.NewIncident times=2 lose delay=1.5s", `{"operation": "NewIncident", "times": 2, "lose": true, "delay": "1500ms"}`,
			func(s *sandbox.Sandbox) { s.On("NewIncident").Times(2).Lose().Delay(1500 * time.Millisecond) }},
		{"* every=3 cut", `{"operation": "*", "every": 3, "cut": true}`, func(s *sandbox.Sandbox) { s.On("*").Every(3).Cut() }},
		{"mvp.* chance=0.25 expire", `{"operation": "mvp.*", "chance": 0.25, "expire": true}`,
			func(s *sandbox.Sandbox) { s.On("mvp.*").Chance(0.25).Expire() }},
		{"/token limit=5/1m", `{"operation": "/token", "limit": "5/60s"}`, func(s *sandbox.Sandbox) { s.On("/token").Limit(5, time.Minute) }},
		{`mvp/userinfo status=503 header=retry-after:3 header=X-A:"b c" body="a \"b\""`,
			`{"operation": "mvp/userinfo", "status": 503, "header": {"Retry-After": "3", "X-A": "b c"}, "body": "a \"b\""}`,
			func(s *sandbox.Sandbox) {
				s.On("mvp/userinfo").Respond(503, http.Header{"Retry-After": {"3"}, "X-A": {"b c"}}, `a "b"`)
			}},
		{`NewIncident fault=Server:"closed: now"`, `{"operation": "NewIncident", "fault": {"code": "Server", "message": "closed: now"}}`,
			func(s *sandbox.Sandbox) { s.On("NewIncident").Fault("Server", "closed: now", nil) }},
		{`getSparten answer={"Value":"1"}`, `{"operation": "getSparten", "answer": "{\"Value\":\"1\"}"}`,
			func(s *sandbox.Sandbox) { s.On("getSparten").Answer(mvp.EnumerationItem{Value: new("1")}) }},
		{`/token set=expires_in:"1" set=created_at:7 set=scope:a omit=b double=c add=d renumber=0 pad=9 namespace=urn:e`,
			`{"operation": "/token", "set": {"expires_in": "1", "created_at": 7, "scope": "a"}, "omit": "b", "double": "c", "add": "d", "renumber": 0, "pad": 9, "namespace": "urn:e"}`,
			func(s *sandbox.Sandbox) {
				s.On("/token").Set("expires_in", "1").Set("created_at", 7).Set("scope", "a").Omit("b").Double("c").Add("d").
					Renumber(0).Pad(9).Namespace("urn:e")
			}},
		{"getSparten header=ETag:x", `{"operation": "getSparten", "header": {"etag": "x"}}`,
			func(s *sandbox.Sandbox) { s.On("getSparten").Header("etag", "x") }},
	} {
		var lists []string
		id := regexp.MustCompile(`"id":\d+`)
		for _, add := range []func(s *sandbox.Sandbox){
			test.add,
			func(s *sandbox.Sandbox) {
				if w := controlled(s, "POST", "rules", test.json); w.Code != http.StatusCreated || !strings.Contains(rules(s), strings.TrimSpace(w.Body.String())) {
					t.Errorf("%s: %d %s", test.json, w.Code, w.Body)
				}
			},
			func(s *sandbox.Sandbox) {
				if err := s.Trouble(test.words); err != nil {
					t.Errorf("%s: %v", test.words, err)
				}
			},
		} {
			controlled(s, "DELETE", "rules", "")
			add(s)
			lists = append(lists, id.ReplaceAllString(rules(s), `"id":1`))
		}
		if lists[0] != lists[1] || lists[0] != lists[2] || strings.Contains(lists[0], "null") {
			t.Errorf("%s:\nGo    %sJSON  %swords %s", test.words, lists[0], lists[1], lists[2])
		}
	}
}

func TestRulesThatCannotBe(t *testing.T) {
	s := sandbox.New(t)
	for words, want := range map[string]string{
		"":                               "the rule has no words",
		"NewIncidnet drop":               `did you mean "NewIncident"?`,
		"/tokens drop":                   `there is no endpoint /tokens: did you mean "/token"?`,
		"payroll/token drop":             "there is no endpoint payroll/token",
		"payroll.* drop":                 `there is no operation "payroll.*"`,
		"NewIncident":                    "the rule does nothing",
		"NewIncident times=1":            "the rule does nothing",
		"NewIncident dorp":               `a rule has no "dorp": did you mean "drop"?`,
		"NewIncident drop cut":           "only one of drop, lose and cut",
		"NewIncident drop status=503":    "only one of drop, expire",
		"NewIncident times=often drop":   "times is a string, but should be a int",
		"NewIncident times=-1 drop":      "times is -1",
		"NewIncident every=-1 drop":      "every is -1",
		"NewIncident pad=-1":             "pad is -1",
		"NewIncident chance=2 drop":      "the chance is 2: it can be 0 to 1",
		"NewIncident status=99":          "the status is 99: it can be 200 to 599",
		"NewIncident delay=soon":         `the delay is "soon": write a duration`,
		"NewIncident limit=5":            `the limit is "5": write a number of requests and a period`,
		"NewIncident limit=5/0s":         `the limit is "5/0s"`,
		"NewIncident header=a/b:c":       `"a/b" is not a valid name of a header field`,
		`NewIncident header=A:"b\nC: d"`: "the value of A contains a line break",
		"NewIncident header=Retry":       "needs a name and a value, such as header=NAME:VALUE",
		"NewIncident drop drop":          "drop occurs twice",
		`NewIncident body="a`:            "a double quote is missing",
		"getSparten fault=Server:a":      "mvp is not a SOAP service and has no faults",
		"mvp.* fault=Server:a":           "mvp is not a SOAP service and has no faults",
		"NewIncident set=a:1 omit=b ad":  `a rule has no "ad": did you mean "add"?`,
	} {
		if err := s.Trouble(words); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", words, err, want)
		}
	}
	if got := rules(s); !strings.Contains(got, `"rules":[]`) {
		t.Errorf("there are rules: %s", got)
	}
	for request, want := range map[string]string{
		"DELETE rules/7":   "there is no rule 7",
		"DELETE rules/one": "there is no rule one",
		"POST rules/1":     "GET, POST and DELETE rules",
		"POST seed":        "This cannot be done",
	} {
		method, path, _ := strings.Cut(request, " ")
		if w := controlled(s, method, path, `{"seed": -1}`); w.Code < 400 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", request, w.Code, w.Body)
		}
	}
}

// outcomes calls NoIncident n times, and returns a letter for the outcome of each call.
func outcomes(t *testing.T, s *sandbox.Sandbox, client *careflex.Client, n int) string {
	t.Helper()
	var b strings.Builder
	for range n {
		_, err := client.NoIncident(t.Context(), noIncident())
		kind := ""
		if e, ok := errors.AsType[*careflex.Error](err); ok {
			kind = fmt.Sprint(e.Kind)
		}
		b.WriteByte((strings.ToLower(kind) + "-")[0]) // s for a SOAP fault, e for an error response
	}
	return b.String()
}

func noIncident() *careflex.NoIncidentRequest {
	return &careflex.NoIncidentRequest{CareflexID: "id", APIToken: "token", CreatedAt: careflex.NewDate(2026, time.November, 1)}
}

// TestSeed compares the troubles of several runs.
func TestSeed(t *testing.T) {
	run := func(s *sandbox.Sandbox) string {
		s.On("NoIncident").Chance(0.3).Fault("Server", "closed", nil)
		s.On("*").Chance(0.3).Respond(400, nil, "")
		return outcomes(t, s, newCareFlex(t, s), 40)
	}
	s := sandbox.New(t, "careflex")
	first := run(s)
	if again := run(sandbox.New(t, "careflex")); again != first {
		t.Errorf("two runs differ:\n%s\n%s", first, again)
	}
	s.Seed(0)
	if again := outcomes(t, s, newCareFlex(t, s), 40); again != first {
		t.Errorf("the same seed again differs:\n%s\n%s", first, again)
	}
	if w := controlled(s, "POST", "seed", `{"seed": 7}`); w.Code != http.StatusNoContent {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	seventh := outcomes(t, s, newCareFlex(t, s), 40)
	if seventh == first {
		t.Errorf("the seeds 0 and 7 give %s", first)
	}
	other := sandbox.New(t, "careflex")
	other.Seed(7)
	if again := run(other); again != seventh {
		t.Errorf("the seed 7 differs:\n%s\n%s", seventh, again)
	}
	for _, outcome := range []string{"-", "s", "e"} {
		if n := strings.Count(first, outcome); n < 4 || n > 30 {
			t.Errorf("%d of 40 outcomes are %q: %s", n, outcome, first)
		}
	}
}

// TestWhenRulesApply looks at the sequence of outcomes.
func TestWhenRulesApply(t *testing.T) {
	s := sandbox.New(t)
	for _, test := range []struct{ rules, want string }{
		{"NoIncident every=3 status=400", "--e--e--e"},
		{"* times=2 status=400", "ee-------"},
		{"careflex.* every=2 times=2 status=400", "-e-e-----"},
		{"NoIncident delay=1ms|* every=4 status=400", "---e---e-"},
		{"NoIncident times=1 status=400|NoIncident fault=Server:closed", "essssssss"},
		{"NewIncident drop|mvp.* drop", "---------"},
		{"NoIncident limit=4/1h", "----eeeee"},
		{"NoIncident limit=4/1h fault=Server:full", "----sssss"},
	} {
		controlled(s, "DELETE", "rules", "")
		for rule := range strings.SplitSeq(test.rules, "|") {
			if err := s.Trouble(rule); err != nil {
				t.Fatal(err)
			}
		}
		if got := outcomes(t, s, newCareFlex(t, s), 9); got != test.want {
			t.Errorf("%s: %s, want %s", test.rules, got, test.want)
		}
	}
	s = sandbox.New(t)
	s.On("*").Drop()
	s.On("/token").Respond(503, nil, "")
	if w := controlled(s, "DELETE", "rules/1", ""); w.Code != http.StatusNoContent {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if _, err := newCareFlex(t, s).NoIncident(t.Context(), noIncident()); err == nil {
		t.Error("the token endpoint responds")
	}
	if got := rules(s); strings.Contains(got, "drop") || !strings.Contains(got, `"hits":1`) {
		t.Errorf("the rules are %s", got)
	}
}

// TestLimitFollowsTheClock waits for the end of a period without waiting.
func TestLimitFollowsTheClock(t *testing.T) {
	s := sandbox.New(t, "mvp")
	s.On("getAnreden").Limit(2, time.Hour)
	statuses := func() (list []int, wait string) {
		for range 3 {
			r, _ := plainCall(t, s, "GET", mvpURL(s)+"/anreden", nil, "")
			list, wait = append(list, r.StatusCode), r.Header.Get("Retry-After")
		}
		return list, wait
	}
	for range 2 {
		list, wait := statuses()
		seconds, err := strconv.Atoi(wait)
		if !slices.Equal(list, []int{200, 200, 429}) || err != nil || seconds < 3500 || seconds > 3600 {
			t.Errorf("the statuses %d, Retry-After %s", list, wait)
		}
		s.Advance(59 * time.Minute)
		if r, _ := plainCall(t, s, "GET", mvpURL(s)+"/anreden", nil, ""); r.StatusCode != 429 || len(r.Header.Get("Retry-After")) > 2 {
			t.Errorf("%s, Retry-After %s", r.Status, r.Header.Get("Retry-After"))
		}
		s.Advance(time.Minute)
	}
}

// TestDeviations makes responses that break the contract.
func TestDeviations(t *testing.T) {
	s := sandbox.New(t)
	soap, rest := newCareFlex(t, s), uncached(t, s)
	call := map[string]func() error{
		"NoIncident": func() error { _, err := soap.NoIncident(t.Context(), noIncident()); return err },
		"NewIncident": func() error {
			_, err := soap.NewIncident(t.Context(), report(2))
			return err
		},
		"getKunde":   func() error { _, err := rest.GetKunde(t.Context(), "5"); return err },
		"getAnreden": func() error { _, err := rest.GetAnreden(t.Context()); return err },
	}
	for rule, want := range map[string]string{
		"NewIncident renumber=1":                "out of range [2]",
		"NewIncident omit=importId":             `importId`,
		"NewIncident omit=rowNumber":            `rowNumber`,
		"NewIncident double=rowNumber":          `rowNumber`,
		"NewIncident set=rowNumber:one":         `rowNumber`,
		"NewIncident set=rowNumber:{}":          `rowNumber`,
		"NewIncident add=surprise":              "<nil>", // clients tolerate it
		"NewIncident namespace=urn:other":       `urn:other`,
		"NoIncident namespace=urn:other":        `urn:other`,
		"* namespace=urn:other":                 `urn:other`,
		"getKunde set=Id:false":                 "Id",
		"getKunde double=Id":                    "Id",
		"getAnreden omit=Value":                 "<nil>",
		"getAnreden set=Value:[1]":              "Value",
		"getKunde set=Person:7":                 "Person",
		"getAnreden add=surprise":               "<nil>",
		"getAnreden header=Content-Type:text/x": "text/x",
	} {
		if err := s.Trouble(rule + " times=1"); err != nil {
			t.Fatal(err)
		}
		operation, _, _ := strings.Cut(rule, " ")
		if operation == "*" {
			operation = "NoIncident"
		}
		if err := call[operation](); !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%s: %v\nwant %s", rule, err, want)
		}
		controlled(s, "DELETE", "rules", "")
	}
}

// TestRulesWithoutEffect cannot change what the response does not have.
func TestRulesWithoutEffect(t *testing.T) {
	f := &failures{T: t}
	s := sandbox.New(f)
	soap, rest := newCareFlex(t, s), uncached(t, s)
	s.On("NewIncident").Omit("importID")
	s.On("getKunde").Namespace("urn:a")
	s.On("getAnreden").Respond(200, http.Header{"Content-Type": {"text/html"}}, "<br>").Omit("br")
	s.On("getSparten").Drop().Cut()
	s.On("/token").Fault("Server", "closed", nil)
	_, err := soap.NoIncident(t.Context(), noIncident())
	if err == nil {
		t.Error("a fault of the token endpoint has no effect")
	}
	controlled(s, "DELETE", "rules/5", "")
	for _, err := range []error{
		func() error { _, err := soap.NewIncident(t.Context(), report(1)); return err }(),
		func() error { _, err := rest.GetKunde(t.Context(), "5"); return err }(),
		func() error { _, err := rest.GetAnreden(t.Context()); return err }(),
		func() error { _, err := rest.GetSparten(t.Context()); return err }(),
	} {
		if err == nil {
			t.Error("no error")
		}
	}
	got := strings.Join(f.list, "\n")
	for _, want := range []string{
		`careflex.NewIncident: the response has no importID: did you mean "importId"?`,
		`mvp.getKunde: the response has no namespace`,
		`mvp.getAnreden: a response of the type "text/html" has no elements or members`,
		"mvp.getSparten: a rule can have only one of drop, lose and cut",
		"careflex/token: careflex/token has no faults: use status and body",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// TestTroubleWithTokens changes what the token endpoint sends.
func TestTroubleWithTokens(t *testing.T) {
	s := sandbox.New(t)
	for rules, want := range map[string]string{
		"/token status=503":                         "token",
		"careflex/token drop":                       "token",
		"mvp/token drop":                            "",
		"/token cut":                                "token",
		"/token set=access_token:a§b%":              "",
		`/token set=access_token:"a b"`:             "token",
		"/token omit=access_token":                  "token",
		`/token set=expires_in:"3600"`:              "",
		"/token set=expires_in:-1 set=created_at:0": "",
		"/token omit=expires_in":                    "",
		"NoIncident times=1 expire":                 "",
		"NoIncident expire":                         "401",
		"/token every=2 status=400":                 "",
	} {
		controlled(s, "DELETE", "rules", "")
		if err := s.Trouble(rules); err != nil {
			t.Fatal(err)
		}
		_, err := newCareFlex(t, s).NoIncident(t.Context(), noIncident())
		if (err == nil) != (want == "") || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%s: %v\nwant %q", rules, err, want)
		}
	}
}

// TestTroubleWithMultiCalls spoils the parts of a response, and one call of it.
func TestTroubleWithMultiCalls(t *testing.T) {
	s := sandbox.New(t)
	for rule, want := range map[string][2]string{ // the errors of two calls
		"/multicall omit=2":        {"<nil>", "no part responds to the call"},
		"mvp/multicall double=1":   {"several parts respond to the call", "<nil>"},
		"/multicall set=2:junk":    {"<nil>", "malformed header"},
		"/multicall times=1 drop":  {"<nil>", "<nil>"}, // it is sent again
		"/multicall cut":           {"truncated", "truncated"},
		"mvp/multicall status=200": {`content type ""`, `content type ""`},
		"/multicall limit=0/1h":    {"429", "429"},
		"getAnreden status=400":    {"400", "<nil>"},
		"mvp.* every=2 status=400": {"<nil>", "400"},
	} {
		controlled(s, "DELETE", "rules", "")
		if err := s.Trouble(rule); err != nil {
			t.Fatal(err)
		}
		batch := uncached(t, s).MultiCall()
		first, second := batch.GetAnreden(), batch.GetSparten()
		_ = batch.Do(t.Context()) // each call has its error
		_, err1 := first.Result()
		_, err2 := second.Result()
		if !strings.Contains(fmt.Sprint(err1), want[0]) || !strings.Contains(fmt.Sprint(err2), want[1]) {
			t.Errorf("%s: %v, %v\nwant %q", rule, err1, err2, want)
		}
	}
}

// TestChangesOfAnyJSON changes texts of all shapes: what is changed is well-formed, and has the change.
func TestChangesOfAnyJSON(t *testing.T) {
	s := sandbox.New(t, "mvp")
	get := func(text string, change func(*sandbox.Rule)) string {
		controlled(s, "DELETE", "rules", "")
		rule := s.On("*").Answer(text)
		change(rule)
		r := httptest.NewRequest("GET", strings.TrimPrefix(mvpURL(s), s.URL)+"/anreden", nil)
		r.Header.Set("Authorization", "Bearer "+s.Token())
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s becomes %s", text, w.Body)
		}
		return w.Body.String()
	}
	for _, value := range []string{"1", `"a,b"`, "null", "{}", "[]", `[{"b":1}]`, `{"b":{"b":[]}}`, `{"a":1}`, " [ 1 , 2 ] "} {
		for _, text := range []string{
			`{"a":V}`, `{"a":V,"b":1}`, `{"b":1,"a":V}`, `{"b":1 , "a" : V , "c":2}`, `{ "a" : V }`, `[{"a":V},{"a":V,"b":2}]`,
			`{"b":{"a":V},"c":[{"d":{"a":V}}]}`, `[[{"b":0,"a":V}]]`,
		} {
			text := strings.ReplaceAll(text, "V", value)
			if got := get(text, func(r *sandbox.Rule) { r.Omit("a") }); strings.Contains(got, `"a"`) {
				t.Errorf("%s without a is %s", text, got)
			}
			if got := get(text, func(r *sandbox.Rule) { r.Double("a") }); strings.Count(got, `"a"`) < 2*strings.Count(strings.ReplaceAll(text, value, ""), `"a"`) {
				t.Errorf("%s with a doubled is %s", text, got)
			}
			if got := get(text, func(r *sandbox.Rule) { r.Set("a", "new") }); strings.Count(got, `"new"`) == 0 {
				t.Errorf("%s with another a is %s", text, got)
			}
			if got := get(text, func(r *sandbox.Rule) { r.Add("z") }); strings.Count(got, `"z": "unknown"`) == 0 {
				t.Errorf("%s with z is %s", text, got)
			}
		}
	}
}

// Times are listed as people write them, so that the page recognizes its own rules.
func TestListedTimes(t *testing.T) {
	s := sandbox.New(t)
	for _, d := range []string{"1ms", "2s", "10s", "1m", "10m", "1m10s", "1h", "10h", "1h10m", "1h0m1s"} {
		rule := `"operation":"*","limit":"5/` + d + `","delay":"` + d + `"`
		if w := controlled(s, "POST", "rules", "{"+rule+"}"); !strings.Contains(w.Body.String(), rule) {
			t.Errorf("%s is listed as %s", rule, w.Body)
		}
	}
}

// FuzzTrouble reads words. What can be read is the same rule as JSON.
func FuzzTrouble(f *testing.F) {
	for _, seed := range []string{
		"NewIncident times=1 drop", "* chance=0.5 status=503 header=Retry-After:1", `NewIncident fault=Server:"a b"`,
		`/token set=expires_in:"1" set=a:[1] omit=b limit=5/1m`, `"NewIncident" body="\"" `, "getSparten answer={} double=a renumber=1",
	} {
		f.Add(seed)
	}
	s := sandbox.New(f)
	list := func(t *testing.T) (list []map[string]any) {
		var all struct{ Rules []map[string]any }
		if err := json.Unmarshal([]byte(rules(s)), &all); err != nil {
			t.Fatalf("%v\n%s", err, rules(s))
		}
		for _, rule := range all.Rules {
			delete(rule, "id")
			delete(rule, "hits")
		}
		return all.Rules
	}
	f.Fuzz(func(t *testing.T, words string) {
		controlled(s, "DELETE", "rules", "")
		if s.Trouble(words) != nil {
			return
		}
		again := must[[]byte](t)(json.Marshal(list(t)[0]))
		if w := controlled(s, "POST", "rules", string(again)); w.Code != http.StatusCreated {
			t.Fatalf("%s: %s\n%s", words, again, w.Body)
		}
		if both := list(t); len(both) != 2 || !reflect.DeepEqual(both[0], both[1]) {
			t.Errorf("%s: %v", words, both)
		}
	})
}
