// What the tests of MultiCall decide that is random otherwise.

package runtime

// SetIDs makes b take its content ids, in the order of its parts, and then its boundaries from ids.
func (b *Batch) SetIDs(ids ...string) {
	b.newID = func() (id string) {
		id, ids = ids[0], ids[1:]
		return id
	}
}

// MultipartBoundary is the boundary that a Content-Type states.
var MultipartBoundary = multipartBoundary
