// Integer: an exact integer of any size.

package value

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// Integer is an integer of any size, kept as its digits: an optional sign and digits (XSD Part 2, section 3.3.13). The
// empty Integer is not a number.
type Integer string

// NewInteger returns n as an Integer.
func NewInteger(n int64) Integer { return Integer(strconv.FormatInt(n, 10)) }

// Int64 returns i as an int64, and false if it is not a number or too large.
func (i Integer) Int64() (int64, bool) {
	n, err := strconv.ParseInt(string(i), 10, 64)
	return n, err == nil
}

// Big returns i as a big.Int, and false if it is not a number.
func (i Integer) Big() (*big.Int, bool) {
	return new(big.Int).SetString(strings.TrimPrefix(string(i), "+"), 10)
}

// Compare returns -1, 0 or +1 as i is less than, equal to or greater than j as a number: 007 equals 7.
func (i Integer) Compare(j Integer) int { return scalar.CompareDecimal(string(i), string(j)) }
