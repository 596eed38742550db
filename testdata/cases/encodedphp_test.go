//go:build judges

// Encoded messages, judged by PHP's SOAP extension: its server understands every request as it was meant, and the client
// understands every response. make judges runs them.

package cases_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded12"
)

// servePHP starts PHP's own HTTP server for a script and returns its URL.
func servePHP(t *testing.T, script string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // finds a free port
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	server := exec.CommandContext(t.Context(), "php", "-S", address, script)
	server.Env = append(os.Environ(), "PHP_CLI_SERVER_WORKERS=1")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	for range 500 {
		if connection, err := net.Dial("tcp", address); err == nil {
			connection.Close()
			return "http://" + address + "/"
		}
		time.Sleep(10 * time.Millisecond) // PHP does not say when it listens
	}
	t.Fatal("PHP does not listen")
	return ""
}

// seenByPHP keeps what the server says it has received.
type seenByPHP struct{ json string }

func (s *seenByPHP) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		s.json, _ = url.PathUnescape(response.Header.Get("X-Seen"))
	}
	return response, err
}

// check fails the test unless the server has received want, as PHP writes it in JSON.
func (s *seenByPHP) check(t *testing.T, want any) {
	t.Helper()
	var got, wanted any
	text, err := json.Marshal(want)
	if err == nil {
		err = json.Unmarshal(text, &wanted)
	}
	if err == nil {
		err = json.Unmarshal([]byte(s.json), &got)
	}
	if diff := cmp.Diff(wanted, got); err != nil || diff != "" {
		t.Errorf("PHP received (-want +got) %v:\n%s", err, diff)
	}
}

// inPHP returns p as PHP has it.
func inPHP(p encoded.AnyPerson) any {
	employee, ok := p.(*encoded.Employee)
	if !ok {
		person, ok := p.(*encoded.Person)
		if !ok {
			return nil
		}
		employee = &encoded.Employee{Name: person.Name, Nick: person.Nick, Age: person.Age, Born: person.Born,
			Mood: person.Mood, Boss: person.Boss, Friends: person.Friends}
	}
	object := map[string]any{"name": employee.Name, "nick": employee.Nick, "age": employee.Age, "mood": employee.Mood,
		"boss": inPHP(employee.Boss), "friends": peopleInPHP(employee.Friends)}
	if employee.Born != (encoded.Date{}) {
		object["born"] = employee.Born.String()
	}
	if ok {
		object["salary"] = employee.Salary
	}
	return object
}

func peopleInPHP(people *encoded.People) any {
	if people == nil {
		return nil
	}
	list := []any{}
	for _, p := range people.Item {
		list = append(list, inPHP(p))
	}
	return list
}

// listsInPHP returns the arrays as PHP has them.
func listsInPHP(lists *encoded.EchoLists) any {
	object := map[string]any{"numbers": nil, "names": nil, "grid": nil, "lines": nil}
	if lists.Numbers != nil {
		object["numbers"] = append([]int32{}, lists.Numbers.Item...)
	}
	if lists.Names != nil {
		object["names"] = append([]string{}, lists.Names.Name...)
	}
	if lists.Grid != nil {
		rows := [][]float64{}
		for _, row := range lists.Grid.Item {
			rows = append(rows, row.Item)
		}
		object["grid"] = rows
	}
	if lists.Lines != nil {
		list := []any{}
		for _, line := range lists.Lines.Item {
			if line == nil {
				list = append(list, nil)
			} else {
				list = append(list, append([]string{}, line.Item...))
			}
		}
		object["lines"] = list
	}
	return object
}

// asPersons replaces employees by persons: PHP returns values by their declared types.
func asPersons(p encoded.AnyPerson) encoded.AnyPerson {
	person := &encoded.Person{}
	switch p := p.(type) {
	case nil:
		return nil
	case *encoded.Person:
		*person = *p
	case *encoded.Employee:
		*person = encoded.Person{Name: p.Name, Nick: p.Nick, Age: p.Age, Born: p.Born, Mood: p.Mood, Boss: p.Boss,
			Friends: p.Friends}
	}
	person.Boss, person.Friends = asPersons(person.Boss), peopleAsPersons(person.Friends)
	return person
}

func peopleAsPersons(people *encoded.People) *encoded.People {
	if people == nil {
		return nil
	}
	persons := &encoded.People{}
	for _, p := range people.Item {
		persons.Item = append(persons.Item, asPersons(p))
	}
	return persons
}

// TestEncodedByPHP sends random values, and receives them again. PHP refers to the second of equal objects by href.
func TestEncodedByPHP(t *testing.T) {
	seen := new(seenByPHP)
	client, err := encoded.New(encoded.Config{Endpoint: servePHP(t, "encoded/echo.php"), HTTPClient: &http.Client{Transport: seen}})
	if err != nil {
		t.Fatal(err)
	}
	g := encodedValues{rand.New(rand.NewPCG(15, 2))}
	for range 150 {
		person, people, lists, entries := g.person(4), g.people(3), g.lists(), g.entries()
		gotPerson, err := client.EchoPerson(t.Context(), &encoded.EchoPerson{Person: person})
		check(t, gotPerson, err, &encoded.EchoPersonResponse{Person: asPersons(person)})
		seen.check(t, inPHP(person))

		twice := peopleAsPersons(people)
		if twice != nil {
			twice.Item = append(twice.Item, twice.Item...)
		}
		gotPeople, err := client.EchoPeople(t.Context(), &encoded.EchoPeople{People: people})
		check(t, gotPeople, err, &encoded.EchoPeopleResponse{People: twice})
		seen.check(t, peopleInPHP(people))

		gotLists, err := client.EchoLists(t.Context(), lists)
		check(t, gotLists, err, (*encoded.EchoListsResponse)(lists))
		seen.check(t, listsInPHP(lists))

		gotMap, err := client.EchoMap(t.Context(), &encoded.EchoMap{Map: entries})
		check(t, gotMap, err, &encoded.EchoMapResponse{Map: entries})

		value := orNil(g, g.any)
		gotAny, err := client.EchoAny(t.Context(), &encoded.EchoAny{Value: value})
		check(t, gotAny, err, &encoded.EchoAnyResponse{Value: value})

		text := g.text()
		plain, err := client.Plain(t.Context(), &encoded.Plain{Text: text})
		check(t, plain, err, &encoded.PlainResponse{Text: text})
		seen.check(t, text)
		if t.Failed() {
			return
		}
	}
}

// TestEncodedHeadersByPHP sends random header blocks, and receives some. PHP keeps attributes as it keeps elements.
func TestEncodedHeadersByPHP(t *testing.T) {
	seen := new(seenByPHP)
	client, err := encoded.New(encoded.Config{Endpoint: servePHP(t, "encoded/echo.php"), HTTPClient: &http.Client{Transport: seen}})
	if err != nil {
		t.Fatal(err)
	}
	g := encodedValues{rand.New(rand.NewPCG(15, 3))}
	for range 50 {
		headers := &encoded.EnterHeaders{Session: orNilPointer(g, g.session),
			Ticket: orNil(g, func() encoded.Ticket { return encoded.Ticket{Value: g.text()} })}
		if headers.Session != nil {
			headers.Session.ID, headers.Session.Href = nil, nil // which PHP takes for references
		}
		got, err := client.Enter(t.Context(), &encoded.Enter{Text: "x"}, headers)
		check(t, got, err, &encoded.EnterResponse{Text: "x"})
		if diff := cmp.Diff(headers.Session, headers.ResponseSession); diff != "" {
			t.Errorf("the session (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(&encoded.Numbers{Item: []int32{1, 2}}, headers.ResponseNumbers); diff != "" {
			t.Errorf("the numbers (-want +got):\n%s", diff)
		}
		want := map[string]any{"text": "x", "session": nil, "ticket": nil}
		if headers.Session != nil {
			want["session"] = map[string]any{"user": headers.Session.User}
		}
		if headers.Ticket != nil {
			want["ticket"] = headers.Ticket.Value
		}
		seen.check(t, want)
		if t.Failed() {
			return
		}
	}
}

// TestEncodedFaultsByPHP receives each fault of the contract.
func TestEncodedFaultsByPHP(t *testing.T) {
	client := encodedClient(t, servePHP(t, "encoded/echo.php"))
	for name, want := range map[string]error{
		"refused": &encoded.Refused{Reason: "full"},
		"busy":    &encoded.Busy{Seconds: 7, Waiting: &encoded.People{Item: []encoded.AnyPerson{nil}}},
		"note":    &encoded.Note{Value: "later"},
	} {
		_, err := client.Enter(t.Context(), &encoded.Enter{Text: name}, nil)
		failure, ok := errors.AsType[*encoded.Error](err)
		if !ok {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, failure.Err); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%+v", name, diff, failure.Fault)
		}
	}
}

// TestEncoded12ByPHP sends random values in the encoding of SOAP 1.2, and receives them again. PHP does not know the
// dimensions of the contract's array and writes one array in another, which is a deviation.
func TestEncoded12ByPHP(t *testing.T) {
	seen := new(seenByPHP)
	client, err := encoded12.New(encoded12.Config{Endpoint: servePHP(t, "encoded12/echo.php"),
		HTTPClient: &http.Client{Transport: seen}, Lenient: true})
	if err != nil {
		t.Fatal(err)
	}
	g := encodedValues{rand.New(rand.NewPCG(15, 4))}
	for range 100 {
		columns := 1 + g.IntN(3)
		request := &encoded12.Echo{
			Grid: orNil(g, func() encoded12.Grid {
				return encoded12.Grid{Item: list(g, func() (row encoded12.GridItem) {
					for range columns {
						row.Item = append(row.Item, g.Int32())
					}
					return row
				})}
			}),
			Pair: orNil(g, func() encoded12.Pair {
				return encoded12.Pair{Left: orNil(g, g.text), Right: orNil(g, g.text)}
			}),
		}
		got, err := client.Echo(t.Context(), request)
		check(t, got, err, (*encoded12.EchoResponse)(request))
		want := map[string]any{"grid": nil, "pair": nil}
		if request.Grid != nil {
			rows := [][]int32{}
			for _, row := range request.Grid.Item {
				rows = append(rows, row.Item)
			}
			want["grid"] = rows
		}
		if request.Pair != nil {
			want["pair"] = map[string]any{"left": request.Pair.Left, "right": request.Pair.Right}
		}
		seen.check(t, want)
		if t.Failed() {
			return
		}
	}
}
