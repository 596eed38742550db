// Tests of values of shared types.

package sharedtype_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonitems"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/sharedtype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// numbers is a type as the package of shared types has it: an object with a list n of integers.
type numbers struct{ n []int64 }

func (m *numbers) UnmarshalJSON(text []byte) error {
	*m = numbers{}
	return sharedtype.Unmarshal(text, func(d *jsonwire.Decoder) {
		for ok := d.Object(); ok && d.Member(); {
			if d.Key() == "n" {
				m.n = jsonitems.List(d, jsonitems.Int64[int64])
			} else {
				d.SkipUnknown()
			}
		}
	})
}

func (m *numbers) AppendJSON(b []byte) ([]byte, error) {
	if len(m.n) == 0 {
		return b, errors.New("no numbers")
	}
	return append(jsonitems.AppendList(append(b, `{"n":`...), m.n, jsonitems.AppendInt64[int64]), '}'), nil
}

func TestRead(t *testing.T) {
	object := func(d *jsonwire.Decoder) string { return fmt.Sprint(*sharedtype.Result[numbers](d)) }
	field := func(d *jsonwire.Decoder) string {
		if v := sharedtype.New(d, sharedtype.Read[numbers]); v != nil {
			return fmt.Sprint(*v)
		}
		return "none"
	}
	list := func(d *jsonwire.Decoder) string { return fmt.Sprint(jsonitems.Objects(d, sharedtype.Read[numbers])) }
	byName := func(d *jsonwire.Decoder) string { return fmt.Sprint(jsonitems.Map(d, sharedtype.Read[numbers])) }
	for _, test := range []struct {
		read            func(*jsonwire.Decoder) string
		text, want, err string
	}{
		{object, `{"n":[1,2]}`, `{[1 2]}`, ``}, {object, ``, `{[]}`, ``}, {object, `[]`, `{[]}`, ``},
		{object, `{"n":[1,"x"]}`, `{[1 0]}`, `n[1]: expected an integer, found "x"`},
		{object, `7`, `{[]}`, `expected an object, found 7`},
		{object, `{"n":[1}`, `{[]}`, `line 1 column 8: n[0]: expected a comma or ], found '}'`},
		{field, `{"n":[1]}`, `{[1]}`, ``}, {field, `null`, `none`, ``}, {field, `""`, `none`, ``}, {field, `[]`, `{[]}`, ``},
		{field, `"x"`, `none`, `expected an object, found "x"`},
		{list, `[{"n":[1]},null,{".a":0,"n":[true]},[]]`, `[{[1]} {[]} {[0]} {[]}]`,
			`[1]: expected an object, found null; [2]..a: expected no member of this name, found 0; ` +
				`[2].n[0]: expected an integer, found true`},
		{byName, `{"a":{"n":[1],"b":{}},"c":[[]]}`, `map[a:{[1]} c:{[]}]`,
			`a.b: expected no member of this name, found an object; c: expected an object, found an array`},
		{list, `[{"n":[1]},{"n":[2}]`, `[{[1]} {[]}]`, `line 1 column 19: [1].n[0]: expected a comma or ], found '}'`},
	} {
		var got string
		err := jsonwire.Unmarshal([]byte(test.text), func(d *jsonwire.Decoder) { got = test.read(d) })
		if text := fmt.Sprint(err); got != test.want || text != test.err && !(err == nil && test.err == "") {
			t.Errorf("%s is read as %s, %v, want %s, %s", test.text, got, err, test.want, test.err)
		}
	}
}

// Deviations beyond those that are kept are counted.
func TestReadManyDeviations(t *testing.T) {
	object := `{"n":[` + strings.Repeat(`"x",`, 149) + `"x"]}`
	err := jsonwire.Unmarshal([]byte("["+object+","+object+"]"), func(d *jsonwire.Decoder) {
		jsonitems.Objects(d, sharedtype.Read[numbers])
	})
	var deviating *wire.DeviationError
	if !errors.As(err, &deviating) || len(deviating.Deviations) != 100 || deviating.Omitted != 200 ||
		deviating.Deviations[99].Path != "[0].n[99]" {
		t.Errorf("got %v", err)
	}
	if err := new(numbers).UnmarshalJSON([]byte(object)); !errors.As(err, &deviating) || deviating.Omitted != 50 {
		t.Errorf("got %v", err)
	}
}

// broken is a type that does not read what it should.
type broken struct{ numbers }

func (m *broken) UnmarshalJSON([]byte) error { return errors.New("broken") }

func TestReadNothing(t *testing.T) {
	err := jsonwire.Unmarshal([]byte(`[{}]`), func(d *jsonwire.Decoder) { jsonitems.Objects(d, sharedtype.Read[broken]) })
	if want := "[0]: expected a value of its type, found broken"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestAppend(t *testing.T) {
	b := jsonitems.AppendList(nil, []numbers{{[]int64{1}}, {[]int64{2, 3}}}, sharedtype.AppendItem[numbers])
	if want := `[{"n":[1]},{"n":[2,3]}]`; string(b) != want || wire.CheckEncoded(b) != nil {
		t.Errorf("got %s, want %s", b, want)
	}
	b = sharedtype.Append([]byte(`{"a":`), new(numbers).AppendJSON)
	if err := wire.CheckEncoded(b); err == nil || err.Error() != "no numbers" || !strings.HasPrefix(string(b), `{"a":`) {
		t.Errorf("got %s, %v", b, err)
	}
}
