// Tests of gen call: it sends the bytes that generated clients send.

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/mimecontent"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/petstore"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/swa"
)

// received is a request as a server got it.
type received struct {
	method, url, body string
	header            http.Header
}

// recordRequests returns the URL of a server that returns response to every request, and a function that returns the last
// request.
func recordRequests(t *testing.T, contentType, response string) (url string, last func() received) {
	t.Helper()
	var got received
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = received{r.Method, r.URL.String(), string(body), r.Header.Clone()}
		w.Header().Set("Content-Type", contentType)
		io.WriteString(w, response)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() received { return got }
}

// gen runs the command, which must exit with a status.
func gen(t *testing.T, status int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if got := run(args, &out, &err); got != status {
		t.Errorf("gen %q: exit status %d, want %d: %s", args, got, status, err.String())
	}
	return out.String(), err.String()
}

func TestCallSOAP(t *testing.T) {
	const response = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
		`<c:NewIncidentResponse xmlns:c="http://n4.de/careflex/2.0"><importId>7</importId>` +
		`<incidentResponseList><incident><rowNumber>0</rowNumber><incidentId>9</incidentId><employeeId>ä</employeeId><type>RST</type>` +
		`</incident><incident><rowNumber>1</rowNumber><incidentId>8</incidentId><employeeId>2</employeeId><type>RST</type></incident>` +
		`</incidentResponseList></c:NewIncidentResponse></s:Body></s:Envelope>`
	url, last := recordRequests(t, "text/xml", response)
	t.Setenv(tokenVariable, "t§ken")
	client, err := careflex.New(careflex.Config{Endpoint: url,
		Token: careflex.TokenFunc(func(context.Context) (string, error) { return "t§ken", nil })})
	if err != nil {
		t.Fatal(err)
	}
	external, day := "x<1>", careflex.Date{Year: 2026, Month: 11, Day: 29}
	_, err = client.NewIncident(context.Background(), &careflex.NewIncidentRequest{CareflexID: "1", APIToken: "secret",
		IncidentList: careflex.IncidentList{Incidents: []careflex.IncidentListItem{
			{PlainIncident: &careflex.PlainIncident{ExternalID: &external, EmployeeID: "ä", ValidFrom: day, CreatedAt: day, Type: "RST"}},
			{PlainIncident: &careflex.PlainIncident{EmployeeID: "2", ValidFrom: day, CreatedAt: day, Type: "RST"}},
		}}})
	if err != nil {
		t.Fatal(err)
	}
	want := last()
	contract := filepath.Join("..", "..", "schema", "careflex.wsdl")
	const asYAML = `
apitoken: secret
careflexId: 1
incidentList:
  item:
    - plainIncident: {externalId: x<1>, employeeId: ä, validFrom: 2026-11-29, createdAt: 2026-11-29, type: RST}
    - plainIncident: {type: RST, employeeId: "2", validFrom: 2026-11-29, createdAt: 2026-11-29}
`
	for _, data := range []string{want.body, asYAML} {
		stdout, stderr := gen(t, done, "call", "--endpoint", url, "--data", data, contract, "NewIncident")
		if got := last(); !reflect.DeepEqual(got, want) {
			t.Errorf("sent\n%+v\nand the client\n%+v", got, want)
		}
		if !strings.Contains(stdout, `"employeeId": "ä"`) || stderr != "200 OK\n" {
			t.Errorf("%s\n%s", stdout, stderr)
		}
		if strings.Contains(stdout+stderr, "t§ken") || strings.Contains(stdout+stderr, "secret") {
			t.Errorf("a secret is printed: %s%s", stdout, stderr)
		}
	}
	stdout, _ := gen(t, done, "call", "--endpoint", url, "--format", "xml", "--data", asYAML, contract, "NewIncident")
	if stdout != response+"\n" {
		t.Errorf("printed %s", stdout)
	}
	stdout, _ = gen(t, done, "call", "--endpoint", url, "--format", "yaml", "--data", asYAML, contract, "NewIncident")
	if !strings.HasPrefix(stdout, "importId: ") {
		t.Errorf("printed %s", stdout)
	}

	url, last = recordRequests(t, "text/xml", strings.Replace(response, "<rowNumber>0", "<rowNumber>first", 1))
	_, stderr := gen(t, faulty, "call", "--endpoint", url, "--data", asYAML, contract, "NewIncident")
	const deviating = `response:1:186: incidentResponseList.incident[0].rowNumber: expected xs:int, found "first"` +
		"\n200 OK: the response does not keep to the contract\n"
	if stderr != deviating {
		t.Errorf("%q, want %q", stderr, deviating)
	}
	_, stderr = gen(t, faulty, "call", "--endpoint", url, "--data", "careflexId: 1", contract, "NewIncident")
	if last().method != http.MethodPost || !strings.HasPrefix(stderr, "data:1:1: ") {
		t.Errorf("%q", stderr)
	}

	url, _ = recordRequests(t, "text/xml", `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>`+
		`<faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>`)
	if _, stderr = gen(t, faulty, "call", "--endpoint", url, "--data", asYAML, contract, "NewIncident"); !strings.Contains(stderr, "no") {
		t.Errorf("%q", stderr)
	}
}

// TestCallAttachments: the parts of the client, from files and as Base64.
func TestCallAttachments(t *testing.T) {
	const parts = "--B\r\nContent-Type: text/xml\r\n\r\n" +
		`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><t:%s xmlns:t="urn:swa">%s</t:%[1]s></s:Body></s:Envelope>` +
		"\r\n--B\r\nContent-Type: a/b\r\nContent-ID: <%[3]s>\r\n\r\n\xff\x00\r\n--B--\r\n"
	contract := filepath.Join("..", "..", "testdata", "cases", "swa", "contract.wsdl")
	long := strings.Repeat("\xff\x00\r\n", 50_000)
	photo := filepath.Join(t.TempDir(), "photo.png")
	if err := os.WriteFile(photo, []byte(long), 0o600); err != nil {
		t.Fatal(err)
	}
	attachment := func(contentType, content string) *swa.Attachment {
		return &swa.Attachment{ContentType: contentType, Body: strings.NewReader(content)}
	}
	for _, test := range []struct {
		operation, response, data string
		call                      func(swa.Config) error
		want                      string // printed
	}{
		{"Exchange", fmt.Sprintf(parts, "ExchangeResponse", "<name>n</name>", "file=1"), "{name: m, file: '@" + photo + "'}", func(config swa.Config) error {
			client, err := swa.NewFilesClient(config)
			if err == nil {
				_, err = client.Exchange(t.Context(), &swa.Exchange{Name: "m", File: attachment("", long)})
			}
			return err
		}, "file:\n    contentType: a/b\n    content: /wA=\nname: n\n"},
		{"Submit", fmt.Sprintf(strings.Replace(parts, "--B--", "--B\r\n\r\nb\r\n--B--", 1), "decision", "<t:text>yes</t:text>", "1"),
			"{note: aGk=, photo: {content: '@" + photo + "', contentType: image/png}, claim: {number: '7'}}", func(config swa.Config) error {
				client, err := swa.New(config)
				if err == nil {
					_, err = client.Submit(t.Context(), &swa.Submit{Claim: swa.Claim{Number: "7"}, Photo: attachment("image/png", long), Note: attachment("", "hi")})
				}
				return err
			}, "letter:\n    contentType: a/b\n    content: /wA=\nnote: Yg==\ndecision:\n    text: yes\n"},
		{"Refer", fmt.Sprintf(parts, "referred", "<t:title>x</t:title><t:form>cid:1</t:form>", "1"), "{title: x, form: aGk=, page: ['@" + photo + "', {contentType: a/b, content: ''}]}",
			func(config swa.Config) error {
				client, err := swa.New(config)
				if err == nil {
					_, err = client.Refer(t.Context(), &swa.Form{Title: "x", Form: attachment("", "hi"), Page: []*swa.Attachment{attachment("", long), attachment("a/b", "")}})
				}
				return err
			}, "title: x\nform:\n    contentType: a/b\n    content: /wA=\n"},
	} {
		stdout, stderr := callBeside(t, `multipart/related; type="text/xml"; boundary=B`, test.response, func(url string) error {
			return test.call(swa.Config{Endpoint: url})
		}, "--format", "yaml", "--data", test.data, contract, test.operation)
		if stdout != test.want || stderr != "200 OK\n" {
			t.Errorf("%s: %s, want %s\n%s", test.operation, stdout, test.want, stderr)
		}
	}
}

// callBeside runs gen call with args at a server that returns response, and returns what it prints. It compares the request
// with that of call, apart from the boundary between parts.
func callBeside(t *testing.T, contentType, response string, call func(url string) error, args ...string) (stdout, stderr string) {
	t.Helper()
	url, last := recordRequests(t, contentType, response)
	if err := call(url); err != nil {
		t.Fatal(err)
	}
	want := last()
	stdout, stderr = gen(t, done, append([]string{"call", "--endpoint", url}, args...)...)
	got := last()
	boundaryOf := func(r received) string {
		_, parameters, err := mime.ParseMediaType(r.header.Get("Content-Type"))
		if err != nil {
			t.Error(err)
		}
		return parameters["boundary"]
	}
	if old, boundary := boundaryOf(got), boundaryOf(want); old != "" {
		got.body = strings.ReplaceAll(got.body, old, boundary)
		got.header.Set("Content-Type", strings.ReplaceAll(got.header.Get("Content-Type"), old, boundary))
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q: sent\n%+v\nand the client\n%+v", args, got, want)
	}
	return stdout, stderr
}

// TestCallWithoutEnvelope: requests and responses that are attachments alone.
func TestCallWithoutEnvelope(t *testing.T) {
	contract := filepath.Join("..", "..", "testdata", "cases", "mimecontent", "contract.wsdl")
	long := strings.Repeat("\xff\x00\r\n", 50_000)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(long), 0o600); err != nil {
		t.Fatal(err)
	}
	attachment := func(contentType, content string) *mimecontent.Attachment {
		return &mimecontent.Attachment{ContentType: contentType, Body: strings.NewReader(content)}
	}
	images := func(call func(*mimecontent.Client) error) func(string) error {
		return func(url string) error {
			client, err := mimecontent.New(mimecontent.Config{Endpoint: url})
			if err == nil {
				err = call(client)
			}
			return err
		}
	}
	store := images(func(c *mimecontent.Client) error {
		_, err := c.Store(t.Context(), &mimecontent.Store{Content: attachment("image/png", long)})
		return err
	})
	convert := images(func(c *mimecontent.Client) error {
		_, err := c.Convert(t.Context(), &mimecontent.Convert{Content: attachment("", "<a/>")})
		return err
	})
	merge := images(func(c *mimecontent.Client) error {
		_, err := c.Merge(t.Context(), &mimecontent.Merge{Cover: attachment("", long), Text: attachment("a/b", "")})
		return err
	})
	backup := func(url string) error {
		client, err := mimecontent.NewBackupsClient(mimecontent.Config{Endpoint: url})
		if err == nil {
			_, err = client.Backup(t.Context(), &mimecontent.Backup{Content: attachment("", "PK")})
		}
		return err
	}
	const envelope = `<s:Envelope xmlns:s="%s"><s:Body><t:%s xmlns:t="urn:mimecontent"><name>n</name></t:%[2]s></s:Body></s:Envelope>`
	const parts = "--B\r\nContent-Type: image/gif\r\nContent-ID: <cover=1>\r\n\r\n\xff\x00\r\n--B\r\nContent-Type: text/plain\r\n\r\nb\r\n--B--\r\n"
	for _, test := range []struct {
		operation, contentType, response, data, form string
		call                                         func(url string) error
		want                                         string // printed
	}{
		{"Store", "text/xml", fmt.Sprintf(envelope, "http://schemas.xmlsoap.org/soap/envelope/", "StoreResponse"),
			"{content: {content: '@" + file + "', contentType: image/png}}", "yaml", store, "name: n\n"},
		{"Backup", "application/soap+xml", fmt.Sprintf(envelope, "http://www.w3.org/2003/05/soap-envelope", "BackupResponse"),
			"{content: UEs=}", "yaml", backup, "name: n\n"},
		{"Convert", "a/b", "\xff\x00", "{content: PGEvPg==}", "yaml", convert, "content:\n    contentType: a/b\n    content: /wA=\n"},
		{"Convert", "a/b", "\xff\x00", "{content: PGEvPg==}", "xml", convert, "\xff\x00"},
		{"Merge", "multipart/related; boundary=B", parts, "{text: {content: '', contentType: a/b}, cover: '@" + file + "'}", "yaml", merge,
			"text:\n    contentType: text/plain\n    content: Yg==\ncover:\n    contentType: image/gif\n    content: /wA=\n"},
	} {
		stdout, stderr := callBeside(t, test.contentType, test.response, test.call, "--format", test.form, "--data", test.data, contract, test.operation)
		if stdout != test.want || stderr != "200 OK\n" {
			t.Errorf("%s: %q, want %q\n%s", test.operation, stdout, test.want, stderr)
		}
	}
	for _, test := range []struct {
		contentType, response, want string
	}{
		{"image/gif", "GIF", "response:1:1: cover: is required\n"},
		{"multipart/related; boundary=B", strings.Replace(parts, "--B--", "--B\r\nContent-ID: <x>\r\n\r\n?\r\n--B--", 1),
			"response:13:1: expected a reference to each part of the message, found none to the part \"x\"\n"},
		{"multipart/related; boundary=B", parts[:20], "response:1:1: the multipart body ends before its close delimiter\n"},
	} {
		url, _ := recordRequests(t, test.contentType, test.response)
		_, stderr := gen(t, faulty, "call", "--endpoint", url, "--data", "{text: '', cover: ''}", contract, "Merge")
		if !strings.HasPrefix(stderr, test.want) {
			t.Errorf("%q, want %q", stderr, test.want)
		}
	}
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	stdout, stderr := gen(t, faulty, "call", "--endpoint", server.URL, "--data", "{content: ''}", contract, "Convert")
	if stdout != "404 page not found\n" || !strings.Contains(stderr, "404") {
		t.Errorf("%s%s", stdout, stderr)
	}
}

func TestCallREST(t *testing.T) {
	const pet = `{"id":1,"category":{"name":"dogs"},"name":"Tom","photoUrls":["a&b","c"],"status":"sold"}`
	url, last := recordRequests(t, "application/json", pet)
	t.Setenv(tokenVariable, "token")
	t.Setenv(keyVariable, "key")
	client, err := petstore.New(petstore.Config{BaseURL: url, APIKey: "key",
		PetstoreAuth: petstore.TokenFunc(func(context.Context) (string, error) { return "token", nil })})
	if err != nil {
		t.Fatal(err)
	}
	var body petstore.Pet
	if err := body.UnmarshalJSON([]byte(pet)); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	contract := filepath.Join("..", "..", "testdata", "cases", "petstore", "contract.yaml")
	for _, test := range []struct {
		call func() error
		args []string
	}{
		{func() error { return client.AddPet(ctx, &body) }, []string{"--data", pet, "addPet"}},
		{func() error { return client.AddPet(ctx, &body) },
			[]string{"--data", "photoUrls: [a&b, c]\nstatus: sold\nname: Tom\nid: 1\ncategory: {name: dogs}\n", "addPet"}},
		{func() error { _, err := client.GetPetByID(ctx, 7); return err }, []string{"--param", "petId=7", "getPetById"}},
	} {
		if err := test.call(); err != nil {
			t.Fatal(err)
		}
		want := last()
		name := test.args[len(test.args)-1]
		args := append([]string{"call", "--endpoint", url}, test.args[:len(test.args)-1]...)
		stdout, stderr := gen(t, done, append(args, contract, name)...)
		if got := last(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: sent\n%+v\nand the client\n%+v", name, got, want)
		}
		if hasResult := strings.Contains(stdout, `"name": "Tom"`); hasResult != (name == "getPetById") || stderr != "200 OK\n" {
			t.Errorf("%s: %s\n%s", name, stdout, stderr)
		}
	}
	before := last()
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"getPetById"}, "request: petId: is required: give it with --param petId=VALUE\n"},
		{[]string{"--param", "petId=x", "getPetById"}, "request: petId: expected an integer, found \"x\"\n"},
		{[]string{"--param", "petId=1", "--param", "id=1", "getPetById"}, "getPetById has no parameter \"id\"\n"},
		{[]string{"--data", "{name: Tom}", "addPet"}, "data:1:1: expected the member \"photoUrls\", found none\n"},
	} {
		name := test.args[len(test.args)-1]
		args := append([]string{"call", "--endpoint", url}, test.args[:len(test.args)-1]...)
		if _, stderr := gen(t, faulty, append(args, contract, name)...); stderr != test.want {
			t.Errorf("%q: %q, want %q", test.args, stderr, test.want)
		}
	}
	if !reflect.DeepEqual(last(), before) {
		t.Error("an invalid request was sent")
	}
	t.Setenv(keyVariable, "")
	t.Setenv(tokenVariable, "")
	if _, stderr := gen(t, faulty, "call", "--endpoint", url, "--param", "petId=1", contract, "getPetById"); stderr != "no credentials: set an API key\n" {
		t.Errorf("%q", stderr)
	}
}
