//go:build judges

// Clients of other implementations, which call the sandbox: make judges.

package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// npmFolder is where make judges installs node-soap.
const npmFolder = "../internal/checks/build/npm/node_modules"

func TestSandboxByPHP(t *testing.T)  { judgeSandbox(t, "php", "testdata/peers/client.php") }
func TestSandboxByNode(t *testing.T) { judgeSandbox(t, "node", "testdata/peers/client.js") }
func TestSandboxByZeep(t *testing.T) { judgeSandbox(t, "/usr/bin/python3", "testdata/peers/client.py") }

// judgeSandbox lets a client make calls. The sandbox fails the test if a request breaks the contract. Then the client makes
// them through a recorder, and gets the same from the cassette.
func judgeSandbox(t *testing.T, program, script string) {
	s := sandbox.New(t, "careflex")
	incident := func(employee, kind string) map[string]any {
		return map[string]any{"employeeId": employee, "validFrom": "2026-11-01", "createdAt": "2026-11-01", "type": kind}
	}
	report := map[string]any{"careflexId": "id", "apitoken": "token", "incidentList": map[string]any{
		"plainIncident": []any{incident("4711", "RST"), incident("4712", "XXX")}}}
	calls := []any{
		[]any{"NoIncident", map[string]any{"careflexId": "id", "apitoken": "token", "createdAt": "2026-11-01"}},
		[]any{"NewIncident", report},
		[]any{"NewIncident", report},
	}
	s.On("NewIncident").Every(2).Fault("Server", "closed until noon", nil)
	modules := must[string](t)(filepath.Abs(npmFolder))
	call := func(url, token string) ([]byte, error) {
		cmd := exec.Command(program, script, "../schema/careflex.wsdl", url, token, modules)
		cmd.Stdin = bytes.NewReader(must[[]byte](t)(json.Marshal(calls)))
		cmd.Stderr = os.Stderr
		return cmd.Output()
	}
	var results []struct {
		Error string
		Value struct {
			ImportID             string
			IncidentResponseList struct {
				Incident []struct {
					EmployeeID    string
					RowNumber     any // a number or its text
					IncidentError struct{ Code any }
				}
			}
		}
	}
	output, err := call(s.Endpoint("careflex"), s.Token())
	if err == nil {
		output = bytes.ReplaceAll(output, []byte("[]"), []byte("null")) // PHP writes an empty object as a list
		err = json.Unmarshal(output, &results)
	}
	if err != nil || len(results) != len(calls) {
		t.Fatalf("%v\n%s", err, output)
	}
	if results[0].Error != "" || !strings.Contains(results[2].Error, "closed until noon") {
		t.Errorf("the empty report: %q, the fault: %q", results[0].Error, results[2].Error)
	}
	rows := results[1].Value.IncidentResponseList.Incident
	if len(rows) != 2 || results[1].Value.ImportID == "" || rows[0].EmployeeID != "4711" ||
		fmt.Sprint(rows[1].RowNumber) != "1" || fmt.Sprint(rows[1].IncidentError.Code) != "422" {
		t.Errorf("the report: %s", output)
	}
	url, file := record(t, cassette.Service{Name: "careflex", URL: s.Endpoint("careflex")})
	recorded := must[[]byte](t)(call(url("careflex"), s.Token()))
	if replayed := must[[]byte](t)(call(sandbox.Replay(t, file).URL("careflex"), "any")); !bytes.Equal(recorded, replayed) {
		t.Errorf("recorded: %s\nreplayed: %s", recorded, replayed)
	}
}

// TestSandboxByCurl requests a token, and sends a report with it.
func TestSandboxByCurl(t *testing.T) {
	s := sandbox.New(t, "careflex")
	curl := func(args ...string) string {
		t.Helper()
		output, err := exec.Command("curl", append([]string{"-sS", "--fail-with-body"}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		return string(output)
	}
	token := curl("-H", "Content-Type: application/json", "-d",
		`{"grant_type":"password","username":"`+sandbox.User+`","password":"`+sandbox.Secret+`"}`, s.TokenURL("careflex"))
	found := regexp.MustCompile(`"access_token":"([^"]+)"`).FindStringSubmatch(token)
	if found == nil {
		t.Fatalf("no token: %s", token)
	}
	response := curl("-H", "Authorization: Bearer "+found[1], "-H", "Content-Type: text/xml; charset=utf-8", "-H", `SOAPAction: ""`,
		"-d", `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><c:NoIncidentRequest xmlns:c="http://n4.de/careflex">`+
			`<careflexId>id</careflexId><apitoken>token</apitoken><createdAt>2026-11-01</createdAt></c:NoIncidentRequest></s:Body></s:Envelope>`,
		s.Endpoint("careflex"))
	if !strings.Contains(response, "NoIncidentResponse") {
		t.Errorf("got %s", response)
	}
}
