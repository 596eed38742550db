// What is compared does the same work: every peer reads and writes what the generated codecs do.

package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"reflect"
	"testing"

	"github.com/bytedance/sonic"
	"github.com/go-faster/jx"
	goccy "github.com/goccy/go-json"
	"github.com/mailru/easyjson"

	"github.com/kontrakt-dev/kontrakt/bench/gowsdl"
	"github.com/kontrakt-dev/kontrakt/bench/jsonpeer"
	"github.com/kontrakt-dev/kontrakt/bench/payload"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func testDocuments(t *testing.T) *documents {
	t.Helper()
	docs, err := makeDocuments()
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// TestXML sends the payloads through encoding/xml with gowsdl's types: nothing is lost, nothing changes its place.
func TestXML(t *testing.T) {
	docs := testDocuments(t)
	for _, doc := range docs.requests {
		var got careflex.NewIncidentRequest
		throughGowsdl(t, doc, new(gowsdl.NewIncidentRequest), &got)
		if want := payload.Request(); !reflect.DeepEqual(&got, want) {
			t.Errorf("%s: encoding/xml gives\n%+v\nwant\n%+v", doc.title, got, *want)
		}
	}
	for _, doc := range docs.responses {
		var got careflex.NewIncidentResponse
		throughGowsdl(t, doc, new(gowsdl.NewIncidentResponse), &got)
		if want := payload.Response(); !reflect.DeepEqual(&got, want) {
			t.Errorf("%s: encoding/xml gives\n%+v\nwant\n%+v", doc.title, got, *want)
		}
	}
}

// throughGowsdl reads doc into theirs, writes that, and reads it into ours.
func throughGowsdl(t *testing.T, doc document, theirs any, ours xmlMessage) {
	t.Helper()
	if err := xml.Unmarshal(doc.bytes, theirs); err != nil {
		t.Fatalf("%s: %v", doc.title, err)
	}
	encoded, err := xml.Marshal(theirs)
	if err != nil {
		t.Fatalf("%s: %v", doc.title, err)
	}
	if err := ours.DecodeXML(encoded); err != nil {
		t.Fatalf("%s: %v", doc.title, err)
	}
}

func TestJSONDecode(t *testing.T) {
	for _, doc := range testDocuments(t).lists {
		want := new(jsonpeer.Verzeichnis)
		if err := json.Unmarshal(doc.bytes, want); err != nil {
			t.Fatal(err)
		}
		for name, decode := range map[string]func([]byte, *jsonpeer.Verzeichnis) error{
			jxPeer:       func(b []byte, v *jsonpeer.Verzeichnis) error { return v.DecodeJX(jx.DecodeBytes(b)) },
			goccyPeer:    func(b []byte, v *jsonpeer.Verzeichnis) error { return goccy.Unmarshal(b, v) },
			sonicPeer:    func(b []byte, v *jsonpeer.Verzeichnis) error { return sonic.Unmarshal(b, v) },
			sonicUTF8:    func(b []byte, v *jsonpeer.Verzeichnis) error { return checkingSonic.Unmarshal(b, v) },
			easyjsonPeer: func(b []byte, v *jsonpeer.Verzeichnis) error { return easyjson.Unmarshal(b, v) },
			kontrakt: func(b []byte, v *jsonpeer.Verzeichnis) error {
				ours, _ := jsonValues(document{bytes: b})
				encoded, err := ours.MarshalJSON()
				if err != nil {
					return err
				}
				return json.Unmarshal(encoded, v)
			},
		} {
			got := new(jsonpeer.Verzeichnis)
			if err := decode(doc.bytes, got); err != nil {
				t.Errorf("%s, %s: %v", doc.title, name, err)
			} else if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s reads something else than encoding/json", doc.title, name)
			}
		}
	}
}

func TestJSONEncode(t *testing.T) {
	for _, doc := range testDocuments(t).lists {
		ours, theirs := jsonValues(doc)
		want, err := ours.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		var e jx.Encoder
		theirs.EncodeJX(&e)
		for name, encode := range map[string]func() ([]byte, error){
			encodingJSON: func() ([]byte, error) { return json.Marshal(theirs) },
			jxPeer:       func() ([]byte, error) { return e.Bytes(), nil },
			goccyPeer:    func() ([]byte, error) { return goccy.Marshal(theirs) },
			sonicPeer:    func() ([]byte, error) { return sonic.Marshal(theirs) },
			sonicUTF8:    func() ([]byte, error) { return checkingSonic.Marshal(theirs) },
			easyjsonPeer: func() ([]byte, error) { return easyjson.Marshal(theirs) },
		} {
			if got, err := encode(); err != nil {
				t.Errorf("%s, %s: %v", doc.title, name, err)
			} else if !bytes.Equal(got, want) {
				t.Errorf("%s: %s writes something else than the generated codec", doc.title, name)
			}
		}
	}
}
