// The floors: how far ahead of each peer the codecs have to stay, and how far they are meant to be.

package main

import (
	"fmt"
	"io"
	"slices"
)

// The contenders' names.
const (
	kontrakt     = "kontrakt"
	encodingXML  = "encoding/xml with gowsdl's types"
	gSOAP        = "gSOAP 2.8 (C++, -O3)"
	phpSOAP      = "PHP 8.2, ext/soap"
	encodingJSON = "encoding/json"
	jsonV2       = "encoding/json/v2"
	jxPeer       = "go-faster/jx"
	goccyPeer    = "goccy/go-json"
	sonicPeer    = "bytedance/sonic"
	sonicUTF8    = "bytedance/sonic, checking UTF-8"
	easyjsonPeer = "mailru/easyjson"
)

// mark is a ratio of times that is to be reached against the fastest of some peers.
type mark struct {
	suite   string
	peer    string   // what the peers are called together
	peers   []string // contenders
	target  float64
	minimum float64 // the floor of bench-check
}

// marks apply to the first payload of their suite: the plain request, and the 1000 Mitarbeiter as Go would write them.
var marks = []mark{
	{"XML decode", encodingXML, []string{encodingXML}, 20, 18},
	{"XML decode", gSOAP, []string{gSOAP}, 4, 3.5},
	{"XML encode, into a reused buffer", encodingXML, []string{encodingXML}, 16, 14},
	{"XML encode, into a reused buffer", gSOAP, []string{gSOAP}, 7, 6},
	{"JSON decode", encodingJSON, []string{encodingJSON}, 8, 5},
	{"JSON decode", jsonV2, []string{jsonV2}, 4, 2.5},
	{"JSON decode", jxPeer, []string{jxPeer}, 2.5, 1.5},
	{"JSON decode", "the best other", []string{goccyPeer, sonicPeer, easyjsonPeer}, 1.5, 1.2},
	{"JSON encode, into a reused buffer", encodingJSON, []string{encodingJSON}, 3.8, 2.5},
	{"JSON encode, into a reused buffer", "the best other",
		[]string{jsonV2, jxPeer, goccyPeer, sonicPeer, easyjsonPeer}, 1.2, 1},
}

// judge prints how results stand against the marks and tells whether every floor is kept. A peer that was not measured
// keeps no floor.
func judge(w io.Writer, results []result) (kept bool) {
	kept = true
	fmt.Fprintf(w, "### Marks\n\n| | against | ratio | target | floor | |\n|---|---|--:|--:|--:|---|\n")
	for _, m := range marks {
		ratio, ok := m.ratio(results)
		cell, verdict := digits(ratio)+"×", "**below the floor**"
		switch {
		case !ok:
			cell, verdict = "–", "**not measured**"
		case ratio >= m.target:
			verdict = "target reached"
		case ratio >= m.minimum:
			verdict = "floor kept"
		}
		kept = kept && ok && ratio >= m.minimum
		fmt.Fprintf(w, "| %s | %s | %s | %g× | %g× | %s |\n", m.suite, m.peer, cell, m.target, m.minimum, verdict)
	}
	fmt.Fprintln(w)
	return kept
}

// ratio finds the smallest ratio of m's peers; every one must have been measured.
func (m mark) ratio(results []result) (smallest float64, ok bool) {
	for _, peer := range m.peers {
		ratio, found := 0.0, false
		for _, r := range results {
			if r.suite != m.suite {
				continue
			}
			for _, s := range r.standings[0] {
				if s.name == peer {
					ratio, found = s.ratio, true
				}
			}
		}
		if !found {
			return 0, false
		}
		if !ok || ratio < smallest {
			smallest, ok = ratio, true
		}
	}
	return smallest, ok
}

// keepMarked leaves out the contenders that no mark names, but for the first, and tells whether there are others.
func (c *contest) keepMarked(suite string) bool {
	rest := slices.DeleteFunc(slices.Clone(c.contenders[1:]), func(peer contender) bool {
		return !slices.ContainsFunc(marks, func(m mark) bool {
			return m.suite == suite && slices.Contains(m.peers, peer.name)
		})
	})
	c.contenders = append(c.contenders[:1:1], rest...)
	return len(rest) > 0
}
