//go:build judges

// The requests of a MultiCall, read by Dicer, which busboy is made of: make judges fetches it.

package mvp_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// npmPart is a part as a reader of Node.js finds it. The names of its header are in small letters.
type npmPart struct {
	Header map[string][]string
	Body   string
}

func TestMultiCallIsReadByDicer(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	for range 10 {
		var boundary, sent string
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
			body, _ := io.ReadAll(r.Body)
			boundary, sent = params["boundary"], string(body)
		}))
		client, err := mvp.New(mvp.Config{BaseURL: service.URL, Mitarbeiter: "1", Token: mvp.StaticToken("t")})
		if err != nil {
			t.Fatal(err)
		}
		multi := client.MultiCall()
		var want []string
		for i := range 8 {
			id := fmt.Sprint(i)
			body := fmt.Sprintf(`{"Nr":%d,"Text":"--\r\n\r\n"}`, i)
			body = strings.NewReplacer("\r\n", `\r\n`).Replace(body)
			var members map[string]json.RawMessage
			if err := json.Unmarshal([]byte(body), &members); err != nil {
				t.Fatal(err)
			}
			switch random.IntN(4) {
			case 0:
				multi.GetKunde(id)
				want = append(want, "GET /1/kunden/"+id+" ")
			case 1:
				multi.DeleteKundenAdresse(id, "9")
				want = append(want, "DELETE /1/kunden/"+id+"/adressen/9 ")
			case 2:
				multi.SetKunde(id, &mvp.Kunde{Unknown: members})
				want = append(want, "PUT /1/kunden/"+id+" "+body)
			case 3:
				multi.AddKundenAdresse(id, &mvp.Adresse{Unknown: members})
				want = append(want, "POST /1/kunden/"+id+"/adressen "+body)
			}
		}
		multi.Do(t.Context()) // which has no response
		service.Close()

		node := exec.CommandContext(t.Context(), "node", "testdata/parts.js",
			"../../internal/checks/build/npm", boundary)
		node.Stdin = strings.NewReader(sent)
		output, err := node.Output()
		if err != nil {
			t.Fatalf("node: %v: run make judges", err)
		}
		var found map[string][]npmPart
		if err := json.Unmarshal(output, &found); err != nil || len(found) != 2 {
			t.Fatalf("node prints %s: %v", output, err)
		}
		for reader, parts := range found {
			var got []string
			for _, p := range parts {
				method, path := strings.Join(p.Header["x-dio-method"], ","), strings.Join(p.Header["x-dio-path"], ",")
				got = append(got, method+" "+path+" "+p.Body)
			}
			if got, want := strings.Join(got, "\n"), strings.Join(want, "\n"); got != want {
				t.Errorf("%s finds %d parts of 8:\n%s\nwant\n%s", reader, len(parts), got, want)
			}
		}
	}
}
