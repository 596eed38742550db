// Package paging reads lists that a service returns in pages, one page at a time.
package paging

import (
	"errors"
	"iter"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// Function describes the function that returns pages, for errors.
type Function struct {
	Name, Path string
	Fail       func(error) error // converts an error to one of the client's package
}

// fault returns an error of kind ErrContent.
func (f Function) fault(err error) error {
	return f.Fail(&failure.Error{Kind: failure.ErrContent, Operation: f.Name, Method: "GET", Path: f.Path, Err: err})
}

// all returns the items of all pages. start begins a sequence: it returns the function that gets the next page, and
// whether there are more. A page that deviates from the contract has an error too, which comes after its items. No page
// follows an error.
func all[T any](start func() func() (items []T, more bool, err error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		next := start()
		for more := true; more; {
			var items []T
			var err error
			items, more, err = next()
			for i := range items {
				if !yield(&items[i], nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// Values returns the values of a sequence of pointers. With an error, the value is zero.
func Values[T any](items iter.Seq2[*T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item, err := range items {
			if item == nil {
				item = new(T)
			}
			if !yield(*item, err) {
				return
			}
		}
	}
}

// copyOf returns a copy of options, which may be nil.
func copyOf[O any](options *O) *O {
	own := new(O)
	if options != nil {
		*own = *options
	}
	return own
}

// ByPage returns the items of pages that have numbers. number returns the option with the number of the page; if it is
// set, the sequence begins there, otherwise with first. It ends with an empty page, or when get says that there are no
// more.
func ByPage[O any, N ~int32 | ~int64, T any](options *O, first N, number func(*O) **N,
	get func(*O) ([]T, bool, error)) iter.Seq2[*T, error] {
	return byNumber(options, first, number, get, func(int) N { return 1 })
}

// ByOffset is [ByPage] for pages that begin after a number of items.
func ByOffset[O any, N ~int32 | ~int64, T any](options *O, offset func(*O) **N,
	get func(*O) ([]T, bool, error)) iter.Seq2[*T, error] {
	return byNumber(options, 0, offset, get, func(items int) N { return N(items) })
}

func byNumber[O any, N ~int32 | ~int64, T any](options *O, first N, number func(*O) **N,
	get func(*O) ([]T, bool, error), step func(items int) N) iter.Seq2[*T, error] {
	return all(func() func() ([]T, bool, error) {
		own, n := copyOf(options), first
		if start := *number(own); start != nil {
			n = *start
		}
		return func() ([]T, bool, error) {
			sent := n
			*number(own) = &sent
			items, more, err := get(own)
			n += step(len(items))
			return items, more && len(items) > 0, err
		}
	})
}

// ByCursor returns the items of pages each of which names the next one. cursor returns the option with the name of the
// page; if it is set, the sequence begins there. get returns the items and the name of the next page. The sequence ends
// when there is no such name. A name that comes again is an error.
func ByCursor[O, T any](f Function, options *O, cursor func(*O) **string,
	get func(*O) (items []T, next *string, more bool, err error)) iter.Seq2[*T, error] {
	return all(func() func() ([]T, bool, error) {
		var known loop
		own := copyOf(options)
		if start := *cursor(own); start != nil {
			known.repeats(*start)
		}
		return func() ([]T, bool, error) {
			items, next, more, err := get(own)
			if err != nil || !more || next == nil || *next == "" {
				return items, false, err
			}
			if known.repeats(*next) {
				return items, false, f.fault(errors.New("the cursor of the next page is that of an earlier one"))
			}
			name := *next // a copy, which does not keep the page in memory
			*cursor(own) = &name
			return items, true, nil
		}
	})
}

// loop finds a text that comes again, at the latest after three times as many texts, without keeping more than one
// (R. P. Brent, An improved Monte Carlo factorization algorithm, section 3).
type loop struct {
	saved        string
	steps, limit int
}

// repeats reports whether text came before.
func (l *loop) repeats(text string) bool {
	if l.limit > 0 && text == l.saved {
		return true
	}
	if l.steps == l.limit {
		l.saved, l.steps, l.limit = text, 0, max(1, 2*l.limit)
	}
	l.steps++
	return false
}
