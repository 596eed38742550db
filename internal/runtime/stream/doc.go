// Package stream reads responses while they arrive.
package stream
