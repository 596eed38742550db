// Tests of the conversion between encoded and literal messages.

package encoded_test

import (
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/encoded"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// types describes a message with a value of each kind.
func types() *encoded.Types {
	members := []string{"node t:Node", "t:list t:List", "grid xsd:int[,]", "lines xsd:string[][]", "any xsd:anyType",
		"word xsd:string?"}
	return &encoded.Types{
		Contract: &contract.Types{Namespaces: []contract.Namespace{{Prefix: "t", URI: "urn:t"}}},
		Messages: []encoded.Struct{{Name: "t:in", Members: members}, {Name: "t:out", Members: members},
			{Name: "t:one", Members: []string{"result xsd:int"}}},
		Structs: []encoded.Struct{
			{Name: "t:List", Array: "t:Node[]", Item: "t:entry"},
			{Name: "t:Node", Members: []string{"name xsd:string", "next t:Node"}},
		},
	}
}

const (
	head = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:c="http://schemas.xmlsoap.org/soap/encoding/" xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t">`
	body, tail = `<e:Body>`, `</e:Body></e:Envelope>`
)

func TestEncode(t *testing.T) {
	for literal, want := range map[string]string{
		`<node><name>a</name><next xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></node>`: `` +
			`<node xsi:type="t:Node"><name xsi:type="xsd:string">a</name><next xsi:type="t:Node" xsi:nil="true"></next></node>`,
		`<t:list><t:entry><name/></t:entry></t:list>`: `<list xsi:type="soapenc:Array" soapenc:arrayType="t:Node[1]">` +
			`<item xsi:type="t:Node"><name xsi:type="xsd:string"></name></item></list>`,
		`<grid><item><item>1</item></item><item><item>2</item></item></grid>`: `<grid xsi:type="soapenc:Array" ` +
			`soapenc:arrayType="xsd:int[2,1]"><item xsi:type="xsd:int">1</item><item xsi:type="xsd:int">2</item></grid>`,
		`<lines><item/></lines>`: `<lines xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[][1]">` +
			`<item xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[0]"></item></lines>`,
		`<any>&lt;<![CDATA[&]]></any>`: `<any>&lt;<![CDATA[&]]></any>`,
		`<other x="1"/>`:               `<other x="1"></other>`,
	} {
		got, err := types().Encode(`<t:in xmlns:t="urn:t">`+literal+`</t:in>`, "t:in", false)
		_, got, _ = strings.Cut(got, ">")
		if got = strings.TrimSuffix(got, "</t:in>"); err != nil || got != want {
			t.Errorf("%s:\n%s\n%v, want\n%s", literal, got, err, want)
		}
	}
}

func TestDecode(t *testing.T) {
	for name, test := range map[string]struct{ message, encoded, want string }{
		"result of any name": {"t:one", `<t:one><return s:type="x">1</return></t:one>`, `<result `},
		"independent element first": {"t:one", `<m id="1" c:root="0">7</m><t:one><result href="#1"/></t:one>`,
			`<result>7</result>`},
		"nil that is absent in Go": {"t:out", `<t:out><word xsi:nil="true"/></t:out>`, `xmlns:_n="urn:t"></_n:out>`},
		"namespace of a literal item": {"t:out", `<t:out><list><x/></list></t:out>`,
			`<_n:list xmlns:_n="urn:t"><_n:entry xmlns:_n="urn:t"></_n:entry></_n:list>`},
		"qualified names keep their prefix": {"t:out", `<t:out><any href="#q"/></t:out>` +
			`<m id="q" xmlns:q="urn:q" xsi:type="s:QName">q:x</m>`, `<any xmlns:q="urn:q"`},
		"a fault": {"t:one", `<e:Fault><faultcode>e:Server</faultcode><detail><x href="#1"/></detail></e:Fault><m id="1">d</m>`,
			`<faultcode>e:Server</faultcode><detail><x>d</x></detail>`},
		"mixed content": {"t:out", `<t:out><any>a<b>c</b>d</any></t:out>`, `<any>a<b>c</b>d</any>`},
	} {
		got, deviations, err := types().Decode(head+body+test.encoded+tail, "", test.message)
		if err != nil || deviations != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s: %v, %v\n%s", name, deviations, err, got)
		}
	}
	got, _, err := types().Decode(head+`<e:Header><h e:mustUnderstand="1">x</h></e:Header>`+body+`<t:one/>`+tail, "", "t:one")
	if err != nil || !strings.Contains(got, `:mustUnderstand="1">x</h>`) {
		t.Errorf("%v: the header is lost: %s", err, got)
	}
	if _, _, err := types().Decode(head+body, "", "t:one"); err == nil {
		t.Error("a malformed envelope is decoded")
	}
}

// FuzzDecode checks that the literal form of any envelope is well-formed, and that its message can be encoded.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`<t:out><node href="#1"/><list c:arrayType="t:Node[2]"><x/><x href="#1"/></list></t:out><m id="1"><name>n</name></m>`,
		`<t:out><grid c:arrayType="s:int[2,2]" c:offset="[1,0]"><x c:position="[1,1]">1</x></grid></t:out>`,
		`<t:out><lines c:arrayType="s:string[,][2]"><x c:arrayType="s:string[1]"><y/></x></lines></t:out>`,
		`<t:out><any xsi:type="c:Array" c:arrayType="s:int[1]"><x xsi:nil="1"/></any><node href="#2"/></t:out><m id="2" href="#2"/>`,
		`<t:out xmlns:d="http://www.w3.org/2003/05/soap-encoding"><grid d:arraySize="* 2" d:itemType="s:int"><x d:ref="i"/></grid></t:out>`,
		`<e:Fault/>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		literal, _, err := types().Decode(head+body+content+tail, "", "t:out")
		if err != nil {
			return
		}
		d := xmlwire.NewDecoder(literal, []string{"", "urn:t"})
		message := ""
		depth := 0 // of the envelope, the body and the message
		for depth < 3 && d.Child() {
			depth++
		}
		if depth == 3 {
			message = d.Outer()
		}
		if err := d.Close(); err != nil {
			t.Fatalf("%v:\n%s", err, literal)
		}
		if message != "" {
			if _, err := types().Encode(message, "t:in", false); err != nil && !strings.Contains(err.Error(), "rows") {
				t.Errorf("%v:\n%s", err, message)
			}
		}
	})
}
