// Exports: what schema/mvp.yaml has no case of. Its own document is golden in testdata/script, and judged in
// internal/checks.

package openapi_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/kontrakt-dev/kontrakt/internal/openapi"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

const description = `kontrakt: 1
title: Garten
baseUrl: https://garten.example
parameters:
  land: {default: "7"}
types:
  Größe: {base: number, doc: In cm.}
  Gr__e: {base: uri}
  Beet:
    keepUnknown: true
    fields:
      'a "b"': string
      Höhe: {type: Größe, nullable: true}
      Zeit: dateTime
      Nichts: {type: int, nullable: true}
      Alles: {type: json, doc: <!-- & -->}
  Leer: {fields: {}}
functions:
  lies: {get: "/{land}/beet", headers: {Wahl: {type: json, required: true}}}
  setze: {put: "/{land}/beet", body: Beet, result: Leer}
`

const want = `openapi: 3.1.1
info:
  title: Garten
  version: unversioned
servers:
  - url: https://garten.example
security:
  - bearer: []
paths:
  /{land}/beet:
    get:
      operationId: lies
      parameters:
        - $ref: '#/components/parameters/land'
        - name: Wahl
          in: header
          required: true
          content:
            application/json:
              schema: {}
      responses:
        2XX:
          description: What was asked for is done.
        default:
          $ref: '#/components/responses/failed'
    put:
      operationId: setze
      parameters:
        - $ref: '#/components/parameters/land'
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Beet'
      responses:
        2XX:
          description: The result.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Leer'
        default:
          $ref: '#/components/responses/failed'
components:
  schemas:
    Gr__e:
      title: Größe
      type: number
      format: double
      description: In cm.
    Gr__e_2:
      title: Gr__e
      type: string
      format: uri-reference
    Beet:
      type: object
      properties:
        a "b":
          type: string
        Höhe:
          anyOf:
            - $ref: '#/components/schemas/Gr__e'
            - type: "null"
        Zeit:
          type: string
          format: date-time
        Nichts:
          anyOf:
            - type: integer
              format: int64
            - type: "null"
        Alles:
          description: <!-- & -->
      additionalProperties: true
    Leer:
      type: object
  parameters:
    land:
      name: land
      in: path
      required: true
      x-kontrakt-client: true
      schema:
        type: string
        default: "7"
  responses:
    failed:
      description: What was asked for failed.
  securitySchemes:
    bearer:
      type: http
      scheme: bearer
`

func TestExport(t *testing.T) {
	document := export(t, description)
	var asYAML, asJSON bytes.Buffer
	if err := document.YAML(&asYAML); err != nil {
		t.Fatal(err)
	}
	if err := document.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, asYAML.String()); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	var fromYAML, fromJSON any
	if err := yaml.Unmarshal(asYAML.Bytes(), &fromYAML); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(asJSON.Bytes(), &fromJSON); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(fromYAML, fromJSON); d != "" {
		t.Errorf("YAML and JSON differ: %s", d)
	}
}

func TestSecurity(t *testing.T) {
	const description = `kontrakt: 1
title: Garten
baseUrl: https://garten.example
auth:
  key: {apiKey: {header: X-Key}, doc: Des Gärtners.}
  schlüssel: {apiKey: {query: key}}
  user: basic
  token: bearer
  own: signature
  login:
    oauth2:
      authorizationUrl: https://auth.example/authorize
      tokenUrl: https://auth.example/token
      userInfoUrl: https://auth.example/userinfo
      scopes: [a, b]
      grants: [authorizationCode, jwtBearer, clientCredentials]
notAuthenticated: [{status: 400, contains: x}]
functions:
  all: {get: /all}
  some: {get: /some, auth: [token, schlüssel, none]}
  public: {get: /public, auth: none}
`
	document := new(bytes.Buffer)
	export(t, description).JSON(document)
	var got struct {
		Security   any
		Refusals   any `json:"x-kontrakt-notAuthenticated"`
		Components struct{ SecuritySchemes any }
		Paths      map[string]struct {
			Get struct{ Security any }
		}
	}
	if err := json.Unmarshal(document.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		got  any
		want string
	}{
		{got.Components.SecuritySchemes, `{"key":{"description":"Des Gärtners.","in":"header","name":"X-Key","type":"apiKey"},` +
			`"login":{"flows":{"authorizationCode":{"authorizationUrl":"https://auth.example/authorize","scopes":{"a":"","b":""},` +
			`"tokenUrl":"https://auth.example/token"},"clientCredentials":{"scopes":{"a":"","b":""},` +
			`"tokenUrl":"https://auth.example/token"}},"type":"oauth2","x-kontrakt-oauth2":{"clientAuth":"basic",` +
			`"jwtBearer":true,"tokenUrl":"https://auth.example/token","userInfoUrl":"https://auth.example/userinfo"}},` +
			`"own":{"scheme":"signature","type":"http","x-kontrakt-signature":true},` +
			`"schl_ssel":{"in":"query","name":"key","type":"apiKey"},"token":{"scheme":"bearer","type":"http"},` +
			`"user":{"scheme":"basic","type":"http"}}`},
		{got.Security, `[{"key":[]},{"schl_ssel":[]},{"user":[]},{"token":[]},{"own":[]},{"login":["a","b"]}]`},
		{got.Refusals, `[{"contains":"x","status":"400"}]`},
		{got.Paths["/all"].Get.Security, "null"},
		{got.Paths["/some"].Get.Security, `[{"token":[]},{"schl_ssel":[]},{}]`},
		{got.Paths["/public"].Get.Security, "[]"},
	} {
		if text, _ := json.Marshal(test.got); string(text) != test.want {
			t.Errorf("got %s, want %s", text, test.want)
		}
	}
}

// TestExamples exports examples in all places.
func TestExamples(t *testing.T) {
	const description = `kontrakt: 1
title: Garten
baseUrl: https://garten.example
parameters:
  land: {example: de}
types:
  Größe: {base: number, example: 1.50}
  Beet: {fields: {name: {type: string, example: "<&>"}, sizes: {listOf: Größe, example: [1, "2"]}}, example: {name: a}}
functions:
  setze:
    put: /{land}/beet/{id}
    parameters: {id: {type: int, example: 7}}
    query: {tag: {listOf: string, example: [a, b]}}
    headers: {Beet: {type: Beet, example: {name: b}}}
    body: {listOf: Beet, example: [{name: c}]}
    result: {type: Beet, example: {name: d}}
    responseHeaders: {Count: {type: int, example: 3}}
  forme: {post: /form, body: {form: {ok: {type: bool, example: true}}}}
`
	var asYAML, asJSON bytes.Buffer
	document := export(t, description)
	document.YAML(&asYAML)
	document.JSON(&asJSON)
	var compact bytes.Buffer
	if err := json.Compact(&compact, asJSON.Bytes()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"example":"de"`, `"examples":[1.5]`, `"examples":["<&>"]`, `"examples":[[1,2]]`,
		`"examples":[{"name":"a"}]`, `"example":7`, `"example":["a","b"]`, `"example":{"name":"b"}`, `"example":[{"name":"c"}]`,
		`"example":{"name":"d"}`, `"example":3`, `"examples":[true]`} {
		if strings.Count(compact.String(), want) != 1 {
			t.Errorf("not once %s in\n%s", want, &compact)
		}
	}
	var fromYAML, fromJSON any
	if err := yaml.Unmarshal(asYAML.Bytes(), &fromYAML); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(asJSON.Bytes(), &fromJSON); err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(fromYAML); !sameJSON(again, fromJSON) {
		t.Errorf("YAML and JSON differ: %s", again)
	}
}

// sameJSON reports whether text is the value want.
func sameJSON(text []byte, want any) bool {
	var got any
	return json.Unmarshal(text, &got) == nil && cmp.Equal(got, want)
}

// export returns the document of a description.
func export(t *testing.T, description string) *openapi.Document {
	t.Helper()
	api, ds := rest.Read(schema.Source{FS: fstest.MapFS{"garten.yaml": {Data: []byte(description)}},
		Name: "garten.yaml"})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	document, ds := openapi.Export(api)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	return document
}
