// A call of mvp.addKunde that the sandbox has received.

package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/sandbox"
)

func TestCallAddKunde(t *testing.T) {
	services := sandbox.New(t, "mvp")
	const body = `{"Person": {"Nachname": "O'Hara"}}`
	request, err := http.NewRequestWithContext(t.Context(), "POST", services.URL+"/mvp/service/bd/employee/1.0/rest/123456_123456/kunden", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+services.Token())
	request.Header.Add("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		t.Errorf("the status is %s", response.Status)
	}
}
