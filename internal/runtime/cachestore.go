// Where stored answers are kept: in memory, bounded in bytes, the least recently used going first.

package runtime

import "container/list"

// cacheStore holds one entry per URL. It is not safe for concurrent use.
type cacheStore struct {
	maxBytes, bytes int64

	elements map[string]*list.Element
	recent   list.List // of storedAnswer, the most recently used at the front
}

type storedAnswer struct {
	url   string
	size  int64
	entry *cacheEntry
}

// get gives the entry stored for url, or nil, and counts as a use of it.
func (s *cacheStore) get(url string) *cacheEntry {
	element := s.elements[url]
	if element == nil {
		return nil
	}
	s.recent.MoveToFront(element)
	return element.Value.(storedAnswer).entry
}

// put stores entry in place of what was stored for url, and drops others until all fit. One that cannot fit is not
// stored.
func (s *cacheStore) put(url string, entry *cacheEntry) {
	s.delete(url)
	size := entry.size() + int64(len(url))
	if size > s.maxBytes {
		return
	}
	for s.bytes+size > s.maxBytes {
		s.delete(s.recent.Back().Value.(storedAnswer).url)
	}
	s.bytes += size
	s.elements[url] = s.recent.PushFront(storedAnswer{url, size, entry})
}

// delete drops the entry stored for url, if there is one.
func (s *cacheStore) delete(url string) {
	element := s.elements[url]
	if element == nil {
		return
	}
	s.bytes -= s.recent.Remove(element).(storedAnswer).size
	delete(s.elements, url)
}

// deletePrivate drops every entry that is not public.
func (s *cacheStore) deletePrivate() {
	for url, element := range s.elements {
		if !element.Value.(storedAnswer).entry.public {
			s.delete(url)
		}
	}
}
