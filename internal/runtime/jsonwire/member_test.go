// Tests of known members, and of borrowed texts.

package jsonwire_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonitems"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
)

// jsonNames are names that are alike in places.
var jsonNames = []string{"a", "", "Adresse", "Adressen", "Adresszusatz", "Adresszusätze",
	"Adressdaten aus dem Bestand, Zeile 1",
	"Adressdaten vom Kunden, Zeile 1", `"`, "n\n", "Straße"}

var membersOfNames = jsonwire.NewMembers(jsonNames...)

// decodeNames reads an object of strings.
func decodeNames(text string) (map[string]string, error) {
	values := map[string]string{}
	d := jsonwire.NewDecoder(text)
	var seen jsonwire.SeenMembers
	for ok := d.Object(); ok && d.MemberOf(membersOfNames, &seen); {
		name := d.Key()
		values[name] = d.Text()
	}
	return values, d.Close()
}

func TestMemberOf(t *testing.T) {
	escape := strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace
	for _, names := range [][]string{
		jsonNames,
		{"Straße", "a", "Adresse"},
		{"Adresszusätze", "Adresszusatz", "Adressen", "Adresse", "a", ""},
		{"Adress", "Adresse2", "Adresszusätzf", "Adressdaten aus dem Abstand, Zeile 1", "Adresszusatz"},
	} {
		want := map[string]string{}
		var compact, blanks, escaped []string
		for _, name := range names {
			want[name] = "of " + name
			value := `"of ` + escape(name) + `"`
			compact = append(compact, `"`+escape(name)+`":`+value)
			blanks = append(blanks, ` "`+escape(name)+"\" :\n"+value+"\t")
			escaped = append(escaped, strings.ReplaceAll(strconv.QuoteToASCII(name), "A", `\u0041`)+":"+value)
		}
		for _, members := range [][]string{compact, blanks, escaped} {
			text := "{" + strings.Join(members, ",")
			if got, err := decodeNames(text + "}"); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s gives %q, %v", text, got, err)
			}
			for _, name := range names {
				_, err := decodeNames(text + `,"` + escape(name) + `":""}`)
				twice := err != nil && strings.HasSuffix(err.Error(), "expected one member of this name, found another")
				if slices.Contains(jsonNames, name) != twice {
					t.Errorf("%s with another %q: %v", text, name, err)
				}
			}
		}
	}
}

// A type may have any number of members.
func TestMemberOfMany(t *testing.T) {
	var names []string
	for i := range 200 {
		names = append(names, "n"+strconv.Itoa(i))
	}
	members := jsonwire.NewMembers(names...)
	text := `{"` + strings.Join(names, `":1,"`) + `":1`
	read := func(text string) (n int, err error) {
		d := jsonwire.NewDecoder(text)
		var seen jsonwire.SeenMembers
		for d.Object(); d.MemberOf(members, &seen); n++ {
			d.Skip()
		}
		return n, d.Close()
	}
	if n, err := read(text + "}"); n != 200 || err != nil {
		t.Errorf("%d members, %v", n, err)
	}
	for _, name := range names {
		if n, err := read(text + `,"` + name + `":1}`); n != 201 || err == nil {
			t.Errorf("%q again: %d members, %v", name, n, err)
		}
	}
}

// A text that is cut, or goes on with another byte, is a fault wherever that is.
func TestMemberOfFaults(t *testing.T) {
	const text = `{"a":"1","Adressdaten vom Kunden, Zeile 1":"2","Adresse":"3"}`
	for i := range text {
		for _, broken := range []string{text[:i], text[:i] + "\x00" + text[i+1:]} {
			if _, err := decodeNames(broken); err == nil {
				t.Errorf("%q passed", broken)
			}
		}
	}
	for _, name := range []string{`"`, "n\n"} { // which have to be escaped
		if _, err := decodeNames(`{"` + name + `":"a","Adresse":"b"}`); err == nil {
			t.Errorf("the name %q passed as it is", name)
		}
	}
}

// Nothing of a text that is the caller's is kept: neither of strings in any form, nor of names.
func TestUnmarshalJSONCopies(t *testing.T) {
	long := strings.Repeat("Überlang ", 2000)
	text := []byte(`{"":"x","a":"kurz","Adresse":"M\u00fcller","Adressen" : "mit Blank davor", "b":12,"c":1.50,
		"d":{"e":[1]},"Adresszusatz":"` + long + `","Adresszusätze":"` + long + `\"","Straße":"M"}`)
	var values, names []string
	var seen jsonwire.SeenMembers
	unknown := map[string]json.RawMessage{}
	err := jsonwire.Unmarshal(text, func(d *jsonwire.Decoder) {
		for ok := d.Object(); ok && d.MemberOf(membersOfNames, &seen); {
			switch d.Key() {
			case "b":
				values = append(values, d.Text())
			case "c":
				values = append(values, d.Text())
			case "d":
				jsonitems.KeepMember(d, &unknown)
			default:
				values = append(values, d.Text())
			}
		}
	})
	clear(text)
	for name, value := range unknown {
		names = append(names, name, string(value))
	}
	want := []string{"x", "kurz", "Müller", "mit Blank davor", "12", "1.50", long, long + `"`, "M"}
	if err != nil || !reflect.DeepEqual(values, want) || !reflect.DeepEqual(names, []string{"d", `{"e":[1]}`}) {
		t.Errorf("got %.40q, %q, %v", values, names, err)
	}
}

func TestNewInt64(t *testing.T) {
	var text []string
	for i := range 1000 {
		text = append(text, strconv.Itoa(i))
	}
	d := jsonwire.NewDecoder("[" + strings.Join(text, ",") + "]")
	var got []*int64
	for ok := d.Array(false); ok && d.Element(); {
		got = append(got, d.NewInt64())
	}
	if err := d.Close(); err != nil || len(got) != 1000 {
		t.Fatalf("%d, %v", len(got), err)
	}
	for i, n := range got {
		if *n != int64(i) {
			t.Fatalf("element %d is %d", i, *n)
		}
	}
}
