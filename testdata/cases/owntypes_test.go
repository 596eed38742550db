// Calls with Go types of other packages.

package cases_test

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/owntypes"
)

func TestOwnTypes(t *testing.T) {
	client := func(call string) *owntypes.Client {
		return must[*owntypes.Client](t)(owntypes.New(owntypes.Config{BaseURL: serve(t, "owntypes/call-"+call+".txtar")}))
	}
	ctx, host, noon := t.Context(), netip.MustParseAddr("10.0.0.1"), time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	server, headers, err := client("get").GetServer(ctx, host, noon, &owntypes.GetServerOptions{
		Nets:  []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), {}},
		Until: new(noon.Add(time.Second / 2)), At: &noon, Hosts: []netip.Addr{host},
	})
	if want := (&owntypes.Server{Host: host, Up: &noon}); err != nil || !reflect.DeepEqual(server, want) {
		t.Errorf("got %+v, %v, want %+v", server, err, want)
	}
	if e := headers.ExpiresAt; e == nil || !e.Equal(noon) || headers.Net == nil || *headers.Net != netip.MustParsePrefix("10.0.0.0/8") ||
		len(headers.Backups) != 2 || headers.Backups[1] != netip.MustParseAddr("10.0.0.3") {
		t.Errorf("got %+v", headers)
	}
	up, err := client("set").SetServer(ctx, &owntypes.Server{Host: host, Up: &noon, DownNil: true})
	check(t, up, err, noon)
	times, err := client("hosts").SetHosts(ctx, []netip.Addr{host})
	check(t, times, err, map[string]time.Time{"10.0.0.1": noon})
	check(t, nil, client("text").SetText(ctx, host), nil)
	check(t, nil, client("form").SetForm(ctx, host, &owntypes.SetFormOptions{Times: []time.Time{noon, noon}}), nil)

	// Texts of the contract's type that the Go type does not take are deviations.
	server, headers, err = client("deviation").GetServer(ctx, host, noon, nil)
	for _, want := range []string{`header Net: expected a text, found "x"`, `header Backups: expected a text, found "y"`,
		`host: expected a string for a netip.Addr, found "10.0.0"`, `hops[0][1]: expected a string for a netip.Addr, found "x."`} {
		if !errors.Is(err, owntypes.ErrContent) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if headers.Net != nil || len(headers.Backups) != 1 || server.Host.IsValid() || len(server.Hops[0]) != 2 {
		t.Errorf("got %+v, %+v", server, headers)
	}
	c := must[*owntypes.Client](t)(owntypes.New(owntypes.Config{BaseURL: "http://localhost:1"}))
	long := netip.MustParseAddr("::ffff:100.100.100.100")
	_, invalid := c.SetServer(ctx, &owntypes.Server{Host: host, Up: new(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))})
	for want, err := range map[string]error{
		"may have at most 15 characters":      c.SetText(ctx, long),
		"[1]: may have at most 15 characters": second(c.SetHosts(ctx, []netip.Addr{host, long})),
		"cannot be written":                   invalid,
		"times cannot be sent":                c.SetForm(ctx, host, &owntypes.SetFormOptions{Times: []time.Time{noon.AddDate(9000, 0, 0)}}),
	} {
		if !errors.Is(err, owntypes.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// second returns the error of a call.
func second[T any](_ T, err error) error { return err }
