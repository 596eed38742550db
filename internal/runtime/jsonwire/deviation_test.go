// Tests of deviations: values instead of objects and arrays, duplicate and unknown members.

package jsonwire_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonitems"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// deviating are texts that are read, and whose deviations are listed: seeds of the fuzz target too.
var deviating = []string{
	`{"0":{"Name":"a"},"2":{"Name":"b"}}`, `{"a":{"Name":"a"},"b":null}`, `{"Name":"a","Zahl":1}`, `{"Name":{}}`, `"a"`,
	`[null,[],{},"",7,false,{"Name":false}]`, `{"Meldungen":{"0":"a","2":"b"}}`, `{"Meldungen":"Übertragung fehlt"}`,
	`{"Meldungen":["","Übertragung fehlt"]}`, `{"Name":"a","Name":"b","x":1,"x":2}`, `{"0":{"0":{"0":{}}}}`,
	`{"Bilder":{"1":{"Breite":12.0},"x":{"Breite":false}}}`, `{"Bilder":{"Breite":"1"}}`,
	`{"Bilder":[{"Bilder":{"Pfad":"x"}}]}`,
}

// jsonThing is read as generated code reads its types.
type jsonThing struct {
	Name   *string
	Thing  *jsonThing
	Things []jsonThing
	Texts  []string
}

var thingMembers = jsonwire.NewMembers("Name", "Thing", "Things", "Texts")

func (m *jsonThing) decode(d *jsonwire.Decoder) {
	if !d.Object() {
		return
	}
	var seen jsonwire.SeenMembers
	for d.MemberOf(thingMembers, &seen) {
		switch d.Key() {
		case "Name":
			m.Name = d.NewText()
		case "Thing":
			m.Thing = nil
			if !d.Absent() && d.IsObject() {
				m.Thing = wire.New[jsonThing](&d.Slabs)
				m.Thing.decode(d)
			}
		case "Things":
			m.Things = decodeThings(d)
		case "Texts":
			m.Texts = decodeTexts(d)
		default:
			d.SkipUnknown()
		}
	}
}

func decodeThings(d *jsonwire.Decoder) []jsonThing {
	if !d.Array(true) {
		return nil
	}
	list := []jsonThing{}
	for d.Element() {
		list = jsonwire.Extend(d, list)
		list[len(list)-1].decode(d)
	}
	return list
}

func decodeTexts(d *jsonwire.Decoder) []string {
	if !d.Array(false) {
		return nil
	}
	list := []string{}
	for d.Element() {
		list = append(list, d.Text())
	}
	return list
}

// TestJSONDeviations reads everything but an object or a list in the place of one, in a field and as an element.
func TestJSONDeviations(t *testing.T) {
	named := func(names ...string) (list []jsonThing) {
		list = []jsonThing{}
		for _, name := range names {
			if name == "" {
				list = append(list, jsonThing{})
			} else {
				list = append(list, jsonThing{Name: &name})
			}
		}
		return list
	}
	a := "a"
	for _, test := range []struct {
		text  string
		want  jsonThing
		found string // the deviations, a line for each
	}{
		{`{}`, jsonThing{}, ""},
		{`[]`, jsonThing{}, ""},
		{`{"Name":null,"Thing":null,"Things":null,"Texts":null}`, jsonThing{}, ""},
		{`{"Thing":"","Things":"","Texts":""}`, jsonThing{}, ""},
		{`{"Thing":[],"Things":{},"Texts":{}}`, jsonThing{Thing: &jsonThing{}}, ""},
		{`{"Things":[],"Texts":[]}`, jsonThing{Things: named(), Texts: []string{}}, ""},
		{`{"Things":[[],{}],"Texts":[1,"x",""]}`, jsonThing{Things: named("", ""), Texts: []string{"1", "x", ""}}, ""},

		{`{"Thing":false}`, jsonThing{}, "Thing: expected an object, found false"},
		{`{"Thing":"x"}`, jsonThing{}, `Thing: expected an object, found "x"`},
		{`{"Thing":0}`, jsonThing{}, "Thing: expected an object, found 0"},
		{`{"Thing":[{"Name":"a"}]}`, jsonThing{}, "Thing: expected an object, found an array"},
		{`{"Things":false,"Texts":true}`, jsonThing{},
			"Things: expected an array, found false\nTexts: expected an array, found true"},
		{`{"Things":"x","Texts":"x"}`, jsonThing{Texts: []string{"x"}},
			"Things: expected an array, found \"x\"\nTexts: expected an array, found a string"},
		{`{"Texts":-7}`, jsonThing{Texts: []string{"-7"}}, "Texts: expected an array, found a number"},
		{`{"Things":[null,"",7,{"Name":"a"},[1]]}`, jsonThing{Things: named("", "", "", "a", "")},
			"Things[0]: expected an object, found null\nThings[1]: expected an object, found \"\"\n" +
				"Things[2]: expected an object, found 7\nThings[4]: expected an object, found an array"},
		{`{"Texts":[null,false,{},["x"],"y"]}`, jsonThing{Texts: []string{"", "", "", "", "y"}},
			"Texts[0]: expected a string, found null\nTexts[1]: expected a string, found false\n" +
				"Texts[2]: expected a string, found an object\nTexts[3]: expected a string, found an array"},

		{`{"Things":{"0":{"Name":"a"},"2":{"Name":"b"}},"Name":"a"}`, jsonThing{Things: named("a", "b"), Name: &a},
			"Things: expected an array, found an object"},
		{`{"Things":{"x":{"Name":"a"},"y":{"Name":false}}}`, jsonThing{Things: named("a", "")},
			"Things: expected an array, found an object\nThings.y.Name: expected a string, found false"},
		{`{"Things":{"0":[],"1":null}}`, jsonThing{Things: named("", "")},
			"Things: expected an array, found an object\nThings.1: expected an object, found null"},
		{`{"Things":{"Name":"a"}}`, jsonThing{Things: named("a")}, "Things: expected an array, found an object"},
		{`{"Things":{"Things":[],"Things":{"Name":"a"}},"Name":"a"}`,
			jsonThing{Things: []jsonThing{{Things: named("a")}}, Name: &a},
			"Things: expected an array, found an object\nThings.Things: expected one member of this name, found " +
				"another\n" +
				"Things.Things: expected an array, found an object"},
		{`{"Texts":{"0":"x","2":"y"}}`, jsonThing{Texts: []string{"x", "y"}},
			"Texts: expected an array, found an object"},
		{`{"Texts":{"Name":"fehlt","Ort":7}}`, jsonThing{Texts: []string{"fehlt", "7"}},
			"Texts: expected an array, found an object"},

		{`{"Name":"x","Name":"a"}`, jsonThing{Name: &a}, "Name: expected one member of this name, found another"},
		{`{"Name":"a","Name":null}`, jsonThing{}, "Name: expected one member of this name, found another"},
		{`{"Neu":{"x":[1]},"Name":"a","Thing":{"y":1}}`, jsonThing{Name: &a, Thing: &jsonThing{}},
			"Neu: expected no member of this name, found an object\nThing.y: expected no member of this name, found 1"},
		{`7`, jsonThing{}, "expected an object, found 7"},
		{`[{}]`, jsonThing{}, "expected an object, found an array"},
	} {
		for _, blank := range []string{"", " \n"} {
			text := strings.NewReplacer(":", blank+":"+blank, ",", blank+","+blank, "[", "["+blank, "{",
				blank+"{"+blank).Replace(test.text)
			var m jsonThing
			d := jsonwire.NewDecoder(text)
			m.decode(d)
			err := d.Close()
			if d.Err() != nil || !reflect.DeepEqual(m, test.want) {
				t.Errorf("%s: got %+v, %v", text, m, d.Err())
			}
			if got := listed(err); got != test.found {
				t.Errorf("%s: got %s\nwant %s", text, got, test.found)
			}
		}
	}
}

// listed returns the deviations of err, a line for each.
func listed(err error) string {
	deviating, ok := errors.AsType[*wire.DeviationError](err)
	if !ok {
		return ""
	}
	var lines []string
	for _, d := range deviating.Deviations {
		lines = append(lines, d.String())
	}
	return strings.Join(lines, "\n")
}

// TestWholeResponses: of a whole response, nothing stands for nothing.
func TestWholeResponses(t *testing.T) {
	object := func(d *jsonwire.Decoder) any { m := new(jsonThing); m.decode(d); return m }
	objects := func(d *jsonwire.Decoder) any { return decodeThings(d) }
	texts := func(d *jsonwire.Decoder) any { return decodeTexts(d) }
	name := "a"
	for _, test := range []struct {
		name, text string
		decode     func(*jsonwire.Decoder) any
		want       any
		found      string
	}{
		{"object", `{"Name":"a"}`, object, &jsonThing{Name: &name}, ""},
		{"object", "\ufeff{}", object, &jsonThing{}, ""},
		{"object", `null`, object, &jsonThing{}, "expected an object, found null"},
		{"object", `[]`, object, &jsonThing{}, "expected an object, found an array"},
		{"object", `""`, object, &jsonThing{}, `expected an object, found ""`},
		{"object", `false`, object, &jsonThing{}, "expected an object, found false"},
		{"object", `7`, object, &jsonThing{}, "expected an object, found 7"},
		{"object", `[{"Name":"a"}]`, object, &jsonThing{}, "expected an object, found an array"},
		{"objects", `[]`, objects, []jsonThing{}, ""},
		{"objects", `null`, objects, []jsonThing(nil), "expected an array, found null"},
		{"objects", `{}`, objects, []jsonThing(nil), "expected an array, found an object"},
		{"objects", `""`, objects, []jsonThing(nil), `expected an array, found ""`},
		{"objects", `{"0":{},"3":{"Name":"a"}}`, objects, []jsonThing{{}, {Name: &name}},
			"expected an array, found an object"},
		{"objects", `{"Name":"a"}`, objects, []jsonThing{{Name: &name}}, "expected an array, found an object"},
		{"texts", `["x"]`, texts, []string{"x"}, ""},
		{"texts", `null`, texts, []string(nil), "expected an array, found null"},
		{"texts", `{}`, texts, []string(nil), "expected an array, found an object"},
		{"texts", `{"0":"x"}`, texts, []string{"x"}, "expected an array, found an object"},
		{"texts", `"x"`, texts, []string(nil), `expected an array, found "x"`},
	} {
		e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "application/json", test.text), transport.Options{})
		got, err := rest.DoJSON(t.Context(), e, &transport.Call{Operation: "getThing", Method: "GET"}, test.decode)
		if !reflect.DeepEqual(got,
			test.want) || listed(err) != test.found || (test.found != "") != errors.Is(err, failure.ErrContent) {
			t.Errorf("%s %s: got %#v, %v", test.name, test.text, got, err)
		}
	}
	for _, text := range []string{`{"Name":"a"`, `{"Name":"a"}}`, `{"Name":"a",}`, `{"Things":{"0":{}`} {
		e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "application/json", text),
			transport.Options{Lenient: true})
		got, err := rest.DoJSON(t.Context(), e, &transport.Call{Method: "GET"}, object)
		if got != nil || listed(err) != "" || !errors.Is(err, failure.ErrContent) {
			t.Errorf("%s: got %v, %v; want no value: well-formedness is not forgiven", text, got, err)
		}
	}
}

// TestJSONDeviationsCut: a text that deviates and breaks off, wherever that is, is malformed.
func TestJSONDeviationsCut(t *testing.T) {
	texts := append([]string{`{"Things":{"0":{"Texts":{"0":"x"}},"1":{"Things":{"Name":"a"}}},"Texts":{"a":["b"]}}`},
		deviating...)
	for _, text := range texts {
		for i := range text {
			var m jsonThing
			if err := jsonwire.Unmarshal([]byte(text[:i]), m.decode); !errors.As(err, new(*wire.SyntaxError)) {
				t.Errorf("%s: got %v, want a fault", text[:i], err)
			}
		}
	}
}

// TestKeepMember keeps the members that the contract does not know, the last of those with one name.
func TestKeepMember(t *testing.T) {
	var members map[string]json.RawMessage
	err := jsonwire.Unmarshal([]byte(`{"a":1,"b":[ 2 ],"a":3}`), func(d *jsonwire.Decoder) {
		for ok := d.Object(); ok && d.Member(); {
			jsonitems.KeepMember(d, &members)
		}
	})
	want := map[string]json.RawMessage{"a": json.RawMessage("3"), "b": json.RawMessage("[ 2 ]")}
	if !reflect.DeepEqual(members, want) || listed(err) != "a: expected one member of this name, found another" {
		t.Errorf("got %s, %v", members, err)
	}
}

// TestManyDeviations has a deviation in each of very many elements: the first are listed, and time stays in bounds.
func TestManyDeviations(t *testing.T) {
	const n = 200_000
	var m jsonThing
	err := jsonwire.Unmarshal([]byte(`{"Things":[`+strings.Repeat(`{"Name":false},`, n)+`{}]}`), m.decode)
	deviating, ok := errors.AsType[*wire.DeviationError](err)
	if !ok || len(deviating.Deviations) != 100 || deviating.Omitted != n-100 || len(m.Things) != n+1 {
		t.Fatalf("got %d things, %.200v", len(m.Things), err)
	}
	if last := deviating.Deviations[99].Path; last != "Things[99].Name" {
		t.Errorf("the last is %s", last)
	}
}
