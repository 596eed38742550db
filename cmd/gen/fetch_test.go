// gen fetch from a server that wants a certificate of the client.

package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFetchCertificate(t *testing.T) {
	dir := t.TempDir()
	keyText := privateKey(t)
	block, _ := pem.Decode([]byte(keyText))
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	signer := parsed.(*ecdsa.PrivateKey)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true,
		BasicConstraintsValid: true}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	pair := tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: signer}
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeFile(t, cert, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})))
	writeFile(t, key, keyText)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprint(w, "kontrakt: 1\n")
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequestClientCert}
	server.StartTLS()
	t.Cleanup(server.Close)

	for _, test := range []struct {
		flags  []string
		status int
		stderr string
	}{
		{nil, faulty, "403 Forbidden: see --user, --bearer and --cert"},
		{[]string{"--cert", cert, "--key", key}, done, ""},
		{[]string{"--cert", key, "--key", cert}, faulty, "cannot be used with the key"},
	} {
		out := filepath.Join(dir, "out")
		args := append([]string{"fetch", "--out", out, "--ca", cert, server.URL + "/a.yaml"}, test.flags...)
		var stdout, stderr bytes.Buffer
		if status := run(args, &stdout, &stderr); status != test.status || !strings.Contains(stderr.String(), test.stderr) {
			t.Errorf("%q: status %d\n%s%s", test.flags, status, &stdout, &stderr)
		}
	}
}
