// Encoded messages: random values that come back as they were, and responses as peers write them and as they should
// not.

package cases_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded"
)

// encodedClient returns a client of the case encoded for the service at url.
func encodedClient(t *testing.T, url string) *encoded.Client {
	t.Helper()
	client, err := encoded.New(encoded.Config{Endpoint: url})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// encodedValues draws random values of the case encoded.
type encodedValues struct{ *rand.Rand }

func (g encodedValues) text() string {
	return []string{"", "a", "ü & <b>", "two  words", "]]>", "#x"}[g.IntN(6)]
}

// list returns up to three items; nil for none, as they come back.
func list[T any](g encodedValues, draw func() T) (items []T) {
	for range g.IntN(4) {
		items = append(items, draw())
	}
	return items
}

// orNil returns nil, or draws a value.
func orNil[T any](g encodedValues, draw func() T) *T {
	if g.IntN(4) == 0 {
		return nil
	}
	return new(draw())
}

func (g encodedValues) person(depth int) encoded.AnyPerson {
	if depth == 0 || g.IntN(5) == 0 {
		return nil
	}
	p := encoded.Person{Name: g.text(), Nick: orNil(g, g.text), Age: int32(g.IntN(200) - 50),
		Boss: g.person(depth - 1), Friends: g.people(depth - 1)}
	if g.IntN(2) == 0 {
		p.Born = encoded.NewDate(1900+g.IntN(200), time.Month(1+g.IntN(12)), 1+g.IntN(28))
	}
	p.Mood = orNil(g, func() encoded.Mood { return encoded.MoodBusy })
	if g.IntN(3) > 0 {
		return &p
	}
	salary := encoded.Decimal(strconv.Itoa(g.IntN(1000)) + ".50")
	return &encoded.Employee{Name: p.Name, Nick: p.Nick, Age: p.Age, Born: p.Born, Mood: p.Mood, Boss: p.Boss,
		Friends: p.Friends, Salary: salary}
}

func (g encodedValues) people(depth int) *encoded.People {
	return orNil(g, func() encoded.People {
		return encoded.People{Item: list(g, func() encoded.AnyPerson { return g.person(depth) })}
	})
}

func (g encodedValues) lists() *encoded.EchoLists {
	columns := 1 + g.IntN(3)
	return &encoded.EchoLists{
		Numbers: orNil(g, func() encoded.Numbers { return encoded.Numbers{Item: list(g, g.Int32)} }),
		Names:   orNil(g, func() encoded.Names { return encoded.Names{Name: list(g, g.text)} }),
		Grid: orNil(g, func() encoded.Grid {
			return encoded.Grid{Item: list(g, func() (row encoded.GridItem) {
				for range columns {
					row.Item = append(row.Item, float64(g.IntN(1000))/8)
				}
				return row
			})}
		}),
		Lines: orNil(g, func() encoded.Lines {
			return encoded.Lines{Item: list(g, func() *encoded.LinesItem {
				return orNil(g, func() encoded.LinesItem { return encoded.LinesItem{Item: list(g, g.text)} })
			})}
		}),
	}
}

// any returns a value of a built-in type that PHP keeps.
func (g encodedValues) any() encoded.Any {
	value := [][2]string{{"string", "x"}, {"int", "7"}, {"boolean", "true"}, {"float", "1.5"}}[g.IntN(4)]
	return encoded.Any{Type: encoded.QName{Space: "http://www.w3.org/2001/XMLSchema", Local: value[0]},
		Content: encoded.RawXML(value[1])}
}

// entries returns a map of different keys. PHP takes an empty one for nil.
func (g encodedValues) entries() *encoded.Map {
	m := &encoded.Map{}
	for i := range 1 + g.IntN(3) {
		key := encoded.Any{Type: encoded.QName{Space: "http://www.w3.org/2001/XMLSchema", Local: "string"},
			Content: encoded.RawXML(fmt.Sprintf("key %d", i))}
		m.Item = append(m.Item, encoded.MapItem{Key: &key, Value: orNil(g, g.any)})
	}
	return m
}

// TestEncodedValues has a server return each request, encoded as it came.
func TestEncodedValues(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, operation, _ := strings.Cut(strings.Trim(r.Header.Get("SOAPAction"), `"`), "#")
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, strings.ReplaceAll(string(body), operation, operation+"Response"))
	}))
	defer server.Close()
	client := encodedClient(t, server.URL)
	g := encodedValues{rand.New(rand.NewPCG(5, 4))}
	for range 200 {
		person, people, lists, entries := g.person(4), g.people(3), g.lists(), g.entries()
		gotPerson, err := client.EchoPerson(t.Context(), &encoded.EchoPerson{Person: person})
		check(t, gotPerson, err, &encoded.EchoPersonResponse{Person: person})
		gotPeople, err := client.EchoPeople(t.Context(), &encoded.EchoPeople{People: people})
		check(t, gotPeople, err, &encoded.EchoPeopleResponse{People: people})
		gotLists, err := client.EchoLists(t.Context(), lists)
		check(t, gotLists, err, (*encoded.EchoListsResponse)(lists))
		gotMap, err := client.EchoMap(t.Context(), &encoded.EchoMap{Map: entries})
		check(t, gotMap, err, &encoded.EchoMapResponse{Map: entries})
		value := orNil(g, g.any)
		gotAny, err := client.EchoAny(t.Context(), &encoded.EchoAny{Value: value})
		check(t, gotAny, err, &encoded.EchoAnyResponse{Value: value})
		text := g.text()
		plain, err := client.Plain(t.Context(), &encoded.Plain{Text: text})
		check(t, plain, err, &encoded.PlainResponse{Text: text})
		if t.Failed() {
			return
		}
	}
}

// The rows of an array of several dimensions have one length.
func TestEncodedRaggedGrid(t *testing.T) {
	grid := &encoded.Grid{Item: []encoded.GridItem{{Item: []float64{1}}, {Item: []float64{2, 3}}}}
	_, err := encodedClient(t, "http://127.0.0.1:1").EchoLists(t.Context(), &encoded.EchoLists{Grid: grid})
	if !errors.Is(err, encoded.ErrInvalid) || !strings.Contains(err.Error(), "grid") {
		t.Errorf("the error is %v", err)
	}
}

// encodedResponse serves an envelope with the elements, in which namespaces are declared as Axis and PHP do.
func encodedResponse(t *testing.T, elements string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
			xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
			xmlns:c="http://schemas.xmlsoap.org/soap/encoding/" xmlns:n="urn:encoded"><e:Body>`+elements+
			`</e:Body></e:Envelope>`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestEncodedLists reads arrays as peers write them. A deviation is "path: found".
func TestEncodedLists(t *testing.T) {
	numbers := func(items ...int32) *encoded.EchoListsResponse {
		return &encoded.EchoListsResponse{Numbers: &encoded.Numbers{Item: items}}
	}
	grid := func(rows ...encoded.GridItem) *encoded.EchoListsResponse {
		return &encoded.EchoListsResponse{Grid: &encoded.Grid{Item: rows}}
	}
	row := func(items ...float64) encoded.GridItem { return encoded.GridItem{Item: items} }
	lines := func(lines ...*encoded.LinesItem) *encoded.EchoListsResponse {
		return &encoded.EchoListsResponse{Lines: &encoded.Lines{Item: lines}}
	}
	line := func(items ...string) *encoded.LinesItem { return &encoded.LinesItem{Item: items} }
	for _, test := range []struct {
		name, list string
		want       *encoded.EchoListsResponse
		deviation  string
	}{
		{"any names of items", `<numbers c:arrayType="xsd:int[2]"><a>1</a><b>2</b></numbers>`, numbers(1, 2), ""},
		{"no size", `<numbers c:arrayType="xsd:int[]"><a>1</a></numbers>`, numbers(1), ""},
		{"no type", `<numbers><a>1</a></numbers>`, numbers(1), ""},
		{"offset", `<numbers c:arrayType="xsd:int[3]" c:offset="[1]"><a>1</a><a>2</a></numbers>`, numbers(0, 1, 2),
			"numbers.item[0]: xsi:nil"},
		{"position", `<numbers c:arrayType="xsd:int[2]"><a c:position="[1]">1</a><a c:position="[0]">2</a></numbers>`,
			numbers(2, 1), ""},
		{"too many", `<numbers c:arrayType="xsd:int[1]"><a>1</a><a>2</a></numbers>`, numbers(1, 2), "numbers: 2 items"},
		{"too few", `<numbers c:arrayType="xsd:int[3]"><a>1</a></numbers>`, numbers(1), "numbers: 1 items"},
		{"huge", `<numbers c:arrayType="xsd:int[2000000000]" c:offset="[0]"><a>1</a></numbers>`, numbers(1),
			"numbers: 1 items"},
		{"other dimensions", `<numbers c:arrayType="xsd:int[1,1]"><a>1</a></numbers>`, numbers(1),
			`numbers: "xsd:int[1,1]"`},
		{"no array type", `<numbers c:arrayType="xsd:int"><a>1</a></numbers>`, numbers(1), `numbers: "xsd:int"`},
		{"another type", `<numbers c:arrayType="xsd:string[1]"><a>x</a></numbers>`, numbers(0), `numbers.item[0]: "x"`},
		{"twice at a position", `<numbers c:arrayType="xsd:int[2]"><a c:position="[0]">1</a><a c:position="[0]">2</a>
			</numbers>`, numbers(2, 0), "numbers: another one at 0, numbers.item[1]: xsi:nil"},
		{"no position", `<numbers c:arrayType="xsd:int[1]"><a c:position="x">1</a></numbers>`, numbers(1),
			`numbers: "x"`},
		{"rows", `<grid c:arrayType="xsd:double[2,1]"><a>1</a><a>2</a></grid>`, grid(row(1), row(2)), ""},
		{"rows without items", `<grid c:arrayType="xsd:double[2,0]"/>`, grid(row(), row()), ""},
		{"rows that are arrays", `<grid c:arrayType="c:Array[2]"><a c:arrayType="xsd:double[2]"><b>1</b><b>2</b></a>
			<a c:arrayType="xsd:double[1]"><b>3</b></a></grid>`, grid(row(1, 2), row(3)), `grid: "c:Array[2]"`},
		{"rows of unknown number", `<grid c:arrayType="xsd:double[,2]"><a>1</a><a>2</a></grid>`, grid(row(1, 2)), ""},
		{"positions in rows", `<grid c:arrayType="xsd:double[2,1]"><a c:position="[1,0]">1</a>
			<a c:position="[0,0]">2</a></grid>`, grid(row(2), row(1)), ""},
		{"rows of unknown length", `<grid c:arrayType="xsd:double[2,]"><a>1</a><a>2</a></grid>`, grid(row(1), row(2)),
			`grid: "xsd:double[2,]"`},
		{"arrays in an array", `<lines c:arrayType="xsd:string[][2]"><a c:arrayType="xsd:string[1]"><b>x</b></a>
			<a href="#1"/></lines>`, lines(line("x"), line("y")), ""},
		{"nil by omission", `<lines c:arrayType="xsd:string[][3]"><a c:arrayType="xsd:string[1]"><b>x</b></a></lines>`,
			lines(line("x"), nil, nil), ""},
		{"array without items", `<lines c:arrayType="xsd:string[][2]" c:offset="[1]"><a/></lines>`,
			lines(nil, line()), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := encodedClient(t, encodedResponse(t, `<n:echoListsResponse>`+nilUnless("numbers", test.list)+
				nilUnless("names", test.list)+nilUnless("grid", test.list)+nilUnless("lines", test.list)+
				`</n:echoListsResponse><c:Array id="1" c:root="0" c:arrayType="xsd:string[1]"><b>y</b></c:Array>`))
			got, err := client.EchoLists(t.Context(), &encoded.EchoLists{})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			checkDeviation(t, err, test.deviation)
		})
	}
}

// nilUnless returns list if it is an element called name, and else one that is nil.
func nilUnless(name, list string) string {
	if strings.HasPrefix(list, "<"+name) {
		return list
	}
	return "<" + name + ` xsi:nil="1"/>`
}

// checkDeviation fails the test unless err has one deviation, "path: found", or none if want is "".
func checkDeviation(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Error(err)
		}
		return
	}
	var list []string
	if failure, ok := errors.AsType[*encoded.Error](err); ok {
		for _, d := range failure.Deviations {
			list = append(list, d.Path+": "+d.Found)
		}
	}
	if got := strings.Join(list, ", "); got != want || !errors.Is(err, encoded.ErrContent) {
		t.Errorf("the deviation is %q (%v), want %q", got, err, want)
	}
}

// TestEncodedReferences reads values that stand elsewhere in the body.
func TestEncodedReferences(t *testing.T) {
	rest := func(name string) string {
		return `<name>` + name + `</name><nick xsi:nil="true"/><age>1</age><mood xsi:nil="true"/>`
	}
	person := func(name string, boss encoded.AnyPerson) *encoded.Person {
		return &encoded.Person{Name: name, Age: 1, Boss: boss}
	}
	const none = `<boss xsi:nil="true"/><friends xsi:nil="true"/>`
	for _, test := range []struct {
		name, result, others string
		want                 encoded.AnyPerson
		deviation            string
	}{
		{"a reference", `<person href="#a"/>`, `<multiRef id="a" xsi:type="n:Person">` + rest("A") + none + `</multiRef>`,
			person("A", nil), ""},
		{"of another name", `<echoPersonReturn href="#a"/>`, `<multiRef id="a">` + rest("A") + none + `</multiRef>`,
			person("A", nil), ""},
		{"with prefixes of its own", `<person href="#a"/>`,
			`<multiRef id="a" xmlns:p="urn:encoded" xsi:type="p:Employee">` + rest("A") + none +
				`<salary>1</salary></multiRef>`, &encoded.Employee{Name: "A", Age: 1, Salary: "1"}, ""},
		{"through references", `<person href="#a"/>`, `<m id="a">` + rest("A") +
			`<boss href="#b"/><friends xsi:nil="1"/></m><m id="b">` + rest("B") + none + `</m>`,
			person("A", person("B", nil)), ""},
		{"texts", `<person><name href="#n"/><nick href="#n"/><age>1</age><mood xsi:nil="1"/>` + none + `</person>`,
			`<m id="n" xsi:type="xsd:string">N&amp;</m>`, &encoded.Person{Name: "N&", Nick: new("N&"), Age: 1}, ""},
		{"to nothing", `<person>` + rest("A") + `<boss href="#x"/><friends xsi:nil="1"/></person>`, ``,
			person("A", nil), `person.boss: "x", person.boss: none`},
		{"a cycle", `<person href="#a"/>`, `<m id="a">` + rest("A") + `<boss href="#a"/><friends xsi:nil="1"/></m>`,
			person("A", nil), `person.boss: a reference to "a" inside of it, person.boss: none`},
		{"a long cycle", `<person href="#a"/>`, `<m id="a">` + rest("A") + `<boss href="#b"/><friends xsi:nil="1"/></m>` +
			`<m id="b">` + rest("B") + `<boss href="#a"/><friends xsi:nil="1"/></m>`, person("A", person("B", nil)),
			`person.boss.boss: a reference to "a" inside of it, person.boss.boss: none`},
		{"nil by omission", `<person>` + `<name>A</name><age>1</age></person>`, ``, person("A", nil), ""},
		{"nothing", ``, ``, nil, ""},
		{"itself", `<person href="#a"/>`, `<m id="a" href="#a"/>`, nil,
			`person: a reference to "a" inside of it, person: none`},
		{"in any order", `<person>` + none + rest("A") + `</person>`, ``, person("A", nil), ""},
		{"a type that is not the contract's", `<person xsi:type="xsd:Person">` + rest("A") + none + `</person>`, ``,
			person("A", nil), `person: xsi:type "Person"`},
		{"a type without its prefix", `<person href="#a"/>`, `<m id="a" xsi:type="x:Person">` + rest("A") + none + `</m>`,
			person("A", nil), `person: xsi:type "x:Person"`},
		{"two elements", `<person><name href="#n"/><nick xsi:nil="1"/><age>1</age><mood xsi:nil="1"/>` + none + `</person>`,
			`<m id="n">N</m><m id="n">M</m>`, person("N", nil), `: another one`},
		{"outside of the message", `<person><name>A</name><nick href="cid:n"/><age>1</age><mood href="http://x/#n"/>` +
			`<boss xsi:nil="1"/><friends href="friends.xml"/></person>`, ``, person("A", nil),
			`person.nick: "cid:n", person.mood: "http://x/#n", person.friends: "friends.xml", ` +
				`person.nick: none, person.mood: none, person.friends: none`},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := encodedClient(t, encodedResponse(t, `<n:echoPersonResponse>`+test.result+`</n:echoPersonResponse>`+test.others))
			got, err := client.EchoPerson(t.Context(), &encoded.EchoPerson{})
			if diff := cmp.Diff(&encoded.EchoPersonResponse{Person: test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			checkDeviation(t, err, test.deviation)
		})
	}
}

// A response in which few references stand for very many values is refused.
func TestEncodedExpansion(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<n:echoAnyResponse><value href="#0"/></n:echoAnyResponse>`)
	for i := range 60 {
		fmt.Fprintf(&b, `<m id="%d"><a href="#%d"/><b href="#%d"/></m>`, i, i+1, i+1)
	}
	b.WriteString(`<m id="60">x</m>`)
	_, err := encodedClient(t, encodedResponse(t, b.String())).EchoAny(t.Context(), &encoded.EchoAny{})
	if !errors.Is(err, encoded.ErrContent) || !strings.Contains(err.Error(), "too large") {
		t.Errorf("the error is %v", err)
	}
}

// Deep references are a deviation, not a stack overflow.
func TestEncodedDepth(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<n:echoAnyResponse><value href="#0"/></n:echoAnyResponse>`)
	for i := range 5000 {
		fmt.Fprintf(&b, `<m id="%d"><a href="#%d"/></m>`, i, i+1)
	}
	b.WriteString(`<m id="5000">x</m>`)
	got, err := encodedClient(t, encodedResponse(t, b.String())).EchoAny(t.Context(), &encoded.EchoAny{})
	if got == nil || !errors.Is(err, encoded.ErrContent) || !strings.Contains(err.Error(), "nested") {
		t.Errorf("the error is %v", err)
	}
}

// An array that the contract leaves open gives its items their type, and a map keeps arrays.
func TestEncodedAny(t *testing.T) {
	client := encodedClient(t, encodedResponse(t, `<n:echoAnyResponse><value xsi:type="c:Array" c:arrayType="xsd:int[2]"><a>1</a>
		<a xsi:type="xsd:string">x</a></value></n:echoAnyResponse>`))
	got, err := client.EchoAny(t.Context(), &encoded.EchoAny{})
	if err != nil || got.Value == nil || got.Value.Type.Local != "Array" {
		t.Fatalf("%v: %+v", err, got)
	}
	for _, want := range []string{`:int"`, `:string"`, ">1<", ">x<"} {
		if !strings.Contains(string(got.Value.Content), want) {
			t.Errorf("the content has no %s: %s", want, got.Value.Content)
		}
	}
}

// An array that the contract leaves open changes nothing for the others: their xsi:type is that of all arrays, as peers write
// it.
func TestEncodedOpenArrays(t *testing.T) {
	client := encodedClient(t, encodedResponse(t, `<n:mixResponse>
		<numbers xsi:type="c:Array" c:arrayType="xsd:int[2]"><i xsi:type="xsd:int">1</i><i xsi:type="xsd:int">2</i></numbers>
		<values xsi:type="c:Array" c:arrayType="xsd:anyType[1]"><i xsi:type="xsd:int">3</i></values></n:mixResponse>`))
	got, err := client.Mix(t.Context(), &encoded.Mix{})
	if err != nil {
		t.Fatal(err)
	}
	want := &encoded.MixResponse{Numbers: &encoded.Numbers{Item: []int32{1, 2}}, Values: &encoded.Array{Item: []*encoded.Any{
		{Type: encoded.QName{Space: "http://www.w3.org/2001/XMLSchema", Local: "int"}, Content: "3"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The messages of an operation are encoded or literal, each as its binding says.
func TestEncodedInOneDirection(t *testing.T) {
	var sent string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		sent = string(b)
		w.WriteHeader(http.StatusInternalServerError)
	}))
	defer server.Close()
	client := encodedClient(t, server.URL)
	client.Mix(t.Context(), &encoded.Mix{Text: "x"})
	if !strings.Contains(sent, "<text>x</text>") || strings.Contains(sent, "encoding") {
		t.Errorf("the literal request is %s", sent)
	}
	client.Unmix(t.Context(), &encoded.Unmix{Numbers: &encoded.Numbers{Item: []int32{1}}})
	if !strings.Contains(sent, `soapenc:arrayType="xsd:int[1]"`) || !strings.Contains(sent, "encodingStyle") {
		t.Errorf("the encoded request is %s", sent)
	}
}
