// Measuring: contenders take turns at the same task, so that whatever else the machine does meets all of them.

package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/kontrakt-dev/kontrakt/bench/cputime"
)

// contender is one way to do a task.
type contender struct {
	name string
	run  func(n int) (sample, error) // does the task n times
}

// sample is what doing a task some times took.
type sample struct {
	elapsed time.Duration // of processor time, without what the collector does meanwhile
	allocs  int64         // -1 where they cannot be counted
	bytes   int64         // allocated
}

// contest is one task on one payload, and who competes in it; the first is who the others are compared with.
type contest struct {
	payload    string
	size       int // of the payload, in bytes
	contenders []contender
}

// standing is how a contender did in a contest.
type standing struct {
	name   string
	time   time.Duration // of one task: the median of the turns
	ratio  float64       // of a turn's time to that of the first contender's turns around it: the median
	allocs float64       // for one task
	bytes  float64
}

// effort says how much is measured.
type effort struct {
	rounds int
	turn   time.Duration // how long a contender's turn in a round takes, about
}

// hold measures c: in every round each contender has one turn, and the first has one before and after each other.
func (c *contest) hold(e effort) ([]standing, error) {
	standings := make([]standing, len(c.contenders))
	counts := make([]int, len(c.contenders))
	for i, contender := range c.contenders {
		n, err := tasksPerTurn(contender, e.turn)
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", c.payload, contender.name, err)
		}
		counts[i], standings[i].name = n, contender.name
	}
	times := make([][]float64, len(c.contenders)) // of one task in ns, by contender and turn
	turn := func(i int) (float64, error) {
		runtime.GC() // nobody pays for another's garbage
		s, err := c.contenders[i].run(counts[i])
		if err != nil {
			return 0, fmt.Errorf("%s, %s: %w", c.payload, c.contenders[i].name, err)
		}
		n := float64(counts[i])
		standings[i].allocs, standings[i].bytes = float64(s.allocs)/n, float64(s.bytes)/n
		if s.allocs < 0 {
			standings[i].allocs = -1
		}
		times[i] = append(times[i], float64(s.elapsed)/n)
		return times[i][len(times[i])-1], nil
	}
	ratios := make([][]float64, len(c.contenders))
	for range e.rounds {
		before, err := turn(0)
		if err != nil {
			return nil, err
		}
		for i := 1; i < len(c.contenders); i++ {
			between, err := turn(i)
			if err != nil {
				return nil, err
			}
			after, err := turn(0)
			if err != nil {
				return nil, err
			}
			ratios[i] = append(ratios[i], between/((before+after)/2))
			before = after
		}
	}
	for i := range standings {
		standings[i].time = time.Duration(median(times[i]))
		standings[i].ratio = 1
		if i > 0 {
			standings[i].ratio = median(ratios[i])
		}
	}
	return standings, nil
}

// tasksPerTurn finds how many tasks c does in the time of a turn. The first does not count: some peers compile then.
func tasksPerTurn(c contender, turn time.Duration) (int, error) {
	if _, err := c.run(1); err != nil {
		return 0, err
	}
	for n := 1; ; n *= 2 {
		s, err := c.run(n)
		if err != nil {
			return 0, err
		}
		if s.elapsed > turn/4 {
			return max(1, int(float64(n)*float64(turn)/float64(s.elapsed))), nil
		}
	}
}

// inProcess is a contender of this process.
func inProcess(name string, task func() error) contender {
	return contender{name, func(n int) (sample, error) {
		return timed(n, task)
	}}
}

// timed does task n times.
func timed(n int, task func() error) (sample, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cputime.Now()
	for range n {
		if err := task(); err != nil {
			return sample{}, err
		}
	}
	elapsed := cputime.Now() - start
	runtime.ReadMemStats(&after)
	return sample{elapsed, int64(after.Mallocs - before.Mallocs), int64(after.TotalAlloc - before.TotalAlloc)}, nil
}

// median sorts values.
func median(values []float64) float64 {
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}
