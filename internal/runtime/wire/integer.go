// Encoding of integers.

package wire

import "strconv"

// AppendInt appends v to b in decimal digits.
func AppendInt(b []byte, v int64) []byte { return strconv.AppendInt(b, v, 10) }
