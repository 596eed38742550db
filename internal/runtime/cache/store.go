// Stores of cached responses: the interface, and the default store in memory.

package cache

import (
	"container/list"
	"context"
	"sync"
)

// Store keeps the responses of caches, each as a text under a key. Each session has a partition for the responses that
// are private to its users; the partition "" has the public ones. A Store is safe for concurrent use. It may drop a
// text at any time, but must return it as it was saved or not at all.
type Store interface {
	// Load returns the text that was saved last; ok is false if there is none.
	Load(ctx context.Context, partition, key string) (text string, ok bool)
	// Save replaces the text under key. After an error, none need be kept.
	Save(ctx context.Context, partition, key, text string) error
	// Delete drops the text under key, if there is one.
	Delete(ctx context.Context, partition, key string) error
	// DeleteAll drops all texts of a partition.
	DeleteAll(ctx context.Context, partition string) error
}

// memoryStore is a Store in memory, bounded in bytes. The least recently used texts are dropped first.
type memoryStore struct {
	maxBytes int64

	mu     sync.Mutex
	bytes  int64
	texts  map[storeKey]*list.Element
	recent list.List // of storedText, the most recently used at the front
}

type storeKey struct{ partition, key string }

type storedText struct {
	storeKey
	text string
}

// size returns an estimate of the memory of a text, in bytes.
func (t storedText) size() int64 {
	const overhead = 256
	return int64(overhead + len(t.partition) + len(t.key) + len(t.text))
}

func newMemoryStore(maxBytes int64) *memoryStore {
	return &memoryStore{maxBytes: maxBytes, texts: make(map[storeKey]*list.Element)}
}

func (s *memoryStore) Load(_ context.Context, partition, key string) (text string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	element := s.texts[storeKey{partition, key}]
	if element == nil {
		return "", false
	}
	s.recent.MoveToFront(element)
	return element.Value.(storedText).text, true
}

// Save drops other texts until the new one fits. One that is larger than the limit is not kept.
func (s *memoryStore) Save(_ context.Context, partition, key, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	stored := storedText{storeKey{partition, key}, text}
	s.delete(stored.storeKey)
	if stored.size() > s.maxBytes {
		return nil
	}
	for s.bytes+stored.size() > s.maxBytes {
		s.delete(s.recent.Back().Value.(storedText).storeKey)
	}
	s.bytes += stored.size()
	s.texts[stored.storeKey] = s.recent.PushFront(stored)
	return nil
}

func (s *memoryStore) Delete(_ context.Context, partition, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delete(storeKey{partition, key})
	return nil
}

func (s *memoryStore) DeleteAll(_ context.Context, partition string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key := range s.texts {
		if key.partition == partition {
			s.delete(key)
		}
	}
	return nil
}

func (s *memoryStore) delete(key storeKey) {
	element := s.texts[key]
	if element == nil {
		return
	}
	s.bytes -= s.recent.Remove(element).(storedText).size()
	delete(s.texts, key)
}
