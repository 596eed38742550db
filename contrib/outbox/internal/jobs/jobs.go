// Package jobs adds the periodic jobs of an outbox to the configuration of River's client.
package jobs

import (
	"time"

	"github.com/riverqueue/river"
)

// Queue is the name of the queue for the jobs of an outbox.
const Queue = "kontrakt_outbox"

// With returns a copy of base, which may be nil, with a job that worker does once in each interval, on one of the
// machines. It adds worker to the workers of base, if there are any.
func With[A river.JobArgs](base *river.Config, worker river.Worker[A], interval time.Duration, args A) (*river.Config,
	error) {
	var config river.Config
	if base != nil {
		config = *base
	}
	if config.Workers == nil {
		config.Workers = river.NewWorkers()
	}
	if err := river.AddWorkerSafely(config.Workers, worker); err != nil {
		return nil, err
	}
	options := river.InsertOpts{Queue: Queue, MaxAttempts: 1,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: interval}}
	job := river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) { return args, &options },
		&river.PeriodicJobOpts{ID: args.Kind(), RunOnStart: true})
	config.PeriodicJobs = append(config.PeriodicJobs[:len(config.PeriodicJobs):len(config.PeriodicJobs)], job)
	return &config, nil
}
