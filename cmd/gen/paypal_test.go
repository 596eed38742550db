// Operations of a second port type, in a contract in the field.

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPayPal writes a client of one operation of PayPal's contract, which has two port types.
func TestPayPal(t *testing.T) {
	folder, err := filepath.Abs("../../../shared/corpus/wsdl2phpgenerator+wsdl2phpgenerator/tests/fixtures/wsdl/paypal")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("needs the corpus: %v", err)
	}
	t.Chdir(t.TempDir())
	if err := os.CopyFS("contract", os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "go.mod", "module example.com/pay\n\ngo 1.26\n")
	writeFile(t, configFile, "clients:\n  - {contract: contract/PayPalSvc.wsdl, out: paypal, reachable: [DoDirectPayment]}\n")
	var output bytes.Buffer
	if status := run(nil, &output, &output); status != done {
		t.Fatalf("exit status %d: %s", status, &output)
	}
	client, err := os.ReadFile("paypal/client.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(client), ") DoDirectPayment(ctx context.Context, ") {
		t.Errorf("there is no method DoDirectPayment:\n%s", client)
	}
}
