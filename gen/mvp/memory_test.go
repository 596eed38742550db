// The memory that what is kept of an answer takes.

package mvp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// TestCopyText keeps one name of each of several large answers, and looks at what they hold on to.
func TestCopyText(t *testing.T) {
	const answers, size = 32, 1 << 20
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"Vorname":"Erika","Unbekannt":%q}`, strings.Repeat("x", size))
	}))
	defer service.Close()
	for _, copies := range []bool{false, true} {
		client, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "1_1", CopyText: copies})
		if err != nil {
			t.Fatal(err)
		}
		before := heap()
		var names []string
		for range answers {
			m, err := client.GetMitarbeiter(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, m.Vorname)
		}
		if kept := heap() - before; (kept < answers*size/2) != copies {
			t.Errorf("with CopyText %v, %d names keep %d bytes", copies, len(names), kept)
		}
		runtime.KeepAlive(names)
	}
}

// heap is what is in use.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what pools hold goes with the second one
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
