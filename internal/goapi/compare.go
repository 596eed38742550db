// Comparing two packages, declaration by declaration.

package goapi

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
)

type comparison struct {
	old, new *Package
	changes  []Change
}

const (
	breaking   = true
	compatible = false
)

// changed adds a change of symbol, which is in both versions.
func (c *comparison) changed(isBreaking bool, symbol, format string, args ...any) {
	c.changes = append(c.changes, Change{isBreaking, symbol, fmt.Sprintf(format, args...),
		c.old.position(symbol), c.new.position(symbol)})
}

func (c *comparison) removed(symbol string) {
	c.changes = append(c.changes,
		Change{Breaking: true, Symbol: symbol, Message: "removed", Old: c.old.position(symbol)})
}

func (c *comparison) added(isBreaking bool, symbol string) {
	c.changes = append(c.changes,
		Change{Breaking: isBreaking, Symbol: symbol, Message: "added", New: c.new.position(symbol)})
}

// packages compares what both packages declare.
func (c *comparison) packages() {
	old, new := c.old.types.Scope(), c.new.types.Scope()
	for _, name := range old.Names() {
		a, b := old.Lookup(name), new.Lookup(name)
		switch {
		case !a.Exported():
		case b == nil:
			c.removed(name)
		default:
			c.objects(a, b)
		}
	}
	for _, name := range new.Names() {
		if new.Lookup(name).Exported() && old.Lookup(name) == nil {
			c.added(compatible, name)
		}
	}
}

// objects compares two declarations of one name.
func (c *comparison) objects(a, b types.Object) {
	if kindOf(a) != kindOf(b) {
		c.changed(breaking, a.Name(), "changed from a %s to a %s", kindOf(a), kindOf(b))
		return
	}
	if _, isType := a.(*types.TypeName); isType {
		c.named(a.Name(), a.Type(), b.Type())
		return
	}
	c.typesOf(a.Name(), a.Type(), b.Type())
	if x, isConst := a.(*types.Const); isConst && identical(a.Type(), b.Type()) {
		if y := b.(*types.Const); !constant.Compare(x.Val(), token.EQL, y.Val()) {
			c.changed(breaking, a.Name(), "changed from %v to %v", x.Val(), y.Val())
		}
	}
}

// kindOf returns the kind of o.
func kindOf(o types.Object) string {
	switch o.(type) {
	case *types.Const:
		return "constant"
	case *types.Var:
		return "variable"
	case *types.Func:
		return "function"
	}
	return "type"
}

// typesOf compares the types of symbol.
func (c *comparison) typesOf(symbol string, a, b types.Type) {
	if !identical(a, b) {
		c.changed(breaking, symbol, "changed from %s to %s", c.name(a), c.name(b))
	}
}

// name returns t as code in the package writes it.
func (c *comparison) name(t types.Type) string {
	return types.TypeString(t, func(pkg *types.Package) string {
		if pkg == c.old.types || pkg == c.new.types {
			return ""
		}
		return pkg.Name()
	})
}

// named compares two declarations of the type called name.
func (c *comparison) named(name string, a, b types.Type) {
	if !identicalParameters(a, b) {
		c.changed(breaking, name, "changed its type parameters")
		return
	}
	switch x := a.Underlying().(type) {
	case *types.Struct:
		y, ok := b.Underlying().(*types.Struct)
		if !ok {
			c.changed(breaking, name, "changed from a struct to %s", c.name(b.Underlying()))
			return
		}
		c.structs(name, x, y)
		if types.Comparable(a) && !types.Comparable(b) {
			c.changed(breaking, name, "can no longer be compared by ==")
		}
	case *types.Interface:
		y, ok := b.Underlying().(*types.Interface)
		if !ok {
			c.changed(breaking, name, "changed from an interface to %s", c.name(b.Underlying()))
			return
		}
		c.interfaces(name, x, y)
		return // an interface has no other methods
	default:
		c.typesOf(name, x, b.Underlying())
	}
	c.methods(name, a, b)
}

// structs compares the fields of two structs.
func (c *comparison) structs(name string, a, b *types.Struct) {
	known := map[string]*types.Var{}
	for f := range b.Fields() {
		known[f.Name()] = f
	}
	for f := range a.Fields() {
		if !f.Exported() {
			delete(known, f.Name())
			continue
		}
		symbol := name + "." + f.Name()
		other := known[f.Name()]
		delete(known, f.Name())
		if other == nil {
			c.removed(symbol)
			continue
		}
		c.typesOf(symbol, f.Type(), other.Type())
	}
	for f := range b.Fields() {
		if known[f.Name()] != nil && f.Exported() {
			c.added(compatible, name+"."+f.Name())
		}
	}
}

// interfaces compares the methods of two interfaces. Only the package itself implements one with an unexported method.
func (c *comparison) interfaces(name string, a, b *types.Interface) {
	isOpen := true
	known := map[string]*types.Func{}
	for m := range a.Methods() {
		known[m.Name()] = m
		isOpen = isOpen && m.Exported()
	}
	for m := range b.Methods() {
		before := known[m.Name()]
		delete(known, m.Name())
		switch {
		case before == nil && (m.Exported() || isOpen):
			c.added(isOpen, name+"."+m.Name())
		case before != nil && m.Exported():
			c.typesOf(name+"."+m.Name(), before.Type(), m.Type())
		}
	}
	for m := range a.Methods() {
		if known[m.Name()] != nil && m.Exported() {
			c.removed(name + "." + m.Name())
		}
	}
}

// methods compares the methods of two types that are not interfaces.
func (c *comparison) methods(name string, a, b types.Type) {
	old, new := methodsOf(a), methodsOf(b)
	for _, m := range old.all {
		symbol := name + "." + m.Name()
		other, ok := new.byName[m.Name()]
		if !ok {
			c.removed(symbol)
			continue
		}
		c.typesOf(symbol, m.Type(), other.Type())
		if x, y := m.Signature(), other.Signature(); identical(x, y) &&
			(moved(x.Params(), y.Params()) || moved(x.Results(), y.Results())) {
			c.changed(breaking, symbol, "means something else in its place: changed from %s to %s", c.name(x),
				c.name(y))
		}
		if old.ofValue[m.Name()] && !new.ofValue[m.Name()] {
			c.changed(breaking, symbol, "is now a method of *%s alone", name)
		}
	}
	for _, m := range new.all {
		if _, ok := old.byName[m.Name()]; !ok {
			c.added(compatible, name+"."+m.Name())
		}
	}
}

// moved reports whether an element of a has another position in b: code that passes it by position would pass another.
func moved(a, b *types.Tuple) bool {
	place := map[string]int{}
	for i := range b.Len() {
		place[b.At(i).Name()] = i
	}
	for i := range a.Len() {
		if j, ok := place[a.At(i).Name()]; ok && i != j && a.At(i).Name() != "" {
			return true
		}
	}
	return false
}

// methodSet is the exported methods of a type and of the pointers to it.
type methodSet struct {
	all     []*types.Func // by name
	byName  map[string]*types.Func
	ofValue map[string]bool // the methods of the type itself
}

func methodsOf(t types.Type) methodSet {
	s := methodSet{byName: map[string]*types.Func{}, ofValue: map[string]bool{}}
	for m := range types.NewMethodSet(types.NewPointer(t)).Methods() {
		if f, ok := m.Obj().(*types.Func); ok && f.Exported() {
			s.all = append(s.all, f)
			s.byName[f.Name()] = f
		}
	}
	for m := range types.NewMethodSet(t).Methods() {
		s.ofValue[m.Obj().Name()] = true
	}
	return s
}
