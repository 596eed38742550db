// Package failure has the errors of calls: their kinds, what they say, and what they must not show.
package failure
