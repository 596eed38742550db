// Package split sends lists that are too long for one request, and matches the rows of responses to their items.
package split
