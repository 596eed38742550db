// Tests of lists and maps.

package jsonitems_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonitems"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
)

// code is a type of a contract.
type code string

// codec reads a text as a collection, and appends the collection.
type codec func(d *jsonwire.Decoder) (value any, appended []byte)

// listOf is the codec of lists.
func listOf[T any](read func(*T, *jsonwire.Decoder), write func(*T, []byte) []byte) codec {
	return func(d *jsonwire.Decoder) (any, []byte) {
		list := jsonitems.List(d, read)
		return list, jsonitems.AppendList(nil, list, write)
	}
}

// mapOf is the codec of maps.
func mapOf[T any](read func(*T, *jsonwire.Decoder), write func(*T, []byte) []byte) codec {
	return func(d *jsonwire.Decoder) (any, []byte) {
		members := jsonitems.Map(d, read)
		return members, jsonitems.AppendMap(nil, members, write)
	}
}

func TestCollections(t *testing.T) {
	integers := listOf(jsonitems.Int64[int64], jsonitems.AppendInt64[int64])
	rows := listOf(jsonitems.ListOf(jsonitems.Int64[int64]), jsonitems.AppendListOf(jsonitems.AppendInt64[int64]))
	codes := mapOf(jsonitems.Text[code], jsonitems.AppendText[code])
	maps := mapOf(jsonitems.MapOf(jsonitems.Bool), jsonitems.AppendMapOf(jsonitems.AppendBool))
	objects := func(d *jsonwire.Decoder) (any, []byte) {
		list := jsonitems.Objects(d, jsonitems.MapOf(jsonitems.Float64))
		return list, jsonitems.AppendList(nil, list, jsonitems.AppendMapOf(jsonitems.AppendFloat64))
	}
	holes := listOf(jsonitems.NullOr(jsonitems.Int64[int64]), jsonitems.AppendNullOr(jsonitems.AppendInt64[int64]))
	raws := mapOf(jsonitems.Raw, jsonitems.AppendRaw)
	for _, test := range []struct {
		codec    codec
		text     string
		want     any
		appended string
		err      string
	}{
		{integers, `[1, "2", -3]`, []int64{1, 2, -3}, `[1,2,-3]`, ``},
		{integers, `[]`, []int64{}, `[]`, ``},
		{integers, ``, []int64(nil), `[]`, ``},
		{integers, `null`, []int64(nil), `[]`, ``},
		{integers, `[1, null, 3]`, []int64{1, 0, 3}, `[1,0,3]`, `[1]: expected an integer, found null`},
		{integers, `[1, "", 3]`, []int64{1, 0, 3}, `[1,0,3]`, `[1]: expected an integer, found ""`},
		{integers, `[1, "x", 3]`, []int64{1, 0, 3}, `[1,0,3]`, `[1]: expected an integer, found "x"`},
		{integers, `[1, 2.0]`, []int64{1, 2}, `[1,2]`, `[1]: expected an integer, found 2.0`},
		{holes, `[1,null,"3"]`, []*int64{new(int64(1)), nil, new(int64(3))}, `[1,null,3]`, ``},
		{holes, `[""]`, []*int64{new(int64(0))}, `[0]`, `[0]: expected an integer, found ""`},
		{rows, `[[1],[],[2,3]]`, [][]int64{{1}, {}, {2, 3}}, `[[1],[],[2,3]]`, ``},
		{rows, `[[1],null]`, [][]int64{{1}, nil}, `[[1],[]]`, `[1]: expected an array, found null`},
		{rows, `[[1],2]`, [][]int64{{1}, {2}}, `[[1],[2]]`, `[1]: expected an array, found a number`},
		{codes, `{"b":"2","":"0","a":1}`, map[string]code{"": "0", "a": "1", "b": "2"}, `{"":"0","a":"1","b":"2"}`, ``},
		{codes, `{}`, map[string]code{}, `{}`, ``},
		{codes, `[]`, map[string]code{}, `{}`, ``},
		{codes, `{"a":"1","a":"2"}`, map[string]code{"a": "2"}, `{"a":"2"}`,
			`a: expected one member of this name, found another`},
		{codes, `{"a":null}`, map[string]code{"a": ""}, `{"a":""}`, `a: expected a string, found null`},
		{codes, `["a"]`, map[string]code{}, `{}`, `expected an object, found an array`},
		{maps, `{"b":{"c":"1"},"a":[]}`, map[string]map[string]bool{"a": {}, "b": {"c": true}}, `{"a":{},"b":{"c":true}}`, ``},
		{maps, `{"a":null}`, map[string]map[string]bool{"a": nil}, `{"a":{}}`, `a: expected an object, found null`},
		{objects, `[{"a":1.5}]`, []map[string]float64{{"a": 1.5}}, `[{"a":1.5}]`, ``},
		{objects, `{"a":1.5}`, []map[string]float64{{"a": 1.5}}, `[{"a":1.5}]`, `expected an array, found an object`},
		{raws, `{"a":[ 1 ],"b":null}`, map[string]json.RawMessage{"a": json.RawMessage(`[ 1 ]`), "b": json.RawMessage("null")},
			`{"a":[ 1 ],"b":null}`, ``},
	} {
		var got any
		var appended []byte
		err := jsonwire.Unmarshal([]byte(test.text), func(d *jsonwire.Decoder) { got, appended = test.codec(d) })
		if !reflect.DeepEqual(got, test.want) || string(appended) != test.appended {
			t.Errorf("%s is read as %#v and appended as %s, want %#v and %s", test.text, got, appended, test.want, test.appended)
		}
		if text := fmt.Sprint(err); text != test.err && !(err == nil && test.err == "") {
			t.Errorf("%s: %v, want %s", test.text, err, test.err)
		}
	}
}

// For a whole response, null and "" are deviations, as they are for other results.
func TestResponses(t *testing.T) {
	for _, text := range []string{`null`, `""`, `[]`, `1`} {
		var d jsonwire.Decoder
		d.Response(text, false)
		if jsonitems.Map(&d, jsonitems.Text[code]); d.Close() == nil {
			t.Errorf("%s is a map", text)
		}
	}
	for _, text := range []string{`null`, `""`, `{}`, `1.5`} {
		var d jsonwire.Decoder
		d.Response(text, false)
		if jsonitems.List(&d, jsonitems.Bool); d.Close() == nil {
			t.Errorf("%s is a list", text)
		}
	}
}
