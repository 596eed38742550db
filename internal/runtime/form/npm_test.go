//go:build judges

// Forms, read by busboy and by Node.js itself: make judges fetches busboy.

package form_test

import (
	"encoding/json"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/form"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// npmField is a field or file as a reader of Node.js finds it.
type npmField struct{ Name, Value, File, Type string }

func TestFormIsReadByNode(t *testing.T) {
	var fields form.Multipart
	fields.Add("ä", "Grüße\r\n--", "")
	fields.AddJSON("json", func(b []byte) []byte { return append(b, "{}"...) })
	fields.AddFile("file", form.File{Name: "dir/ö x.txt", Body: strings.NewReader("content\r\n")}, "text/plain")
	fields.AddFile("empty", form.File{Body: strings.NewReader("")}, "*/*")
	call := &transport.Call{}
	fields.Send(call)
	node := exec.CommandContext(t.Context(), "node", "testdata/form.js", "../../checks/build/npm", call.ContentType)
	body, err := call.Upload.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	node.Stdin = body
	output, err := node.Output()
	if err != nil {
		t.Fatalf("node: %v: run make judges", err)
	}
	var found map[string][]npmField
	if err := json.Unmarshal(output, &found); err != nil || len(found) != 2 {
		t.Fatalf("node prints %s: %v", output, err)
	}
	want := []npmField{{"ä", "Grüße\r\n--", "", ""}, {"ä", "", "", ""}, {"json", "{}", "", ""},
		{"file", "content\r\n", "ö x.txt", "text/plain"}, {"empty", "", "empty", "application/octet-stream"}}
	for reader, got := range found {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s finds %q, want %q", reader, got, want)
		}
	}
}
