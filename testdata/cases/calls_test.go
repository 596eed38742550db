// Calls: the clients of the cases about services against servers that know requests and responses byte for byte.

package cases_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/bodies"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/faults"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/headers"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/ports"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/rpc"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/soap12"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/wrapped"
)

// serve plays call, a file of a case: the request that must come, with those of its headers that matter, and the
// response. In a MultiCall, BOUNDARY, ID1, ID2, … stand for the texts that its client has drawn. It returns the URL at
// which it is played.
func serve(t *testing.T, call string) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.FromSlash(call))
	if err != nil || len(archive.Files) != 2 || archive.Files[0].Name != "request" || archive.Files[1].Name != "response" {
		t.Fatalf("%s is not a request and a response: %v", call, err)
	}
	want := strings.TrimSuffix(string(archive.Files[0].Data), "\n")
	if !strings.Contains(want, "\n\n") {
		want += "\n" // no body
	}
	played := strings.TrimSuffix(string(archive.Files[1].Data), "\n")
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		got := dump(t, r, want)
		drawn := drawnIn(got)
		if got = strings.NewReplacer(drawn...).Replace(got); got != want {
			t.Errorf("%s: the request is\n%s\nwant\n%s", call, got, want)
		}
		slices.Reverse(drawn)
		head, body, _ := strings.Cut(strings.NewReplacer(drawn...).Replace(played), "\n\n")
		response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(head+"\n\n")), r)
		if err != nil {
			t.Errorf("%s: %v", call, err)
			return
		}
		for name, values := range response.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(response.StatusCode)
		io.WriteString(w, body)
	}))
	t.Cleanup(func() {
		server.Close()
		if requests != 1 {
			t.Errorf("%s: there were %d requests", call, requests)
		}
	})
	return server.URL
}

// dump writes r with those headers that want has.
func dump(t *testing.T, r *http.Request, want string) string {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	head, _, _ := strings.Cut(want, "\n\n")
	got := fmt.Sprintf("%s %s %s\n", r.Method, r.RequestURI, r.Proto)
	for _, line := range strings.Split(head, "\n")[1:] {
		name, _, _ := strings.Cut(line, ":")
		got += name + ": " + strings.Join(r.Header.Values(name), ", ") + "\n"
	}
	return got + "\n" + strings.ReplaceAll(string(body), "\r\n", "\n")
}

var drawnText = regexp.MustCompile(`multipart/related; boundary=([^;]+)|\nContent-ID: <(.*)>`)

// drawnIn returns the texts that the client of a MultiCall has drawn, each followed by its name in call-*.txtar.
func drawnIn(request string) (pairs []string) {
	for i, found := range drawnText.FindAllStringSubmatch(request, -1) {
		if found[1] != "" {
			pairs = append(pairs, found[1], "BOUNDARY")
		} else {
			pairs = append(pairs, found[2], fmt.Sprintf("ID%d", i))
		}
	}
	return pairs
}

// check fails the test unless a call returned want and no error.
func check(t *testing.T, got any, err error, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, (-want +got):\n%s", err, diff)
	}
}

func TestRPC(t *testing.T) {
	client, err := rpc.New(rpc.Config{Endpoint: serve(t, "rpc/call-order.txtar")})
	if err != nil {
		t.Fatal(err)
	}
	order := &rpc.Order{Item: rpc.Item{Sku: "A&1", Count: new(int32(2))}, Priority: rpc.PriorityHigh, Note: ""}
	got, err := client.Order(t.Context(), order)
	check(t, got, err, &rpc.OrderResponse{Number: 4711})

	if client, err = rpc.New(rpc.Config{Endpoint: serve(t, "rpc/call-ping.txtar")}); err != nil {
		t.Fatal(err)
	}
	pong, err := client.Ping(t.Context(), &rpc.Ping{})
	check(t, pong, err, &rpc.PingResponse{})

	var e *rpc.Error
	if _, err := client.Order(t.Context(), &rpc.Order{}); !errors.As(err, &e) || !errors.Is(err, rpc.ErrInvalid) ||
		strings.Join(e.Messages, ", ") != "priority: must be one of high, low" {
		t.Errorf("an order without a priority: %v", err)
	}
}

// Parts in the namespace of the operation, as node-soap and gSOAP send them, are read, and are a deviation (WS-I Basic
// Profile 1.1, R2735).
func TestQualifiedPartsOfRPC(t *testing.T) {
	for name, part := range map[string]string{
		"prefix":    `<a:number>4711</a:number>`,
		"default":   `<number xmlns="urn:rpc:answers">4711</number>`,
		"elsewhere": `<number xmlns="urn:rpc:orders">4711</number>`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/xml")
			io.WriteString(w, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`+
				`<a:orderResponse xmlns:a="urn:rpc:answers">`+part+`</a:orderResponse></s:Body></s:Envelope>`)
		}))
		defer server.Close()
		for _, isLenient := range []bool{true, false} {
			client := must[*rpc.Client](t)(rpc.New(rpc.Config{Endpoint: server.URL, Lenient: isLenient}))
			got, err := client.Order(t.Context(), &rpc.Order{Item: rpc.Item{Sku: "A"}, Priority: rpc.PriorityLow})
			var e *rpc.Error
			if errors.As(err, &e) && !isLenient && e.Kind == rpc.ErrContent && len(e.Deviations) == 1 &&
				e.Deviations[0].Path == "number" {
				err = nil
			}
			check(t, got, err, &rpc.OrderResponse{Number: 4711})
			if (e != nil) == isLenient {
				t.Errorf("%s, lenient %t: %v", name, isLenient, err)
			}
		}
	}
}

func TestBodies(t *testing.T) {
	client := func(call string) *bodies.Client {
		client, err := bodies.New(bodies.Config{Endpoint: serve(t, call)})
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	book := bodies.Book{Title: "Emma"}
	lent, err := client("bodies/call-lend.txtar").Lend(t.Context(), &bodies.Lend{Book: book, Days: 14})
	check(t, lent, err, &bodies.LendResponse{Until: bodies.NewDate(2026, 12, 5)})
	shelf, err := client("bodies/call-find.txtar").Find(t.Context(), &book)
	check(t, shelf, err, &bodies.Shelf{Value: "E 7"})
	found, err := client("bodies/call-any.txtar").Any(t.Context())
	check(t, found, err, &book)
	check(t, nil, client("bodies/call-return.txtar").Return(t.Context(), &book), nil)
	check(t, nil, client("bodies/call-lose.txtar").Lose(t.Context(), &book), nil)
}

func TestHeaders(t *testing.T) {
	client := func(call string) *headers.Client {
		client, err := headers.New(headers.Config{Endpoint: serve(t, call)})
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	h := &headers.AskHeaders{
		Session:  &headers.Session{User: "ann", Role: new("guest")},
		Sender:   &headers.Party{ID: "s"},
		Receiver: &headers.Party{ID: "r"},
	}
	got, err := client("headers/call-ask.txtar").Ask(t.Context(), &headers.Ask{Text: "why?"}, h)
	check(t, got, err, &headers.Ask{Text: "because"})
	check(t, h.ResponseSession, err, &headers.Session{User: "ann"})
	check(t, h.ResponseLease, err, &headers.Lease{Value: "PT5M"})

	h = &headers.AskHeaders{Sender: &headers.Party{ID: "s"}}
	got, err = client("headers/call-mandatory.txtar").Ask(t.Context(), &headers.Ask{Text: "why?"}, h,
		headers.WithActor("urn:proxy?a&b"), headers.WithMustUnderstand())
	check(t, got, err, &headers.Ask{Text: "because"})
	silent, err := headers.New(headers.Config{Endpoint: "https://headers.example"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := silent.Ask(t.Context(), &headers.Ask{}, h, headers.WithActor("")); !errors.Is(err, headers.ErrInvalid) {
		t.Errorf("an empty actor: %v", err)
	}

	got, err = client("headers/call-none.txtar").Ask(t.Context(), &headers.Ask{Text: "why?"}, nil)
	check(t, got, err, &headers.Ask{Text: "because"})
}

func TestFaults(t *testing.T) {
	withdraw := func(call string) error {
		client, err := faults.New(faults.Config{Endpoint: serve(t, call)})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Withdraw(t.Context(), &faults.Withdraw{Amount: "100.00"})
		if !errors.Is(err, faults.ErrFault) {
			t.Errorf("%s: %v is no fault", call, err)
		}
		return err
	}
	err := withdraw("faults/call-overdrawn.txtar")
	overdrawn, _ := errors.AsType[*faults.Overdrawn](err)
	check(t, overdrawn, nil, &faults.Overdrawn{Balance: "12.50"})
	want := "Withdraw: 500 Internal Server Error: SOAP fault: soap:Server: the account is overdrawn: balance 12.50"
	if err.Error() != want {
		t.Errorf("the error is\n%s\nwant\n%s", err, want)
	}
	closed, _ := errors.AsType[*faults.Closed](withdraw("faults/call-closed.txtar"))
	check(t, closed, nil, &faults.Closed{Value: faults.NewDate(2026, 11, 21)})
	// Those of one type are told apart by their names.
	for _, test := range []struct {
		name  string
		until faults.Date
	}{{"blocked", faults.NewDate(2026, 12, 1)}, {"locked", faults.NewDate(2026, 12, 24)}} {
		err = withdraw("faults/call-" + test.name + ".txtar")
		lock, _ := errors.AsType[*faults.Lock](err)
		check(t, lock, nil, &faults.Lock{Until: test.until})
		if failure, _ := errors.AsType[*faults.Error](err); failure.Fault.Name != test.name {
			t.Errorf("the fault %s is called %q", test.name, failure.Fault.Name)
		}
	}

	err = withdraw("faults/call-undeclared.txtar")
	failure, _ := errors.AsType[*faults.Error](err)
	check(t, failure.Fault, nil, &faults.Fault{Code: "soap:Server", String: "out of order", Actor: "urn:till",
		Detail: `<till:state xmlns:till="urn:till">jammed</till:state>`})
	check(t, failure.Err, nil, nil)
}

// A declared fault that deviates from the contract is the cause of the error, with the deviations.
func TestDeviatingFault(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusInternalServerError)
		io.WriteString(w, envelope(`<s:Fault><faultcode>s:Server</faultcode><faultstring>overdrawn</faultstring><detail>`+
			`<t:overdrawn xmlns:t="urn:faults"><t:balance>much</t:balance></t:overdrawn></detail></s:Fault>`))
	}))
	defer server.Close()
	client, err := faults.New(faults.Config{Endpoint: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Withdraw(t.Context(), &faults.Withdraw{Amount: "100.00"})
	overdrawn, _ := errors.AsType[*faults.Overdrawn](err)
	check(t, overdrawn, nil, &faults.Overdrawn{})
	failure, _ := errors.AsType[*faults.Error](err)
	if !errors.Is(err, faults.ErrFault) {
		t.Errorf("%v is no fault", err)
	}
	check(t, failure.Deviations, nil, []faults.Deviation{{Path: "balance", Expected: "a decimal number", Found: `"much"`}})
}

func TestWrapped(t *testing.T) {
	client := func(call string) *wrapped.Client {
		client, err := wrapped.New(wrapped.Config{Endpoint: serve(t, call)})
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	number, err := client("wrapped/call-reserve.txtar").Reserve(t.Context(), "desk", wrapped.NewDate(2026, 12, 24),
		[]int32{3, 4}, new("by the window"), &wrapped.Member{Name: "Ann", Card: "7"})
	check(t, number, err, int32(12))
	price, name, until, err := client("wrapped/call-quote.txtar").Quote(t.Context(), "a", "b", "c", "d", "e")
	check(t, price, err, wrapped.Decimal("9.90"))
	check(t, name, err, "f")
	check(t, until, err, wrapped.Date{})
	typ, c, err := client("wrapped/call-version.txtar").Version(t.Context())
	check(t, typ, err, "x")
	check(t, c, err, int32(2))
	headers := &wrapped.PayHeaders{Session: &wrapped.Session{Value: "s"}}
	receipt, err := client("wrapped/call-pay.txtar").Pay(t.Context(), "1.50", headers)
	check(t, receipt, err, wrapped.Receipt{Number: 8})
	check(t, headers.ResponseLease, err, &wrapped.Lease{Value: "PT5M"})
}

// Each port has its own client, version of SOAP and actions.
func TestPorts(t *testing.T) {
	orders, err := ports.New(ports.Config{Endpoint: serve(t, "ports/call-orders.txtar")})
	if err != nil {
		t.Fatal(err)
	}
	place, err := orders.Find(t.Context(), &ports.Find{Sku: "7"})
	check(t, place, err, &ports.Place{Shelf: 3})
	stock, err := ports.NewStockClient(ports.Config{Endpoint: serve(t, "ports/call-stock.txtar")})
	if err != nil {
		t.Fatal(err)
	}
	count, err := stock.Count(t.Context(), &ports.CountStock{Since: ports.NewDate(2026, 1, 31)})
	check(t, count, err, &ports.CountResponseStock{Items: "18446744073709551616"})
	audit, err := ports.NewAuditClient(ports.Config{Endpoint: serve(t, "ports/call-audit.txtar")})
	if err != nil {
		t.Fatal(err)
	}
	check(t, nil, audit.Find(t.Context(), &ports.Find{Sku: "7"}), nil)
	if _, err := ports.NewStockClient(ports.Config{}); err == nil || err.Error() != "ports: endpoint URL: must be set" {
		t.Errorf("a client without an endpoint: %v", err)
	}
}

func TestSOAP12(t *testing.T) {
	tide := func(call string) (*soap12.Height, error) {
		client, err := soap12.New(soap12.Config{Endpoint: serve(t, call)})
		if err != nil {
			t.Fatal(err)
		}
		return client.Tide(t.Context(), &soap12.Place{Harbour: "Dover"})
	}
	height, err := tide("soap12/call-tide.txtar")
	check(t, height, err, &soap12.Height{Value: "4.2", Unit: "m"})

	_, err = tide("soap12/call-dry.txtar")
	dry, _ := errors.AsType[*soap12.Dry](err)
	check(t, dry, nil, &soap12.Dry{Since: soap12.NewDate(1953, 2, 1)})
	failure, _ := errors.AsType[*soap12.Error](err)
	check(t, failure.Fault, nil, &soap12.Fault{Code: "env:Sender", Subcode: "t:NoWater t:Dry", String: "no water",
		Actor: "urn:gauge", Detail: `<t:dry xmlns:t="urn:soap12"><t:since>1953-02-01</t:since></t:dry>`, Name: "dry"})
}

// A header fault is the cause of the fault that it stands beside. Beside a response it is a deviation, and other blocks are
// read as usual.
func TestHeaderFault(t *testing.T) {
	const head = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:h="urn:headers"><e:Header>`
	const block = `<h:expired e:mustUnderstand="1"><h:since>2026-11-29</h:since></h:expired>`
	const fault = `<e:Fault><faultcode>e:Client</faultcode><faultstring>who?</faultstring>%s</e:Fault>`
	for name, test := range map[string]struct{ header, body string }{
		"header":        {block, fmt.Sprintf(fault, "")},
		"detail":        {"", fmt.Sprintf(fault, "<detail>"+strings.Replace(block, ` e:mustUnderstand="1"`, "", 1)+"</detail>")},
		"other blocks":  {`<o:o xmlns:o="urn:o"/><h:lease>PT1M</h:lease>` + block, fmt.Sprintf(fault, "")},
		"invalid":       {`<h:expired><h:since>now</h:since></h:expired>`, fmt.Sprintf(fault, "")},
		"other element": {`<expired xmlns="urn:o"/>`, fmt.Sprintf(fault, "")},
		"no fault":      {block, "<h:answer><h:text>so</h:text></h:answer>"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/xml")
			io.WriteString(w, head+test.header+`</e:Header><e:Body>`+test.body+`</e:Body></e:Envelope>`)
		}))
		client := must[*headers.Client](t)(headers.New(headers.Config{Endpoint: server.URL}))
		_, err := client.Ask(t.Context(), &headers.Ask{Text: "why?"}, nil)
		server.Close()
		var e *headers.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if name == "no fault" {
			if e.Kind != headers.ErrContent || len(e.Deviations) != 1 {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		var expired *headers.Expired
		isTyped := errors.As(err, &expired)
		switch want := name != "other element"; {
		case e.Kind != headers.ErrFault || e.Fault.String != "who?" || isTyped != want:
			t.Errorf("%s: %v, typed %t", name, err, isTyped)
		case want && name != "invalid" && (expired.Since != headers.NewDate(2026, 11, 29) || e.Fault.Name != "expired"):
			t.Errorf("%s: %+v, %+v", name, expired, e.Fault)
		case (name == "header" || name == "invalid") && !strings.HasPrefix(e.Fault.Header, "<h:expired"):
			t.Errorf("%s: %q", name, e.Fault.Header)
		}
	}
}
