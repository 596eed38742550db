// The members of an object, with any names or with known names.

package jsonwire

import "strings"

// Member moves to the next member of the innermost object: Key returns its name, and the caller must read its value. It
// returns false at the end of the object, which it consumes, and after an error.
func (d *Decoder) Member() bool { return d.more('}') && d.name() }

// Key returns the name of the current member. It may share the memory of a borrowed text.
func (d *Decoder) Key() string {
	if d.keyEnd == 0 {
		return d.key
	}
	return d.text[d.keyStart:d.keyEnd]
}

// name consumes a member's name and the colon after it.
func (d *Decoder) name() bool {
	if d.peek() != '"' {
		return d.unexpected("a member's name in quotes")
	}
	d.key, d.keyEnd = d.quoted(), 0
	if d.peek() != ':' {
		return d.unexpected("a colon")
	}
	d.pos++
	return true
}

// Members are the known names of an object's members, in the order in which they are expected.
type Members []memberName

// memberName is a name, and the text after its opening quote if it is written without escapes, with a colon right after
// it; "" for a name that needs escapes.
type memberName struct{ name, plain string }

// Name returns the name at index i.
func (m Members) Name(i int) string { return m[i].name }

// NewMembers returns names for [Decoder.MemberOf].
func NewMembers(names ...string) Members {
	members := make(Members, len(names))
	for i, name := range names {
		members[i].name = name
		if skipPlain(name, 0) == len(name) {
			members[i].plain = name + `":`
		}
	}
	return members
}

// SeenMembers are the known members of an object that have occurred, by their index. The zero value is empty.
type SeenMembers struct {
	next int      // the index after the last of them
	bits uint64   // of the indices below 64
	more []uint64 // of the others
}

// add records the member at index i and reports whether it occurs for the first time.
func (s *SeenMembers) add(i int) bool {
	s.next = max(s.next, i+1)
	word := &s.bits
	if i >= 64 {
		word = s.moreWord(i)
	}
	before := *word
	*word |= 1 << (i % 64)
	return *word != before
}

// Has reports whether the member at index i has occurred.
func (s SeenMembers) Has(i int) bool {
	if i < 64 {
		return s.bits&(1<<i) != 0
	}
	return i/64 <= len(s.more) && s.more[i/64-1]&(1<<(i%64)) != 0
}

// moreWord returns the word of index i, which is 64 or more.
func (s *SeenMembers) moreWord(i int) *uint64 {
	for len(s.more) < i/64 {
		s.more = append(s.more, 0)
	}
	return &s.more[i/64-1]
}

// MemberOf is Member for an object with known members, which it records in seen. A duplicate is a deviation: RFC 8259,
// section 4, leaves open which one counts.
func (d *Decoder) MemberOf(known Members, seen *SeenMembers) bool {
	c := d.peek()
	switch {
	case c == ',' && !d.first:
		d.pos++
		c = d.peek()
	case c == '"' && d.first:
		d.first = false
	default:
		if !d.more('}') {
			return false
		}
		c = d.peek()
	}
	if c == '"' {
		// Compare the names that should come next, before looking for the end of the name.
		text := d.text[d.pos+1:]
		for i := seen.next; i < len(known); i++ {
			plain := known[i].plain
			if plain == "" || !strings.HasPrefix(text, plain) {
				continue
			}
			seen.add(i)
			d.keyStart = d.pos + 1
			d.pos = d.keyStart + len(plain)
			d.keyEnd = d.pos - len(`":`)
			return true
		}
	}
	return d.anyMemberOf(known, seen)
}

// anyMemberOf is MemberOf for a name that is unknown, out of order, or written with escapes.
func (d *Decoder) anyMemberOf(known Members, seen *SeenMembers) bool {
	if !d.name() {
		return false
	}
	for i := range known {
		if d.key == known[i].name && !seen.add(i) {
			d.Repeated()
		}
	}
	return true
}

// SkipUnknown consumes the value of a member that the contract does not have or allow: a deviation.
func (d *Decoder) SkipUnknown() { d.deviate("no member of this name") }
