// Cached answers that outlive a client.

package rest

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

// CacheStore keeps cached answers as texts, by partition and key. A partition is one user's, or what is public. It is
// used by many goroutines at once, and may be used by several clients and processes.
type CacheStore interface {
	// Load returns the text, and false where there is none that is whole.
	Load(ctx context.Context, partition, key string) (text string, ok bool)
	// Save puts text in the place of what was there.
	Save(ctx context.Context, partition, key, text string) error
	// Delete drops one text; that there is none is no error.
	Delete(ctx context.Context, partition, key string) error
	// DeleteAll drops all texts of a partition.
	DeleteAll(ctx context.Context, partition string) error
}

// DiskCache gives the store of cached answers in the folder dir, which only the current user of the machine can read.
// It holds at most maxBytes; the least recently used answers go first. It survives restarts and crashes, and processes
// may share it.
func DiskCache(dir string, maxBytes int64) (CacheStore, error) {
	store, err := runtime.NewDiskStore(dir, maxBytes)
	if err != nil {
		return nil, err
	}
	return store, nil
}
