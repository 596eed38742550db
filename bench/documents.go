// The payloads as documents, in memory and as files for the workers.

package main

import (
	"os"
	"path/filepath"

	"github.com/kontrakt-dev/kontrakt/bench/payload"
)

// document is one payload; its name is also that of its file.
type document struct {
	name, title string
	bytes       []byte
}

// documents are all payloads.
type documents struct {
	requests, responses []document // each plain, then indented
	lists               []document // many plain, many as PHP writes them, one plain, one as PHP writes it
	encoded             []document // responses with arrays
	single              []byte     // one Mitarbeiter by itself, as the service answers
}

func makeDocuments() (*documents, error) {
	request, err := payload.Request().AppendXML(nil)
	if err != nil {
		return nil, err
	}
	response, err := payload.Response().AppendXML(nil)
	if err != nil {
		return nil, err
	}
	many, err := payload.Verzeichnis(payload.Mitarbeiter).MarshalJSON()
	if err != nil {
		return nil, err
	}
	list := payload.Verzeichnis(1)
	one, err := list.MarshalJSON()
	if err != nil {
		return nil, err
	}
	single, err := list.Mitarbeiter[0].MarshalJSON()
	if err != nil {
		return nil, err
	}
	arrays, err := encodedDocuments()
	if err != nil {
		return nil, err
	}
	return &documents{
		encoded: arrays,
		single:  single,
		requests: []document{
			{"request.xml", "request", request},
			{"request-indented.xml", "request, indented", payload.Indent(request)},
		},
		responses: []document{
			{"response.xml", "response", response},
			{"response-indented.xml", "response, indented", payload.Indent(response)},
		},
		lists: []document{
			{"many.json", "1000 Mitarbeiter", many},
			{"many-php.json", "1000, PHP", payload.PHP(many)},
			{"one.json", "one", one},
			{"one-php.json", "one, PHP", payload.PHP(one)},
		},
	}, nil
}

// write writes every document to a file in folder.
func (d *documents) write(folder string) error {
	for _, list := range [][]document{d.requests, d.responses, d.lists, d.encoded} {
		for _, doc := range list {
			if err := os.WriteFile(filepath.Join(folder, doc.name), doc.bytes, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
