// Cached responses in the memory of the process: copies of those at the server, or its own during an outage.

package valkeykontrakt

import (
	"container/list"
	"strings"
)

// textID names a cached response: the hashes of its partition and of its key.
type textID struct{ partition, key string }

func newTextID(partition, key string) textID { return textID{hash(partition), hash(key)} }

// parseTextID parses what String returns.
func parseTextID(s string) textID {
	partition, key, _ := strings.Cut(s, ":")
	return textID{partition, key}
}

// String returns the name as a part of the server's keys.
func (id textID) String() string { return id.partition + ":" + id.key }

// memory has texts, and knows of others that there are none. It is bounded in bytes. What was not used for the longest
// time is dropped first.
type memory struct {
	maxBytes int64
	bytes    int64
	texts    map[textID]*list.Element
	recent   list.List // of storedText, the most recently used at the front

	// Texts that are being read from the server. One that changes meanwhile is removed from here, so that the old text is
	// not kept.
	reads map[textID]*read
}

type storedText struct {
	id textID
	answer
}

// answer is what a Load returns.
type answer struct {
	text string
	ok   bool // false: there is no such text
}

// read is one reading of a text.
type read struct{ _ byte } // a pointer to it is its identity

// size returns an estimate of the memory for a text, in bytes.
func (t storedText) size() int64 {
	const overhead = 256
	return int64(overhead + len(t.id.partition) + len(t.id.key) + len(t.text))
}

func newMemory(maxBytes int64) memory {
	return memory{maxBytes: maxBytes, texts: make(map[textID]*list.Element), reads: make(map[textID]*read)}
}

func (m *memory) get(id textID) (a answer, known bool) {
	element := m.texts[id]
	if element == nil {
		return answer{}, false
	}
	m.recent.MoveToFront(element)
	return element.Value.(storedText).answer, true
}

// put keeps an answer. One that is larger than the limit is not kept.
func (m *memory) put(id textID, a answer) {
	m.drop(id)
	stored := storedText{id, a}
	if stored.size() > m.maxBytes {
		return
	}
	for m.bytes+stored.size() > m.maxBytes {
		m.drop(m.recent.Back().Value.(storedText).id)
	}
	m.bytes += stored.size()
	m.texts[id] = m.recent.PushFront(stored)
}

// begin begins a reading.
func (m *memory) begin(id textID) *read {
	r := new(read)
	m.reads[id] = r
	return r
}

// end ends a reading. It reports whether the text may be kept, because it has not changed since.
func (m *memory) end(id textID, r *read) bool {
	if m.reads[id] != r {
		return false
	}
	delete(m.reads, id)
	return true
}

// drop drops the text, and what is being read of it.
func (m *memory) drop(id textID) {
	delete(m.reads, id)
	element := m.texts[id]
	if element == nil {
		return
	}
	m.bytes -= m.recent.Remove(element).(storedText).size()
	delete(m.texts, id)
}

// dropAll drops the texts of a partition.
func (m *memory) dropAll(partition string) {
	for id := range m.texts {
		if id.partition == partition {
			m.drop(id)
		}
	}
	for id := range m.reads {
		if id.partition == partition {
			delete(m.reads, id)
		}
	}
}

func (m *memory) clear() {
	clear(m.texts)
	clear(m.reads)
	m.recent.Init()
	m.bytes = 0
}

// maxMissed bounds the texts of a partition whose deletion is remembered. Beyond it the whole partition is deleted.
const maxMissed = 10_000

// deletions are the texts that the server must delete when it is back, by partition; all of a partition if that is nil.
type deletions map[string]map[string]struct{}

func (d *deletions) add(id textID) {
	if *d == nil {
		*d = make(deletions)
	}
	keys, known := (*d)[id.partition]
	switch {
	case known && keys == nil:
		return
	case len(keys) == maxMissed:
		d.addAll(id.partition)
		return
	case keys == nil:
		keys = make(map[string]struct{})
		(*d)[id.partition] = keys
	}
	keys[id.key] = struct{}{}
}

func (d *deletions) addAll(partition string) {
	if *d == nil {
		*d = make(deletions)
	}
	(*d)[partition] = nil
}

func (d *deletions) merge(other deletions) {
	for partition, keys := range other {
		if keys == nil {
			d.addAll(partition)
		}
		for key := range keys {
			d.add(textID{partition, key})
		}
	}
}
