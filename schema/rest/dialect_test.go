// The JSON Schema of the dialect: that it says the same as the reader.

package rest_test

import (
	_ "embed"
	"os"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/jsonschematest"
	"github.com/kontrakt-dev/kontrakt/schema"
)

//go:embed dialect.schema.json
var dialect []byte

// dialectPair is the JSON Schema of the dialect and its reader.
var dialectPair = jsonschematest.Pair{Schema: dialect, Read: func(text string) schema.Diagnostics {
	_, ds := read(text)
	return ds
}}

func TestDialectValid(t *testing.T) {
	mvp, err := os.ReadFile("../mvp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := dialectPair.Judge(t, string(mvp)); err != nil {
		t.Errorf("mvp.yaml: %v", err)
	}
	if err := dialectPair.Judge(t, library); err != nil {
		t.Errorf("library: %v", err)
	}
}

// TestDialectInvalid has descriptions that the JSON Schema must refuse as the reader does.
func TestDialectInvalid(t *testing.T) {
	const get = "functions: {f: {get: /}}\n"
	tests := []struct{ name, text string }{
		{"not a mapping", "- 1"},
		{"other version", strings.Replace(head, "kontrakt: 1", "kontrakt: 2", 1) + get},
		{"no title", strings.Replace(head, "title: Bücher", "", 1) + get},
		{"no functions", head},
		{"empty functions", head + "functions: {}"},
		{"unknown key", head + get + "zone: UTC"},
		{"base URL with a slash at its end", strings.Replace(head, "{lang}\n", "{lang}/\n", 1) + get},
		{"base URL of another scheme", strings.Replace(head, "http:", "ftp:", 1) + get},
		{"base URL with credentials", strings.Replace(head, "//", "//me:secret@", 1) + get},
		{"parameter in the host", strings.Replace(head, "example.org/{tenant}", "{tenant}.org", 1) + get},
		{"version as a number", strings.Replace(head, "default: de", "default: 1.0", 1) + get},
		{"MIME type", strings.Replace(head, "text/plain", "plain", 1) + get},
		{"header prefix", head + get + "headerPrefix: X Y"},
		{"built-in type declared", head + get + "types: {date: {base: string}}"},
		{"type with a bad name", head + get + "types: {1a: {base: string}}"},
		{"type without anything", head + get + "types: {A: {doc: x}}"},
		{"base and fields", head + get + "types: {A: {base: string, fields: {}}}"},
		{"json as a base", head + get + "types: {A: {base: json}}"},
		{"simple type that keeps", head + get + "types: {A: {base: int, keepUnknown: true}}"},
		{"simple type with a file", head + get + "types: {A: {base: int, file: a}}"},
		{"field without a type", head + get + "types: {A: {fields: {a: {doc: x}}}}"},
		{"field with two types", head + get + "types: {A: {fields: {a: {type: int, listOf: int}}}}"},
		{"list of a list and a map", head + get + "types: {A: {fields: {a: {listOf: {listOf: int, mapOf: int}}}}}"},
		{"map of nothing", head + get + "types: {A: {fields: {a: {mapOf: {}}}}}"},
		{"list with items that are null", head + get + "types: {A: {fields: {a: {listOf: {type: int, nullable: true}}}}}"},
		{"map as a parameter", head + "functions: {f: {get: /, query: {a: {mapOf: int}}}}"},
		{"list of lists as a parameter", head + "functions: {f: {get: /, query: {a: {listOf: {listOf: int}}}}}"},
		{"base and enum of fields", head + get + "types: {A: {enum: [a], fields: {}}}"},
		{"no values", head + get + "types: {A: {enum: []}}"},
		{"value twice", head + get + "types: {A: {enum: [a, a]}}"},
		{"values of truth", head + get + "types: {A: {enum: [true]}}"},
		{"negative length", head + get + "types: {A: {base: string, minLength: -1}}"},
		{"bound as text", head + get + "types: {A: {base: int, minimum: '1'}}"},
		{"default that is a list", head + get + "types: {A: {fields: {a: {type: int, default: [1]}}}}"},
		{"deprecated by a number", head + get + "types: {A: {base: int, deprecated: 1}}"},
		{"fields and a type", head + get + "types: {A: {fields: {a: {type: int, fields: {}}}}}"},
		{"one of without a discriminator", head + get + "types: {A: {oneOf: {types: {a: B}}}, B: {fields: {}}}"},
		{"one of nothing", head + get + "types: {A: {oneOf: {discriminator: kind, types: {}}}}"},
		{"include that is text", head + get + "include: a.yaml"},
		{"field of nothing", head + get + "types: {A: {fields: {a: }}}"},
		{"no schemes", head + get + "auth: {}"},
		{"scheme called none", head + get + "auth: {none: basic}"},
		{"scheme with a bad name", head + get + "auth: {1a: basic}"},
		{"unknown kind of authentication", head + get + "auth: {a: digest}"},
		{"scheme without a kind", head + get + "auth: {a: {doc: x}}"},
		{"scheme of two kinds", head + get + "auth: {a: {type: basic, apiKey: {query: key}}}"},
		{"API key without a place", head + get + "auth: {a: {apiKey: {}}}"},
		{"API key in two places", head + get + "auth: {a: {apiKey: {header: X-Key, query: key}}}"},
		{"header of an API key with a bad name", head + get + "auth: {a: {apiKey: {header: X Key}}}"},
		{"OAuth 2.0 without a token URL", head + get + "auth: {a: {oauth2: {grants: [password]}}}"},
		{"OAuth 2.0 without a grant", head + get + "auth: {a: {oauth2: {tokenUrl: \"https://x\", grants: []}}}"},
		{"unknown grant", head + get + "auth: {a: {oauth2: {tokenUrl: \"https://x\", grants: [implicit]}}}"},
		{"grant twice", head + get + "auth: {a: {oauth2: {tokenUrl: \"https://x\", grants: [password, password]}}}"},
		{"token URL of http", head + get + "auth: {a: {oauth2: {tokenUrl: \"http://x\", grants: [password]}}}"},
		{"token URL with credentials", head + get + "auth: {a: {oauth2: {tokenUrl: \"https://a:b@x/\", grants: [password]}}}"},
		{"token URL with a fragment", head + get + "auth: {a: {oauth2: {tokenUrl: \"https://x/#a\", grants: [password]}}}"},
		{"two scopes in one", head + get + "auth: {a: {oauth2: {tokenUrl: \"https://x\", grants: [password], scopes: [a b]}}}"},
		{"unknown client authentication", head + get + "auth: {a: {oauth2: {tokenUrl: \"https://x\", grants: [password], clientAuth: form}}}"},
		{"no refusals", head + get + "notAuthenticated: []"},
		{"refusal without a status", head + get + "notAuthenticated: [{contains: x}]"},
		{"refusal with status 401", head + get + "notAuthenticated: [{status: 401}]"},
		{"refusal that succeeds", head + get + "notAuthenticated: [{status: 200}]"},
		{"refusal twice", head + get + "notAuthenticated: [{status: 403}, {status: 403}]"},
		{"no alternatives", head + "auth: {a: basic}\nfunctions: {f: {get: /, auth: []}}"},
		{"alternative twice", head + "auth: {a: basic}\nfunctions: {f: {get: /, auth: [a, a]}}"},
		{"errors without a field", head + get + "errors: {type: string}"},
		{"function with a bad name", head + "functions: {a b: {get: /}}"},
		{"function without a method", head + "functions: {f: {doc: x}}"},
		{"function with two methods", head + "functions: {f: {get: /, put: /}}"},
		{"GET that is safe", head + "functions: {f: {get: /, safe: true}}"},
		{"POST that is not safe", head + "functions: {f: {post: /, safe: false}}"},
		{"HEAD that is not safe", head + "functions: {f: {head: /, safe: false}}"},
		{"GET with a body", head + "functions: {f: {get: /, body: json}}"},
		{"HEAD with a body", head + "functions: {f: {head: /, body: json}}"},
		{"HEAD with a result", head + "functions: {f: {head: /, result: json}}"},
		{"form without fields", head + "functions: {f: {post: /, body: {form: {}}}}"},
		{"file in a URL-encoded form", head + "functions: {f: {post: /, body: {form: {a: {mime: PDF}}}}}"},
		{"GET with an idempotency key", head + "functions: {f: {get: /, idempotencyKey: Key}}"},
		{"default that is a list", head + "functions: {f: {get: /, query: {a: {type: int, default: []}}}}"},
		{"MIME type of a stream of a MIME type", head + "functions: {f: {get: /, result: {mime: PDF, as: PDF}}}"},
		{"result that is a form", head + "functions: {f: {post: /, result: {form: {a: int}}}}"},
		{"path without a slash", head + "functions: {f: {get: a}}"},
		{"path with a query", head + "functions: {f: {get: /a?b=c}}"},
		{"path parameter that is a list", "functions: {f: {get: '/{a}', parameters: {a: {listOf: int}}}}"},
		{"unknown style", head + "functions: {f: {get: /, query: {a: {listOf: int, style: pipe}}}}"},
		{"header with a bad name", head + "functions: {f: {get: /, headers: {a b: string}}}"},
		{"result of a type and a stream", head + "functions: {f: {get: /, result: {type: json, mime: PDF}}}"},
		{"result of no MIME type", head + "functions: {f: {get: /, result: {mime: []}}}"},
		{"MIME type twice", head + "functions: {f: {get: /, result: {mime: [PDF, PDF]}}}"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { dialectPair.ExpectRefusal(t, test.text) })
	}
}

// TestDialectKeys holds the reader's keys against the JSON Schema's, in every mapping that has keys of its own.
func TestDialectKeys(t *testing.T) {
	const unknown = jsonschematest.UnknownKey
	dialectPair.ExpectSameKeys(t, map[string]string{
		"":                unknown + ": 1",
		"clientParameter": "parameters: {a: {" + unknown + ": 1}}",
		"scheme":          "auth: {a: {" + unknown + ": 1}}",
		"apiKey":          "auth: {a: {apiKey: {" + unknown + ": 1}}}",
		"oauth2":          "auth: {a: {oauth2: {" + unknown + ": 1}}}",
		"refusal":         "notAuthenticated: [{" + unknown + ": 1}]",
		"errors":          "errors: {" + unknown + ": 1}",
		"functionErrors":  "functions: {f: {errors: {" + unknown + ": 1}}}",
		"type":            "types: {A: {" + unknown + ": 1}}",
		"oneOf":           "types: {A: {oneOf: {" + unknown + ": 1}}}",
		"value":           "types: {A: {enum: {a: {" + unknown + ": 1}}}}",
		"item":            "types: {A: {fields: {a: {listOf: {" + unknown + ": 1}}}}}",
		"mapItem":         "types: {A: {fields: {a: {mapOf: {" + unknown + ": 1}}}}}",
		"field":           "types: {A: {fields: {a: {" + unknown + ": 1}}}}",
		"function":        "functions: {f: {" + unknown + ": 1}}",
		"responseHeader":  "functions: {f: {responseHeaders: {a: {" + unknown + ": 1}}}}",
		"paging":          "functions: {f: {get: /, result: {listOf: int}, paging: {" + unknown + ": 1}}}",
		"pathParameter":   "functions: {f: {parameters: {a: {" + unknown + ": 1}}}}",
		"parameter":       "functions: {f: {query: {a: {" + unknown + ": 1}}}}",
		"result":          "functions: {f: {result: {" + unknown + ": 1}}}",
		"headerParameter": "functions: {f: {headers: {a: {" + unknown + ": 1}}}}",
		"simpleItem":      "functions: {f: {query: {a: {listOf: {" + unknown + ": 1}}}}}",
		"headerItem":      "functions: {f: {headers: {a: {listOf: {" + unknown + ": 1}}}}}",
		"errorType":       "functions: {f: {errors: {404: {" + unknown + ": 1}}}}",
		"requestBody":     "functions: {f: {body: {" + unknown + ": 1}}}",
		"formField":       "functions: {f: {body: {form: {a: {" + unknown + ": 1}}}}}",
		"part":            "functions: {f: {body: {multipart: {a: {" + unknown + ": 1}}}}}",
	})
}
