// Types that contain themselves.

package schema

// maxInline bounds the fields, other than structs, that a struct contains by value.
const maxInline = 4096

// BreakCycles makes a pointer of each required struct by which a type would contain itself or more than maxInline
// fields: a chain of types that each contain the next one twice doubles in size with each step.
func BreakCycles(types []*Type) {
	const open, done = 1, 2
	state := map[*Type]int{}
	size := map[*Type]int{} // in fields
	var visit func(t *Type)
	visit = func(t *Type) {
		state[t] = open
		for _, f := range t.Fields() {
			size[t]++
			if f.Form != ByValue || f.Type.Kind != Struct {
				continue
			}
			if state[f.Type] == 0 {
				visit(f.Type)
			}
			isInterface := len(f.Type.Derived) > 0
			switch {
			case state[f.Type] == open || !isInterface && size[t]+size[f.Type] > maxInline:
				f.Form = ByPointer
			case !isInterface:
				size[t] += size[f.Type]
			}
		}
		state[t] = done
	}
	for _, t := range types {
		if t.Kind == Struct && state[t] == 0 {
			visit(t)
		}
	}
}
