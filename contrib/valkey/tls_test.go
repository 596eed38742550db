// A server that is reached over TLS.

package valkeykontrakt_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	valkeykontrakt "github.com/kontrakt-dev/kontrakt/contrib/valkey"
)

// Over TLS everything is as without, and a server whose certificate is unknown gets nothing: the process uses its memory.
func TestTLS(t *testing.T) {
	example := httptest.NewTLSServer(nil) // it has a certificate for 127.0.0.1
	defer example.Close()
	certificate := example.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, block := range map[string]*pem.Block{
		"certificate": {Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}, "key": {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	server := startServer(t, "--tls-port", port, "--tls-cert-file", filepath.Join(folder, "certificate"),
		"--tls-key-file", filepath.Join(folder, "key"), "--tls-auth-clients", "no",
		"--tls-ca-cert-file", filepath.Join(folder, "certificate"))
	over := *server
	over.address = address
	trusted := example.Client().Transport.(*http.Transport).TLSClientConfig
	twoProcesses(t, &over, func(c *valkeykontrakt.Config) { c.Client.TLSConfig = trusted.Clone() })

	admin := server.admin()
	before := len(admin.keys("*"))
	var j journal
	store := over.open(func(c *valkeykontrakt.Config) {
		c.Client.TLSConfig, c.Logger = new(tls.Config), j.logger()
	}).CacheStore()
	if err := store.Save(t.Context(), "untrusted", "k", "text"); err != nil {
		t.Fatal(err)
	}
	if n := len(admin.keys("*")); n != before || j.count("certificate") == 0 {
		t.Errorf("%d keys before, %d after:\n%s", before, n, j.text.String())
	}
}
