// Operations: how items of one kind are sent, and what becomes of them.

package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// State is the state of an item.
type State string

// The states.
const (
	Pending   State = "pending"   // it is to be sent
	InFlight  State = "in flight" // its request is sent now
	Accepted  State = "accepted"  // the service accepted it
	Rejected  State = "rejected"  // the service rejected it, or it can never be sent: see Reason.Kind
	Unknown   State = "unknown"   // it may have been sent: its outcome is not known
	Cancelled State = "cancelled" // it was cancelled before it was sent
)

// Reason says why an item was not accepted, or why a company's items wait.
type Reason struct {
	Kind    string // a word for programs, such as "row", "fault" or "status"
	Code    string // of the service; "" for none
	Message string // for people
}

// The kinds of reasons that the outbox itself has.
const (
	KindContent   = "unreadable" // the content of the item cannot be read, because it was changed by hand
	KindLost      = "lost"       // the worker that sent the item died, or could not record the response
	KindTime      = "time"       // there was no time left to send the request
	KindPanic     = "panic"      // the function that sends items panicked
	KindResults   = "results"    // the function that sends items returned something else than a result for each
	KindResolve   = "resolve"    // Operation.Resolve failed: the company may have no entry
	KindOperation = "operation"  // this program has no such operation
)

// Result says what became of one item of a request.
type Result struct {
	// State is Accepted, Rejected, Unknown, or Pending: the item was certainly not sent, or was refused for a reason
	// that can pass, and is sent again later.
	State State
	// ServiceID is what the service calls an accepted item; "" for nothing.
	ServiceID string
	// Reason says why the item was not accepted.
	Reason Reason
}

// Sender sends the items of one company.
type Sender[I any] struct {
	// Manager is the name of the company that manages this one. All requests of a manager have its rate.
	Manager string
	// Interval is the minimum time between the beginnings of two requests of the manager, over all machines; 0 means
	// none.
	Interval time.Duration
	// Send sends items in one request and returns a result for each, in their order. It does not try again by itself.
	// If it panics, the results are Unknown.
	Send func(ctx context.Context, items []I) []Result
}

// Operation describes how items of one kind are sent.
type Operation[I any] struct {
	// Name identifies the operation in the database.
	Name string
	// Limit is the maximum number of items in one request.
	Limit int
	// Check returns why items cannot be sent for a company. Enqueue calls it with up to Limit items; nil means that all
	// can.
	Check func(company string, items []I) error
	// Resolve returns how items of a company are sent. It is where secrets come from: they are not stored. As long as
	// it fails, the items of the company wait, and it is called again later.
	Resolve func(ctx context.Context, company string) (Sender[I], error)
}

// Queue has the items of an operation. Add returns it.
type Queue[I any] struct {
	outbox    *Outbox
	operation Operation[I]
}

// operation is an Operation[I] for the workers, without its type parameter.
type operation interface {
	limit() int
	// decode returns an item of JSON.
	decode(content []byte) (any, error)
	// resolve returns how decoded items of a company are sent.
	resolve(ctx context.Context, company string) (Sender[any], error)
}

// Add adds an operation to an outbox, before it is started.
func Add[I any](o *Outbox, op Operation[I]) (*Queue[I], error) {
	switch {
	case op.Name == "" || op.Resolve == nil:
		return nil, errors.New("outbox: Operation.Name and Operation.Resolve must be set")
	case op.Limit < 1:
		return nil, fmt.Errorf("outbox: Operation.Limit of %s: got %d, want 1 or more", op.Name, op.Limit)
	}
	queue := &Queue[I]{outbox: o, operation: op}
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, ok := o.operations[op.Name]; ok {
		return nil, fmt.Errorf("outbox: there is already an operation %s", op.Name)
	}
	o.operations[op.Name] = queue
	return queue, nil
}

// operation returns the operation with a name, or nil.
func (o *Outbox) operation(name string) operation {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.operations[name]
}

func (q *Queue[I]) limit() int { return q.operation.Limit }

func (q *Queue[I]) decode(content []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	var item I
	err := decoder.Decode(&item)
	return item, err
}

func (q *Queue[I]) resolve(ctx context.Context, company string) (Sender[any], error) {
	sender, err := q.operation.Resolve(ctx, company)
	if err != nil {
		return Sender[any]{}, err
	}
	if sender.Send == nil {
		return Sender[any]{}, errors.New("Operation.Resolve returned a Sender without Send")
	}
	return Sender[any]{Manager: sender.Manager, Interval: sender.Interval,
		Send: func(ctx context.Context, decoded []any) []Result {
			items := make([]I, len(decoded))
			for i, item := range decoded {
				items[i] = item.(I)
			}
			return sender.Send(ctx, items)
		}}, nil
}
