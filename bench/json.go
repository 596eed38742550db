// The JSON codecs: lists of Mitarbeiter.

package main

import (
	"bytes"
	"encoding/json"

	"github.com/bytedance/sonic"
	"github.com/bytedance/sonic/encoder"
	"github.com/go-faster/jx"
	goccy "github.com/goccy/go-json"
	"github.com/mailru/easyjson"
	"github.com/mailru/easyjson/jwriter"

	"github.com/kontrakt-dev/kontrakt/bench/jsonpeer"
	"github.com/kontrakt-dev/kontrakt/bench/verzeichnis"
)

// checkingSonic is sonic with its defaults, but for the check of strings that the standard asks for.
var checkingSonic = sonic.Config{ValidateString: true}.Froze()

// jsonContests are the suites of the JSON codecs. v2 is the worker jsonv2, if it is there.
func jsonContests(docs *documents, v2 *worker) []suite {
	decode := suite{title: "JSON decode"}
	for _, doc := range docs.lists {
		decode.contests = append(decode.contests, jsonDecode(doc, v2))
	}
	reused := suite{title: "JSON encode, into a reused buffer"}
	fresh := suite{title: "JSON encode, into a new slice"}
	for _, doc := range []document{docs.lists[0], docs.lists[2]} {
		reused.contests = append(reused.contests, jsonEncodeReused(doc, v2))
		fresh.contests = append(fresh.contests, jsonEncodeNew(doc, v2))
	}
	return []suite{decode, reused, fresh}
}

func jsonDecode(doc document, v2 *worker) contest {
	c := contest{payload: doc.title, size: len(doc.bytes), contenders: []contender{
		inProcess(kontrakt, func() error { return new(verzeichnis.Verzeichnis).UnmarshalJSON(doc.bytes) }),
		inProcess("kontrakt, from a copy that strings alias", func() error {
			return new(verzeichnis.Verzeichnis).Decode(string(doc.bytes))
		}),
		inProcess(encodingJSON, func() error { return json.Unmarshal(doc.bytes, new(jsonpeer.Verzeichnis)) }),
		inProcess(jxPeer, func() error { return new(jsonpeer.Verzeichnis).DecodeJX(jx.DecodeBytes(doc.bytes)) }),
		inProcess(goccyPeer, func() error { return goccy.Unmarshal(doc.bytes, new(jsonpeer.Verzeichnis)) }),
		inProcess(sonicPeer, func() error { return sonic.Unmarshal(doc.bytes, new(jsonpeer.Verzeichnis)) }),
		inProcess(sonicUTF8, func() error { return checkingSonic.Unmarshal(doc.bytes, new(jsonpeer.Verzeichnis)) }),
		inProcess(easyjsonPeer, func() error { return easyjson.Unmarshal(doc.bytes, new(jsonpeer.Verzeichnis)) }),
	}}
	if v2 != nil {
		c.contenders = append(c.contenders, v2.contender(jsonV2, "decode", doc.name))
	}
	c.contenders = append(c.contenders, checkingUTF8(doc.bytes), copying(doc.bytes))
	return c
}

// jsonEncodeReused writes what doc holds into a buffer that is kept, by whatever means the peer has for that.
func jsonEncodeReused(doc document, v2 *worker) contest {
	ours, theirs := jsonValues(doc)
	var out, sonicOut, sonicUTF8Out, easyOut []byte
	var buffer bytes.Buffer
	jsonEncoder := json.NewEncoder(&buffer)
	jsonEncoder.SetEscapeHTML(false)
	var goccyBuffer bytes.Buffer
	goccyEncoder := goccy.NewEncoder(&goccyBuffer)
	goccyEncoder.SetEscapeHTML(false)
	var jxEncoder jx.Encoder
	c := contest{payload: doc.title, size: len(doc.bytes), contenders: []contender{
		inProcess(kontrakt, func() (err error) {
			out, err = ours.AppendJSON(out[:0])
			return err
		}),
		inProcess(encodingJSON, func() error {
			buffer.Reset()
			return jsonEncoder.Encode(theirs)
		}),
		inProcess(jxPeer, func() error {
			jxEncoder.Reset()
			theirs.EncodeJX(&jxEncoder)
			return nil
		}),
		inProcess(goccyPeer, func() error {
			goccyBuffer.Reset()
			return goccyEncoder.Encode(theirs)
		}),
		inProcess(sonicPeer, func() error {
			sonicOut = sonicOut[:0]
			return encoder.EncodeInto(&sonicOut, theirs, 0)
		}),
		inProcess(sonicUTF8, func() error {
			sonicUTF8Out = sonicUTF8Out[:0]
			return encoder.EncodeInto(&sonicUTF8Out, theirs, encoder.ValidateString)
		}),
		inProcess(easyjsonPeer, func() (err error) {
			w := jwriter.Writer{NoEscapeHTML: true}
			theirs.MarshalEasyJSON(&w)
			easyOut, err = w.BuildBytes(easyOut[:0])
			return err
		}),
	}}
	if v2 != nil {
		c.contenders = append(c.contenders, v2.contender(jsonV2, "encode", doc.name))
	}
	c.contenders = append(c.contenders, copying(doc.bytes))
	return c
}

// jsonEncodeNew writes what doc holds into a slice that the caller may keep.
func jsonEncodeNew(doc document, v2 *worker) contest {
	ours, theirs := jsonValues(doc)
	c := contest{payload: doc.title, size: len(doc.bytes), contenders: []contender{
		inProcess(kontrakt, func() error {
			_, err := ours.MarshalJSON()
			return err
		}),
		inProcess(encodingJSON, func() error {
			_, err := json.Marshal(theirs)
			return err
		}),
		inProcess(jxPeer, func() error {
			var e jx.Encoder
			theirs.EncodeJX(&e)
			return nil
		}),
		inProcess(goccyPeer, func() error {
			_, err := goccy.MarshalWithOption(theirs, goccy.DisableHTMLEscape())
			return err
		}),
		inProcess(sonicPeer, func() error {
			_, err := sonic.Marshal(theirs)
			return err
		}),
		inProcess(sonicUTF8, func() error {
			_, err := checkingSonic.Marshal(theirs)
			return err
		}),
		inProcess(easyjsonPeer, func() error {
			_, err := easyjson.Marshal(theirs)
			return err
		}),
	}}
	if v2 != nil {
		c.contenders = append(c.contenders, v2.contender(jsonV2, "marshal", doc.name))
	}
	c.contenders = append(c.contenders, copying(doc.bytes))
	return c
}

// jsonValues are what doc holds, for us and for the peers.
func jsonValues(doc document) (*verzeichnis.Verzeichnis, *jsonpeer.Verzeichnis) {
	ours, theirs := new(verzeichnis.Verzeichnis), new(jsonpeer.Verzeichnis)
	must(ours.UnmarshalJSON(doc.bytes))
	must(json.Unmarshal(doc.bytes, theirs))
	return ours, theirs
}
