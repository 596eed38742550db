// What is said about a wrong description, to the letter.

package rest_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

// wantFaults reads text and compares what is said about it with want, a line each, without the file's name.
func wantFaults(t *testing.T, text, want string) {
	t.Helper()
	api, ds := read(text)
	if api != nil {
		t.Error("a faulty description has a model")
	}
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(want)) {
		lines = append(lines, "api.yaml:"+strings.TrimSpace(line))
	}
	if got, want := ds.Error(), strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestFaults has descriptions that begin with head: what is given here begins at line 10.
func TestFaults(t *testing.T) {
	const get = "functions: {f: {get: /}}\n"
	tests := []struct{ name, text, want string }{
		{"unknown key", "functions:\n  f: {gte: /}", `
			11:6: one of the keys get, head, post, put, patch, delete is missing
			11:7: unknown key "gte": did you mean "get"?`},
		{"duplicate key", get + "types:\n  A: {fields: {}}\n  A: {base: string}", `
			13:3: duplicate key "A": it is already in line 12`},
		{"unknown type of a field",
			get + "types:\n  Person: {fields: {a: Persn, b: {listOf: strin}, c: {type: Xylophone}}}", `
			12:24: type "Persn" does not exist: did you mean "Person"?
			12:43: type "strin" does not exist: did you mean "string"?
			12:61: type "Xylophone" does not exist: expected one of Person, string, int, int32, number, float, decimal, bool, date, dateTime, bytes, uri, json`},
		{"unknown type of a result", "functions:\n  f: {get: /, result: Buch}", `
			11:23: type "Buch" does not exist: expected one of string, int, int32, number, float, decimal, bool, date, dateTime, bytes, uri, json`},
		{"type named as a built-in one", get + "types: {date: {base: string}}", `
			11:9: type "date" is built in: choose another name`},
		{"type with a bad name", get + "types: {1a: {base: string}}", `
			11:9: "1a" cannot name a type: expected a letter, then letters, digits, _, - and .`},
		{"neither base nor fields", get + "types: {A: {doc: x}}", `
			11:12: one of the keys base, fields, enum, oneOf is missing`},
		{"base and fields", get + "types: {A: {base: string, fields: {}}}", `
			11:12: the keys base, fields exclude one another: keep one`},
		{"bad base", get + "types: {A: {base: dat}, B: {base: json}, C: {base: int, keepUnknown: true, file: a}}", `
			11:19: base "dat" is not a simple built-in type: did you mean "date"?
			11:35: base "json" is not a simple built-in type: expected one of string, int, int32, number, float, decimal, bool, date, dateTime, bytes, uri
			11:70: keepUnknown says nothing about a simple type: remove it
			11:82: file says nothing about a simple type: remove it`},
		{"files", get + "types: {A: {file: linl, fields: {link: uri}}, B: {file: a, fields: {a: string, b: {listOf: uri}}}, " +
			"C: {file: b, fields: {b: {listOf: uri}}}, D: {file: [], fields: {}}}", `
			11:19: field "linl" does not exist: did you mean "link"?
			11:57: field "a" does not refer to a file: expected a field with the type uri
			11:110: field "b" does not refer to a file: expected a field with the type uri
			11:152: expected text, found a list`},
		{"field without a type", get + "types: {A: {fields: {a: {doc: x}, b: {type: int, listOf: int}, c: }}}", `
			11:25: one of the keys type, listOf, mapOf, fields, enum is missing
			11:38: the keys type, listOf exclude one another: keep one
			11:67: expected text, found nothing`},
		{"lists and maps", get + "types: {A: {fields: {a: {listOf: in}, b: {mapOf: {listOf: A, mapOf: A}}, c: {listOf: {}}, " +
			"d: {mapOf: {listOf: {type: int}}}, e: {listOf: [int]}}}}", `
			11:34: type "in" does not exist: did you mean "int"?
			11:50: the keys listOf, mapOf exclude one another: keep one
			11:86: one of the keys type, listOf, mapOf, fields, enum is missing
			11:138: expected text, found a list`},
		{"examples of streams and forms", "functions:\n  f: {post: /, body: {form: {a: int}, example: 1}, " +
			"result: {mime: PDF, example: x}}\n  g: {put: /, body: {multipart: {a: {mime: PDF, example: x}}}}", `
			11:48: a form has the examples of its fields: write this example there
			11:81: a stream of bytes has no example: remove it
			12:58: a file has no example: remove it`},
		{"values of examples", `functions:
  f:
    post: /{day}
    parameters: {day: {type: date, example: 2026-02-30}}
    query: {q: {listOf: {type: int, maximum: 5}, example: [1, 6, x]}, c: {type: A, example: zzz}}
    headers: {H: {type: B, example: {a: 1.5, c: 1}}}
    body: {listOf: B, example: {a: 1}}
    result: {type: B, example: {a: [1], list: [1, 2, 3], inner: {b: no}}}
    responseHeaders: {N: {type: int, example: many}}
  g: {post: /, body: {form: {a: {type: bool, example: yes}}}}
types:
  A: {enum: [a, b], example: c}
  B: {fields: {a: {type: int, required: true, example: ""}, list: {listOf: int, maxItems: 2, example: [1, 2, 3]}, inner: {fields: {b: bool}}}}
  S: {base: string, pattern: "^[0-9]+$", example: 12a}
  L: {fields: {list: {listOf: int, minItems: 2, example: [1]}}}
`, `
			13:45: the example is not a value of its type: expected a date as YYYY-MM-DD, found "2026-02-30"
			14:63: the example is not a value of its type: [1]: must be at most 5
			14:66: the example is not a value of its type: [2]: expected an integer, found "x"
			14:93: the example is not a value of its type: expected one of a, b, found "zzz"
			15:49: the example is not a value of its type: c: is not in the contract: expected a, list or inner
			16:32: the example is not a value of its type: expected a list, found an object
			17:36: the example is not a value of its type: a: expected a single value, found a list
			18:47: the example is not a value of its type: expected an integer, found "many"
			19:55: the example is not a value of its type: expected a boolean, found "yes"
			21:30: the example is not a value of its type: expected one of a, b, found "c"
			22:56: the example is not a value of its type: expected an integer, found ""
			22:103: the example may have at most 2 items, has 3
			23:51: the example is not a value of its type: does not match the pattern ^[0-9]+$
			24:58: the example must have at least 2 items, has 1`},
		{"json that is nullable in a map", get + "types: {A: {fields: {a: {mapOf: {type: json, nullable: true}}}}}", `
			11:56: json can always be null: remove nullable`},
		{"collections outside of bodies", "types: {A: {fields: {}}}\nfunctions: {f: {get: /, query: {a: {mapOf: int}, " +
			"b: {listOf: {listOf: int}}, c: {listOf: A}}}}", `
			11:36: one of the keys type, listOf, enum is missing
			11:37: unknown key "mapOf": expected one of type, listOf, enum, doc, required, default, deprecated, example, style, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum
			11:62: one of the keys type, enum is missing
			11:63: unknown key "listOf": expected one of type, enum, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum
			11:81: type "A" has fields: a query parameter has a simple type`},
		{"enumerations", get + "types:\n  A: {enum: []}\n  B: {enum: [a, b, a]}\n  C: {enum: [1, x, 2.5]}\n" +
			"  D: {base: date, enum: [a]}\n  E: {base: int, enum: {one: The first.}}\n  F: {enum: [a], base: string, fields: {}}\n" +
			"  G: {enum: [a], maxLength: 3}\n  H: {enum: {a: 1}}\n  I: {base: int32, enum: [2147483648]}\n  J: {enum: x}\n" +
			"  K: {fields: {a: {type: number, enum: [1]}, b: {enum: [x], type: A, open: 1}}}", `
			12:13: expected at least one value, found none
			13:20: value "a" occurs twice: it is already in line 13
			14:17: expected a whole number, found text
			14:20: expected a whole number, found a number
			15:13: an enumeration has values of the type string, int or int32
			16:25: "one" is not a value of the type int
			17:6: the keys fields, enum exclude one another: keep one
			18:29: maxLength says nothing about an enumeration: remove it
			19:17: expected text, found a number: put it in quotes
			20:27: "2147483648" is not a value of the type int32
			21:13: expected a mapping, found text
			22:26: an enumeration has values of the type string, int or int32
			22:67: an enumeration has values of the type string, int or int32
			22:76: expected true or false, found a number`},
		{"facets", get + "types:\n  A: {base: int, minLength: 1}\n  B: {base: string, minLength: -1, maxLength: 1.5}\n" +
			"  C: {base: string, minLength: 3, maxLength: 2}\n  D: {base: string, minimum: 1}\n  E: {base: int, minimum: 1.5}\n" +
			"  F: {base: number, minimum: 2, maximum: 1}\n  G: {base: number, minimum: 1, exclusiveMinimum: 1}\n" +
			"  H: {base: number, maximum: 1e3}\n  I: {base: string, pattern: '(?=a)'}\n  J: {base: string, pattern: '(?i)a'}\n" +
			"  K: {base: date, pattern: a}\n  L: {fields: {a: {type: A, maxLength: 3}, b: {listOf: string, maxLength: 3}}}\n" +
			"  M: {fields: {a: {type: int, minItems: 1}, b: {listOf: int, minItems: 2, maxItems: 1}, c: {listOf: {type: json, minimum: 1}}}}\n" +
			"  N: {fields: {}, open: true, maxLength: 1}\n  O: {base: string, open: true}\n" +
			"  P: {base: string, maxLength: 2147483648}", `
			12:29: only text has a length: expected the type string or uri
			13:32: expected a number that is not negative
			13:47: expected a whole number, found a number
			14:46: 2 is less than the minimum 3
			15:30: only numbers have bounds: expected the type int, int32, number, float or decimal
			16:27: 1.5 is not a value of the type int
			17:42: no value is between the minimum 2 and this maximum 1: change one
			18:51: the keys minimum, exclusiveMinimum exclude one another: keep one
			19:30: expected a number in decimal digits, without an exponent
			20:30: Go cannot check this pattern (invalid or unsupported Perl syntax: (?=): write the pattern without it, or leave it out
			21:30: (?i in a pattern is not understood everywhere (ECMA-262): write the pattern without it, or leave it out
			22:28: only text has a pattern: expected the type string or uri
			23:40: only a simple built-in type can be restricted here: declare a type with a base under types
			23:75: this restricts the items: write it with their type, as in listOf: {type: string, maxLength: 5}
			24:41: only a list has items: expected listOf
			24:85: 1 is less than the minimum 2
			24:123: only a simple built-in type can be restricted here: declare a type with a base under types
			25:25: open says nothing about a type with fields: remove it
			25:42: maxLength says nothing about a type with fields: remove it
			26:27: open says nothing about a simple type: remove it
			27:32: expected a number up to 2147483647`},
		{"bounds that contradict", get + "types:\n  A: {base: number, exclusiveMinimum: 1, maximum: 1}\n  B: {base: decimal, minimum: 1.0, exclusiveMaximum: 1}\n" +
			"  C: {base: int, exclusiveMinimum: 1, exclusiveMaximum: 2}\n  D: {base: number, exclusiveMinimum: 1, exclusiveMaximum: 2}\n" +
			"  E: {base: int32, minimum: 1, maximum: 1}\n  F: {base: int, exclusiveMinimum: -1, maximum: -1}\n" +
			"  G: {base: float, exclusiveMinimum: 2.5, exclusiveMaximum: 2.50}", `
			12:51: no value is between the minimum 1 and this maximum 1: change one
			13:54: no value is between the minimum 1.0 and this maximum 1: change one
			14:57: no value is between the minimum 1 and this maximum 2: change one
			17:49: no value is between the minimum -1 and this maximum -1: change one
			18:61: no value is between the minimum 2.5 and this maximum 2.50: change one`},
		{"discriminator with a value twice", get + "types:\n  A: {oneOf: {discriminator: kind, types: {b: B, b: C}}}\n" +
			"  B: {fields: {}}\n  C: {fields: {}}", `
			12:50: duplicate key "b": it is already in line 12`},
		{"defaults", get + "types:\n  C: {enum: [a, b]}\n  A:\n    fields:\n      a: {type: int, default: x}\n" +
			"      b: {type: string, default: 1}\n      c: {type: C, default: c}\n      d: {type: date, default: 2026-01-01}\n" +
			"      e: {listOf: int, default: 1}\n      f: {type: int, required: true, default: 1}\n" +
			"      g: {type: string, maxLength: 1, default: ab}\n      h: {type: bool, default: 1}\n      i: {type: int32, default: 3000000000}", `
			15:31: expected a number, found text
			16:34: expected text, found a number: put it in quotes
			17:29: the default "c" is not one of the values of type "C"
			18:32: only text, numbers, true and false can be defaults
			19:33: only text, numbers, true and false can be defaults
			20:47: what is required is never absent: remove default, or required
			21:48: the default "ab" has 2 characters, and type "string" at most 1
			22:32: expected true or false, found a number
			23:33: the default "3000000000" is not a value of the type int32`},
		{"types in place", get + "types:\n  A:\n    fields:\n      a: {fields: {b: strin}}\n      b: {type: A, fields: {}}\n" +
			"      c: {listOf: {fields: {d: {enum: [x, x]}}, enum: [y]}}\n      d: {type: int, keepUnknown: true}\n" +
			"      e: {fields: {}, deprecated: 1, required: 1}", `
			14:23: type "strin" does not exist: did you mean "string"?
			15:10: the keys type, fields exclude one another: keep one
			16:19: the keys fields, enum exclude one another: keep one
			17:35: keepUnknown says nothing about a simple type: remove it
			18:35: expected text, found a number: put it in quotes
			18:48: expected true or false, found a number`},
		{"types in place in functions", "types: {A: {fields: {}}}\nerrors: {404: {fields: {a: X}}, 500: {doc: x}, default: {type: A}}\n" +
			"functions:\n  a:\n    post: '/{p}/{q}/{r}'\n    parameters: {p: {enum: []}, q: {minLength: 1, fields: {}}, r: {open: true}}\n" +
			"    query: {a: {fields: {}}, b: {enum: [x, x]}, c: {listOf: {enum: [1, y]}, maxLength: 1}, d: {type: int, enum: [1], maximum: 1}}\n" +
			"    headers: {a: {listOf: {fields: {b: Y}}}, c: {type: A, keepUnknown: true}, d: {enum: [a], default: b}}\n" +
			"    body: {multipart: {a: {fields: {b: Z}}, c: {listOf: {fields: {}}}, d: {mime: PDF, open: true}}}\n" +
			"    result: {fields: {a: V}, doc: x, open: true}\n    responseHeaders: {a: {enum: [1, z]}, b: {fields: {}}}\n" +
			"    errors: {409: {fields: {a: W}, listOf: A}}\n  b: {put: /b, body: {form: {a: {enum: [x], default: y}}, maxLength: 1}, result: {mime: PDF, minimum: 1}}", `
			11:28: type "X" does not exist: did you mean "A"?
			11:38: missing key "fields"
			11:57: missing key "fields"
			11:58: unknown key "type": expected one of doc, fields, keepUnknown
			15:28: expected at least one value, found none
			15:51: unknown key "fields": expected one of type, enum, doc, deprecated, example, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum
			15:74: open says nothing about a simple type: remove it
			16:16: one of the keys type, listOf, enum is missing
			16:17: unknown key "fields": expected one of type, listOf, enum, doc, required, default, deprecated, example, style, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum
			16:44: value "x" occurs twice: it is already in line 16
			16:72: expected a whole number, found text
			16:88: this restricts the items: write it with their type, as in listOf: {type: string, maxLength: 5}
			16:127: maximum says nothing about an enumeration: remove it
			17:40: type "Y" does not exist: did you mean "A"?
			17:72: only a simple built-in type can be restricted here: declare a type with a base under types
			17:103: the default "b" is not one of the values of type "a/d"
			18:40: type "Z" does not exist: did you mean "A"?
			18:57: one of the keys type, enum is missing
			18:58: unknown key "fields": expected one of type, enum, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum
			18:93: this says nothing about mime: remove it
			19:26: type "V" does not exist: did you mean "A"?
			19:44: open says nothing about a type with fields: remove it
			20:37: expected a whole number, found text
			20:45: one of the keys type, listOf, enum is missing
			20:46: unknown key "fields": expected one of type, listOf, enum, doc, deprecated, example, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum
			21:32: type "W" does not exist: did you mean "A"?
			21:36: unknown key "listOf": expected one of doc, fields, keepUnknown
			22:54: the default "y" is not one of the values of type "b/a"
			22:70: this says nothing about form: remove it
			22:103: this says nothing about mime: remove it`},
		{"alternatives", get + "types:\n  A: {oneOf: {discriminator: kind, types: {b: B, c: C, d: D, e: B, f: F}}}\n" +
			"  B: {fields: {kind: string}}\n  C: {base: int}\n  D: {fields: {}}\n  E: {oneOf: {discriminator: type, types: {d: D}}}\n" +
			"  G: {oneOf: {types: {}}, keepUnknown: true}\n  H: {fields: {a: {oneOf: {}}}}", `
			12:53: type "C" has no fields: an alternative is a type with fields; make the field json if it has other alternatives
			12:65: type "B" is an alternative already: declare another type
			12:71: type "F" does not exist: did you mean "A"?
			13:16: this field tells the alternatives apart: remove it, since clients write "b" themselves
			16:47: type "D" already has the kind "d": an alternative of several types has the same discriminator and value in each
			17:14: missing key "discriminator": if no member tells the types apart, make the field json
			17:22: expected at least one alternative, found none
			17:40: keepUnknown says nothing about a type with alternatives: remove it
			18:19: one of the keys type, listOf, mapOf, fields, enum is missing
			18:20: unknown key "oneOf": expected one of type, listOf, mapOf, fields, enum, doc, deprecated, example, nullable, required, default, valuesOf, minItems, maxItems, keepUnknown, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum`},
		{"nullable json", get + "types: {A: {fields: {a: {type: json, nullable: true}, b: {listOf: int, nullable: true}}}}", `
			11:48: json can always be null: remove nullable`},
		{"values of nothing",
			get + "types: {A: {fields: {a: {type: string, valuesOf: g}, b: {type: int, valuesOf: f}}}}", `
			11:50: function "g" does not exist: did you mean "f"?
			11:79: function "f" does not list values: expected a GET without parameters of its own that returns a list
			11:79: only text can refer to the values of an enumeration: expected a type with the base string`},
		{"two methods", "functions: {f: {get: /, put: /a}}", `
			10:16: the keys get, put exclude one another: keep one`},
		{"bad method", "functions: {f: {trace: /a}}", `
			10:16: one of the keys get, head, post, put, patch, delete is missing
			10:17: unknown key "trace": expected one of get, head, post, put, patch, delete, doc, parameters, query, headers, body, result, responseHeaders, errors, cacheable, safe, auth, idempotencyKey, deprecated, paging`},
		{"bodies where there are none", "functions: {f: {get: /a, body: json}, g: {head: /b, body: json, result: json}}", `
			10:32: a GET has no body (RFC 9110 section 9.3): use post or put, or remove the body
			10:59: a HEAD has no body (RFC 9110 section 9.3): use post or put, or remove the body
			10:73: the response to a HEAD has no body (RFC 9110 section 9.3.2): use get, or remove the result`},
		{"safety", "functions: {a: {get: /a, safe: true}, b: {post: /b, safe: false}, c: {head: /c, safe: false}, " +
			"d: {get: /d, safe: false, cacheable: true, result: json}, e: {get: /e, safe: 1}}", `
			10:32: safe is true for every GET: remove it
			10:59: safe is false for every POST: remove it
			10:87: a HEAD has neither a body nor a result: remove safe, or use get
			10:132: only a GET that returns JSON and changes nothing can be cached: remove cacheable
			10:172: expected true or false, found a number`},
		{"forms", "types: {A: {fields: {}}}\nfunctions:\n  a: {post: /a, body: {form: {}}}\n" +
			"  b: {post: /b, body: {form: {x: A, y: {mime: PDF}}}}\n  c: {post: /c, body: {form: {x: int}, json: 1}}\n" +
			"  d: {get: /d, body: {multipart: {x: {listOf: A}, y: {mime: []}, z: {mapOf: int}}}}", `
			12:30: no fields: a form needs at least one
			13:34: type "A" has fields: a field of a form has a simple type
			13:40: one of the keys type, listOf, enum is missing
			13:41: unknown key "mime": expected one of type, listOf, enum, doc, required, default, deprecated, example, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum
			14:40: unknown key "json": expected one of type, listOf, mapOf, fields, enum, mime, form, multipart, doc, as, example, keepUnknown, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum
			15:22: a GET has no body (RFC 9110 section 9.3): use post or put, or remove the body
			15:38: type "A" has fields: a field of a form has a simple type
			15:61: expected at least one MIME type, found none
			15:69: one of the keys type, listOf, enum, fields, mime is missing
			15:70: unknown key "mapOf": expected one of type, listOf, enum, fields, mime, doc, required, default, deprecated, example, keepUnknown, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum`},
		{"MIME types of JSON and text", "functions:\n  a: {post: /a, body: {type: int, as: Text}, result: {listOf: string, as: Text}}\n" +
			"  b: {post: /b, body: {type: string, as: PDF}, result: {type: string, as: Txt}}\n" +
			"  c: {get: /c, result: {mime: PDF, as: PDF}}\n  d: {get: /d, result: {type: int, as: [PDF]}}", `
			11:39: only a string can be text/plain: choose type string, or leave out as
			11:75: only a string can be text/plain: choose type string, or leave out as
			12:42: application/pdf is neither JSON nor text: use mime instead of a type, for a stream of bytes
			12:75: MIME type "Txt" is not among mimeTypes: did you mean "Text"?
			13:40: a stream of bytes has its MIME type under mime: remove as
			14:40: expected one MIME type, found a list`},
		{"one method and path", "functions:\n  a: {get: \"/{x}/b\"}\n  b: {get: /y/b}\n  c: {post: \"/{x}/b\"}\n" +
			"  d: {get: \"/{z}/b\", query: {q: int}}\n  e: {get: \"/{lang}/b\"}", `
			14:3: function "a" in line 11 is the same GET /{z}/b: remove one, or give one function the parameters of both`},
		{"cacheable", "functions: {f: {post: /a, result: json, cacheable: true}, g: {get: /b, cacheable: true}," +
			" h: {get: /c, cacheable: true, result: {mime: PDF}}}", `
			10:52: only a GET that returns JSON and changes nothing can be cached: remove cacheable
			10:83: only a GET that returns JSON and changes nothing can be cached: remove cacheable
			10:114: only a GET that returns JSON and changes nothing can be cached: remove cacheable`},
		{"MIME types", "functions: {f: {post: /a, body: {mime: Any}, result: {mime: [PDF, PFD, PDF]}}," +
			" g: {get: /, result: {mime: []}}}", `
			10:40: */* does not say which type is sent: use a MIME type without *
			10:67: MIME type "PFD" is not among mimeTypes: did you mean "PDF"?
			10:72: MIME type "PDF" occurs twice: remove one
			10:107: expected at least one MIME type, found none`},
		{"bodies of several parts", "functions: {f: {post: /a, body: {mime: Form}}, g: {put: /b, body: {mime: [PDF, Mixed]}}," +
			" h: {post: /c, body: {mime: Bounded}}, i: {get: /d, result: {mime: Form}}}", `
			10:40: a request body of several parts (multipart/form-data) cannot be generated yet: if the caller writes the parts, name their boundary in the MIME type, as in "multipart/form-data; boundary=x"
			10:80: a request body of several parts (multipart/mixed; charset=utf-8) cannot be generated yet: if the caller writes the parts, name their boundary in the MIME type, as in "multipart/form-data; boundary=x"`},
		{"path parameters", "functions: {f: {get: \"/{a}/{a}/{b-}\", parameters: {c: {doc: x}, tenant: {doc: y}}}}", `
			10:22: parameter {a} occurs twice: remove one
			10:55: the path has no parameter {c} of this function: did you mean "a"?
			10:73: the path has no parameter {tenant} of this function: expected one of a, b-`},
		{"templates",
			"functions: {a: {get: \"/{\"}, b: {get: \"/}\"}, c: {get: \"/{}\"}, d: {get: \"/{x y}\"}, e: {get: a}}", `
			10:22: a { has no } after it: write a parameter as {name}
			10:38: a } has no { before it: write a parameter as {name}
			10:38: the path has characters that are not allowed in a URL: percent-encode them (RFC 3986 section 3.3)
			10:54: {} is not a parameter: expected a letter, then letters, digits, _, - and .
			10:71: {x y} is not a parameter: expected a letter, then letters, digits, _, - and .
			10:91: path "a" is not below the base URL: begin it with a slash`},
		{"paths", "functions: {a: {get: /a?b=c}, b: {get: /ä}, c: {get: /a/../b}, d: {get: \"/a#\"}, e: {get: /%zz}}", `
			10:22: a path has no query: list its parameters under query
			10:40: the path has characters that are not allowed in a URL: percent-encode them (RFC 3986 section 3.3)
			10:55: the path has a segment . or ..: remove it
			10:74: a path has no fragment: remove the # and the rest
			10:91: not a URL: expected for example https://www.example.org/path (RFC 3986)`},
		{"unknown key at the top", get + "functions2: 1", `
			11:1: unknown key "functions2": did you mean "functions"?`},
		{"parameters with fields",
			"types: {A: {fields: {}}}\nfunctions: {f: {get: /, query: {a: A}, headers: {\"b c\": string}}}", `
			11:36: type "A" has fields: a query parameter has a simple type
			11:50: "b c" cannot name a header: use letters, digits and hyphens`},
		{"path parameters with types", "types: {A: {fields: {}}}\n" +
			"functions: {f: {get: \"/{a}/{b}/{c}/{d}\", parameters: {a: A, b: {type: json}, c: dat, d: {listOf: int}}}}", `
			11:58: type "A" has fields: a path parameter has a simple type
			11:71: json cannot be a segment of a path: expected a simple type
			11:81: type "dat" does not exist: did you mean "date"?
			11:90: unknown key "listOf": expected one of type, enum, doc, deprecated, example, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum`},
		{"styles", "functions: {f: {get: /, query: {a: {type: int, style: comma}, b: {listOf: int, style: coma}}," +
			" headers: {c: {listOf: int, style: comma}}}}", `
			10:55: only a list has a style: remove style
			10:87: style "coma" is unknown: did you mean "comma"?
			10:122: unknown key "style": expected one of type, listOf, fields, enum, doc, required, default, deprecated, example, keepUnknown, open, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum`},
		{"no functions", "functions: {}", `
			10:12: no functions: a client needs at least one`},
		{"function with a bad name", "functions: {\"a b\": {get: /}}", `
			10:13: "a b" cannot name a function: expected a letter, then letters, digits, _, - and .`},
		{"schemes", get + "auth: {none: basic, 1a: bearer, b: digest, c: {doc: x}, d: {type: basic, apiKey: {query: k}}, e: ''}", `
			11:8: "none" is no name for a scheme: a function says auth: none if it needs none
			11:21: "1a" cannot name a scheme: expected a letter, then letters, digits, _, - and .
			11:36: "digest" is not a kind of authentication: expected one of basic, bearer, signature
			11:47: one of the keys type, apiKey, oauth2 is missing
			11:60: the keys type, apiKey exclude one another: keep one
			11:98: expected text, found none: leave the key out`},
		{"no schemes", get + "auth: {}", `
			11:7: no schemes: leave auth out if the service needs no authentication`},
		{"OAuth 2.0", get + "auth: {a: {oauth2: {grants: []}}, b: {oauth2: {tokenUrl: http://x, grants: [implicit, password, password]}}}", `
			11:20: missing key "tokenUrl"
			11:29: expected at least one grant, found no item
			11:47: a client signs in at one authorization server: make this scheme bearer, or remove it
			11:58: not an absolute URL of https: expected for example https://auth.example.org/token
			11:77: "implicit" is not a grant: expected one of authorizationCode, jwtBearer, clientCredentials, password
			11:97: grant "password" occurs twice: remove one`},
		{"URLs of OAuth 2.0", get + "auth: {a: {oauth2: {tokenUrl: \"https://a:b@x\", userInfoUrl: /user, revocationUrl: \"https://x/#y\", " +
			"authorizationUrl: \"https://x\", grants: [password]}}}", `
			11:31: a URL in a description has no credentials: remove the part before the @
			11:61: not an absolute URL of https: expected for example https://auth.example.org/token
			11:83: the URL of an endpoint has no fragment (RFC 6749 section 3.1): remove the # and the rest
			11:117: no grant needs this URL: add authorizationCode to grants, or remove it`},
		{"settings of OAuth 2.0", get + "auth: {a: {oauth2: {tokenUrl: https://x, grants: [authorizationCode], scopes: [a b, c, c], " +
			"clientAuth: bsic, subject: tenat}}}", `
			11:50: the grant authorizationCode needs an authorizationUrl, where users sign in
			11:80: "a b" is not a scope: expected ASCII without spaces, quotes and backslashes (RFC 6749 section 3.3)
			11:88: scope "c" occurs twice: remove one
			11:104: "bsic" is not a way to authenticate a client: did you mean "basic"?
			11:119: "tenat" is not among parameters: did you mean "tenant"?
			11:119: the subject comes from the user info: add userInfoUrl, or remove subject`},
		{"subject with a default", get + "auth: {a: {oauth2: {tokenUrl: https://x, userInfoUrl: https://x, grants: [password], subject: lang}}}", `
			11:95: parameter "lang" has a default, so it is never left out: remove the default or subject`},
		{"not authenticated", get + "notAuthenticated: [{status: 401}, {status: 200}, {contains: x}, {status: 400, contains: a}, " +
			"{status: 400, contains: a}, {status: 4.5}]", `
			11:29: status 401 always means that the caller is not authenticated: remove this response
			11:44: 200 is not the status of an error: expected 400 to 599
			11:50: missing key "status"
			11:93: this response occurs twice: remove one
			11:130: expected a whole number, found a number`},
		{"nobody not authenticated", get + "notAuthenticated: []", `
			11:19: expected at least one response, found no item: leave notAuthenticated out`},
		{"API keys", get + "auth: {a: {apiKey: {}}, b: {apiKey: {header: X-A, query: a}}, c: {apiKey: {header: X A}}, " +
			"d: {apiKey: {header: AUTHORIZATION}}, e: {apiKey: {header: host}}}", `
			11:20: one of the keys header, query is missing
			11:37: the keys header, query exclude one another: keep one
			11:84: "X A" cannot name a header: use letters, digits and hyphens
			11:112: the client writes the header AUTHORIZATION itself: expected basic, bearer or signature
			11:150: the client writes the header host itself: expected a header of the service's own`},
		{"API key and parameter in one place", "auth: {a: {apiKey: {header: X-Key}}, b: {apiKey: {query: key}}, c: bearer}\n" +
			"headerPrefix: X-\nfunctions: {f: {get: /, query: {key: string, Key: string}, headers: {kEY: string}}, " +
			"g: {get: /g, auth: c, query: {key: string}}}", `
			12:33: the client writes the API key of scheme "b" here: remove the parameter
			12:70: the client writes the API key of scheme "a" here: remove the parameter`},
		{"alternatives", "auth: {key: basic, token: bearer}\nfunctions: {f: {get: /, auth: kye}, g: {get: /, auth: [key, none, key, none]}, " +
			"h: {get: /, auth: []}}", `
			10:20: no function accepts this scheme: name it in the auth of one, or remove it
			11:31: scheme "kye" is not under auth: did you mean "key"?
			11:67: scheme "key" occurs twice: remove one
			11:72: scheme "none" occurs twice: remove one
			11:98: expected at least one scheme, found no item: write none if the function needs no authentication`},
		{"alternatives without schemes", "functions: {f: {get: /, auth: none}, g: {get: /, auth: [token]}}", `
			10:31: the description has no schemes: list them under auth at its top
			10:56: the description has no schemes: list them under auth at its top`},
		{"schemes that no function accepts", "auth: {a: basic, b: bearer}\nfunctions: {f: {get: /, auth: none}}", `
			10:8: no function accepts this scheme: name it in the auth of one, or remove it
			10:18: no function accepts this scheme: name it in the auth of one, or remove it`},
		{"errors",
			get + "types: {A: {fields: {a: int, text: string}}, S: {base: string}}\nerrors: {type: A, field: txt}", `
			12:26: type "A" has no field "txt": did you mean "text"?`},
		{"paging", "types: {A: {fields: {l: {listOf: int}, b: bool, s: string, n: int, a: A}}}\nfunctions:\n" +
			"  a: {post: /a, result: {listOf: int}, paging: {page: p}}\n" +
			"  b: {get: /b, paging: {page: p}}\n" +
			"  c: {get: /c, result: {listOf: int}, paging: {page: q, offset: p}}\n" +
			"  d: {get: /d, query: {p: string, q: {type: int, required: true}, r: int}, result: {listOf: int}, paging: {page: p, items: x, more: y, next: z, first: 2}}\n" +
			"  e: {get: /e, query: {q: {type: int, required: true}}, result: A, paging: {offset: q, first: 0}}\n" +
			"  f: {get: /f, query: {r: int}, result: A, paging: {cursor: r, next: n, items: b, more: l}}\n" +
			"  g: {get: /g, query: {r: int}, result: A, paging: {page: s, items: a.l.x, more: a.c}}\n" +
			"  h: {get: /h, query: {r: string}, result: {listOf: int}, paging: {cursor: r, next: s}}", `
			12:48: only a GET returns pages: remove paging
			13:24: the result is no page: expected a list, or a type with a list among its fields
			14:47: the keys page, offset exclude one another: keep one
			15:114: parameter p is not a number: expected an int
			15:124: the result is the list: remove items
			15:133: the result is a list, without fields: describe the JSON around it as a type
			15:142: only a cursor is in the page before: remove next
			15:152: expected 0 or 1
			16:76: missing key "items"
			16:85: parameter q must be optional and a single value, since it is set for each page
			16:95: only the numbers of pages have a first: remove it
			17:61: parameter r is not text: expected the cursor, a string
			17:70: field "n" is not a string
			17:80: field "b" is not a list
			17:89: field "l" is not true or false
			18:59: the function has no query parameter "s": did you mean "r"?
			18:69: field "l" has no fields
			18:82: type "A" has no field "c": did you mean "l"?
			19:85: the result is a list, without fields: describe the JSON around it as a type`},
		{"response headers", "types: {A: {fields: {}}}\nfunctions:\n  a:\n    head: /\n    responseHeaders: {a b: int, X: A, x: json, y: {listOf: Int}}", `
			14:23: "a b" cannot name a header: use letters, digits and hyphens
			14:36: type "A" has fields: a response header has a simple type
			14:39: header x is already in line 14: names of headers have no case (RFC 9110, section 5.1)
			14:42: a response header cannot be json: make it a string
			14:60: type "Int" does not exist: did you mean "int"?`},
		{"idempotency keys", "functions:\n  a: {get: /a, idempotencyKey: Key}\n  b: {post: /b, idempotencyKey: a b}\n" +
			"  c: {post: /c, headers: {key: string}, idempotencyKey: Key}", `
			11:32: a GET changes nothing, so it is retried without a key: remove idempotencyKey
			12:33: "a b" cannot name a header: use letters, digits and hyphens
			13:57: header Key is a parameter too: remove that, since callers can set the key`},
		{"defaults of parameters", "types: {A: {fields: {}}}\nfunctions:\n  a:\n    post: /a\n    query: {a: {type: int, default: x}, b: {type: date, default: 2026-13-01}," +
			" c: {listOf: int, default: 1},\n      d: {type: int, required: true, default: 1}, e: {type: bool, default: 1}, f: {type: json, default: x}}\n" +
			"    body: {multipart: {g: {mime: PDF, default: x}, h: {type: A, default: x}, i: {type: number, default: 1.x}, j: {type: int, default: []}}}", `
			14:37: expected a number, found text
			14:66: only text, numbers, true and false can be defaults
			14:105: only text, numbers, true and false can be defaults
			15:47: what is required is never absent: remove default, or required
			15:76: expected true or false, found a number
			15:105: only text, numbers, true and false can be defaults
			16:48: a file has no default: remove it
			16:74: only text, numbers, true and false can be defaults
			16:105: expected a number, found text
			16:135: expected a number, found a list`},
		{"errors by status", "types: {A: {fields: {a: string}}, S: {base: string}}\nerrors: {404: B, 410: S, 403: A, 200: A, x: A}\n" +
			"functions: {f: {get: /, errors: {404: A, 399: A, 600: A, defalt: A, '0404': A, 500: [A]}}}", `
			11:15: type "B" does not exist: did you mean "A"?
			11:23: type "S" has no fields: expected the type of error responses
			11:34: 200 is not the status of an error: expected 400 to 599 (RFC 9110, section 15)
			11:42: unknown key "x": expected one of type, field, default
			12:42: 399 is not the status of an error: expected 400 to 599 (RFC 9110, section 15)
			12:50: 600 is not the status of an error: expected 400 to 599 (RFC 9110, section 15)
			12:58: unknown key "defalt": did you mean "default"?
			12:69: 0404 is not the status of an error: expected 400 to 599 (RFC 9110, section 15)
			12:85: expected text, found a list`},
		{"errors by status and messages", get + "types: {A: {fields: {a: int}}}\nerrors: {404: A, field: a}", `
			12:9: missing key "type"`},
		{"errors without text", get + "types: {A: {fields: {a: int}}}\nerrors: {type: A, field: a}", `
			12:26: field "a" is not text: expected the field with the messages for the user`},
		{"errors without fields", get + "errors: {type: string, field: a}", `
			11:16: type "string" has no fields: expected the type of error responses`},
		{"errors without a key", get + "errors: {type: string}", `
			11:9: missing key "field"`},
		{"header prefix and time zone", get + "headerPrefix: \"X Y\"\ntimeZone: Europa/Berlin", `
			11:15: "X Y" cannot begin a header's name: use letters, digits and hyphens
			12:11: time zone "Europa/Berlin" does not exist: expected a name of the IANA database such as Europe/Berlin`},
		{"text where text is needed", get + "timeZone: 1.0\nmultiCall: yes\nheaderPrefix: ''", `
			11:11: expected text, found a number: put it in quotes
			12:12: expected true or false, found text
			13:15: expected text, found none: leave the key out`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { wantFaults(t, head+test.text, test.want) })
	}
}

// TestHeadFaults has faults of what head says right.
func TestHeadFaults(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"version", "kontrakt: 1", "kontrakt: 2", `
			1:11: version 2 of the dialect is unknown: expected 1`},
		{"version as text", "kontrakt: 1", "kontrakt: '1'", `
			1:11: expected a whole number, found text`},
		{"no version and no title", "kontrakt: 1\ntitle: Bücher\n", "", `
			1:1: missing key "kontrakt"
			1:1: missing key "title"`},
		{"unknown parameter", "{tenant}", "{tenat}", `
			5:10: parameter {tenat} is not among parameters: did you mean "tenant"?
			7:3: no URL uses this parameter: put {tenant} into baseUrl or a path, or remove it`},
		{"relative base URL", "http://example.org/", "/", `
			5:10: not a URL: expected for example https://www.example.org/path (RFC 3986)`},
		{"other scheme", "http://", "ftp://", `
			5:10: not a URL: expected for example https://www.example.org/path (RFC 3986)`},
		{"parameter in the host", "example.org", "{lang}.org", `
			5:10: a parameter can only be in the path of the URL
			5:10: parameter {lang} occurs twice: remove one`},
		{"credentials", "example.org", "me:secret@example.org", `
			5:10: a URL in a description has no credentials: remove the part before the @`},
		{"slash at the end", "{lang}\n", "{lang}/\n", `
			5:10: every path begins with a slash: remove the slash at the end of the base URL`},
		{"MIME type", "text/plain", "plain", `
			9:41: "plain" is not a MIME type: expected type/subtype`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(head+"functions: {f: {get: /}}\n", test.old, test.new, 1)
			wantFaults(t, text, test.want)
		})
	}
}

func TestNoFile(t *testing.T) {
	_, ds := rest.Read(schema.Source{FS: fstest.MapFS{}, Name: "api.yaml", Dir: "contracts"})
	if got, want := ds.Error(), "contracts/api.yaml: cannot be read: file does not exist"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestIncludes has descriptions that include other files, from line 10 on.
func TestIncludes(t *testing.T) {
	const get = "functions: {f: {get: /}}\n"
	for _, test := range []struct {
		name, text string
		files      map[string]string
		want       string
	}{
		{"types and MIME types", "include: [shared/a.yaml, b.yaml]\ntypes: {T: {fields: {u: U, v: V, w: W}}}\n" +
			"functions: {f: {get: /, result: {mime: Sound}}}\n",
			map[string]string{"shared/a.yaml": "kontrakt: 1\ninclude: [../b.yaml, c.yaml]\ntypes: {U: {fields: {t: T, v: V}}}",
				"b.yaml": "kontrakt: 1\ntypes: {V: {enum: [a]}}", "shared/c.yaml": "kontrakt: 1\nmimeTypes: {Sound: audio/ogg}\n" +
					"types: {W: {base: string}}"}, ``},
		{"no such file", "include: [a.yaml, /b.yaml, ../c.yaml, 'https://d.example/d.yaml', api.yaml, 1]\n" + get, nil, `
			api.yaml:10:11: "a.yaml" is not found in the contract's folder: save it there
			api.yaml:10:19: "/b.yaml" is an absolute path: name the file relative to the folder of this one
			api.yaml:10:28: "../c.yaml" is outside of the contract's folder: allow it with --root ..
			api.yaml:10:39: "https://d.example/d.yaml" is not read from the network: fetch the contract with gen fetch, or save the file and name it with --map URI=FILE
			api.yaml:10:67: "api.yaml" is the description itself: an included file cannot include it
			api.yaml:10:77: expected text, found a number: put it in quotes`},
		{"cycle", "include: [a.yaml]\n" + get, map[string]string{"a.yaml": "kontrakt: 1\ninclude: [b.yaml]",
			"b.yaml": "kontrakt: 1\ninclude: [a.yaml]"}, `
			api.yaml:10:11: "a.yaml" includes itself, through b.yaml:2:11
			b.yaml:2:11: "a.yaml" includes itself: remove it here`},
		{"declared twice", "include: [a.yaml, b.yaml]\ntypes: {T: {base: string}}\n" + get, map[string]string{
			"a.yaml": "kontrakt: 1\nmimeTypes: {PDF: application/pdf}\ntypes: {T: {base: int}, U: {base: int}}",
			"b.yaml": "kontrakt: 1\ntypes: {U: {base: int}}"}, `
			a.yaml:2:13: MIME type "PDF" is already declared at api.yaml:9:13: rename one, or include one alone
			a.yaml:3:9: type "T" is already declared at api.yaml:11:9: rename one, or include one alone
			a.yaml:3:25: type "U" is declared again at b.yaml:2:9
			api.yaml:9:13: MIME type "PDF" is declared again at a.yaml:2:13
			api.yaml:11:9: type "T" is declared again at a.yaml:3:9
			b.yaml:2:9: type "U" is already declared at a.yaml:3:25: rename one, or include one alone`},
		{"what an included file cannot have", "include: [a.yaml, b.yaml, c.yaml]\n" + get, map[string]string{
			"a.yaml": "kontrakt: 1\nfunctions: {}", "b.yaml": "kontrakt: 2", "c.yaml": "types: {T: {fields: {a: X}}}"}, `
			a.yaml:2:1: unknown key "functions": expected one of kontrakt, include, mimeTypes, types
			b.yaml:1:11: version 2 of the dialect is unknown: expected 1
			c.yaml:1:1: missing key "kontrakt"
			c.yaml:1:25: type "X" does not exist: did you mean "T"?`},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{"api.yaml": {Data: []byte(head + test.text)}}
			for name, text := range test.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			_, ds := rest.Read(schema.Source{FS: files, Name: "api.yaml"})
			var want []string
			for line := range strings.Lines(strings.TrimSpace(test.want)) {
				want = append(want, strings.TrimSpace(line))
			}
			got := ""
			if len(ds) > 0 {
				got = ds.Error()
			}
			if want := strings.Join(want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
