// Identity of types across two versions of a package.

package goapi

import (
	"go/types"
	"slices"
)

// identical reports whether a, of the old version, and b, of the new one, are the same type. Named types are the same
// if they have the same name in packages of the same path.
func identical(a, b types.Type) bool {
	a, b = types.Unalias(a), types.Unalias(b)
	switch x := a.(type) {
	case *types.Named:
		y, ok := b.(*types.Named)
		return ok && x.Obj().Name() == y.Obj().Name() && pathOf(x) == pathOf(y) &&
			slices.EqualFunc(listed(x.TypeArgs()), listed(y.TypeArgs()), identical)
	case *types.Pointer:
		y, ok := b.(*types.Pointer)
		return ok && identical(x.Elem(), y.Elem())
	case *types.Slice:
		y, ok := b.(*types.Slice)
		return ok && identical(x.Elem(), y.Elem())
	case *types.Array:
		y, ok := b.(*types.Array)
		return ok && x.Len() == y.Len() && identical(x.Elem(), y.Elem())
	case *types.Map:
		y, ok := b.(*types.Map)
		return ok && identical(x.Key(), y.Key()) && identical(x.Elem(), y.Elem())
	case *types.Chan:
		y, ok := b.(*types.Chan)
		return ok && x.Dir() == y.Dir() && identical(x.Elem(), y.Elem())
	case *types.Signature:
		y, ok := b.(*types.Signature)
		return ok && x.Variadic() == y.Variadic() && identicalTuples(x.Params(), y.Params()) &&
			identicalTuples(x.Results(), y.Results())
	case *types.Struct:
		y, ok := b.(*types.Struct)
		return ok && slices.EqualFunc(slices.Collect(x.Fields()), slices.Collect(y.Fields()), identicalFields)
	case *types.Interface:
		y, ok := b.(*types.Interface)
		return ok && slices.EqualFunc(slices.Collect(x.Methods()), slices.Collect(y.Methods()), identicalMethods)
	case *types.TypeParam:
		y, ok := b.(*types.TypeParam)
		return ok && x.Index() == y.Index()
	}
	return types.Identical(a, b)
}

// pathOf returns the path of the package that declares t, or "".
func pathOf(t *types.Named) string {
	if t.Obj().Pkg() == nil {
		return ""
	}
	return t.Obj().Pkg().Path()
}

// listed returns the types in l.
func listed(l *types.TypeList) []types.Type { return slices.Collect(l.Types()) }

func identicalTuples(a, b *types.Tuple) bool {
	return slices.EqualFunc(slices.Collect(a.Variables()), slices.Collect(b.Variables()), func(x, y *types.Var) bool {
		return identical(x.Type(), y.Type())
	})
}

func identicalFields(a, b *types.Var) bool {
	return a.Name() == b.Name() && a.Embedded() == b.Embedded() && identical(a.Type(), b.Type())
}

func identicalMethods(a, b *types.Func) bool {
	return a.Name() == b.Name() && identical(a.Type(), b.Type())
}

// identicalParameters reports whether two declared types have the same type parameters.
func identicalParameters(a, b types.Type) bool {
	return slices.EqualFunc(parameters(a), parameters(b), func(x, y *types.TypeParam) bool {
		return identical(x.Constraint(), y.Constraint())
	})
}

func parameters(t types.Type) []*types.TypeParam {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return slices.Collect(named.TypeParams().TypeParams())
	}
	return nil
}
