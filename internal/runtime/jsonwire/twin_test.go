// What of JSON goes several bytes at a time, against twins that go one by one, among them encoding/json: strings with
// every kind of neighbour, since words reach beyond them, strings that are written, names of members, numbers, escapes.

package jsonwire

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/texttest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// jsonNeighbours may stand behind a string in an array.
var jsonNeighbours = []string{
	"", " ", `,"ä"`, `,"","Übertragung"`, `,"\""`, ",\"\x7f\\\\\"", `,"plain text of several words"`,
	`,"€€€€€€€€"`, `,"😀"`,
}

// naiveJSONString returns what a string of JSON, in its quotes, means; ok is false if it is not valid.
func naiveJSONString(quoted string) (value string, ok bool) {
	err := json.Unmarshal([]byte(quoted), &value)
	return value, err == nil && utf8.ValidString(quoted)
}

// textsOf reads an array of strings, of which nothing is kept if the text is lent.
func textsOf(array string, lent bool) (texts []string, err error) {
	decode := func(d *Decoder) {
		if d.Array(false) {
			for d.Element() {
				texts = append(texts, d.Text())
			}
		}
	}
	if !lent {
		d := NewDecoder(array)
		decode(d)
		return texts, d.Close()
	}
	borrowed := []byte(array)
	err = Unmarshal(borrowed, decode)
	clear(borrowed)
	return texts, err
}

func TestJSONStringsBetweenNeighbours(t *testing.T) {
	turn := 0
	check := func(content string) {
		turn++
		before := strings.Repeat(" ", turn%8)
		want, ok := naiveJSONString(`"` + content + `"`)
		for i, neighbour := range jsonNeighbours {
			if len(content) > 17 && i != turn%len(jsonNeighbours) {
				continue
			}
			array := before + `["` + content + `"` + neighbour + "]"
			for _, lent := range []bool{false, true} {
				got, err := textsOf(array, lent)
				if (err == nil) != ok || ok && got[0] != want {
					t.Fatalf("%q, lent %v: read as %q, %v, want %q", array, lent, got, err, want)
				}
			}
		}
	}
	texttest.EachByteAnywhere(texttest.LongestText, check)
}

// Many strings of one text share memory, at the end of which words no longer fit.
func TestJSONStringsInARow(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	pieces := []string{"a", "ü", "€", "😀", `\n`, `\"`, `\u00e4`, `\ud83d\ude00`, "12345678", " "}
	for range 300 {
		quoted := make([]string, random.IntN(600))
		for i := range quoted {
			var b strings.Builder
			for range random.IntN(texttest.LongestText) * random.IntN(3) / 2 {
				b.WriteString(pieces[random.IntN(len(pieces))*random.IntN(2)])
			}
			quoted[i] = `"` + b.String() + `"`
		}
		array := "[" + strings.Join(quoted, ",") + "]"
		var want []string
		if err := json.Unmarshal([]byte(array), &want); err != nil {
			t.Fatal(err)
		}
		for _, lent := range []bool{false, true} {
			if got, err := textsOf(array, lent); err != nil || !slices.Equal(got, want) {
				t.Fatalf("%s, lent %v: read as %q, %v", array, lent, got, err)
			}
		}
	}
}

// naiveJSON returns s as a string of JSON; ok is false if it cannot be written.
func naiveJSON(s string) (quoted string, ok bool) {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(rune(c)))
		case strings.IndexByte("\b\f\n\r\t", c) >= 0:
			b.WriteString(strings.Trim(strconv.Quote(string(rune(c))), `"`))
		case c < ' ':
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String(), utf8.ValidString(s)
}

func TestJSONAppendLikeTwin(t *testing.T) {
	room := make([]byte, 0, 1<<10)
	turn := 0
	check := func(s string) {
		turn++
		b := append(room[:0], "[1,"...)
		b = b[: len(b) : len(b)+turn%(len(s)+5)] // as much room as is needed, more, or less
		want, ok := naiveJSON(s)
		got := AppendString(b, s)
		if err := wire.CheckEncoded(got); (err == nil) != ok || ok && string(got) != "[1,"+want {
			t.Fatalf("%q is written as %q, %v, not as %q", s, got, err, want)
		}
	}
	texttest.EachByteAnywhere(texttest.LongestText, check)
	texttest.RandomTexts(50_000, texttest.LongestText, []string{
		`"`, `\`, "\n", "\x00", "\x1f", "\x7f", "ü", "€", "😀", "\u2028", "\xff", "\xc0\x80", "\xed\xa0\x80",
	}, check)
}

// readMembers reads an object by MemberOf and returns the names and numbers of its members.
func readMembers(text string, known Members) (members []string, err error) {
	d := NewDecoder(text)
	if d.Object() {
		var seen SeenMembers
		for d.MemberOf(known, &seen) {
			name := strings.Clone(d.Key())
			members = append(members, name+"="+d.Raw())
		}
	}
	return members, d.Close()
}

// naiveMembers is readMembers by encoding/json.
func naiveMembers(text string, known []string) (members []string, ok bool) {
	if !json.Valid([]byte(text)) || !utf8.ValidString(text) {
		return nil, false
	}
	d := json.NewDecoder(strings.NewReader(text))
	_, _ = d.Token()
	for d.More() {
		var value json.RawMessage
		name, _ := d.Token()
		_ = d.Decode(&value)
		text := name.(string) + "="
		if slices.Contains(known, name.(string)) &&
			slices.ContainsFunc(members, func(m string) bool { return strings.HasPrefix(m, text) }) {
			return nil, false // twice
		}
		members = append(members, text+string(value))
	}
	return members, true
}

func TestJSONMembersLikeTwin(t *testing.T) {
	const longName = "employeeIdMAXrsTUVwqzGHJKLbcdfghSNPQRtvY"
	names := []string{"", "ü", "Größe der Straße", `a"b`, `a\b`, "a\nb"} // of which some have to be escaped
	for length := 1; length <= texttest.LongestText; length++ {
		names = append(names, longName[:length])
	}
	known := NewMembers(names...)
	check := func(text string) {
		want, ok := naiveMembers(text, names)
		got, err := readMembers(text, known)
		if (err == nil) != ok || ok && !slices.Equal(got, want) {
			t.Fatalf("%s is read as %q, %v, not as %q", text, got, err, want)
		}
	}
	for i, name := range names {
		for _, before := range []string{"", `"":0,`, `"X":0,`} {
			for _, after := range []string{"", " ", `,"Y":2`, `,"` + longName + `":3`, `,"ä":"ä"`} {
				quoted, _ := naiveJSON(name)
				check("{" + before + quoted + ":1" + after + "}")
				check("{" + before + quoted + " :1" + after + "}")
				check("{" + before + quoted + ":1," + quoted + ":2" + after + "}")
				if before+after != "" && i%4 != 0 {
					continue
				}
				other := []byte(name)
				for place := range other {
					for turned := 1; turned < 256; turned++ { // its bits
						if len(name) < 10 || turned&(turned-1) == 0 {
							other[place] = name[place] ^ byte(turned)
							check("{" + before + `"` + string(other) + `":1` + after + "}")
						}
					}
					other[place] = name[place]
				}
			}
		}
	}
}

// Objects may have more members than a word has bits, in any order, and each of them once.
func TestJSONMembersOutOfOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for _, count := range []int{2, 64, 65, 66, 129} {
		names := make([]string, count)
		for i := range names {
			names[i] = fmt.Sprintf("Feld%d", i)
		}
		known := NewMembers(names...)
		object := func(order []int) string {
			var members []string
			for _, i := range order {
				members = append(members, fmt.Sprintf("%q:%d", names[i], i))
			}
			return "{" + strings.Join(members, ",") + "}"
		}
		inOrder := make([]int, count)
		for i := range inOrder {
			inOrder[i] = i
		}
		backwards := slices.Clone(inOrder)
		slices.Reverse(backwards)
		for _, order := range [][]int{inOrder, backwards, random.Perm(count), random.Perm(count)} {
			text := object(order)
			want, _ := naiveMembers(text, names)
			if got, err := readMembers(text, known); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s is read as %q, %v", text, got, err)
			}
			for i := range order { // each member again, behind all or right behind itself
				if count > 2 && order[i]%16 > 1 {
					continue
				}
				for _, at := range []int{i, len(order)} {
					text := object(slices.Insert(slices.Clone(order), at, order[i]))
					_, err := readMembers(text, known)
					if err == nil || !strings.Contains(err.Error(), "one member of this name") {
						t.Fatalf("%s: %v", text, err)
					}
				}
			}
		}
	}
}

func TestJSONIntegersLikeTwin(t *testing.T) {
	check := func(text string) {
		for _, after := range []string{"]", " ]", ",-7]"} {
			var got, want []int64
			ok := json.Unmarshal([]byte("["+text+after), &want) == nil
			d := NewDecoder("[" + text + after)
			for ok := d.Array(false); ok && d.Element(); {
				if n := d.NewInt64(); n != nil {
					got = append(got, *n)
				}
			}
			if err := d.Close(); (err == nil) != ok || ok && !slices.Equal(got, want) {
				t.Fatalf("%s is read as %d, %v", "["+text+after, got, err)
			}
		}
	}
	random := rand.New(rand.NewPCG(9, 10))
	for length := 1; length <= 22; length++ {
		for range 300 {
			digits := make([]byte, length)
			for i := range digits {
				digits[i] = byte('0' + random.IntN(10))
			}
			check(string(digits))
			check("-" + string(digits))
			place := random.IntN(length)
			for _, c := range []byte("./:-+eE x\x00\xff") {
				digits[place] = c
				check(string(digits))
			}
		}
	}
	for n := range 1100 {
		check(strconv.Itoa(n))
		check("0" + strconv.Itoa(n))
	}
}

// Every escape of four digits, and every byte in the place of each digit.
func TestJSONEscapesLikeTwin(t *testing.T) {
	check := func(quoted string) {
		want, ok := naiveJSONString(quoted)
		if ok && strings.ContainsRune(want, utf8.RuneError) { // which encoding/json takes half of a pair for
			ok = strings.Contains(strings.ToLower(quoted), `\ufffd`)
		}
		d := NewDecoder(quoted)
		if got := d.Text(); (d.Close() == nil) != ok || ok && got != want {
			t.Fatalf("%s is read as %q, %v", quoted, got, d.Err())
		}
	}
	for r := range 1 << 16 {
		check(fmt.Sprintf(`"\u%04x"`, r))
		check(fmt.Sprintf(`"a\u%04X"`, r))
		if r%37 == 0 || 0xd800 <= r && r < 0xe000 && r%5 == 0 {
			for _, second := range []int{0, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdc01, 0xdfff, 0xe000} {
				check(fmt.Sprintf(`"\u%04x\u%04x"`, r, second))
			}
		}
	}
	for _, escape := range []string{`\u00e4`, `\ud83d\ude00`, `\n`} {
		text := []byte(`"` + escape + `bcd"`)
		for place := 1; place < len(text)-1; place++ {
			for c := range 256 {
				old := text[place]
				text[place] = byte(c)
				check(string(text))
				text[place] = old
			}
		}
	}
}

func TestJSONMarks(t *testing.T) {
	texttest.CheckMarks(t, "marksSpecial", marksSpecial, func(c byte) bool { return c < ' ' || c == '"' || c == '\\' })
}

func TestJSONFloatsRoundTrip(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 50_000 {
		v := math.Float64frombits(random.Uint64())
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		text := string(AppendFloat64(nil, v))
		if got := NewDecoder(text).NewFloat64(); got == nil || *got != v {
			t.Fatalf("%v is written as %s, which JSON reads as %v", v, text, got)
		}
	}
}
