// Encoding of integers.

package wire

import "strconv"

// AppendInt appends v to b in decimal digits, as [strconv.AppendInt] does. Numbers of up to three digits, the most
// frequent ones, are appended here.
func AppendInt(b []byte, v int64) []byte {
	switch n := uint64(v); {
	case n < 10:
		return append(b, byte('0'+n))
	case n < 100:
		return append(b, byte('0'+n/10), byte('0'+n%10))
	case n < 1000:
		return append(b, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
	}
	return strconv.AppendInt(b, v, 10)
}
