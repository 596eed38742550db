// Package outbox sends items to a service from a table of PostgreSQL, so that none is lost and none is sent twice if
// processes are killed, connections are cut or the database is restarted. The jobs are those of River.
//
// A program describes how items of one kind are sent by an Operation, and adds it to an Outbox, which returns a Queue.
// Queue.Enqueue saves items of a company within a transaction of the caller. Any number of processes that have called
// Outbox.Start send them: those of a company in their order and in one request at a time.
//
// The state of an item is committed as InFlight before its request is sent. If the process dies before it has recorded
// the response, the item becomes Unknown. An Unknown item is not sent again until somebody decides: see SendAgain and
// Settle.
//
// Package incidents does all this for the reports of CareFlex.
package outbox

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/jobs"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/migration"
)

// RiverQueue is the name of River's queue for the jobs of an outbox.
const RiverQueue = jobs.Queue

// ErrVersion is the error of tables that have another version than the program needs.
var ErrVersion = migration.ErrVersion

//go:embed migrations
var migrations embed.FS

// tables are those of this package.
var tables = migration.Component{Name: "outbox", FS: migrations}

// Config configures an Outbox.
type Config struct {
	// Pool has the connections to the database. A worker needs one for moments only, never while it sends a request.
	Pool *pgxpool.Pool
	// Workers is the number of requests at a time of this process; 0 means 10.
	Workers int
	// RequestTimeout is the maximum time of a request, and of finding out how to send it; 0 means 3 minutes. It must be
	// longer than that of the client, 2 minutes by default. A worker that died has its items for twice this time. All
	// processes of a database must have the same: a worker ignores a time that it takes for one of a wrong clock.
	RequestTimeout time.Duration
	// SweepInterval is the time between two searches for items of workers that died, and for items that no job would
	// send; 0 means a minute.
	SweepInterval time.Duration
	// Logger is told what goes wrong; nil means slog.Default. It gets no content of items.
	Logger *slog.Logger
	// River is the configuration of River's client, to which the outbox adds its queue, its workers and its periodic
	// job. Set it if the program has jobs of its own: among the clients of a database, only one leads, and inserts
	// nothing but the periodic jobs of its own configuration. If River is nil, the client has no other jobs.
	River *river.Config
}

// complete returns c with its defaults, or an error that says what to set.
func (c Config) complete() (Config, error) {
	c.Workers = cmp.Or(c.Workers, 10)
	c.RequestTimeout = cmp.Or(c.RequestTimeout, 3*time.Minute)
	c.SweepInterval = cmp.Or(c.SweepInterval, time.Minute)
	c.Logger = cmp.Or(c.Logger, slog.Default())
	switch {
	case c.Pool == nil:
		return c, errors.New("outbox: Config.Pool must be set")
	case c.Workers < 0:
		return c, errors.New("outbox: Config.Workers must not be negative")
	case c.RequestTimeout < 100*time.Millisecond:
		return c, errors.New("outbox: Config.RequestTimeout must be 100 ms or more")
	case c.River != nil && c.River.Schema != "":
		return c, errors.New("outbox: Config.River.Schema must be empty: set search_path instead")
	case c.SweepInterval < time.Second:
		return c, errors.New("outbox: Config.SweepInterval must be a second or more")
	}
	return c, nil
}

// Outbox sends the items of its queues. It is safe for use by several goroutines.
type Outbox struct {
	config Config
	river  *river.Client[pgx.Tx]
	step   func(step) // called before each step; nil outside of tests

	mu         sync.RWMutex
	operations map[string]operation
}

// New returns an outbox. It does not use the database: see Migrate and Start.
func New(config Config) (*Outbox, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	o := &Outbox{config: config, operations: map[string]operation{}}
	base, err := jobs.With(config.River, &sweepWorker{outbox: o}, config.SweepInterval, sweepArgs{})
	if err == nil {
		err = river.AddWorkerSafely(base.Workers, &laneWorker{outbox: o})
	}
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	base.Logger = cmp.Or(base.Logger, config.Logger)
	base.Queues = maps.Clone(base.Queues)
	if base.Queues == nil {
		base.Queues = map[string]river.QueueConfig{}
	}
	base.Queues[RiverQueue] = river.QueueConfig{MaxWorkers: config.Workers}
	if o.river, err = river.NewClient(riverpgxv5.New(config.Pool), base); err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return o, nil
}

// Migrate brings the tables of River and of the outbox to the version that this program needs. Tables of a later
// version are an ErrVersion. The pool needs two connections.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := tables.Run(ctx, tx); err != nil { // it makes others wait
			return err
		}
		_, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil) // cannot be in one transaction
		return err
	})
}

// Start begins to send items, until ctx is done or Stop is called. Tables of another version are an ErrVersion.
func (o *Outbox) Start(ctx context.Context) error {
	if err := tables.Check(ctx, o.config.Pool); err != nil {
		return err
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(o.config.Pool), nil)
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	valid, err := migrator.Validate(ctx, nil)
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	if !valid.OK {
		return fmt.Errorf("the tables of River: %s: call Migrate: %w", strings.Join(valid.Messages, ", "), ErrVersion)
	}
	return o.river.Start(ctx)
}

// Stop waits for the requests in progress, and begins no others. If ctx ends first, they are interrupted.
func (o *Outbox) Stop(ctx context.Context) error {
	err := o.river.Stop(ctx)
	if ctx.Err() == nil {
		return err
	}
	interrupt, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.config.RequestTimeout)
	defer cancel()
	return o.river.StopAndCancel(interrupt)
}

// River returns River's client of the outbox, for jobs of the program's own.
func (o *Outbox) River() *river.Client[pgx.Tx] { return o.river }
