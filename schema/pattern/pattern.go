// Package pattern translates pattern facets, the regular expressions of XSD (Part 2, appendix F), into the syntax of
// package regexp.
package pattern

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPattern bounds the bytes of a pattern, and maxPatternDepth how deeply parentheses and brackets nest.
const (
	maxPattern      = 16 << 10
	maxPatternDepth = 200
)

// Translate returns a Go regular expression that matches a text if at least one of the patterns does. They are the
// pattern facets of one derivation step. A pattern matches the whole text, and ^ and $ are ordinary characters in it.
// The error says why a pattern cannot be translated.
func Translate(patterns []string) (string, error) {
	branches := make([]string, len(patterns))
	for i, p := range patterns {
		t := patternReader{rest: p}
		switch {
		case len(p) > maxPattern:
			return "", fmt.Errorf("is longer than %d bytes", maxPattern)
		case !utf8.ValidString(p):
			return "", errors.New("is not valid UTF-8")
		}
		translated, err := t.alternatives()
		if err == nil && t.rest != "" {
			err = errors.New("has a closing parenthesis too many")
		}
		if err != nil {
			return "", err
		}
		branches[i] = translated
	}
	expression := "^(?:" + strings.Join(branches, "|") + ")$"
	if _, err := regexp.Compile(expression); err != nil { // a quantifier beyond 1000, or too many of them
		return "", errors.New("is too large for package regexp, whose quantifiers end at 1000")
	}
	return expression, nil
}

// patternReader translates the rest of a pattern.
type patternReader struct {
	rest  string
	depth int
}

// next removes and returns the next character, 0 at the end.
func (t *patternReader) next() rune {
	if t.rest == "" {
		return 0
	}
	r, n := utf8.DecodeRuneInString(t.rest)
	t.rest = t.rest[n:]
	return r
}

// skip removes prefix, and reports whether it was there.
func (t *patternReader) skip(prefix string) bool {
	rest, ok := strings.CutPrefix(t.rest, prefix)
	t.rest = rest
	return ok
}

// enter increments depth, and the caller decrements it.
func (t *patternReader) enter() error {
	if t.depth++; t.depth > maxPatternDepth {
		return fmt.Errorf("is nested in more than %d levels", maxPatternDepth)
	}
	return nil
}

// alternatives translates branches up to the end or a closing parenthesis (appendix F, regExp).
func (t *patternReader) alternatives() (string, error) {
	var b strings.Builder
	for t.rest != "" && t.rest[0] != ')' {
		if t.skip("|") {
			b.WriteByte('|')
			continue
		}
		atom, err := t.atom()
		if err != nil {
			return "", err
		}
		quantifier, err := t.quantifier()
		if err != nil {
			return "", err
		}
		b.WriteString(atom + quantifier)
	}
	return b.String(), nil
}

// quantifier translates the quantifier after an atom, if there is one. Package regexp would read a second one as a
// flag.
func (t *patternReader) quantifier() (string, error) {
	if t.rest == "" || !strings.ContainsRune("?*+{", rune(t.rest[0])) {
		return "", nil
	}
	length := 1
	if t.rest[0] == '{' {
		if length = len(counted.FindString(t.rest)); length == 0 {
			return "", errors.New("has a { that does not begin a quantifier")
		}
	}
	quantifier := t.rest[:length]
	if t.rest = t.rest[length:]; t.rest != "" && strings.ContainsRune("?*+{", rune(t.rest[0])) {
		return "", errors.New("has two quantifiers in a row")
	}
	return quantifier, nil
}

var counted = regexp.MustCompile(`^\{[0-9]+(,[0-9]*)?\}`)

// atom translates a character, a class or a group.
func (t *patternReader) atom() (string, error) {
	switch r := t.next(); r {
	case '.':
		return `[^\n\r]`, nil
	case '(':
		if err := t.enter(); err != nil {
			return "", err
		}
		inner, err := t.alternatives()
		t.depth--
		switch {
		case err != nil:
			return "", err
		case !t.skip(")"):
			return "", errors.New("has a parenthesis that is not closed")
		}
		return "(?:" + inner + ")", nil
	case '[':
		set, err := t.class()
		return set.atom(), err
	case '\\':
		set, err := t.escape()
		return set.atom(), err
	case '?', '*', '+', '{':
		return "", fmt.Errorf("has a quantifier %c that follows nothing", r)
	default:
		return regexp.QuoteMeta(string(r)), nil
	}
}

// class translates a character class expression, whose [ has been read (appendix F, charClassExpr).
func (t *patternReader) class() (charSet, error) {
	if err := t.enter(); err != nil {
		return charSet{}, err
	}
	defer func() { t.depth-- }()
	negative := t.skip("^")
	var union charSet
	for first := true; ; first = false {
		switch {
		case t.rest == "":
			return charSet{}, errors.New("has a bracket that is not closed")
		case t.skip("]"):
			if first {
				return charSet{}, errors.New("has an empty character class")
			}
			return union.negatedIf(negative), nil
		case !first && t.skip("-["):
			without, err := t.class()
			if err != nil {
				return charSet{}, err
			}
			if !t.skip("]") {
				return charSet{}, errors.New("has something after a subtraction of characters")
			}
			return union.negatedIf(negative).minus(without), nil
		}
		item, err := t.classItem()
		if err != nil {
			return charSet{}, err
		}
		union = union.or(item)
	}
}

// classItem translates a character, a range or an escape inside a class.
func (t *patternReader) classItem() (charSet, error) {
	low, err := t.classCharacter()
	if err != nil || low.single < 0 {
		return low, err
	}
	if len(t.rest) < 2 || t.rest[0] != '-' || t.rest[1] == ']' || t.rest[1] == '[' {
		return low, nil
	}
	t.skip("-")
	high, err := t.classCharacter()
	switch {
	case err != nil:
		return charSet{}, err
	case high.single < low.single:
		return charSet{}, errors.New("has a range of characters that ends before it begins")
	}
	return rangeSet(low.single, high.single), nil
}

// classCharacter translates a character or an escape inside a class.
func (t *patternReader) classCharacter() (charSet, error) {
	switch r := t.next(); r {
	case '\\':
		return t.escape()
	case '[':
		return charSet{}, errors.New("has a [ inside a character class")
	default:
		return rangeSet(r, r), nil
	}
}

// escape translates an escape, whose backslash has been read (appendix F, charClassEsc). Escaped punctuation that needs
// no escape stands for itself, as in most processors.
func (t *patternReader) escape() (charSet, error) {
	r := t.next()
	switch r {
	case 'n':
		return rangeSet('\n', '\n'), nil
	case 'r':
		return rangeSet('\r', '\r'), nil
	case 't':
		return rangeSet('\t', '\t'), nil
	case 'p', 'P':
		name, rest, ok := strings.Cut(t.rest, "}")
		if !ok || !strings.HasPrefix(name, "{") {
			return charSet{}, fmt.Errorf(`has a \%c without the name of a category`, r)
		}
		t.rest = rest
		set, err := property(name[1:])
		return set.negatedIf(r == 'P'), err
	}
	if set, ok := escapes[unicode.ToLower(r)]; ok {
		return set.negatedIf(unicode.IsUpper(r)), nil
	}
	if r == 0 || unicode.IsLetter(r) || unicode.IsDigit(r) {
		return charSet{}, fmt.Errorf(`has an escape \%c that XSD does not know`, r)
	}
	return rangeSet(r, r), nil
}

// charSet is a set of characters.
type charSet struct {
	ranges []charRange // in order, without neighbours
	text   string      // the set inside a Go class; "" if only the ranges can express it
	single rune        // the only character; -1 for a set
}

// charRange is a range of characters, both ends included.
type charRange struct{ low, high rune }

// rangeSet returns the characters from low to high.
func rangeSet(low, high rune) charSet {
	s := charSet{ranges: []charRange{{low, high}}, text: inClass(low), single: -1}
	if low == high {
		s.single = low
	} else {
		s.text += "-" + inClass(high)
	}
	return s
}

// namedSet returns a set that text expresses inside a Go class.
func namedSet(text string, ranges ...charRange) charSet {
	return charSet{joined(ranges), text, -1}
}

// atom returns s as an expression.
func (s charSet) atom() string {
	switch {
	case s.single >= 0 && s.text != "":
		return regexp.QuoteMeta(string(s.single))
	case s.isProperty():
		return s.text
	case s.text != "":
		return "[" + s.text + "]"
	}
	if inverse := s.complement(); len(inverse) < len(s.ranges) {
		return "[^" + inRanges(inverse) + "]"
	}
	return "[" + inRanges(s.ranges) + "]"
}

// inRanges returns ranges as the content of a Go class, which must not be empty.
func inRanges(ranges []charRange) string {
	if len(ranges) == 0 {
		return `^\x00-\x{10FFFF}`
	}
	var b strings.Builder
	for _, r := range ranges {
		b.WriteString(inClass(r.low))
		if r.high > r.low {
			b.WriteString("-" + inClass(r.high))
		}
	}
	return b.String()
}

// inClass returns a character as it is written inside a Go class.
func inClass(r rune) string {
	switch {
	case r == utf8.RuneError || !unicode.IsPrint(r):
		return `\x{` + strings.ToUpper(strconv.FormatInt(int64(r), 16)) + "}"
	case strings.ContainsRune(`\[]^-`, r):
		return `\` + string(r)
	default:
		return string(r)
	}
}

// or returns the union of s and o.
func (s charSet) or(o charSet) charSet {
	if s.ranges == nil {
		return charSet{o.ranges, o.text, -1}
	}
	text := ""
	if isPositive(s.text) && isPositive(o.text) {
		text = s.text + o.text
	}
	return charSet{joined(append(slices.Clip(s.ranges), o.ranges...)), text, -1}
}

// negatedIf returns the complement of s if negative, else s.
func (s charSet) negatedIf(negative bool) charSet {
	if !negative {
		return s
	}
	text := "^" + s.text
	switch {
	case !isPositive(s.text):
		text = ""
	case s.isProperty():
		text = `\P` + s.text[len(`\p`):]
	}
	return charSet{s.complement(), text, -1}
}

// isPositive reports whether more can be appended to text inside a class.
func isPositive(text string) bool { return text != "" && text[0] != '^' }

// isProperty reports whether s is one category, which needs no class around it.
func (s charSet) isProperty() bool {
	return strings.HasPrefix(s.text, `\p{`) && strings.IndexByte(s.text, '}') == len(s.text)-1
}

// minus returns the characters of s that are not in o.
func (s charSet) minus(o charSet) charSet {
	kept := charSet{ranges: joined(append(slices.Clone(s.complement()), o.ranges...))}
	return charSet{kept.complement(), "", -1}
}

// complement returns the characters that are not in s.
func (s charSet) complement() []charRange {
	var list []charRange
	next := rune(0)
	for _, r := range s.ranges {
		if r.low > next {
			list = append(list, charRange{next, r.low - 1})
		}
		next = r.high + 1
	}
	if next <= unicode.MaxRune {
		list = append(list, charRange{next, unicode.MaxRune})
	}
	return list
}

// joined returns ranges sorted, with adjacent ones joined.
func joined(ranges []charRange) []charRange {
	list := slices.SortedFunc(slices.Values(ranges), func(a, b charRange) int { return int(a.low - b.low) })
	kept := list[:0]
	for _, r := range list {
		if last := len(kept) - 1; last >= 0 && r.low <= kept[last].high+1 {
			kept[last].high = max(kept[last].high, r.high)
		} else {
			kept = append(kept, r)
		}
	}
	return kept
}

// escapes are the sets of the multi-character escapes (appendix F.1.1). Names are those of XML 1.0, fifth edition
// (section 2.3), which allows more than the first editions.
var escapes = func() map[rune]charSet {
	nameStart := []charRange{{':', ':'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF},
		{0x370, 0x37D}, {0x37F, 0x1FFF}, {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF},
		{0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}}
	nameMore := []charRange{{'-', '-'}, {'.', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}
	name := append(slices.Clone(nameStart), nameMore...)
	other := category("P").or(category("Z")).or(category("C"))
	return map[rune]charSet{
		's': namedSet(` \t\n\r`, charRange{'\t', '\n'}, charRange{'\r', '\r'}, charRange{' ', ' '}),
		'i': namedSet(inRanges(joined(nameStart)), nameStart...),
		'c': namedSet(inRanges(joined(name)), name...),
		'd': category("Nd"),
		'w': other.negatedIf(true),
	}
}()

// property returns the set of \p{name}: a category or a block.
func property(name string) (charSet, error) {
	if block, ok := strings.CutPrefix(name, "Is"); ok {
		if r, known := blocks[block]; known {
			return rangeSet(r.low, r.high), nil
		}
		return charSet{}, fmt.Errorf("names the block %.40q, which is not known", block)
	}
	if len(name) > 2 || unicode.Categories[name] == nil || name == "LC" || name == "Cs" {
		return charSet{}, fmt.Errorf("names the category %.40q, which does not exist", name)
	}
	return category(name), nil
}

// category returns a general category of Unicode.
func category(name string) charSet {
	var ranges []charRange
	add := func(low, high, stride rune) {
		if stride == 1 {
			ranges = append(ranges, charRange{low, high})
			return
		}
		for r := low; r <= high; r += stride {
			ranges = append(ranges, charRange{r, r})
		}
	}
	table := unicode.Categories[name]
	for _, r := range table.R16 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range table.R32 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	return namedSet(`\p{`+name+`}`, ranges...)
}

// blocks are the blocks of Unicode that \p{Is…} can name (appendix F.1.1, and GreekandCoptic as later versions of
// Unicode call Greek).
var blocks = map[string]charRange{
	"BasicLatin": {0x00, 0x7F}, "Latin-1Supplement": {0x80, 0xFF}, "LatinExtended-A": {0x100, 0x17F},
	"LatinExtended-B": {0x180, 0x24F}, "IPAExtensions": {0x250, 0x2AF}, "SpacingModifierLetters": {0x2B0, 0x2FF},
	"CombiningDiacriticalMarks": {0x300, 0x36F}, "Greek": {0x370, 0x3FF}, "GreekandCoptic": {0x370, 0x3FF},
	"Cyrillic": {0x400, 0x4FF}, "Armenian": {0x530, 0x58F}, "Hebrew": {0x590, 0x5FF}, "Arabic": {0x600, 0x6FF},
	"Syriac": {0x700, 0x74F}, "Thaana": {0x780, 0x7BF}, "Devanagari": {0x900, 0x97F}, "Bengali": {0x980, 0x9FF},
	"Gurmukhi": {0xA00, 0xA7F}, "Gujarati": {0xA80, 0xAFF}, "Oriya": {0xB00, 0xB7F}, "Tamil": {0xB80, 0xBFF},
	"Telugu": {0xC00, 0xC7F}, "Kannada": {0xC80, 0xCFF}, "Malayalam": {0xD00, 0xD7F}, "Sinhala": {0xD80, 0xDFF},
	"Thai": {0xE00, 0xE7F}, "Lao": {0xE80, 0xEFF}, "Tibetan": {0xF00, 0xFFF}, "Myanmar": {0x1000, 0x109F},
	"Georgian": {0x10A0, 0x10FF}, "HangulJamo": {0x1100, 0x11FF}, "Ethiopic": {0x1200, 0x137F},
	"Cherokee": {0x13A0, 0x13FF}, "UnifiedCanadianAboriginalSyllabics": {0x1400, 0x167F}, "Ogham": {0x1680, 0x169F},
	"Runic": {0x16A0, 0x16FF}, "Khmer": {0x1780, 0x17FF}, "Mongolian": {0x1800, 0x18AF},
	"LatinExtendedAdditional": {0x1E00, 0x1EFF}, "GreekExtended": {0x1F00, 0x1FFF},
	"GeneralPunctuation": {0x2000, 0x206F}, "SuperscriptsandSubscripts": {0x2070, 0x209F},
	"CurrencySymbols": {0x20A0, 0x20CF}, "CombiningMarksforSymbols": {0x20D0, 0x20FF},
	"LetterlikeSymbols": {0x2100, 0x214F}, "NumberForms": {0x2150, 0x218F}, "Arrows": {0x2190, 0x21FF},
	"MathematicalOperators": {0x2200, 0x22FF}, "MiscellaneousTechnical": {0x2300, 0x23FF},
	"ControlPictures": {0x2400, 0x243F}, "OpticalCharacterRecognition": {0x2440, 0x245F},
	"EnclosedAlphanumerics": {0x2460, 0x24FF}, "BoxDrawing": {0x2500, 0x257F}, "BlockElements": {0x2580, 0x259F},
	"GeometricShapes": {0x25A0, 0x25FF}, "MiscellaneousSymbols": {0x2600, 0x26FF}, "Dingbats": {0x2700, 0x27BF},
	"BraillePatterns": {0x2800, 0x28FF}, "CJKRadicalsSupplement": {0x2E80, 0x2EFF}, "KangxiRadicals": {0x2F00, 0x2FDF},
	"IdeographicDescriptionCharacters": {0x2FF0, 0x2FFF}, "CJKSymbolsandPunctuation": {0x3000, 0x303F},
	"Hiragana": {0x3040, 0x309F}, "Katakana": {0x30A0, 0x30FF}, "Bopomofo": {0x3100, 0x312F},
	"HangulCompatibilityJamo": {0x3130, 0x318F}, "Kanbun": {0x3190, 0x319F}, "BopomofoExtended": {0x31A0, 0x31BF},
	"EnclosedCJKLettersandMonths": {0x3200, 0x32FF}, "CJKCompatibility": {0x3300, 0x33FF},
	"CJKUnifiedIdeographsExtensionA": {0x3400, 0x4DB5}, "CJKUnifiedIdeographs": {0x4E00, 0x9FFF},
	"YiSyllables": {0xA000, 0xA48F}, "YiRadicals": {0xA490, 0xA4CF}, "HangulSyllables": {0xAC00, 0xD7A3},
	"PrivateUse": {0xE000, 0xF8FF}, "CJKCompatibilityIdeographs": {0xF900, 0xFAFF},
	"AlphabeticPresentationForms": {0xFB00, 0xFB4F}, "ArabicPresentationForms-A": {0xFB50, 0xFDFF},
	"CombiningHalfMarks": {0xFE20, 0xFE2F}, "CJKCompatibilityForms": {0xFE30, 0xFE4F},
	"SmallFormVariants": {0xFE50, 0xFE6F}, "ArabicPresentationForms-B": {0xFE70, 0xFEFE},
	"HalfwidthandFullwidthForms": {0xFF00, 0xFFEF}, "Specials": {0xFFF0, 0xFFFD},
}
