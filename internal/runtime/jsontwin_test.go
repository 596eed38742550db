// JSON strings that are read eight bytes at a time, against encoding/json, which reads them one by one: every length up
// to five words, every place of every byte, and every kind of neighbour, since the words reach beyond the string.

package runtime_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

// jsonNeighbours may stand behind a string in an array.
var jsonNeighbours = []string{
	"", " ", `,"ä"`, `,"","Übertragung"`, `,"\""`, ",\"\x7f\\\\\"", `,"plain text of several words"`, `,"€€€€€€€€"`, `,"😀"`,
}

// naiveJSONString returns what a string of JSON, in its quotes, means; ok is false if it is not valid.
func naiveJSONString(quoted string) (value string, ok bool) {
	err := json.Unmarshal([]byte(quoted), &value)
	return value, err == nil && utf8.ValidString(quoted)
}

// textsOf reads an array of strings, of which nothing is kept if the text is lent.
func textsOf(array string, lent bool) (texts []string, err error) {
	decode := func(d *runtime.JSONDecoder) {
		if d.Array() {
			for d.Element() {
				texts = append(texts, d.Text())
			}
		}
	}
	if !lent {
		d := runtime.NewJSONDecoder(array)
		decode(d)
		return texts, d.Close()
	}
	borrowed := []byte(array)
	err = runtime.UnmarshalJSON(borrowed, decode)
	clear(borrowed)
	return texts, err
}

func TestJSONStringsBetweenNeighbours(t *testing.T) {
	turn := 0
	check := func(content string) {
		turn++
		before := strings.Repeat(" ", turn%8)
		for i, neighbour := range jsonNeighbours {
			if len(content) > 17 && i != turn%len(jsonNeighbours) {
				continue
			}
			array := before + `["` + content + `"` + neighbour + "]"
			want, ok := naiveJSONString(`"` + content + `"`)
			for _, lent := range []bool{false, true} {
				got, err := textsOf(array, lent)
				if (err == nil) != ok || ok && got[0] != want {
					t.Fatalf("%q, lent %v: read as %q, %v, want %q", array, lent, got, err, want)
				}
			}
		}
	}
	for length := range 41 {
		for _, filling := range []string{strings.Repeat("a", length), strings.Repeat("ü", length)[:length]} {
			check(filling)
			for place := range length {
				for c := range 256 {
					check(filling[:place] + string([]byte{byte(c)}) + filling[place+1:])
				}
			}
		}
	}
}
