// Where tokens are kept.

package signin

import "context"

// Store keeps the tokens of one sign-in as a text. The text has secrets. A Store is safe for use by many goroutines; one
// that several processes use locks for all of them.
type Store interface {
	// Load returns the text that was saved last, "" if there is none.
	Load(ctx context.Context) (text string, err error)
	// Save replaces the text. The text "" deletes it. Save returns nil only if the text will survive.
	Save(ctx context.Context, text string) error
	// Lock waits until nobody else has the lock, or until ctx ends. The lock of a process that dies is released.
	Lock(ctx context.Context) (unlock func(), err error)
}

// memory is a Store that lasts as long as the process.
type memory struct {
	lock chan struct{} // has an element while somebody has the lock
	text string
}

func newMemory() *memory { return &memory{lock: make(chan struct{}, 1)} }

func (m *memory) Load(context.Context) (string, error) { return m.text, nil }

func (m *memory) Save(_ context.Context, text string) error {
	m.text = text
	return nil
}

func (m *memory) Lock(ctx context.Context) (func(), error) {
	select {
	case m.lock <- struct{}{}:
		return func() { <-m.lock }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
