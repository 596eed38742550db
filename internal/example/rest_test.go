// REST examples: the whole messages.

package example_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

const forest = `kontrakt: 1
title: Forest
baseUrl: https://forest.example/{land}/{version}
parameters:
  land: {doc: Which forest.}
  version: {default: "2 0"}
headerPrefix: X-F-
mimeTypes: {PNG: image/png}
types:
  Tree:
    fields:
      Name: {type: string, doc: 'Called "so".'}
      Height: number
      Old: bool
      Rings: int
      Planted: date
      Seen: dateTime
      Picture: uri
      Extra: json
      Neighbour: Tree
      Others: {listOf: Tree}
      Marks: {listOf: string}
      '"': string
  Bark: {fields: {thick: int, name: string}}
functions:
  find:
    get: /{land}/trees/{Tree-Name}.{x}/{day}
    parameters: {day: date}
    query: {q: {type: string, required: true}, n: int, tag: {listOf: string}, ids: {listOf: int, style: comma}}
    headers: {Marks: {listOf: string}, Since: date, Filter: json, Bark: Bark, Barks: {listOf: Bark}}
    result: {listOf: Tree}
  plant:
    post: /trees
    body: Tree
  enter:
    post: /enter
    body: {form: {name: string, "a&b": {listOf: int}}}
  hang:
    post: /pictures
    body: {multipart: {picture: {mime: PNG}, bark: Bark, note: string}}
  show:
    get: /picture
    result: {mime: PNG}
`

func TestRESTExamples(t *testing.T) {
	api, ds := rest.Read(schema.Source{FS: fstest.MapFS{"forest.yaml": {Data: []byte(forest)}}, Name: "forest.yaml"})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	const tree = `{
  "Name": "text",
  "Height": 1.5,
  "Old": true,
  "Rings": 1,
  "Planted": "2026-01-31",
  "Seen": "2026-01-31T12:00:00Z",
  "Picture": "/resource",
  "Extra": {},
  "Marks": [
    "text"
  ],
  "\"": "text"
}
`
	want := []string{`GET /land/2%200/land/trees/Tree-Name.x/2026-01-31?ids=1&n=1&q=text&tag=text HTTP/1.1
Host: forest.example
Authorization: Bearer …
X-F-Marks: ["text"]
X-F-Since: 2026-01-31
X-F-Filter: {}
X-F-Bark: {"thick":1,"name":"text"}
X-F-Barks: [{"thick":1,"name":"text"}]

`, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n[\n  " +
		strings.ReplaceAll(strings.TrimSuffix(tree, "\n"), "\n", "\n  ") + "\n]\n",
		"POST /land/2%200/trees HTTP/1.1\nHost: forest.example\nAuthorization: Bearer …\n" +
			"Content-Type: application/json\n\n" + tree,
		"HTTP/1.1 200 OK\n\n",
		"POST /land/2%200/enter HTTP/1.1\nHost: forest.example\nAuthorization: Bearer …\n" +
			"Content-Type: application/x-www-form-urlencoded\n\nname=text&a%26b=1\n",
		"HTTP/1.1 200 OK\n\n",
		"POST /land/2%200/pictures HTTP/1.1\nHost: forest.example\nAuthorization: Bearer …\n" +
			"Content-Type: multipart/form-data; boundary=boundary\n\n" +
			"--boundary\nContent-Disposition: form-data; name=\"picture\"; filename=\"picture\"\nContent-Type: image/png\n\n…\n" +
			"--boundary\nContent-Disposition: form-data; name=\"bark\"\nContent-Type: application/json\n\n" +
			"{\"thick\":1,\"name\":\"text\"}\n" +
			"--boundary\nContent-Disposition: form-data; name=\"note\"\n\ntext\n--boundary--\n" +
			"Note: the file picture is a stream of bytes",
		"HTTP/1.1 200 OK\n\n",
		"GET /land/2%200/picture HTTP/1.1\nHost: forest.example\nAuthorization: Bearer …\n\n",
		"HTTP/1.1 200 OK\nContent-Type: image/png\n\nNote: the body is a stream of bytes",
	}
	for i, op := range api.REST.Operations {
		call := example.REST(api, op)
		for j, message := range []example.Message{call.Request, *call.Response} {
			got := strings.Join(message.Head, "\n") + "\n\n" + message.Body
			for _, note := range message.Notes {
				got += "Note: " + note
			}
			if got != want[2*i+j] {
				t.Errorf("%s: %s\nwant\n%s", op.Wire, got, want[2*i+j])
			}
		}
	}
}
