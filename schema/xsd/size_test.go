// Tests of numbers and types that are very large.

package xsd_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// TestCounts checks counts of every size: what no document reaches is the same on every machine.
func TestCounts(t *testing.T) {
	for text, want := range map[string]int{
		"0": 0, "-0": 0, "+7": 7, "007": 7, "2147483646": 2147483646, "2147483647": math.MaxInt32,
		"2147483648": math.MaxInt32, "4294967295": math.MaxInt32, "4294967296": math.MaxInt32,
		"9223372036854775808": math.MaxInt32, strings.Repeat("9", 100): math.MaxInt32, "unbounded": schema.Unbounded,
		"-1": -2, "1.0": -2, "1e3": -2, "x": -2, "": -2, strings.Repeat("9", 100) + "x": -2,
	} {
		for _, facet := range []string{"length", "minLength", "maxLength"} {
			checkCount(t, text, want, fmt.Sprintf(`<xs:restriction base="xs:string"><xs:%s value="%s"/></xs:restriction>`,
				facet, text))
		}
		for _, facet := range []string{"totalDigits", "fractionDigits"} {
			checkCount(t, text, want, fmt.Sprintf(`<xs:restriction base="xs:decimal"><xs:%s value="%s"/></xs:restriction>`,
				facet, text))
		}
		if text == "" {
			continue // is as if it were not there
		}
		api, ds := contracttest.Read("api.wsdl", contracttest.WSDL(contracttest.In+`<xs:complexType name="C"><xs:sequence>
<xs:element name="e" type="xs:int" minOccurs="0" maxOccurs="`+text+`"/></xs:sequence></xs:complexType>`))
		switch {
		case (api == nil) != (want == -2):
			t.Errorf("maxOccurs %s: %v", text, ds)
		case api != nil && want != 0 && fieldOf(t, api, "C", "e").Max != want:
			t.Errorf("maxOccurs %s is %d, want %d", text, fieldOf(t, api, "C", "e").Max, want)
		}
	}
	if _, ds := contracttest.Read("api.wsdl", contracttest.WSDL(contracttest.In+`<xs:complexType name="C"><xs:sequence>
<xs:element name="e" type="xs:int" minOccurs="4294967297" maxOccurs="4294967296"/></xs:sequence></xs:complexType>`),
	); !ds.Faulty() {
		t.Error("minOccurs may be more than maxOccurs")
	}
}

// checkCount checks the facet of restriction. It must be want, or a fault if want is -2.
func checkCount(t *testing.T, text string, want int, restriction string) {
	t.Helper()
	if want == schema.Unbounded {
		want = -2
	}
	api, ds := contracttest.Read("api.wsdl", contracttest.WSDL(contracttest.In+`<xs:simpleType name="C">`+restriction+`</xs:simpleType>`))
	if (api == nil) != (want == -2) {
		t.Errorf("%s: %v", restriction, ds)
	}
	if api == nil {
		return
	}
	f := typeOf(t, api, "C").Facets
	for _, got := range []*int{f.Length, f.MinLength, f.MaxLength, f.TotalDigits, f.FractionDigits} {
		if got != nil && *got != want {
			t.Errorf("%s is %d, want %d", restriction, *got, want)
		}
	}
}

func typeOf(t *testing.T, api *schema.API, name string) *schema.Type {
	t.Helper()
	for _, typ := range api.Types {
		if typ.Wire.Local == name {
			return typ
		}
	}
	t.Fatalf("there is no type %s", name)
	return nil
}

func fieldOf(t *testing.T, api *schema.API, typ, name string) *schema.Field {
	t.Helper()
	for _, f := range typeOf(t, api, typ).Fields() {
		if f.Wire.Local == name {
			return f
		}
	}
	t.Fatalf("there is no field %s", name)
	return nil
}

// TestInlineSize checks how much structs hold by value that hold each other: all if it is little, and otherwise no more
// than a bound, however many there are.
func TestInlineSize(t *testing.T) {
	for _, test := range []struct {
		types, fields int
		isSmall       bool
	}{
		{1, 5000, true}, {2, 1, true}, {10, 1, true}, {5, 4, true}, {11, 2, true}, {40, 2, false}, {100, 2, false},
		{3, 100, false}, {20, 3, false}, {500, 10, false},
	} {
		var b strings.Builder
		for i := range test.types {
			fmt.Fprintf(&b, `<xs:complexType name="X%d"><xs:sequence>`, i)
			for j := range test.fields {
				held := "xs:int"
				if i+1 < test.types {
					held = fmt.Sprintf("a:X%d", i+1)
				}
				fmt.Fprintf(&b, `<xs:element name="f%d" type="%s"/>`, j, held)
			}
			b.WriteString(`</xs:sequence></xs:complexType>`)
		}
		api, ds := contracttest.Read("api.wsdl", contracttest.WSDL(contracttest.In+b.String()))
		if ds.Faulty() {
			t.Fatal(ds)
		}
		hasPointers := false
		sizes := map[*schema.Type]int{}
		var size func(typ *schema.Type) int
		size = func(typ *schema.Type) int {
			if n, ok := sizes[typ]; ok {
				return n
			}
			n := 0
			for _, f := range typ.Fields() {
				n++
				hasPointers = hasPointers || f.Form == schema.ByPointer
				if f.Form == schema.ByValue && f.Type.Kind == schema.Struct {
					n += size(f.Type)
				}
			}
			sizes[typ] = n
			return n
		}
		for _, typ := range api.Types {
			if n := size(typ); n > 4096+test.fields {
				t.Errorf("%d types of %d: %s holds %d fields by value", test.types, test.fields, typ.Wire.Local, n)
			}
		}
		if hasPointers == test.isSmall {
			t.Errorf("%d types of %d hold pointers: %v", test.types, test.fields, hasPointers)
		}
	}
}
