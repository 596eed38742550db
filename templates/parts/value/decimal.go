// Decimal: an exact decimal number.

package value

import (
	"math/big"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// Decimal is a decimal number of any size, kept as its digits: an optional sign, and digits with an optional point (XSD
// Part 2, section 3.2.3). It is never rounded. The empty Decimal is not a number.
type Decimal string

// Compare returns -1, 0 or +1 as d is less than, equal to or greater than e as a number: 1.50 equals 1.5.
func (d Decimal) Compare(e Decimal) int { return scalar.CompareDecimal(string(d), string(e)) }

// Rat returns d as an exact fraction, and false if d is not a number.
func (d Decimal) Rat() (*big.Rat, bool) {
	if !scalar.ValidDecimal(string(d)) {
		return nil, false
	}
	return new(big.Rat).SetString(string(d))
}
