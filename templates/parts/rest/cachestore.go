// Cached responses that outlive a client.

package rest

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
)

// CacheStore keeps cached responses as texts, by partition and key. A session has a partition, and public responses
// have one. A CacheStore must be safe for use by many goroutines. Several clients and processes may share one.
//
// A private response is used only after the service has accepted the client's token in this process, and only if it was
// stored with that token or with one that it renews. If a TokenSource has a method User() string that names the account
// of its tokens, responses that were stored with other tokens of that account are used too.
type CacheStore interface {
	// Load returns the text, and false if there is none.
	Load(ctx context.Context, partition, key string) (text string, ok bool)
	// Save replaces the text.
	Save(ctx context.Context, partition, key, text string) error
	// Delete drops one text. It is no error if there is none.
	Delete(ctx context.Context, partition, key string) error
	// DeleteAll drops all texts of a partition.
	DeleteAll(ctx context.Context, partition string) error
}

// DiskCache returns a store of cached responses in the folder dir, which only the current user of the machine can read.
// It has at most maxBytes; the least recently used responses are dropped first. It survives restarts and crashes, and
// processes may share it. Other files in the folder stay as they are.
func DiskCache(dir string, maxBytes int64) (CacheStore, error) {
	store, err := cache.NewDiskStore(dir, maxBytes)
	if err != nil {
		return nil, err
	}
	return store, nil
}
