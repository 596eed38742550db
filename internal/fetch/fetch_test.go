// Contracts from servers of the test: what is fetched, under which names, and what is refused.

package fetch_test

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"io/fs"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/kontrakt-dev/kontrakt/internal/fetch"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// contract returns a WSDL whose inline schema has the content, and imports of WSDLs.
func contract(content string, imports ...string) string {
	var b strings.Builder
	b.WriteString(`<definitions name="A" targetNamespace="urn:a" xmlns="http://schemas.xmlsoap.org/wsdl/" ` +
		`xmlns:t="urn:a" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/">` + "\n")
	for _, location := range imports {
		fmt.Fprintf(&b, "<import namespace='urn:a' location='%s'/>\n", location)
	}
	return b.String() + `<types><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a">` + "\n" +
		content + `<xs:element name="Pay" type="xs:string"/></xs:schema></types>
<message name="Pay"><part name="in" element="t:Pay"/></message>
<portType name="A"><operation name="Pay"><input message="t:Pay"/></operation></portType>
<binding name="A" type="t:A"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="Pay"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation></binding>
<service name="A"><port name="A" binding="t:A"><soap:address location="https://a.example/"/></port></service></definitions>`
}

// part returns a schema that contains the content.
func part(content string) string {
	return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a">` + content + `</xs:schema>`
}

// include returns an inclusion.
func include(location string) string {
	return fmt.Sprintf("<xs:include schemaLocation='%s'/>\n", strings.ReplaceAll(location, "&", "&amp;"))
}

// read fetches a contract.
func read(t *testing.T, address string, access fetch.Access) (*fetch.Contract, schema.Diagnostics) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return fetch.Read(t.Context(), fetch.NewClient(u, access), u, nil)
}

// serve starts a server and returns its URL.
func serve(t *testing.T, handler http.HandlerFunc) string {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// opened records which files are opened.
type opened struct {
	fetch.Files
	names map[string]bool
}

func (o opened) Open(name string) (fs.File, error) {
	o.names[name] = true
	return o.Files.Open(name)
}

// TestNames fetches documents under locations of every kind, hostile ones too. Their files must be safe and distinct,
// and a reader that has only the files and the map must find them all.
func TestNames(t *testing.T) {
	locations := []string{
		"types.xsd", "./types.xsd", "deep/er/types.xsd", "deep/../types.xsd", "../types.xsd", "../../../../types.xsd",
		"/types.xsd", "/etc/passwd", "//%host%/types.xsd", "http://%host%/service/v1/absolute.xsd", "http://%host%/else/types.xsd",
		"?xsd=1", "?xsd=2", "?XSD=1", "api.asmx?xsd=xsd0", "api.asmx?file=../../x.xsd", "types.php", "types.php?a=1&b=2", "types",
		"..%2f..%2fescaped.xsd", "%2e%2e/dots.xsd", "my%20types.xsd", "my types.xsd", "Ärger.xsd", "TYPES.xsd", "Types.XSD",
		".hidden.xsd", ".git/config.xsd", "-rf.xsd", "./C:%5Cwindows.xsd", "back\\slash.xsd", "nul%00.xsd", "new%0Aline.xsd",
		"types.xsd/inner.xsd", "inner.xsd/a.xsd", "inner.xsd", "gen.yaml", "gen.lock", "main.go", "trailing./x.xsd", "x.xsd.", "dot..xsd",
		strings.Repeat("long", 200) + ".xsd", "?" + strings.Repeat("q", 500), "types.xsd#fragment", "a.xsd;v=1", "~/home.xsd", "$HOME.xsd",
	}
	for _, contractAt := range []string{"/service/v1/api.wsdl", "/service/v1/api.asmx?wsdl", "/", "/service/?singleWsdl", "/.wsdl"} {
		t.Run(contractAt, func(t *testing.T) {
			count := 0
			address := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.RequestURI() != contractAt {
					count++ // each is another document
					fmt.Fprint(w, part(fmt.Sprintf("<xs:element name='E%d' type='xs:string'/>", count)))
					return
				}
				var all strings.Builder
				for _, location := range locations {
					all.WriteString(include(strings.ReplaceAll(location, "%host%", r.Host)))
				}
				fmt.Fprint(w, contract(all.String()))
			})
			c, ds := read(t, address+contractAt, fetch.Access{})
			if c == nil {
				t.Fatal(ds)
			}
			seen := map[string]bool{}
			for _, d := range c.Documents {
				for name := range strings.SplitSeq(d.File, "/") {
					if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "-") || strings.HasSuffix(name, ".") || len(name) > 200 {
						t.Errorf("%q has the part %q", d.File, name)
					}
				}
				if !fs.ValidPath(d.File) || !filepath.IsLocal(d.File) || strings.ContainsAny(d.File, "\\: \n\x00$~") {
					t.Errorf("%q is not safe", d.File)
				}
				if !slices.Contains([]string{".wsdl", ".xsd", ".xml"}, strings.ToLower(path.Ext(d.File))) {
					t.Errorf("%q is not named like a document", d.File)
				}
				for other := range seen {
					if file := strings.ToLower(d.File); other == file || strings.HasPrefix(other, file+"/") || strings.HasPrefix(file, other+"/") {
						t.Errorf("%q is in the way of %q", d.File, other)
					}
				}
				seen[strings.ToLower(d.File)] = true
			}
			if len(c.Documents) < len(locations)-8 { // a few are the same URL
				t.Errorf("%d documents for %d locations", len(c.Documents), len(locations))
			}
			files := opened{c.Files(), map[string]bool{}}
			_, ds = wsdl.Read(schema.Source{FS: files, Name: c.File, Map: c.Map})
			if len(ds) > 0 {
				t.Error(ds)
			}
			for _, d := range c.Documents {
				if !files.names[d.File] {
					t.Errorf("%s: nothing refers to %q", d.URL, d.File)
				}
			}
		})
	}
}

// TestCircular fetches documents that refer to one another, once each, and a contract under two spellings of its query.
func TestCircular(t *testing.T) {
	requests := map[string]int{}
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests[r.URL.RequestURI()]++
		switch strings.ToLower(r.URL.RequestURI()) {
		case "/a?wsdl":
			fmt.Fprint(w, contract(include("?xsd=1"), "?wsdl", "A?WSDL"))
		case "/a?xsd=1":
			fmt.Fprint(w, part(include("A?xsd=2")))
		default:
			fmt.Fprint(w, part(include("?xsd=1")+include("")))
		}
	})
	c, ds := read(t, address+"/A?WSDL", fetch.Access{})
	if c == nil || len(ds) > 0 {
		t.Fatal(ds)
	}
	var files []string
	for _, d := range c.Documents {
		files = append(files, d.File)
	}
	if want := []string{"A-xsd-1.xsd", "A-xsd-2.xsd", "A.wsdl"}; !slices.Equal(files, want) {
		t.Errorf("fetched %q, want %q", files, want)
	}
	for uri, n := range requests {
		if n > 1 {
			t.Errorf("%s was fetched %d times", uri, n)
		}
	}
}

// TestBytes fetches contracts in encodings of text and of HTTP: their bytes stay as they are.
func TestBytes(t *testing.T) {
	text := strings.Replace(contract(""), `name="A"`, `name="Ä"`, 1)
	latin := []byte(`<?xml version="1.0" encoding="ISO-8859-1"?>` + strings.ReplaceAll(text, "Ä", "\xC4"))
	wide := []byte("\xFF\xFE")
	for _, unit := range utf16.Encode([]rune(`<?xml version="1.0" encoding="UTF-16"?>` + text)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	for name, content := range map[string][]byte{
		"utf-8": []byte(text), "mark": []byte("\uFEFF" + text), "latin-1": latin, "utf-16": wide,
		"crlf": []byte(strings.ReplaceAll(text, "\n", "\r\n")),
	} {
		for _, isCompressed := range []bool{false, true} {
			address := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html") // servers are careless
				if !isCompressed {
					w.Write(content)
					return
				}
				w.Header().Set("Content-Encoding", "gzip")
				compressor := gzip.NewWriter(w)
				compressor.Write(content)
				compressor.Close()
			})
			c, ds := read(t, address+"/a.wsdl", fetch.Access{})
			if c == nil || len(ds) > 0 {
				t.Fatalf("%s: %v", name, ds)
			}
			if !bytes.Equal(c.Documents[0].Content, content) {
				t.Errorf("%s, compressed: %t: other bytes than the server's", name, isCompressed)
			}
		}
	}
}

// TestFaults fetches contracts that cannot be fetched.
func TestFaults(t *testing.T) {
	text := func(content string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, content) }
	}
	redirect := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Location", to); w.WriteHeader(302) }
	}
	// refers returns a contract that needs the document at location, which the handler returns.
	refers := func(location string, other http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/a.wsdl" {
				other(w, r)
				return
			}
			fmt.Fprint(w, strings.Replace(contract(include(location)), `name="Pay" type="xs:string"`, `name="Pay" type="t:P"`, 1))
		}
	}
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    string // after the URL
	}{
		"missing": {http.NotFound, `: cannot be fetched: the server returned 404 Not Found, expected 200`},
		"status": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) },
			`: cannot be fetched: the server returned 503 Service Unavailable, expected 200`},
		"forbidden": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) },
			`: cannot be fetched: the server returned 403 Forbidden: see --user, --bearer and --cert`},
		"html": {text("\n<!DOCTYPE HTML><html><body>Sign in<br></html>"),
			`: is an HTML page: check the URL, and whether the server wants you to sign in`},
		"other xml": {text("<soup/>"), `: contains <soup>, but a WSDL, a schema or a YAML description was expected`},
		"text":      {text("hello"), `: is neither XML \(line 1, column 1: .*\) nor a YAML description with the key kontrakt`},
		"empty":     {text(""), `: is neither XML \(.*\) nor a YAML description with the key kontrakt`},
		"yaml":      {text("openapi: 3.1.0\n"), `: is neither XML \(.*\) nor a YAML description with the key kontrakt`},
		"schema":    {text(part("")), `: is a schema: fetch the WSDL that refers to it`},
		"cut": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100000")
			fmt.Fprint(w, contract(""))
		}, `: cannot be fetched: unexpected EOF`},
		"circle":      {redirect("/a.wsdl"), `: cannot be fetched: the server redirects more than 10 times`},
		"file":        {redirect("file:///etc/passwd"), `: leads to "file:///etc/passwd": only http and https URLs are fetched`},
		"large":       {bomb, `: is not fetched: the documents of the contract have more than 64 MB`},
		"page":        {refers("b.xsd", text("<html>")), `:3:13: "b.xsd" is an HTML page: .*: save it, and name its file with --map URI=FILE`},
		"absent":      {refers("b.xsd", http.NotFound), `:3:13: "b.xsd" cannot be fetched: the server returned 404 Not Found, expected 200: save it, .*`},
		"local":       {refers("file:///etc/passwd", nil), `:3:13: "file:///etc/passwd" leads to "file:///etc/passwd": only http and https .*`},
		"no host":     {refers("http:///b.xsd", nil), `:3:13: "http:///b.xsd" leads to .*: only http and https .*`},
		"description": {refers("b.xsd", text("kontrakt: 1\n")), `:3:13: "b.xsd" is a YAML description, which a WSDL cannot refer to: .*`},
		"no URL":      {refers("http://[", nil), `:3:13: "http://\[" is not a URL: .*`},
	} {
		t.Run(name, func(t *testing.T) {
			address := serve(t, test.handler) + "/a.wsdl"
			c, ds := read(t, address, fetch.Access{})
			if c != nil || len(ds) == 0 || !regexp.MustCompile(`^`+test.want+`$`).MatchString(strings.TrimPrefix(ds[0].String(), address)) {
				t.Errorf("%v, want %s", ds, test.want)
			}
		})
	}
}

// bomb returns more than a contract may have, in a few bytes.
func bomb(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	compressor := gzip.NewWriter(w)
	defer compressor.Close()
	line := bytes.Repeat([]byte(" "), 1<<20)
	for range 65 {
		compressor.Write(line)
	}
}

// TestEndless fetches a contract whose documents refer to ever more.
func TestEndless(t *testing.T) {
	count := 0
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if count++; count == 1 {
			fmt.Fprint(w, contract(include("?1")))
			return
		}
		fmt.Fprint(w, part(include(fmt.Sprintf("?%d", count))))
	})
	c, ds := read(t, address, fetch.Access{})
	if c == nil || len(ds) != 1 || !strings.Contains(ds[0].String(), "the contract has more than 1000 documents") {
		t.Error(ds)
	}
	if count > 1001 {
		t.Errorf("%d requests", count)
	}
}

// TestUnneeded fetches contracts with references that lead nowhere, but to nothing that gen needs: a warning each.
func TestUnneeded(t *testing.T) {
	for name, content := range map[string]string{
		"import":  "<xs:import namespace='urn:b' schemaLocation='b.xsd'/>\n",
		"include": include("b.xsd"),
		"known":   "<xs:import namespace='urn:a' schemaLocation='b.xsd'/>\n",
	} {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/a.wsdl" {
				fmt.Fprint(w, contract(content))
				return
			}
			http.NotFound(w, r)
		})
		c, ds := read(t, address+"/a.wsdl", fetch.Access{})
		if c == nil || len(ds) != 1 || !strings.HasPrefix(ds[0].String(), address+`/a.wsdl:3:`) ||
			!strings.Contains(ds[0].String(), `warning: "b.xsd" cannot be fetched: `) {
			t.Errorf("%s: %v", name, ds)
		}
	}
	// What gen has built in is not fetched.
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/a.wsdl" {
			t.Errorf("%s was fetched", r.URL)
		}
		fmt.Fprintf(w, contract("<xs:import namespace='http://schemas.xmlsoap.org/soap/encoding/' schemaLocation='%s'/>\n"+
			"<xs:import namespace='http://www.w3.org/XML/1998/namespace' schemaLocation='%[1]s'/>\n"), "http://"+r.Host+"/b.xsd")
	})
	if c, ds := read(t, address+"/a.wsdl", fetch.Access{}); c == nil || len(ds) > 0 {
		t.Error(ds)
	}
}

// TestMapped fetches a contract without what the user has: by its location, and by its namespace.
func TestMapped(t *testing.T) {
	for content, uri := range map[string]string{
		include("b.xsd"): "b.xsd",
		"<xs:import namespace='urn:b' schemaLocation='b.xsd'/>\n": "urn:b",
	} {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/a.wsdl" {
				t.Errorf("%s was fetched", r.URL)
			}
			fmt.Fprint(w, contract(content))
		})
		u, err := url.Parse(address + "/a.wsdl")
		if err != nil {
			t.Fatal(err)
		}
		c, ds := fetch.Read(t.Context(), fetch.NewClient(u, fetch.Access{}), u, map[string]string{uri: "mine.xsd"})
		if c == nil || len(ds) > 0 || len(c.Documents) != 1 || len(c.Map) > 0 {
			t.Errorf("%s: %v", uri, ds)
		}
	}
}

// TestAmbiguous fetches a contract in which one location leads to two documents, which no map can express.
func TestAmbiguous(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RequestURI() {
		case "/a.wsdl":
			fmt.Fprint(w, contract(include("?x")+include("deep/b.xsd")))
		case "/deep/b.xsd":
			fmt.Fprint(w, part(include("?x")))
		default:
			fmt.Fprint(w, part("<!-- "+r.URL.Path+" -->"))
		}
	})
	c, ds := read(t, address+"/a.wsdl", fetch.Access{})
	if c != nil || len(ds) != 1 || !strings.HasPrefix(ds[0].String(), address+`/deep/b.xsd:1:`) ||
		!strings.Contains(ds[0].String(), `"?x" leads to another document here than elsewhere in the contract`) {
		t.Error(ds)
	}
}

// TestOtherServers lets a contract redirect and refer to another server, which must not see the credentials.
func TestOtherServers(t *testing.T) {
	certificate, authorities := newCertificate(t)
	for name, access := range map[string]fetch.Access{
		"basic":       {User: "anna", Password: "s3cret"},
		"bearer":      {Token: "t0ken"},
		"certificate": {Certificates: []tls.Certificate{certificate}},
	} {
		t.Run(name, func(t *testing.T) {
			isShown := func(r *http.Request) bool {
				return r.Header.Get("Authorization") != "" || len(r.TLS.PeerCertificates) > 0
			}
			start := func(handler http.HandlerFunc) string {
				server := httptest.NewUnstartedServer(handler)
				server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, ClientAuth: tls.RequestClientCert}
				server.StartTLS()
				t.Cleanup(server.Close)
				return server.URL
			}
			var own string
			asked := 0
			other := start(func(w http.ResponseWriter, r *http.Request) {
				asked++
				if isShown(r) {
					t.Errorf("%s: the other server sees credentials", r.URL)
				}
				switch r.URL.Path {
				case "/b.wsdl":
					fmt.Fprint(w, contract(include("c.xsd")+include(own+"/d.xsd")+include("back.xsd")))
				case "/back.xsd":
					http.Redirect(w, r, own+"/e.xsd", http.StatusSeeOther)
				default:
					fmt.Fprint(w, part("<!-- c -->"))
				}
			})
			own = start(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case !isShown(r):
					w.WriteHeader(http.StatusUnauthorized)
				case r.URL.Path == "/a.wsdl":
					http.Redirect(w, r, other+"/b.wsdl", http.StatusFound)
				default:
					fmt.Fprint(w, part("<!-- "+r.URL.Path+" -->"))
				}
			})
			access.Authorities = authorities
			c, ds := read(t, own+"/a.wsdl", access)
			if c == nil || len(c.Documents) != 4 || asked != 3 {
				t.Fatalf("%d requests, %v", asked, ds)
			}
			want := own + "/a.wsdl: warning: the server redirects to another host, " + other + "/b.wsdl"
			if !strings.Contains(fmt.Sprint(ds), want) {
				t.Errorf("%v, want %s", ds, want)
			}
		})
	}
}

// TestEncryption lets a server redirect from https to http, and asks it without knowing its authority.
func TestEncryption(t *testing.T) {
	certificate, authorities := newCertificate(t)
	plain := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("requested without encryption") })
	server := httptest.NewUnstartedServer(http.RedirectHandler(plain+"/a.wsdl", http.StatusFound))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the refused handshake
	server.StartTLS()
	t.Cleanup(server.Close)
	c, ds := read(t, server.URL+"/a.wsdl", fetch.Access{Authorities: authorities})
	if c != nil || !strings.Contains(fmt.Sprint(ds), "which is not encrypted") {
		t.Error(ds)
	}
	_, ds = read(t, server.URL+"/a.wsdl", fetch.Access{})
	if !strings.Contains(fmt.Sprint(ds), "name the file with the authority's certificate with --ca") {
		t.Error(ds)
	}
}

// newCertificate returns a certificate for servers on this machine and for clients, and the authorities to trust for it.
func newCertificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, pool
}
