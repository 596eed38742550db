// Cached answers that outlive a client.

package rest

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
)

// CacheStore keeps cached answers as texts, by partition and key. A partition is one session's, or what is public.
// It is used by many goroutines at once, and may be used by several clients and processes.
//
// A private answer is used only after the service has accepted the client's token in this process, and only if it was
// stored with that token or with one that it renews. A TokenSource with a method User() string, which names the account
// that its tokens are issued for, finds the answers that were stored for the same user with other tokens as well.
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
// may share it. Other files in the folder stay as they are.
func DiskCache(dir string, maxBytes int64) (CacheStore, error) {
	store, err := cache.NewDiskStore(dir, maxBytes)
	if err != nil {
		return nil, err
	}
	return store, nil
}
