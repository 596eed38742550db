// The table of docs/howto/trouble.md: each command makes the trouble that it says, with the outcome that it says.

package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// situation is a sandbox, in simulated time, and its clients.
type situation struct {
	*testing.T
	s    *sandbox.Sandbox
	soap *careflex.Client
	rest *mvp.Client
	mu   sync.Mutex
	seen []string // paths of requests
}

// requests returns how many requests had path.
func (x *situation) requests(path string) (n int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, seen := range x.seen {
		if seen == path {
			n++
		}
	}
	return n
}

// expectRequests fails the test unless n requests had path.
func (x *situation) expectRequests(path string, n int) {
	x.Helper()
	if got := x.requests(path); got != n {
		x.Errorf("%d requests to %s, instead of %d", got, path, n)
	}
}

const tokenPath = "/careflex/token"

// noIncident makes a call with a token.
func (x *situation) noIncident(ctx context.Context) error {
	_, err := x.soap.NoIncident(ctx, noIncident())
	return err
}

// together makes n calls at once, and returns their error.
func (x *situation) together(n int) error {
	outcomes := make([]error, n)
	var all sync.WaitGroup
	for i := range outcomes {
		all.Go(func() { outcomes[i] = x.noIncident(x.Context()) })
	}
	all.Wait()
	return errors.Join(outcomes...)
}

// oneToken makes three calls, which need one token.
func (x *situation) oneToken() error {
	err := errors.Join(x.noIncident(x.Context()), x.noIncident(x.Context()), x.noIncident(x.Context()))
	x.expectRequests(tokenPath, 1)
	return err
}

// operations are calls by their operation. A situation without a function of its own makes the one that its command names.
var operations = map[string]func(x *situation) error{
	"/token":      func(x *situation) error { return x.noIncident(x.Context()) },
	"NoIncident":  func(x *situation) error { return x.noIncident(x.Context()) },
	"NewIncident": func(x *situation) error { _, err := x.soap.NewIncident(x.Context(), report(2)); return err },
	"getAnreden":  func(x *situation) error { _, err := x.rest.GetAnreden(x.Context()); return err },
	"getKunde":    func(x *situation) error { _, err := x.rest.GetKunde(x.Context(), "5"); return err },
	"/multicall": func(x *situation) error {
		batch := x.rest.MultiCall()
		first, second := batch.GetAnreden(), batch.GetSparten()
		_ = batch.Do(x.Context()) // each call has its error
		_, err1 := first.Result()
		_, err2 := second.Result()
		return errors.Join(err1, err2)
	},
}

// situations are the calls of those situations that need more than one call, by their numbers.
var situations = map[string]func(x *situation) error{
	"1": func(x *situation) error {
		err := x.together(10)
		x.expectRequests(tokenPath, 1)
		return err
	},
	"2": func(x *situation) error {
		ctx, cancel := context.WithCancel(x.Context())
		var first error
		var all sync.WaitGroup
		all.Go(func() { first = x.noIncident(ctx) })
		synctest.Wait()
		all.Go(func() {
			time.Sleep(time.Second)
			cancel()
		})
		err := x.together(3)
		if all.Wait(); !errors.Is(first, context.Canceled) {
			x.Errorf("the first caller gets %v", first)
		}
		x.expectRequests(tokenPath, 1)
		return err
	},
	"3": func(x *situation) error {
		start := time.Now()
		err := x.noIncident(x.Context())
		if took := time.Since(start); took != 30*time.Second {
			x.Errorf("the call took %s", took)
		}
		return err
	},
	"5": func(x *situation) error {
		var late error
		var all sync.WaitGroup
		all.Go(func() { late = x.noIncident(x.Context()) })
		time.Sleep(time.Second)
		err := x.noIncident(x.Context())
		all.Wait()
		x.expectRequests(tokenPath, 2)
		return errors.Join(err, late)
	},
	"6": func(x *situation) error {
		err := errors.Join(x.noIncident(x.Context()), x.noIncident(x.Context()), x.noIncident(x.Context()))
		if n := x.requests(tokenPath); n > 3 {
			x.Errorf("%d token requests", n)
		}
		return err
	},
	"7": (*situation).oneToken,
	"8": (*situation).oneToken,
	"20": func(x *situation) error {
		m, err := x.rest.GetMitarbeiter(x.Context())
		if err != nil {
			return err
		}
		_, err = x.rest.Follow(x.Context(), *m.Adresse.URI)
		return err
	},
	"21": operations["/multicall"],
	"22": func(x *situation) error {
		err := x.noIncident(x.Context())
		x.expectRequests(tokenPath, 2)
		return err
	},
	"23": func(x *situation) error {
		summary, err := x.soap.NewIncidentAll(x.Context(), report(250), nil)
		var outcomes []string
		for _, i := range []int{99, 100, 199, 200} {
			outcomes = append(outcomes, summary.Rows[i].Outcome.String())
		}
		expect(x.T, outcomes, `["accepted","unknown","unknown","not sent"]`)
		return err
	},
	"25": func(x *situation) error {
		entry, err := x.rest.GetArchiveintrag(x.Context(), "5")
		if err != nil {
			return err
		}
		var date mvp.DateTime
		if err := json.Unmarshal(entry.Unknown["Datum"], &date); err != nil {
			return err
		}
		if date, err := date.Time(); err == nil {
			x.Errorf("the date is %s", date)
		}
		return nil
	},
}

// kinds are the kinds of errors.
var kinds = map[string][2]error{
	"ErrInvalid": {careflex.ErrInvalid, mvp.ErrInvalid}, "ErrAuth": {careflex.ErrAuth, mvp.ErrAuth},
	"ErrUnknownOutcome": {careflex.ErrUnknownOutcome, mvp.ErrUnknownOutcome}, "ErrStatus": {careflex.ErrStatus, mvp.ErrStatus},
	"ErrContent": {careflex.ErrContent, mvp.ErrContent}, "ErrTooLarge": {careflex.ErrTooLarge, mvp.ErrTooLarge},
	"ErrFault": {careflex.ErrFault, careflex.ErrFault}, "ErrRows": {careflex.ErrRows, careflex.ErrRows},
	"ErrMultiCall": {mvp.ErrMultiCall, mvp.ErrMultiCall}, "ErrRedirect": {careflex.ErrRedirect, mvp.ErrRedirect},
}

// situationRow is a row of the table: its number, its command, and the outcome.
var situationRow = regexp.MustCompile("(?m)^\\| (\\d+) \\| [^|]+ \\| `([^|]+)` \\| (succeeds|`Err\\w+`)([^|]*) \\|$")

func TestSituations(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "howto", "trouble.md"))
	if err != nil {
		t.Fatal(err)
	}
	s := sandbox.New(t)
	s.URL = "http://sandbox.example"
	numbers := map[string]bool{}
	for _, row := range situationRow.FindAllStringSubmatch(string(text), -1) {
		number, command, outcome := row[1], row[2], row[3]
		numbers[number] = true
		t.Run(number, func(t *testing.T) { follow(t, s, number, command, outcome) })
	}
	if len(numbers) != 25 {
		t.Errorf("the table has %d situations", len(numbers))
	}
}

// follow runs command, makes the calls of a situation and compares the outcome.
func follow(t *testing.T, s *sandbox.Sandbox, number, command, outcome string) {
	controlled(s, "DELETE", "rules", "")
	synctest.Test(t, func(t *testing.T) {
		x := &situation{T: t, s: s}
		http := runtimetest.MemoryClient(t, func(w http.ResponseWriter, r *http.Request) {
			x.mu.Lock()
			x.seen = append(x.seen, r.URL.Path)
			x.mu.Unlock()
			s.ServeHTTP(w, r)
		})
		x.soap = newCareFlex(t, s, func(c *careflex.Config) { c.HTTPClient, c.AllowHTTP = http, true })
		x.rest = must[*mvp.Client](t)(mvp.New(mvp.Config{
			Mandant: "bd", Mitarbeiter: "123456_123456", BaseURL: s.BaseURL("mvp"), Token: mvp.StaticToken(s.Token()),
			HTTPClient: http, AllowHTTP: true, CacheBytes: -1,
		}))
		call := situations[number]
		if rule, ok := strings.CutPrefix(command, "gen serve --trouble '"); ok {
			if err := s.Trouble(strings.TrimSuffix(rule, "'")); err != nil {
				t.Fatal(err)
			}
			operation, _, _ := strings.Cut(rule, " ")
			if call == nil {
				call = operations[operation]
			}
		} else {
			path := strings.TrimPrefix(command, "curl -X DELETE localhost:8642/_sandbox/")
			if err := x.together(10); err != nil {
				t.Fatal(err)
			}
			controlled(s, "DELETE", path, "")
			call = func(x *situation) error {
				err := x.together(10)
				x.expectRequests(tokenPath, 2)
				return err
			}
		}
		err := call(x)
		kind, isError := kinds[strings.Trim(outcome, "`")]
		if isError && !errors.Is(err, kind[0]) && !errors.Is(err, kind[1]) || !isError && err != nil {
			t.Errorf("%s: %v\nwant %s", command, err, outcome)
		}
	})
}
