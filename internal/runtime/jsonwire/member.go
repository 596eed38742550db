// Reading JSON: the members of an object, whatever their names, or by the names that a type has.

package jsonwire

import "strings"

// Member moves to the next member of the object that was entered last: Key tells its name, and its value is to be read.
// It reports false at the object's end, which it consumes, and after a fault.
func (d *Decoder) Member() bool { return d.more('}') && d.name() }

// Key returns the name of the member that was moved to last. It is not kept: the caller's text may hold it.
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

// Members are the names that an object's members may have. They are looked for in their order.
type Members []memberName

// memberName is a name, and what follows the opening quote where it is written as it is, with a colon right behind it;
// "" for a name that has to be escaped.
type memberName struct{ name, plain string }

// NewMembers returns names as [Decoder.MemberOf] takes them.
func NewMembers(names ...string) Members {
	members := make(Members, len(names))
	for i, name := range names {
		members[i].name = name
		if passPlain(name, 0) == len(name) {
			members[i].plain = name + `":`
		}
	}
	return members
}

// SeenMembers are those members of an object that were met, by the places of their names. The zero value is none.
type SeenMembers struct {
	next int      // the place after the last of them
	bits uint64   // of the places below 64
	more []uint64 // of the others
}

// add records the member at place i and reports whether it is met for the first time.
func (s *SeenMembers) add(i int) bool {
	s.next = max(s.next, i+1)
	word := &s.bits
	if i >= 64 {
		word = s.far(i)
	}
	before := *word
	*word |= 1 << (i % 64)
	return *word != before
}

// far returns the word of place i, which is 64 or above.
func (s *SeenMembers) far(i int) *uint64 {
	for len(s.more) < i/64 {
		s.more = append(s.more, 0)
	}
	return &s.more[i/64-1]
}

// MemberOf is Member for an object of which some members are known, which it records in seen. To meet one of them again
// is a deviation: RFC 8259, section 4, leaves open which of the two counts.
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
		// Instead of looking for the end of the name, the names that should come next are compared with it.
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

// anyMemberOf is MemberOf for a name that is not known, not in its order, or not written as it is.
func (d *Decoder) anyMemberOf(known Members, seen *SeenMembers) bool {
	if !d.name() {
		return false
	}
	for i := range known {
		if d.key == known[i].name && !seen.add(i) {
			d.note(d.pos, "one member of this name", "another")
		}
	}
	return true
}

// SkipUnknown consumes the value of a member that the contract does not know, and which it does not allow: a deviation.
func (d *Decoder) SkipUnknown() { d.deviate("no member of this name") }
