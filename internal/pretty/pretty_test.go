// Layouts: what they look like, and what holds for every text.

package pretty

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// isToken tells the secrets of these tests.
func isToken(name string) bool { return strings.EqualFold(name, "token") }

func TestLay(t *testing.T) {
	for _, test := range []struct{ name, contentType, body, want string }{
		{"elements", "text/xml", `<?xml version="1.0"?><a x="1"><b>one</b> <c/><d><e></e></d><!-- f --></a>`, `
<?xml version="1.0"?>
<a x="1">
  <b>one</b>
  <c/>
  <d>
    <e></e>
  </d>
  <!-- f -->
</a>`},
		{"mixed content", "text/xml", "<a><b>one <i>two</i><i> three</i>\n</b></a>", `
<a>
  <b>one <i>two</i><i> three</i>
</b>
</a>`},
		{"secrets of XML", "text/xml", `<x:a token='one'><x:token>two</x:token><token><![CDATA[three]]></token><token/></x:a>`, `
<x:a token='[secret 1]'>
  <x:token>[secret 2]</x:token>
  <token>[secret 3]</token>
  <token/>
</x:a>`},
		{"malformed XML", "text/xml", `<a><b <token>one</token></a></a>`, `
<a><b <token>[secret 1]</token></a>
</a>`},
		{"members", "application/json", `{"a":{},"b":[],"c":[1,{"d":"x,y"}],"e":null}`, `
{
  "a": {},
  "b": [],
  "c": [
    1,
    {
      "d": "x,y"
    }
  ],
  "e": null
}`},
		{"secrets of JSON", "", `{"token":"one","x":{"token":["two",3]},"token":""}`, `
{
  "token": "[secret 1]",
  "x": {
    "token": [
      "[secret 2]",
      [secret 3]
    ]
  },
  "token": ""
}`},
		{"malformed JSON", "application/json", `{"a":1,}]{"token":"one`, `
{
  "a": 1,
}
]{
  "token": "[secret 1]`},
		{"a form", "application/x-www-form-urlencoded", "a=1&token=one%20two&b", `
a=1
&token=[secret 1]
&b`},
		{"parts", `multipart/related; boundary="x"`, "--x\r\nToken: one\r\nContent-Type: application/json\r\n\r\n{\"token\":\"two\",\"a\":1}\r\n--x\r\n\r\n\x00\xff\r\n--x--\r\n", `
--x
Token:[secret 1]
Content-Type: application/json
{
  "token": "[secret 2]",
  "a": 1
}
--x
2 bytes that are not text
--x--`},
		{"a secret field", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\none\r\ntwo\r\n--x--", `
--x
Content-Disposition: form-data; name="token"
[secret 1]
--x--`},
		{"text", "text/plain", "one\ntwo\r\nthree", "\none\ntwo\nthree"},
		{"nothing", "", "", "\n"},
	} {
		text := Lay(test.contentType, test.body, isToken)
		if got := text.String(); got != test.want[1:] {
			t.Errorf("%s:\n%s\nwant:%s", test.name, got, test.want)
		}
		if body := text.Body(); text.Restore(body) != test.body || text.IsEditable && squeeze(body) != squeeze(test.want) {
			t.Errorf("%s: without secrets the body is %q", test.name, body)
		}
		if restored := text.Restore(text.String()); text.IsEditable && squeeze(restored) != squeeze(test.body) {
			t.Errorf("%s: it can be edited as %q, which is not what was sent", test.name, restored)
		}
	}
}

// squeeze returns text without white space.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// Every place is marked on the line that has what is there. The mark begins there or, inside a piece, with that piece.
func TestPlaces(t *testing.T) {
	for contentType, body := range map[string]string{
		"text/xml":         "<ä>\n<b c='ü'>é</b><b>two</b>\n\n <d><e/></d></ä>",
		"application/json": "{\"ä\": {\"b\": [1, \"é\"],\n\n\"c\": null}}",
		"text/plain":       "one\n\ntwo",
	} {
		line, column := 1, 1
		for offset, r := range body {
			text := Lay(contentType, body, isToken, Place{line, column})
			n := slices.IndexFunc(text.Lines, func(l Line) bool { return len(l.Violations) == 1 })
			if n < 0 {
				t.Fatalf("%s: the violation at %d:%d is not shown", contentType, line, column)
			}
			marked := ""
			for _, piece := range text.Lines[n].Pieces {
				if piece.IsMarked {
					marked += piece.Text
				}
			}
			if !unicode.IsSpace(r) && contentType != "text/plain" && !strings.Contains(squeeze(marked), string(r)) {
				t.Errorf("%s: %q at %d:%d is not in the mark %q", contentType, body[offset:], line, column, marked)
			}
			if column++; r == '\n' {
				line, column = line+1, 1
			}
		}
		for _, place := range []Place{{}, {100, 1}} {
			for _, line := range Lay(contentType, body, isToken, place).Lines {
				if len(line.Violations) > 0 {
					t.Errorf("%s: %v is marked in %v", contentType, place, line)
				}
			}
		}
	}
}

// What else is hidden makes a text that cannot be edited.
func TestHide(t *testing.T) {
	text := Lay("application/json", `{"echo":"one","two":"other"}`, isToken)
	text.Hide(strings.NewReplacer("one", "…").Replace)
	for _, got := range []string{squeeze(text.String()), text.Body()} {
		if got != `{"echo":"…","two":"other"}` || text.IsEditable {
			t.Errorf("%s, %v", got, text.IsEditable)
		}
	}
}

// What is too long is cut between two characters, and cannot be edited.
func TestLongBody(t *testing.T) {
	for shift := range utf8.UTFMax {
		body := strings.Repeat("a", shift) + strings.Repeat("€", MaxBody)
		text := Lay("text/plain", body, isToken)
		last := text.Lines[len(text.Lines)-1].Pieces[0].Text
		shown := strings.TrimSuffix(text.String(), "\n"+last)
		if text.IsEditable || !strings.HasPrefix(body, shown) || last != fmt.Sprintf("… %d more bytes", len(body)-len(shown)) {
			t.Errorf("shift %d: %d bytes are shown, then %q", shift, len(shown), last)
		}
	}
}

// The layout of a body is not much longer than the body, and many violations in one line are found at once.
func TestDeepBodies(t *testing.T) {
	for contentType, open := range map[string]string{"text/xml": "<a>", "application/json": "["} {
		body := strings.Repeat(open, MaxBody/4/len(open))
		var places []Place
		for column := 1; column <= len(body); column += len(open) {
			places = append(places, Place{1, column})
		}
		text := Lay(contentType, body, isToken, places...)
		if n := len(text.String()); n > (2*maxIndent+2)*len(body) {
			t.Errorf("%s: %d bytes are laid out in %d", contentType, len(body), n)
		}
		for i, line := range text.Lines {
			if len(line.Violations) != 1 || line.Violations[0] != i {
				t.Fatalf("%s: line %d has the violations %v", contentType, i, line.Violations)
			}
		}
	}
}

// Random JSON stays the same JSON.
func TestJSONStays(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		body, err := json.Marshal(randomValue(random, 4))
		if err != nil {
			t.Fatal(err)
		}
		var want, got any
		text := Lay("application/json", string(body), isToken)
		if err := json.Unmarshal([]byte(text.Restore(text.String())), &got); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		if json.Unmarshal(body, &want); fmt.Sprint(want) != fmt.Sprint(got) {
			t.Errorf("%s became %s", body, text)
		}
	}
}

func randomValue(random *rand.Rand, depth int) any {
	switch n := random.IntN(8); {
	case n < 2 && depth > 0:
		object := map[string]any{}
		for range random.IntN(4) {
			object[[]string{"a", "b\"c", "token", "ä"}[random.IntN(4)]] = randomValue(random, depth-1)
		}
		return object
	case n < 4 && depth > 0:
		list := []any{}
		for range random.IntN(4) {
			list = append(list, randomValue(random, depth-1))
		}
		return list
	case n < 6:
		return []string{"", "x", "{\"a\": [", "a, b", "\\\n"}[random.IntN(5)]
	case n == 6:
		return random.IntN(1000)
	}
	return nil
}

// Of any text nothing is lost, and no secret is shown.
func FuzzLay(f *testing.F) {
	for _, body := range []string{
		`<a><b>one</b><token x="]]>">secret-value</token><![CDATA[<]]></a>`, `<a <b/></c><!-- <? <!`,
		`{"a": [1, {"token": "secret-value"}], "b`, `]}{,:"\`, "a=1&&token=secret-value&=", "\ufeff<a/>", "text",
		"--x\r\n\r\nsecret\r\n--x--", "--x\nToken: secret-value\n--x",
	} {
		for _, contentType := range []string{"text/xml", "application/json", formMedia, "multipart/mixed; boundary=x", ""} {
			f.Add(contentType, body)
		}
	}
	f.Fuzz(func(t *testing.T, contentType, body string) {
		text := Lay(contentType, body, isToken, Place{1, 3}, Place{2, 1})
		if text.IsEditable && squeeze(text.Restore(text.String())) != squeeze(body) {
			t.Errorf("%q became %q", body, text)
		}
		for _, known := range []string{`"token":"secret-value"`, "<token>secret-value</token>"} {
			if strings.HasPrefix(body, known) && strings.Contains(text.String(), "secret-value") && text.media != formMedia {
				t.Errorf("%q shows a secret: %q", body, text)
			}
		}
	})
}
