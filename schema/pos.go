// Positions in a contract.

package schema

import "strconv"

// Pos is a position in a contract: a file as the user named it, a line and a column, both counted from 1; the column
// counts bytes. The zero Pos is unknown.
type Pos struct {
	File      string
	Line, Col int
}

// String returns file:line:col, as editors understand it, without the parts that are zero.
func (p Pos) String() string {
	s := p.File
	if p.Line > 0 {
		s += ":" + strconv.Itoa(p.Line)
		if p.Col > 0 {
			s += ":" + strconv.Itoa(p.Col)
		}
	}
	return s
}
