// Random values: what is encoded is valid by the schema, and decodes to itself.

package cases_test

import (
	"encoding"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rounds is how many values of each document are tried.
const rounds = 150

// Random values of every document, made from its valid instances by changing things here and there: what Validate
// takes is encoded, valid to xmllint, and the same again when it is decoded; what Validate refuses and the encoder
// does not, xmllint refuses too.
func TestRandomValues(t *testing.T) {
	for _, d := range documents {
		t.Run(d.folder+"/"+d.element, func(t *testing.T) {
			j := d.judge(t)
			instances := d.instances(t, "valid")
			g := &random{Rand: rand.New(rand.NewPCG(1, 2)), texts: d.texts(t), isJSON: d.form == inJSON}
			implies := len(glob(t, d.folder, "full-*")) > 0 // what is absent is written once more with its value
			var k *kernelJudge
			if d.form == inXML {
				k = newKernelJudge(t, d.folder, instances[0].doc)
			}
			taken := 0
			for round := range rounds {
				m := d.new()
				if err := m.decode(instances[round%len(instances)].doc); err != nil {
					t.Fatal(err)
				}
				g.rarity = []int{2, 5, 20, 50}[g.IntN(4)]
				g.change(reflect.ValueOf(m.value).Elem(), 0)
				fault := m.validate()
				encoded, err := m.encode()
				switch {
				case fault == nil && err != nil:
					t.Errorf("%v, although Validate takes %+v", err, m.value)
				case fault == nil:
					taken++
					j.add("a value that Validate takes", encoded, true)
					again := d.new()
					if err := again.decode(encoded); err != nil {
						t.Errorf("%v in\n%s", err, encoded)
						continue
					}
					if k != nil {
						if violations := k.compare(string(encoded), again.value.(xmlMessage), nil, nil); len(violations) > 0 {
							t.Errorf("the kernel finds %v in\n%s", violations, encoded)
						}
					}
					twice, err := again.encode()
					if err != nil || d.canonical(t, twice) != d.canonical(t, encoded) && !(implies && isFaithful(d, again, twice)) {
						t.Errorf("%v: written once more it is\n%s\nand was\n%s", err, twice, encoded)
					}
				case err == nil && isFaithful(d, m, encoded):
					j.add("a value that Validate refuses: "+fault.Error(), encoded, false)
				}
			}
			if taken < rounds/20 {
				t.Errorf("only %d of %d values are valid: they prove too little", taken, rounds)
			}
			j.verdict()
		})
	}
}

// isFaithful reports whether encoded gives m again: a list with an empty item, for one, is written as one without it.
func isFaithful(d document, m message, encoded []byte) bool {
	again := d.new()
	return again.decode(encoded) == nil && reflect.DeepEqual(again.value, m.value)
}

// random changes values.
type random struct {
	*rand.Rand
	texts  []string
	rarity int  // one in so many values is changed
	isJSON bool // where a date without a value is sent as "", which empties the field, and which no schema takes
	isSafe bool // integers are those that a float64 has, as JavaScript needs
}

// change changes v here and there. What a contract leaves open is not touched, and nothing grows deeper than it can
// get.
func (g *random) change(v reflect.Value, depth int) {
	switch v.Type().Name() {
	case "Any", "Attr", "QName", "RawXML", "RawMessage":
		return
	}
	hit := g.IntN(g.rarity) == 0 && depth < 8
	switch v.Kind() {
	case reflect.Struct:
		if text, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
			if before := reflect.ValueOf(v.Interface()); hit && !g.parse(text) && g.isJSON {
				v.Set(before)
			}
			return
		}
		for i := range v.NumField() {
			g.change(v.Field(i), depth+1)
		}
	case reflect.Pointer:
		switch {
		case !hit && !v.IsNil():
			g.change(v.Elem(), depth+1)
		case hit && v.IsNil():
			v.Set(reflect.New(v.Type().Elem()))
			if text, ok := v.Interface().(encoding.TextUnmarshaler); ok && g.isJSON && !g.parse(text) {
				v.SetZero()
				return
			}
			if g.isDecimal(v.Elem()) {
				g.set(v.Elem())
			}
			g.change(v.Elem(), depth+1)
		case hit:
			v.SetZero()
		}
	case reflect.Map:
		for _, name := range slices.SortedFunc(slices.Values(v.MapKeys()), func(a, b reflect.Value) int {
			return strings.Compare(a.String(), b.String())
		}) {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(name))
			g.change(value, depth+1)
			v.SetMapIndex(name, value)
		}
		if !hit {
			break
		}
		value := reflect.New(v.Type().Elem()).Elem()
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		if g.fill(value, depth) {
			v.SetMapIndex(reflect.ValueOf(g.text()), value)
		}
	case reflect.Interface:
		if hit {
			v.SetZero()
		} else if !v.IsNil() {
			g.change(v.Elem().Elem(), depth+1) // it holds a pointer
		}
	case reflect.Slice:
		for i := range v.Len() {
			g.change(v.Index(i), depth+1)
		}
		switch {
		case hit && v.Len() > 0 && g.IntN(2) == 0:
			v.Set(v.Slice(0, v.Len()-1))
		case hit && v.Len() > 0:
			v.Set(reflect.Append(v, v.Index(g.IntN(v.Len()))))
		case hit && v.Type().Elem().Kind() != reflect.Interface:
			value := reflect.New(v.Type().Elem()).Elem()
			if g.fill(value, depth) {
				v.Set(reflect.Append(v, value))
			}
		}
	default:
		if hit {
			g.set(v)
		}
	}
}

// fill changes v, the zero value of an item. It reports whether v can be an item: in JSON, no text stands for a date
// that is not set, nor for raw JSON.
func (g *random) fill(v reflect.Value, depth int) bool {
	if text, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok && g.isJSON {
		return g.parse(text)
	}
	if g.isDecimal(v) {
		g.set(v)
	}
	g.change(v, depth+1)
	return v.Type().Name() != "RawMessage"
}

// isDecimal reports whether v is a decimal in JSON, for which not every text can be sent.
func (g *random) isDecimal(v reflect.Value) bool { return g.isJSON && v.Type().Name() == "Decimal" }

// set gives a simple value another one.
func (g *random) set(v reflect.Value) {
	bits := 0
	if v.CanInt() || v.CanUint() {
		bits = v.Type().Bits()
	}
	if g.isSafe {
		bits = min(bits, 54)
	}
	switch {
	case g.isDecimal(v):
		v.SetString([]string{"0", "-0.50", "12345678901234567890.1"}[g.IntN(3)])
	case v.Kind() == reflect.String:
		v.SetString(g.text())
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.CanInt():
		v.SetInt(g.number(bits))
	case v.CanUint():
		v.SetUint(uint64(g.number(bits)) & (1<<(bits-1) - 1))
	case v.CanFloat():
		v.SetFloat(float64(g.IntN(8)-2) / 4)
	}
}

func (g *random) text() string { return g.texts[g.IntN(len(g.texts))] }

// parse tries texts until one is a value. It reports whether one was.
func (g *random) parse(value encoding.TextUnmarshaler) bool {
	for range 50 {
		text := g.text()
		if !(g.isJSON && strings.TrimSpace(text) == "") && value.UnmarshalText([]byte(text)) == nil {
			return true
		}
	}
	return false
}

// number is one of the instances', one beside it, or any.
func (g *random) number(bits int) int64 {
	for range 5 {
		if n, err := strconv.ParseInt(g.text(), 10, bits-1); err == nil {
			return n + int64(g.IntN(3)-1)
		}
	}
	return g.Int64() >> (64 - bits) >> g.IntN(bits)
}
