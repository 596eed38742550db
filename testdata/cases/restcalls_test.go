// Calls of REST services: the clients of the YAML cases against servers that know requests and responses byte for byte.

package cases_test

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/caching"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/jsonfacets"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/jsononeof"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/links"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/messages"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/multicall"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/parameters"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/requests"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/results"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/timezone"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/valuesof"
)

// must returns v. It fails the test if there is an error.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// content reads a stream to its end and closes it.
func content(t *testing.T, stream io.ReadCloser) string {
	t.Helper()
	text, err := io.ReadAll(stream)
	if err := errors.Join(err, stream.Close()); err != nil {
		t.Error(err)
	}
	return string(text)
}

func TestValuesOf(t *testing.T) {
	config := valuesof.Config{BaseURL: serve(t, "valuesof/call-titles.txtar")}
	titles, err := must[*valuesof.Client](t)(valuesof.New(config)).GetTitles(t.Context())
	check(t, titles, err, []valuesof.Choice{{Key: new("1"), Text: new("Ms")}, {Key: new("2"), Text: new("Mr")}})
	if got := new(valuesof.Title("2")).Find(titles); got != &titles[1] {
		t.Errorf("2 is %v", got)
	}
	for _, title := range []*valuesof.Title{nil, new(valuesof.Title("3"))} {
		if got := title.Find(titles); got != nil {
			t.Errorf("%v is %v", title, got)
		}
	}
}

func TestParameters(t *testing.T) {
	client := func(call string, config parameters.Config) *parameters.Client {
		config.BaseURL = serve(t, "parameters/"+call) + "/{edition}/{region}"
		return must[*parameters.Client](t)(parameters.New(config))
	}
	alps := parameters.Config{Region: "alps", User: "ann"}
	day, err := client("call-day.txtar", parameters.Config{Region: "alps north", User: "ann"}).GetDay(t.Context(), "sun/mon")
	check(t, day, err, json.RawMessage(`{"snow": true}`))

	noon := must[parameters.DateTime](t)(parameters.ParseDateTime("2026-11-28T12:00:00Z"))
	midnight := must[parameters.DateTime](t)(parameters.ParseDateTime("2026-11-29T00:00:00+01:00"))
	found, err := client("call-search.txtar", alps).Search(t.Context(), "wind & rain", 3, noon, []string{"a", ""},
		&parameters.SearchOptions{
			Hours: new(int64(0)), Above: new(-0.5), Dry: new(false), From: new(parameters.NewDate(2026, 11, 28)),
			Until: &midnight, Near: new(parameters.Ref("/places/1")), Filter: json.RawMessage(`{"a": [1]}`),
			Words: []string{"x", "y"},
		})
	check(t, found, err, json.RawMessage(`[]`))
	found, err = client("call-least.txtar", alps).Search(t.Context(), "", 0, noon, nil, nil)
	check(t, found, err, json.RawMessage(`[]`))

	day28 := parameters.NewDate(2026, 11, 28)
	found, err = client("call-measure.txtar", alps).Measure(t.Context(), -7, day28, "wind/sun", true,
		[]parameters.Kind{"a", "b"}, &parameters.MeasureOptions{
			Hours: []int64{1, -2}, Levels: []float64{1e6, 0.5}, Since: []parameters.Date{day28},
		})
	check(t, found, err, json.RawMessage(`[]`))
	check(t, nil, client("call-report.txtar", alps).Report(t.Context(),
		parameters.Place{Name: new("Zürich 😀"), Height: new(int64(408)), More: json.RawMessage("{\"a\": [1,\n2]}")},
		&parameters.ReportOptions{Near: &parameters.Place{}, Levels: []int64{1, -2},
			Others: []parameters.Place{{Name: new("a")}, {Height: new(int64(0))}}}), nil)
	testInvalidParameters(t, day28)

	third := parameters.Config{Region: "alps", User: "ann", Edition: "3"}
	err = client("call-warn.txtar", third).Warn(t.Context(), []string{"north", "ö"}, parameters.NewDate(2026, 11, 28),
		&parameters.WarnOptions{Note: new("soon"), Level: new(int64(2))})
	check(t, nil, err, nil)

	err = client("call-weigh.txtar", third).Weigh(t.Context(), -7, 0.1, &parameters.WeighOptions{Price: new(parameters.Decimal("19.90")),
		Prices: []parameters.Decimal{"1.0", "2"}, Key: []byte{0, 1, 2}, Keys: [][]byte{{0}}, Slope2: new(float32(1.5))})
	check(t, nil, err, nil)

	for want, config := range map[string]parameters.Config{
		"Config.User must not be empty": {Region: "alps"},
		"Config.User must not be a dot": {Region: "alps", User: ".."},
		"region must not be empty":      {User: "ann"},
	} {
		if _, err := parameters.New(config); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %s", config, err, want)
		}
	}
}

// testInvalidParameters makes calls with arguments that cannot be sent.
func testInvalidParameters(t *testing.T, day parameters.Date) {
	ctx, kinds := t.Context(), []parameters.Kind{"a"}
	c := must[*parameters.Client](t)(parameters.New(parameters.Config{BaseURL: "http://localhost:1", User: "ann"}))
	measure := func(day parameters.Date, kind parameters.Kind, kinds []parameters.Kind,
		options *parameters.MeasureOptions) error {
		_, err := c.Measure(ctx, 7, day, kind, true, kinds, options)
		return err
	}
	for want, err := range map[string]error{
		"day must not be empty":      measure(parameters.Date{}, "x", kinds, nil),
		"day cannot be sent":         measure(parameters.Date{Year: 2026, Month: 13, Day: 1}, "x", kinds, nil),
		"kinds cannot be sent: a va": measure(day, "x", []parameters.Kind{"a,b"}, nil),
		"kinds cannot be sent: an e": measure(day, "x", []parameters.Kind{""}, nil),
		"levels cannot be sent":      measure(day, "x", kinds, &parameters.MeasureOptions{Levels: []float64{math.NaN()}}),
		"place cannot be sent":       c.Report(ctx, parameters.Place{More: json.RawMessage("{")}, nil),
	} {
		if !errors.Is(err, parameters.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestRequests(t *testing.T) {
	noon := must[requests.DateTime](t)(requests.ParseDateTime("2026-11-28T12:00:00Z"))
	ctx := t.Context()
	for call, send := range map[string]func(c *requests.Client) error{
		"add": func(c *requests.Client) error {
			return c.Add(ctx, &requests.Record{Title: new("Emma"), Pages: new(int64(474))})
		},
		"rename": func(c *requests.Client) error { return c.Rename(ctx, "7", `Emma "I"`) },
		"mark":   func(c *requests.Client) error { return c.Mark(ctx, "7", "new") },
		"count":  func(c *requests.Client) error { return c.Count(ctx, "7", -3) },
		"rate":   func(c *requests.Client) error { return c.Rate(ctx, "7", 0.5) },
		"lock":   func(c *requests.Client) error { return c.Lock(ctx, "7", true) },
		"date":   func(c *requests.Client) error { return c.Date(ctx, "7", requests.NewDate(2026, 11, 28)) },
		"stamp":  func(c *requests.Client) error { return c.Stamp(ctx, "7", noon) },
		"tag":    func(c *requests.Client) error { return c.Tag(ctx, "7", []requests.Mark{"new", "old"}) },
		"link": func(c *requests.Client) error {
			return c.Link(ctx, "7", map[string][]requests.Record{"b": nil, "a": {{Title: new("Emma")}}})
		},
		"patch":  func(c *requests.Client) error { return c.Patch(ctx, "7", json.RawMessage(`{"a":[1.10,null]}`)) },
		"attach": func(c *requests.Client) error { return c.Attach(ctx, "7", strings.NewReader("%PDF")) },
		"note": func(c *requests.Client) error {
			return c.Note(ctx, "7", strings.NewReader("a note"), "text/plain; charset=utf-8")
		},
		"remove":       func(c *requests.Client) error { return c.Remove(ctx, &requests.Record{Title: new("Emma")}) },
		"find":         func(c *requests.Client) error { return c.Find(ctx, &requests.Record{Title: new("Emma")}) },
		"print":        func(c *requests.Client) error { return c.Print(ctx, &requests.Record{Title: new("Emma")}) },
		"describe":     func(c *requests.Client) error { return c.Describe(ctx, "7", `ä "book"`) },
		"describemark": func(c *requests.Client) error { return c.DescribeMark(ctx, "7", `ä "book"`) },
		"exists":       func(c *requests.Client) error { return c.Exists(ctx, "7") },
		"amend":        func(c *requests.Client) error { return c.Amend(ctx, "7", &requests.Record{Pages: new(int64(474))}) },
		"fill":         func(c *requests.Client) error { return c.Fill(ctx, "7", strings.NewReader("--leaf--")) },
	} {
		config := requests.Config{BaseURL: serve(t, "requests/call-"+call+".txtar")}
		if err := send(must[*requests.Client](t)(requests.New(config))); err != nil {
			t.Errorf("%s: %v", call, err)
		}
	}
	refusing := must[*requests.Client](t)(requests.New(requests.Config{BaseURL: "http://localhost:1"}))
	for name, err := range map[string]error{
		"no body":            refusing.Add(ctx, nil),
		"no stream":          refusing.Attach(ctx, "7", nil),
		"no segment":         refusing.Rename(ctx, "", "x"),
		"not JSON":           refusing.Patch(ctx, "7", json.RawMessage("{")),
		"no number":          refusing.Rate(ctx, "7", math.NaN()),
		"other content type": refusing.Note(ctx, "7", strings.NewReader("x"), "image/png"),
	} {
		if !errors.Is(err, requests.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestResults(t *testing.T) {
	client := func(call string) *results.Client {
		return must[*results.Client](t)(results.New(results.Config{BaseURL: serve(t, "results/call-"+call+".txtar")}))
	}
	bed, err := client("bed").GetBed(t.Context(), "7")
	check(t, bed, err, &results.Bed{Name: new("roses")})
	beds, err := client("beds").GetBeds(t.Context())
	check(t, beds, err, []results.Bed{{Name: new("roses")}, {}})
	names, err := client("names").GetNames(t.Context())
	check(t, names, err, []string{"roses", "beans"})
	count, err := client("count").CountBeds(t.Context())
	check(t, count, err, int64(3))
	opening, err := client("opening").GetOpening(t.Context())
	check(t, opening, err, results.NewDate(2026, 3, 1))
	rows, err := client("rows").GetRows(t.Context())
	check(t, rows, err, [][]results.Bed{{{Name: new("roses")}}, {}})
	prices, err := client("prices").GetPrices(t.Context())
	check(t, prices, err, map[string]float64{"roses": 1.5, "beans": 2})
	label, err := client("label").GetLabel(t.Context())
	check(t, label, err, "ä")
	for call, want := range map[string]string{"label-latin1": "charset", "label-bytes": "not UTF-8"} {
		_, err = client(call).GetLabel(t.Context())
		if !errors.Is(err, results.ErrContent) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", call, err)
		}
	}
	label, err = client("label-json").GetLabel(t.Context())
	if e, ok := errors.AsType[*results.Error](err); label != `"a"` || !ok || len(e.Deviations) != 1 {
		t.Errorf("JSON instead of a text: %q, %v", label, err)
	}
	bed, err = client("vendor").GetVendorBed(t.Context(), "7")
	check(t, bed, err, &results.Bed{Name: new("roses")})
	plan, err := client("plan").GetPlan(t.Context())
	check(t, plan, err, json.RawMessage(`{"size": 1.10}`))
	picture := must[*results.File](t)(client("picture").GetPicture(t.Context()))
	check(t, picture.ContentType, nil, "image/png")
	check(t, content(t, picture), nil, "PNG")
	file := must[*results.File](t)(client("file").GetFile(t.Context(), "a.txt"))
	check(t, content(t, file), nil, "a text")
	check(t, nil, client("water").Water(t.Context()), nil)
	check(t, nil, client("clear").Clear(t.Context(), "7"), nil)
}

// What breaks a rule of the contract is not sent.
func TestJSONFacets(t *testing.T) {
	client := must[*jsonfacets.Client](t)(jsonfacets.New(jsonfacets.Config{BaseURL: "http://localhost:1"}))
	ctx := t.Context()
	_, bad := client.FindEntries(ctx, "ab", nil)
	_, limited := client.FindEntries(ctx, "AB1", &jsonfacets.FindEntriesOptions{Limit: new(int64(101)), Levels: []int64{1, 0}})
	for want, err := range map[string]error{
		"name: needs at least 2 characters, has 1":                  client.SetEntry(ctx, &jsonfacets.Entry{Name: new("A")}),
		"code: does not match the pattern ^[A-Z]{2}[0-9]+$":         bad,
		"limit: must be at most 100; levels[1]: must be at least 1": limited,
		"[1]: does not match the pattern":                           client.SetCodes(ctx, []jsonfacets.Code{"AB1", ""}),
	} {
		if !errors.Is(err, jsonfacets.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := client.SetEntry(ctx, &jsonfacets.Entry{Name: new("Anna")}); !errors.Is(err, jsonfacets.ErrTransport) {
		t.Errorf("a valid entry is not sent: %v", err)
	}
}

// A value of one of several types is sent and received as the type that it is.
func TestJSONOneOf(t *testing.T) {
	client := func(call string) *jsononeof.Client {
		return must[*jsononeof.Client](t)(jsononeof.New(jsononeof.Config{BaseURL: serve(t, "jsononeof/call-"+call+".txtar")}))
	}
	cat := &jsononeof.Cat{Name: "Tom", Lives: new(int64(7))}
	pet, err := client("get").GetPet(t.Context())
	check(t, pet, err, jsononeof.Pet(cat))
	check(t, nil, client("add").AddPet(t.Context(), cat), nil)
	check(t, nil, client("all").AddPets(t.Context(), []jsononeof.Pet{cat, &jsononeof.Dog{},
		&jsononeof.OtherPet{JSON: json.RawMessage(`{"kind":"cow"}`)}}), nil)
	refusing := must[*jsononeof.Client](t)(jsononeof.New(jsononeof.Config{BaseURL: "http://localhost:1"}))
	for _, invalid := range []jsononeof.Pet{nil, (*jsononeof.Dog)(nil), &jsononeof.Cat{Lives: new(int64(10))},
		&jsononeof.Dog{Friends: []jsononeof.Pet{nil}}} {
		if err := refusing.AddPet(t.Context(), invalid); !errors.Is(err, jsononeof.ErrInvalid) {
			t.Errorf("%#v: %v", invalid, err)
		}
	}
}

func TestLinks(t *testing.T) {
	client := func(call string) *links.Client {
		return must[*links.Client](t)(links.New(links.Config{BaseURL: serve(t, "links/call-"+call+".txtar")}))
	}
	work, err := client("follow").Follow(t.Context(), "/works/2?full=1")
	check(t, work, err, json.RawMessage(`{"picture": "/p/2"}`))
	picture := must[*links.File](t)(client("open").Open(t.Context(), "/p/2"))
	check(t, content(t, picture), nil, "PNG")

	photo := must[*links.File](t)(client("open").OpenPhoto(t.Context(), &links.Photo{Path: new("/p/2")}))
	check(t, content(t, photo), nil, "PNG")

	far := must[*links.Client](t)(links.New(links.Config{}))
	for _, photo := range []*links.Photo{nil, {}, {Path: new("//elsewhere.example/p/2")}} {
		if _, err := far.OpenPhoto(t.Context(), photo); !errors.Is(err, links.ErrInvalid) {
			t.Errorf("OpenPhoto %v: %v", photo, err)
		}
	}
	for _, ref := range []links.Link{"https://elsewhere.example/api/works/2", "//elsewhere.example/", "../other", ""} {
		if _, err := far.Follow(t.Context(), ref); !errors.Is(err, links.ErrInvalid) {
			t.Errorf("Follow %q: %v", ref, err)
		}
		if _, err := far.Open(t.Context(), ref); !errors.Is(err, links.ErrInvalid) {
			t.Errorf("Open %q: %v", ref, err)
		}
	}
}

func TestMultiCall(t *testing.T) {
	config := multicall.Config{BaseURL: serve(t, "multicall/call-both.txtar") + "/rest"}
	m := must[*multicall.Client](t)(multicall.New(config)).MultiCall()
	get := m.GetParcel("7")
	set := m.SetParcel("8", &multicall.Parcel{Weight: new(int64(3))}, &multicall.SetParcelOptions{Hint: new("now")})
	if _, err := get.Result(); err == nil {
		t.Error("a call has a result before it is sent")
	}
	check(t, nil, m.Do(t.Context()), nil)
	parcel, err := get.Result()
	check(t, parcel, err, &multicall.Parcel{Weight: new(int64(12))})
	_, err = set.Result()
	if e, ok := errors.AsType[*multicall.Error](err); !ok || e.Status != 404 || e.Operation != "setParcel" {
		t.Errorf("the call that was refused: %v", err)
	}
}

// A result that may be cached is asked for once; any other each time.
func TestCaching(t *testing.T) {
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "private, max-age=60")
		io.WriteString(w, `{"text": "x"}`)
	}))
	defer server.Close()
	client := must[*caching.Client](t)(caching.New(caching.Config{BaseURL: server.URL}))
	for range 2 {
		page, err := client.GetPage(t.Context())
		check(t, page, err, &caching.Page{Text: new("x")})
		ticker, err := client.GetTicker(t.Context())
		check(t, ticker, err, &caching.Page{Text: new("x")})
	}
	check(t, asked, nil, map[string]int{"/page": 1, "/ticker": 2})
	check(t, nil, client.Logout(t.Context()), nil)
	if _, err := client.GetPage(t.Context()); err != nil || asked["/page"] != 2 {
		t.Errorf("after the logout: %v, asked %d times", err, asked["/page"])
	}
}

func TestErrorMessages(t *testing.T) {
	for call, want := range map[string][]string{
		"pay":    {"The account is empty.", "Come back later."},
		"refund": {"The account is closed."},
	} {
		config := messages.Config{BaseURL: serve(t, "messages/call-"+call+".txtar")}
		err := must[*messages.Client](t)(messages.New(config)).Pay(t.Context())
		e, ok := errors.AsType[*messages.Error](err)
		if !ok || !errors.Is(err, messages.ErrStatus) || !slices.Equal(e.Messages, want) {
			t.Errorf("%s: %v", call, err)
		}
	}
}

func TestTimeZone(t *testing.T) {
	summer := must[timezone.DateTime](t)(timezone.ParseDateTime("2026-07-01T12:00:00"))
	at := must[time.Time](t)(summer.Time())
	check(t, at.UTC().Format(time.RFC3339), nil, "2026-07-01T10:00:00Z")
	check(t, timezone.NewDateTime(at).String(), nil, "2026-07-01T12:00:00+02:00")
	for text, want := range map[string]error{
		"2026-10-25T02:30:00": timezone.ErrAmbiguousTime,
		"2026-03-29T02:30:00": timezone.ErrNonexistentTime,
	} {
		if _, err := must[timezone.DateTime](t)(timezone.ParseDateTime(text)).Time(); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", text, err, want)
		}
	}
}
