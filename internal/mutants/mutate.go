// Mutants: the changes to a file that its tests should notice.

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
)

// mutant is one change to a file.
type mutant struct {
	file       string // its path
	line       int
	what       string // the change, for people
	start, end int    // the bytes that are replaced
	text       string // what replaces them
}

// swapped are the operators that mutants exchange. Those of comparisons move a boundary or turn the comparison round.
var swapped = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.EQL: token.NEQ, token.NEQ: token.EQL, token.LAND: token.LOR, token.LOR: token.LAND,
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL,
	token.AND: token.OR, token.OR: token.AND, token.SHL: token.SHR, token.SHR: token.SHL,
}

// generated matches the first line of files that nobody wrote by hand.
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.\r?$`)

// mutantsOf returns every mutant of a Go file, in the order of the text.
func mutantsOf(file string) ([]mutant, error) {
	source, err := os.ReadFile(file)
	if err != nil || generated.Match(source) {
		return nil, err
	}
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var mutants []mutant
	add := func(from, to token.Pos, what, text string) {
		start, end := files.Position(from), files.Position(to)
		mutants = append(mutants, mutant{file, start.Line, what, start.Offset, end.Offset, text})
	}
	invert := func(condition ast.Expr) {
		if condition != nil {
			from, to := files.Position(condition.Pos()).Offset, files.Position(condition.End()).Offset
			add(condition.Pos(), condition.End(), "condition inverted", "!("+string(source[from:to])+")")
		}
	}
	remove := func(s ast.Stmt) { add(s.Pos(), s.End(), "statement deleted", "{}") }
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			invert(n.Cond)
		case *ast.ForStmt:
			invert(n.Cond)
		case *ast.BinaryExpr:
			if other, ok := swapped[n.Op]; ok {
				operator := n.Op.String()
				add(n.OpPos, n.OpPos+token.Pos(len(operator)), operator+" is "+other.String(), other.String())
			}
		case *ast.BasicLit:
			if number, err := strconv.Atoi(n.Value); err == nil && n.Kind == token.INT {
				next := strconv.Itoa(number + 1)
				add(n.Pos(), n.End(), n.Value+" is "+next, next)
			}
		case *ast.ExprStmt:
			remove(n)
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				remove(n)
			}
		case *ast.IncDecStmt:
			remove(n)
		}
		return true
	})
	return mutants, nil
}

// source returns the text of the file with m in it.
func (m mutant) source() ([]byte, error) {
	text, err := os.ReadFile(m.file)
	if err != nil {
		return nil, err
	}
	return append(append(text[:m.start:m.start], m.text...), text[m.end:]...), nil
}
