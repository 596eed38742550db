// Content models: the elements of a struct, how often each occurs, and the groups among them that repeat.

package diff

import "github.com/kontrakt-dev/kontrakt/schema"

// compareContent finds what differs in the element content of the two structs, or groups that repeat, of p.
func (c *comparison) compareContent(p *pair) {
	old, new := c.matchGroups(p.old.Content, p.new.Content)
	both := c.compareMembers(&p.node, old.allMembers(p.old.Content), new.allMembers(p.new.Content))
	if !c.isJSON {
		c.compareArrangements(p, old, new, both)
	}
}

// content is the content model of one version.
type content struct {
	isJSON bool
	// groups are the groups that repeat in both versions: by particle, the name of an element that is in both. Each is
	// a member. The elements of a group that repeats only in this version are members in its place.
	groups   map[*schema.Particle]schema.QName
	inlined  map[*schema.Type]bool // the groups that repeat only in this version
	required map[memberKey]bool    // the members that always occur
}

func (c *comparison) newContent() *content {
	return &content{isJSON: c.isJSON, groups: map[*schema.Particle]schema.QName{}, inlined: map[*schema.Type]bool{},
		required: map[memberKey]bool{}}
}

// matchGroups returns the contents of two versions. Groups that repeat match if they share elements, and if no element
// of one is outside of the other.
func (c *comparison) matchGroups(a, b *schema.Particle) (old, new *content) {
	old, new = c.newContent(), c.newContent()
	before, after := groupsOf(a), groupsOf(b)
	for _, g := range repeats(b) {
		other, name := counterpart(g, before)
		if other == nil {
			continue
		}
		if back, _ := counterpart(other, after); back == g {
			old.groups[other], new.groups[g] = name, name
		}
	}
	return old, new
}

// counterpart returns the group of groups that has all elements of g which are in groups, and the name of one of them.
// It returns nil if there is none.
func counterpart(
	g *schema.Particle, groups map[schema.QName]*schema.Particle,
) (group *schema.Particle, shared schema.QName) {
	isFound := false
	for _, name := range namesIn(g.Field.Type, map[*schema.Type]bool{}) {
		in, isKnown := groups[name]
		switch {
		case !isKnown:
		case !isFound:
			group, shared, isFound = in, name, true
		case in != group:
			return nil, shared
		}
	}
	return group, shared
}

// groupsOf returns, for each name of an element in p, the group that repeats around it, nil for none.
func groupsOf(p *schema.Particle) map[schema.QName]*schema.Particle {
	groups := map[schema.QName]*schema.Particle{}
	for _, f := range p.Fields() {
		if !f.Type.Group {
			groups[f.Wire] = nil
		}
	}
	for _, g := range repeats(p) {
		for _, name := range namesIn(g.Field.Type, map[*schema.Type]bool{}) {
			if _, isKnown := groups[name]; !isKnown {
				groups[name] = g
			}
		}
	}
	return groups
}

// repeats returns the leaves of p that are groups that repeat.
func repeats(p *schema.Particle) []*schema.Particle {
	switch {
	case p == nil:
		return nil
	case p.Kind == schema.Repeat:
		return []*schema.Particle{p}
	}
	var leaves []*schema.Particle
	for _, child := range p.Children {
		leaves = append(leaves, repeats(child)...)
	}
	return leaves
}

// namesIn returns the names of the elements in group and in the groups within it, in the contract's order. It skips the
// groups in seen.
func namesIn(group *schema.Type, seen map[*schema.Type]bool) []schema.QName {
	var names []schema.QName
	for _, f := range group.Content.Fields() {
		switch {
		case !f.Type.Group:
			names = append(names, f.Wire)
		case !seen[f.Type]:
			seen[f.Type] = true
			names = append(names, namesIn(f.Type, seen)...)
		}
	}
	return names
}

// allMembers returns the members of the whole content p.
func (c *content) allMembers(p *schema.Particle) []*member {
	members := c.members(p)
	for _, m := range members {
		c.required[m.memberKey] = m.min > 0
	}
	return members
}

// members returns the members of p with their occurrence, in the contract's order.
func (c *content) members(p *schema.Particle) []*member {
	switch {
	case p == nil:
		return nil
	case p.Field == nil:
		return repeated(c.combine(p), p)
	case p.Kind == schema.Repeat && !c.isMatched(p):
		if c.inlined[p.Field.Type] {
			return nil
		}
		c.inlined[p.Field.Type] = true
		members := c.members(p.Field.Type.Content)
		for _, m := range members {
			m.step = "item/" + m.step
		}
		return repeated(members, p)
	}
	m := &member{memberKey: c.key(p), step: p.Field.Wire.Local, field: p.Field, pos: p.Pos, min: 1, max: 1}
	switch p.Kind {
	case schema.Repeat:
		m.step = "item"
	case schema.Any:
		m.step = "*"
	}
	return repeated([]*member{m}, p)
}

// key returns the key of the leaf p.
func (c *content) key(p *schema.Particle) memberKey {
	switch {
	case p.Kind == schema.Repeat:
		return memberKey{"group", c.groups[p]}
	case p.Kind == schema.Any:
		return memberKey{kind: "wildcard"}
	case c.isJSON:
		return memberKey{"field", p.Field.Wire}
	}
	return memberKey{"element", p.Field.Wire}
}

func (c *content) isMatched(p *schema.Particle) bool {
	_, ok := c.groups[p]
	return ok
}

// combine returns the members of one occurrence of the group p.
func (c *content) combine(p *schema.Particle) []*member {
	var members []*member
	known := map[memberKey]*member{}
	alternatives := map[*member]int{} // by member, how many alternatives have it
	for _, child := range p.Children {
		for _, m := range c.members(child) {
			before := known[m.memberKey]
			switch {
			case before == nil:
				known[m.memberKey], before = m, m
				members = append(members, m)
			case p.Kind == schema.Choice:
				before.min, before.max = min(before.min, m.min), max(before.max, m.max)
			default:
				before.min, before.max = sum(before.min, m.min), sum(before.max, m.max)
			}
			alternatives[before]++
		}
	}
	if p.Kind == schema.Choice {
		for _, m := range members {
			if alternatives[m] < len(p.Children) {
				m.min = 0
			}
		}
	}
	return members
}

// repeated returns members with the occurrence that they have in all occurrences of p.
func repeated(members []*member, p *schema.Particle) []*member {
	for _, m := range members {
		m.min = product(m.min, p.Min)
		if p.Max == schema.Unbounded {
			m.max = many
		} else {
			m.max = product(m.max, p.Max)
		}
	}
	return members
}
