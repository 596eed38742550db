// Codecs: how values of simple types are read from JSON, and which text they have.

package kernel

import (
	"strconv"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonitems"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonnumber"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonrule"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// codec reads values of a built-in type as texts.
type codec struct {
	item   func(*jsonwire.Decoder) string                 // one that must be there
	member func(*jsonwire.Decoder) (text string, ok bool) // one that may be absent
}

// codecs are the codecs by [schema.GoForm.Codec].
var codecs = map[string]codec{
	"Text":    newCodec(jsonitems.Text[string], (*jsonwire.Decoder).NewText, appendText),
	"Int64":   newCodec(jsonitems.Int64[int64], (*jsonwire.Decoder).NewInt64, wire.AppendInt),
	"Int32":   newCodec(jsonnumber.Int32[int32], jsonnumber.NewInt32, appendInt32),
	"Float64": newCodec(jsonitems.Float64, (*jsonwire.Decoder).NewFloat64, jsonwire.AppendFloat64),
	"Float32": newCodec(jsonnumber.Float32, jsonnumber.NewFloat32, jsonnumber.AppendFloat32),
	"Bool":    newCodec(jsonitems.Bool, (*jsonwire.Decoder).NewBool, strconv.AppendBool),
	"Decimal": newCodec(jsonvalue.Decimal[string], jsonvalue.NewDecimal[string], appendText),
	"Date":    newCodec(jsonvalue.Date[scalar.Date], jsonvalue.NewDate[scalar.Date], scalar.AppendDate),
	"DateTime": newCodec(jsonvalue.DateTime[scalar.DateTime], jsonvalue.NewDateTime[scalar.DateTime],
		scalar.AppendDateTime),
	"Bytes": newCodec(jsonvalue.Bytes, newBytes, scalar.AppendBase64),
}

// newCodec returns the codec of T.
func newCodec[T any](item func(*T, *jsonwire.Decoder), member func(*jsonwire.Decoder) *T, write func([]byte, T) []byte) codec {
	text := func(v T) string {
		b := write(nil, v)
		if wire.CheckEncoded(b) != nil {
			return "" // a date that is none
		}
		return string(b)
	}
	return codec{
		item: func(d *jsonwire.Decoder) string {
			var v T
			item(&v, d)
			return text(v)
		},
		member: func(d *jsonwire.Decoder) (string, bool) {
			v := member(d)
			if v == nil {
				return "", false
			}
			return text(*v), true
		},
	}
}

func appendText(b []byte, text string) []byte { return append(b, text...) }

func appendInt32(b []byte, v int32) []byte { return wire.AppendInt(b, int64(v)) }

func newBytes(d *jsonwire.Decoder) *[]byte {
	if octets := jsonvalue.NewBytes(d); octets != nil {
		return &octets
	}
	return nil
}

// codecOf returns the codec of the simple type t.
func codecOf(t *schema.Type) codec {
	form := formOf(t)
	if t.Kind != schema.Enum || t.Open {
		return codecs[form.Codec]
	}
	if form.IsNumber() {
		var values []int64
		for _, v := range t.Values {
			n, _ := strconv.ParseInt(v.Value, 10, 64) // the reader of the contract has checked it
			values = append(values, n)
		}
		member := func(d *jsonwire.Decoder) *int64 { return jsonrule.NewInt(d, values) }
		return newCodec(jsonrule.Int(values), member, wire.AppendInt)
	}
	var values []string
	for _, v := range t.Values {
		values = append(values, v.Value)
	}
	member := func(d *jsonwire.Decoder) *string { return jsonrule.NewText(d, values) }
	return newCodec(jsonrule.Text(values), member, appendText)
}

// formOf returns how generated code holds values of the simple type t in JSON.
func formOf(t *schema.Type) schema.GoForm {
	if t.Builtin == schema.Integer { // JSON numbers are not longer
		return schema.HeldInteger(t).Go()
	}
	return t.Builtin.Go()
}
