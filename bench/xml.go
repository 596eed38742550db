// The XML codecs: the request of 100 incidents and its answer.

package main

import (
	"bytes"
	"encoding/xml"

	"github.com/kontrakt-dev/kontrakt/bench/gowsdl"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// xmlMessage is a message of the generated client.
type xmlMessage interface {
	AppendXML([]byte) ([]byte, error)
	DecodeXML([]byte) error
}

// xmlContests are the suites of the XML codecs. natives are the workers gsoap and parsers, as far as they are there.
func xmlContests(docs *documents, natives map[string]*worker) []suite {
	decode := suite{title: "XML decode"}
	for _, doc := range docs.requests {
		decode.contests = append(decode.contests,
			xmlDecode[careflex.NewIncidentRequest, gowsdl.NewIncidentRequest](doc, natives))
	}
	for _, doc := range docs.responses {
		decode.contests = append(decode.contests,
			xmlDecode[careflex.NewIncidentResponse, gowsdl.NewIncidentResponse](doc, natives))
	}
	encode := suite{title: "XML encode, into a reused buffer", contests: []contest{
		xmlEncode[careflex.NewIncidentRequest, gowsdl.NewIncidentRequest](docs.requests[0], natives),
		xmlEncode[careflex.NewIncidentResponse, gowsdl.NewIncidentResponse](docs.responses[0], natives),
	}}
	return []suite{decode, encode}
}

// xmlDecode reads doc into an Ours and a Theirs.
func xmlDecode[Ours, Theirs any, Message interface {
	*Ours
	xmlMessage
}](doc document, natives map[string]*worker) contest {
	c := contest{payload: doc.title, size: len(doc.bytes), contenders: []contender{
		inProcess(kontrakt, func() error { return Message(new(Ours)).DecodeXML(doc.bytes) }),
		inProcess(encodingXML, func() error { return xml.Unmarshal(doc.bytes, new(Theirs)) }),
	}}
	if w := natives[gsoapWorker]; w != nil {
		c.contenders = append(c.contenders, w.contender(gSOAP, "decode", doc.name))
	}
	if w := natives[parsersWorker]; w != nil {
		c.contenders = append(c.contenders,
			w.contender("libxml2, SAX2 events alone", "libxml2", doc.name),
			w.contender("expat, events alone", "expat", doc.name))
	}
	c.contenders = append(c.contenders, checkingUTF8(doc.bytes), copying(doc.bytes))
	return c
}

// xmlEncode writes what doc holds from an Ours and a Theirs.
func xmlEncode[Ours, Theirs any, Message interface {
	*Ours
	xmlMessage
}](doc document, natives map[string]*worker) contest {
	ours, theirs := Message(new(Ours)), new(Theirs)
	must(ours.DecodeXML(doc.bytes))
	must(xml.Unmarshal(doc.bytes, theirs))
	var out []byte
	var buffer bytes.Buffer
	c := contest{payload: doc.title, size: len(doc.bytes), contenders: []contender{
		inProcess(kontrakt, func() (err error) {
			out, err = ours.AppendXML(out[:0])
			return err
		}),
		inProcess(encodingXML, func() error {
			buffer.Reset()
			return xml.NewEncoder(&buffer).Encode(theirs)
		}),
	}}
	if w := natives[gsoapWorker]; w != nil {
		c.contenders = append(c.contenders, w.contender(gSOAP, "encode", doc.name))
	}
	c.contenders = append(c.contenders, copying(doc.bytes))
	return c
}
