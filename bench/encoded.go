// Encoded arrays: calls without the network, in which a request with an array is written and a response with the same
// array is read.

package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/encoded"
)

// reply is an http.RoundTripper that keeps the request and responds with a document or, if there is none, with the
// request.
type reply struct{ request, response []byte }

func (r *reply) RoundTrip(request *http.Request) (*http.Response, error) {
	if r.response == nil {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return nil, err
		}
		r.request = body
	} else if _, err := io.Copy(io.Discard, request.Body); err != nil {
		return nil, err
	}
	request.Body.Close()
	response := r.response
	if response == nil {
		response = asResponse(r.request)
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/xml"}},
		ContentLength: int64(len(response)), Body: io.NopCloser(bytes.NewReader(response)), Request: request}, nil
}

// asResponse returns the envelope of a request with the name of the response.
func asResponse(request []byte) []byte {
	return []byte(strings.NewReplacer("t:echoLists", "t:echoListsResponse", "t:echoPeople", "t:echoPeopleResponse").Replace(
		string(request)))
}

// encodedCalls are the calls, by the names of the documents with their responses.
var encodedCalls = map[string]func(c *encoded.Client) error{
	"numbers.xml": callWith((*encoded.Client).EchoLists, &encoded.EchoLists{Numbers: &encoded.Numbers{Item: someNumbers()}}),
	"people.xml":  callWith((*encoded.Client).EchoPeople, &encoded.EchoPeople{People: &encoded.People{Item: somePeople()}}),
}

// callWith returns a function that calls an operation.
func callWith[In, Out any](operation func(*encoded.Client, context.Context, *In, ...encoded.CallOption) (*Out, error),
	request *In) func(*encoded.Client) error {
	return func(c *encoded.Client) error {
		_, err := operation(c, context.Background(), request)
		return err
	}
}

func someNumbers() []int32 {
	numbers := make([]int32, 10_000)
	for i := range numbers {
		numbers[i] = int32(i * 7919)
	}
	return numbers
}

func somePeople() []encoded.AnyPerson {
	people := make([]encoded.AnyPerson, 1_000)
	for i := range people {
		people[i] = &encoded.Person{Name: "Erika Mustermann", Nick: new("E & M"), Age: int32(i), Born: encoded.NewDate(1970, 1, 1),
			Mood: new(encoded.MoodBusy)}
	}
	return people
}

// encodedClient returns a client whose responses are r's.
func encodedClient(r *reply) (*encoded.Client, error) {
	return encoded.New(encoded.Config{Endpoint: "http://127.0.0.1/", HTTPClient: &http.Client{Transport: r}})
}

// encodedDocuments returns the responses.
func encodedDocuments() ([]document, error) {
	documents := []document{{name: "numbers.xml", title: "10,000 integers"}, {name: "people.xml", title: "1,000 structs"}}
	for i := range documents {
		var r reply
		client, err := encodedClient(&r)
		if err != nil {
			return nil, err
		}
		if err := encodedCalls[documents[i].name](client); err != nil {
			return nil, err
		}
		documents[i].bytes = asResponse(r.request)
	}
	return documents, nil
}

// encodedContests is the suite. natives are the workers encoded and php, as far as they are there.
func encodedContests(docs *documents, natives map[string]*worker) suite {
	s := suite{title: "Encoded arrays, a call without the network"}
	for _, doc := range docs.encoded {
		client, err := encodedClient(&reply{response: doc.bytes})
		must(err)
		c := contest{payload: doc.title, size: len(doc.bytes), contenders: []contender{
			inProcess(kontrakt, func() error { return encodedCalls[doc.name](client) }),
		}}
		if w := natives[encodedWorker]; w != nil {
			c.contenders = append(c.contenders, w.contender(gSOAP, "call", doc.name))
		}
		if w := natives[phpWorker]; w != nil {
			c.contenders = append(c.contenders, w.contender(phpSOAP, "call", doc.name))
		}
		s.contests = append(s.contests, c)
	}
	return s
}
