// Random values: what is encoded is valid by the schema, and decodes to itself.

package cases_test

import (
	"bytes"
	"encoding"
	"encoding/xml"
	"math/rand/v2"
	"os"
	"reflect"
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
			j := newJudge(t, d.folder)
			g := &random{Rand: rand.New(rand.NewPCG(1, 2)), texts: texts(t, d.folder)}
			instances := valid(t, d)
			implies := len(glob(t, d.folder, "full-*.xml")) > 0 // what is absent is written once more with its value
			taken := 0
			for round := range rounds {
				m := d.new()
				if err := m.DecodeXML(instances[round%len(instances)]); err != nil {
					t.Fatal(err)
				}
				g.rarity = []int{2, 5, 20, 50}[g.IntN(4)]
				g.change(reflect.ValueOf(m).Elem(), 0)
				fault := m.Validate()
				encoded, err := m.AppendXML(nil)
				switch {
				case fault == nil && err != nil:
					t.Errorf("%v, although Validate takes %+v", err, m)
				case fault == nil:
					taken++
					j.add("a value that Validate takes", encoded, true)
					again := d.new()
					if err := again.DecodeXML(encoded); err != nil {
						t.Errorf("%v in\n%s", err, encoded)
						continue
					}
					twice, err := again.AppendXML(nil)
					if err != nil || infoset(t, twice) != infoset(t, encoded) && !(implies && isFaithful(d, again, twice)) {
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
	return again.DecodeXML(encoded) == nil && reflect.DeepEqual(again, m)
}

// valid returns the valid instances of d.
func valid(t *testing.T, d document) [][]byte {
	t.Helper()
	var list [][]byte
	for _, file := range glob(t, d.folder, "valid-*.xml") {
		doc, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(infoset(t, doc), "<"+d.name()+" ") {
			list = append(list, doc)
		}
	}
	if len(list) == 0 {
		t.Fatalf("there is no valid instance of %s", d.name())
	}
	return list
}

// texts are the values in the instances of a case, which its types are likely to take, and some that they may not.
func texts(t *testing.T, folder string) []string {
	list := []string{"", "a", "A1", " ", "x & <y>", "ä]]>", "12345678901234567890"}
	for _, file := range glob(t, folder, "valid-*.xml") {
		doc, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(bytes.NewReader(doc))
		for {
			token, _ := decoder.Token()
			if token == nil {
				break
			}
			switch token := token.(type) {
			case xml.CharData:
				if text := strings.Join(strings.Fields(string(token)), " "); text != "" {
					list = append(list, text, text, text)
				}
			case xml.StartElement:
				for _, a := range token.Attr {
					if a.Name.Space != "xmlns" {
						list = append(list, a.Value, a.Value)
					}
				}
			}
		}
	}
	return list
}

// random changes values.
type random struct {
	*rand.Rand
	texts  []string
	rarity int // one in so many things is changed
}

// change changes v here and there. What a contract leaves open is not touched, and nothing grows deeper than it can
// get.
func (g *random) change(v reflect.Value, depth int) {
	hit := g.IntN(g.rarity) == 0 && depth < 8
	switch v.Kind() {
	case reflect.Struct:
		switch v.Type().Name() {
		case "Any", "Attr", "QName":
			return
		}
		if text, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
			if hit {
				g.parse(text)
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
			g.change(v.Elem(), depth+1)
		case hit:
			v.SetZero()
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
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
			g.change(v.Index(0), depth+1)
		}
	default:
		if hit && v.Type().Name() != "RawXML" {
			g.set(v)
		}
	}
}

// set gives a simple value another one.
func (g *random) set(v reflect.Value) {
	bits := 0
	if v.CanInt() || v.CanUint() {
		bits = v.Type().Bits()
	}
	switch {
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

// parse tries texts until one is a value.
func (g *random) parse(value encoding.TextUnmarshaler) {
	for range 50 {
		if value.UnmarshalText([]byte(g.text())) == nil {
			return
		}
	}
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
