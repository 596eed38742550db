// The measuring itself: medians, ratios, marks.

package main

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// steady is a contender that takes the same time for every task.
func steady(name string, each time.Duration) contender {
	return contender{name, func(n int) (sample, error) {
		return sample{elapsed: time.Duration(n) * each, allocs: -1}, nil
	}}
}

func TestRatios(t *testing.T) {
	c := contest{contenders: []contender{steady("first", time.Millisecond), steady("second", 3*time.Millisecond)}}
	standings, err := c.hold(effort{rounds: 3, turn: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if got := standings[1]; got.ratio != 3 || got.time != 3*time.Millisecond || got.name != "second" {
		t.Errorf("second against first: %+v", got)
	}
}

func TestFailingContender(t *testing.T) {
	c := contest{payload: "nothing", contenders: []contender{inProcess("broken", func() error { return errors.New("no way") })}}
	_, err := c.hold(effort{rounds: 1, turn: time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "nothing, broken: no way") {
		t.Errorf("got %v", err)
	}
}

// results have the same ratio for every peer of every mark, but for those in except.
func results(ratio float64, except map[string]float64) []result {
	var list []result
	for _, m := range marks {
		r := result{suite: m.suite, standings: [][]standing{nil}}
		for _, peer := range m.peers {
			s := standing{name: peer, ratio: ratio}
			if other, ok := except[peer]; ok {
				s.ratio = other
			}
			if s.ratio > 0 {
				r.standings[0] = append(r.standings[0], s)
			}
		}
		list = append(list, r)
	}
	return list
}

func TestFloors(t *testing.T) {
	for name, test := range map[string]struct {
		ratio  float64
		except map[string]float64
		kept   bool
	}{
		"all far ahead":        {30, nil, true},
		"one peer faster":      {30, map[string]float64{sonicPeer: 0.9}, false},
		"just above its floor": {30, map[string]float64{encodingXML: 18.1}, true},
		"just below its floor": {30, map[string]float64{encodingXML: 17.9}, false},
		"not measured":         {30, map[string]float64{gSOAP: 0}, false},
	} {
		if kept := judge(io.Discard, results(test.ratio, test.except)); kept != test.kept {
			t.Errorf("%s: kept %v", name, kept)
		}
	}
}
