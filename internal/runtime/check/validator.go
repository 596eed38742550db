// Package check collects the faults of a value, each with the path to it.
package check

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// MaxFaults is the number of faults that a validator collects; it counts the others.
const MaxFaults = 100

// MaxDepth bounds how deeply a value nests: each level takes some of the stack.
const MaxDepth = 10_000

// TooDeep is the fault of a value that nests deeper.
const TooDeep = "is nested more than 10000 levels deep, or contains itself"

// A Validator walks a value, checks it and collects faults. The zero value is ready for use. It allocates nothing until
// the first fault.
type Validator struct {
	path    [12]pathSegment // the innermost fields that Enter opened,
	deeper  []pathSegment   // and those beyond the size of path
	depth   int             // the number of open fields
	tooDeep bool            // whether the value nests deeper than MaxDepth
	faults  []ValidationFault
	omitted int
}

// pathSegment is a field, or an item of a field if index is not negative.
type pathSegment struct {
	name  string
	index int
}

// ValidationError has the faults of a value in the order of their discovery.
type ValidationError struct {
	Faults  []ValidationFault
	Omitted int // how many more faults there are
}

// ValidationFault is one fault of a value.
type ValidationFault struct {
	Path    string // the fields that lead to it, such as incidentList.item[3].employeeId; items count from 0
	Message string // what is wrong; it never quotes the value
}

// Messages returns the faults that err has, "path: message" each; nil if it has none.
func Messages(err error) (messages []string) {
	if invalid, ok := errors.AsType[*ValidationError](err); ok {
		for _, f := range invalid.Faults {
			messages = append(messages, f.String())
		}
	}
	return messages
}

// Error returns the faults, "path: message" each, separated by semicolons.
func (e *ValidationError) Error() string {
	texts := make([]string, 0, len(e.Faults)+1)
	for _, f := range e.Faults {
		texts = append(texts, f.String())
	}
	if e.Omitted > 0 {
		texts = append(texts, fmt.Sprintf("and %d more faults", e.Omitted))
	}
	return strings.Join(texts, "; ")
}

// String returns "path: message".
func (f ValidationFault) String() string {
	if f.Path == "" {
		return f.Message
	}
	return f.Path + ": " + f.Message
}

// Err returns nil if there is no fault, otherwise a *ValidationError.
func (v *Validator) Err() error {
	if v.tooDeep { // and the paths of other faults are very long
		return &ValidationError{Faults: []ValidationFault{{Message: TooDeep}}}
	}
	if len(v.faults) == 0 {
		return nil
	}
	return &ValidationError{Faults: v.faults, Omitted: v.omitted}
}

// Each calls add for each fault, and returns Omitted.
func (e *ValidationError) Each(add func(path, message string)) (omitted int) {
	for _, f := range e.Faults {
		add(f.Path, f.Message)
	}
	return e.Omitted
}

// Enter opens the field name until Leave: item i of it, from 0, or the whole field if i is -1.
func (v *Validator) Enter(name string, i int) {
	if v.depth < len(v.path) {
		v.path[v.depth] = pathSegment{name, i}
	} else {
		v.deeper = append(v.deeper[:v.depth-len(v.path)], pathSegment{name, i})
	}
	v.depth++
}

// Leave closes the innermost field.
func (v *Validator) Leave() { v.depth-- }

// TooDeep reports whether the value nests too deeply to be checked. It stays true, because a value that contains itself
// several times has very many fields that are too deep.
func (v *Validator) TooDeep() bool {
	v.tooDeep = v.tooDeep || v.depth > MaxDepth
	return v.tooDeep
}

// AppendBounded appends to b what write appends, the value that validate checks. A value that nests too deeply is refused
// instead.
func AppendBounded(b []byte, validate func(*Validator), write func([]byte) []byte) []byte {
	var v Validator
	if validate(&v); v.tooDeep {
		return wire.Refuse(b, TooDeep)
	}
	return write(b)
}

// Faultf records a fault of the current field.
func (v *Validator) Faultf(format string, args ...any) { v.Fault("", format, args...) }

// Fault records a fault of the field name in the current one.
func (v *Validator) Fault(name, format string, args ...any) {
	if len(v.faults) == MaxFaults {
		v.omitted++
		return
	}
	v.faults = append(v.faults, ValidationFault{v.pathTo(name), fmt.Sprintf(format, args...)})
}

// pathTo returns the path of the field name in the current one, or of the current one if name is "".
func (v *Validator) pathTo(name string) string {
	var path strings.Builder
	for i := range v.depth {
		segment := &v.path[min(i, len(v.path)-1)]
		if i >= len(v.path) {
			segment = &v.deeper[i-len(v.path)]
		}
		if i > 0 && segment.name != "" { // not before an item of a list of lists
			path.WriteByte('.')
		}
		path.WriteString(segment.name)
		if segment.index >= 0 {
			path.WriteString("[" + strconv.Itoa(segment.index) + "]")
		}
	}
	if name != "" && v.depth > 0 {
		path.WriteByte('.')
	}
	path.WriteString(name)
	return path.String()
}

// Required records that the field name is missing.
func (v *Validator) Required(name string) { v.Fault(name, "is required") }

// Count checks that the field name has min to max items; it has n. A max of -1 means no limit.
func (v *Validator) Count(name string, n, min, max int) { v.amount(name, "item", n, min, max) }

// Octets checks that the binary value of the field name has min to max octets; it has n (XSD Part 2, sections 4.3.1 to
// 4.3.3). A max of -1 means no limit.
func (v *Validator) Octets(name string, n, min, max int) { v.amount(name, "octet", n, min, max) }

func (v *Validator) amount(name, noun string, n, min, max int) {
	if n >= min && (n <= max || max < 0) {
		return
	}
	switch {
	case max < 0:
		v.Fault(name, "needs at least %s, has %d", Counted(min, noun), n)
	case min == max:
		v.Fault(name, "needs exactly %s, has %d", Counted(min, noun), n)
	default:
		v.Fault(name, "needs %d to %s, has %d", min, Counted(max, noun), n)
	}
}

// OneOf checks that exactly one of the fields names, the branches of a choice, is set. n are set.
func (v *Validator) OneOf(n int, names ...string) {
	if n == 1 {
		return
	}
	v.Faultf("needs exactly one of %s, has %d", strings.Join(names, ", "), n)
}

// AtMostOne checks that at most one of the fields names, the branches of an optional choice, is set. n are set.
func (v *Validator) AtMostOne(n int, names ...string) {
	if n > 1 {
		v.Faultf("may have only one of %s, has %d", strings.Join(names, ", "), n)
	}
}

// Length checks that the text s of the field name has n characters (XSD Part 2, section 4.3.1).
func (v *Validator) Length(name, s string, n int) {
	if has := utf8.RuneCountInString(s); has != n {
		v.Fault(name, "needs exactly %s, has %d", Counted(n, "character"), has)
	}
}

// MinLength checks that the text s of the field name has at least n characters (XSD Part 2, section 4.3.2).
func (v *Validator) MinLength(name, s string, n int) {
	if has := utf8.RuneCountInString(s); has < n {
		v.Fault(name, "needs at least %s, has %d", Counted(n, "character"), has)
	}
}

// MaxLength checks that the text s of the field name has at most n characters (XSD Part 2, section 4.3.3).
func (v *Validator) MaxLength(name, s string, n int) {
	if len(s) <= n {
		return
	}
	if has := utf8.RuneCountInString(s); has > n {
		v.Fault(name, "may have at most %s, has %d", Counted(n, "character"), has)
	}
}

// Pattern checks that the text s of the field name matches re, which the generator anchors at both ends (XSD Part 2,
// section 4.3.4).
func (v *Validator) Pattern(name, s string, re *regexp.Regexp) {
	if !re.MatchString(s) {
		v.Fault(name, "does not match the pattern %s", re)
	}
}

// Enum checks that the text s of the field name is one of values (XSD Part 2, section 4.3.5).
func (v *Validator) Enum(name, s string, values ...string) {
	for _, value := range values {
		if s == value {
			return
		}
	}
	v.Fault(name, "must be one of %s", strings.Join(quoteEmpty(values), ", "))
}

// quoteEmpty returns values with an empty one in quotes.
func quoteEmpty(values []string) []string {
	values = slices.Clone(values)
	if i := slices.Index(values, ""); i >= 0 {
		values[i] = `""`
	}
	return values
}

// Bound records a fault unless ok: the value of the field name must be want, such as "at least 18".
func (v *Validator) Bound(name string, ok bool, want string) {
	if !ok {
		v.Fault(name, "must be %s", want)
	}
}

// Digits checks that the decimal s of the field name is valid and has at most maxTotal digits, maxFraction of them
// after the point (XSD Part 2, sections 4.3.11 and 4.3.12). A limit of -1 means none.
func (v *Validator) Digits(name, s string, maxTotal, maxFraction int) {
	if !scalar.ValidDecimal(s) {
		v.Fault(name, "is not a decimal number")
		return
	}
	total, fraction := scalar.DecimalDigits(s)
	if maxTotal >= 0 && total > maxTotal {
		v.Fault(name, "may have at most %s, has %d", Counted(maxTotal, "digit"), total)
	}
	if maxFraction >= 0 && fraction > maxFraction {
		v.Fault(name, "may have at most %s after the point, has %d", Counted(maxFraction, "digit"), fraction)
	}
}

// Counted returns n with noun in the singular or plural.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// IsFaulty reports whether there is a fault.
func (v *Validator) IsFaulty() bool { return len(v.faults) > 0 }
