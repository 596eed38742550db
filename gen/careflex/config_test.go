// Configurations: which a client can be made of, and who watches its calls.

package careflex_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func TestConfig(t *testing.T) {
	const url = "https://careflex.test/"
	for _, test := range []struct {
		name   string
		config careflex.Config
		want   string // in the message, "" for no error
	}{
		{"complete", careflex.Config{Endpoint: url, TokenURL: url, UserID: userID, UserSecret: userSecret}, ""},
		{"own tokens", careflex.Config{Endpoint: url, Token: careflex.StaticToken(documentToken)}, ""},
		{"no endpoint", careflex.Config{TokenURL: url, UserID: userID, UserSecret: userSecret},
			"endpoint URL: must be set"},
		{"no token URL", careflex.Config{Endpoint: url, UserID: userID, UserSecret: userSecret},
			"token URL: must be set"},
		{"no user", careflex.Config{Endpoint: url, TokenURL: url, UserSecret: userSecret}, "UserID"},
		{"no secret", careflex.Config{Endpoint: url, TokenURL: url, UserID: userID}, "UserSecret"},
		{"plain HTTP", careflex.Config{Endpoint: "http://careflex.test/", Token: careflex.StaticToken("t")}, "https"},
		{"not a URL", careflex.Config{Endpoint: "careflex.test", Token: careflex.StaticToken("t")}, "absolute"},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, err := careflex.New(test.config)
			switch {
			case test.want == "":
				if err != nil || client == nil {
					t.Errorf("got %v, %v", client, err)
				}
			case err == nil || client != nil || !strings.Contains(err.Error(), test.want):
				t.Errorf("got %v, %v, want an error that mentions %s", client, err, test.want)
			}
		})
	}
}

func TestLoggerAndTrace(t *testing.T) {
	s := newService(t)
	var log bytes.Buffer
	var trace []string
	config := s.config()
	config.Logger = slog.New(slog.NewTextHandler(&log, nil))
	config.Trace = func(ctx context.Context, operation string) (context.Context, func(int, error)) {
		trace = append(trace, operation)
		return ctx, func(status int, err error) { trace = append(trace, fmt.Sprint(status, err)) }
	}
	if _, err := newClient(t, config).NewIncident(t.Context(), documentReport()); err != nil {
		t.Error(err)
	}
	var records []string
	for record := range strings.Lines(log.String()) {
		_, record, _ = strings.Cut(record, "msg=request ")
		record, _, _ = strings.Cut(record, " bytes=")
		records = append(records, record)
	}
	want := []string{
		`operation="token request" method=POST path=` + tokenPath + ` attempt=1 status=200`,
		`operation=NewIncident method=POST path=` + incidentPath + ` attempt=1 status=200`,
	}
	if !slices.Equal(records, want) {
		t.Errorf("got records %q, want %q", records, want)
	}
	wantNoSecret(t, "the log", log.String())
	if want := []string{"NewIncident", "200 <nil>"}; !slices.Equal(trace, want) {
		t.Errorf("got trace %q, want %q", trace, want)
	}
}
