// Tests of patterns in Go.

package pattern

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
)

// The patterns of XSD mean the same in Go as in Part 2, appendix F.
func TestMatches(t *testing.T) {
	for _, test := range []struct {
		pattern  string
		matching []string
		others   []string
	}{
		{`abc`, []string{"abc"}, []string{"xabc", "abcx", "ab", "abc\n"}},
		{`a|bc`, []string{"a", "bc"}, []string{"abc", "ac", ""}},
		{`(a|b)+`, []string{"a", "abba"}, []string{"", "abc"}},
		{``, []string{""}, []string{"a"}},
		{`a{2,3}`, []string{"aa", "aaa"}, []string{"a", "aaaa"}},
		{`a{2}b{1,}c?`, []string{"aab", "aabbbc"}, []string{"ab", "aabcc"}},
		{`.`, []string{"a", "ä", "\t", "]"}, []string{"\n", "\r", ""}},
		{`^a$`, []string{"^a$"}, []string{"a"}},
		{`[^a]`, []string{"b", "\n"}, []string{"a"}},
		{`[$^]`, []string{"$", "^"}, []string{"a"}},
		{`[a\-z]`, []string{"a", "-", "z"}, []string{"b"}},
		{`[-a]`, []string{"a", "-"}, []string{"b"}},
		{`[a-]`, []string{"a", "-"}, []string{"b"}},
		{`[+--]`, []string{"+", ",", "-"}, []string{"."}},
		{`[a-z-[aeiou]]+`, []string{"xyz", "b"}, []string{"a", "xa", "-"}},
		{`[^0-9-[abc]]`, []string{"d", "-"}, []string{"a", "5"}},
		{`[a-z-[b-y-[m]]]`, []string{"a", "m", "z"}, []string{"b", "n"}},
		{`[a-c-[a-c]]?`, []string{""}, []string{"a"}},
		{`\d{3}`, []string{"123", "٣٤٥"}, []string{"12a", "12"}},
		{`[\d.]+`, []string{"1.2", "٣"}, []string{"a"}},
		{`\D`, []string{"a"}, []string{"1", "٣"}},
		{`\s\S`, []string{" a", "\nb"}, []string{"a ", "\u00a0a"}},
		{`[\S]`, []string{"a", "\u00a0"}, []string{" ", "\r"}},
		{`\w+`, []string{"aä1", "€", "+"}, []string{"a b", "a-b", "."}},
		{`[\w-]+`, []string{"a-b"}, []string{"a.b"}},
		{`\W`, []string{".", " "}, []string{"a", "1"}},
		{`[\W_]`, []string{".", "_"}, []string{"a"}},
		{`\i\c*`, []string{"a", ":a-1.2", "_x", "ä·"}, []string{"1a", "-a", "a b"}},
		{`[\i-[:]][\c-[:]]*`, []string{"a", "_1"}, []string{"a:b", "1"}},
		{`\I\C`, []string{"1 ", "- "}, []string{"a ", "1a"}},
		{`\p{Lu}\P{Lu}`, []string{"Äa", "A1"}, []string{"aa", "AA"}},
		{`[\p{L}\p{Nd}]+`, []string{"aÄ1"}, []string{"a-"}},
		{`\p{IsBasicLatin}+`, []string{"abc!"}, []string{"ä"}},
		{`\P{IsBasicLatin}`, []string{"ä"}, []string{"a"}},
		{`[\p{IsLatin-1Supplement}x]`, []string{"ä", "x"}, []string{"a", "ā"}},
		{`\p{IsCyrillic}`, []string{"Ж"}, []string{"A"}},
		{`\n\r\t\\\|\.\-\^\?\*\+\{\}\(\)\[\]`, []string{"\n\r\t\\|.-^?*+{}()[]"}, []string{""}},
		{`\/\@\"`, []string{`/@"`}, []string{`\/`}},
		{`a}]`, []string{"a}]"}, []string{"a"}},
		{`[.*+?(){}|]+`, []string{".*+?(){}|"}, []string{"a"}},
		{`\$\p{Sc}`, []string{"$€"}, []string{"$a"}},
		{`()`, []string{""}, []string{"a"}},
	} {
		expression, err := Translate([]string{test.pattern})
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		compiled := regexp.MustCompile(expression)
		for _, s := range test.matching {
			if !compiled.MatchString(s) {
				t.Errorf("%s: %q does not match %s", test.pattern, s, expression)
			}
		}
		for _, s := range test.others {
			if compiled.MatchString(s) {
				t.Errorf("%s: %q matches %s", test.pattern, s, expression)
			}
		}
	}
}

// Patterns of one derivation step are alternatives, and common ones stay readable.
func TestTranslation(t *testing.T) {
	for _, test := range []struct {
		patterns []string
		want     string
	}{
		{[]string{`[0-9]{5}`}, `^(?:[0-9]{5})$`},
		{[]string{`a`, `b|c`}, `^(?:a|b|c)$`},
		{[]string{`\d+(\.\d{2})?`}, `^(?:\p{Nd}+(?:\.\p{Nd}{2})?)$`},
		{[]string{`[^\s]*`}, `^(?:[^ \t\n\r]*)$`},
		{[]string{`[a-z-[aeiou]]`}, `^(?:[b-df-hj-np-tv-z])$`},
		{[]string{`\p{IsBasicLatin}`}, `^(?:[\x{0}-\x{7F}])$`},
	} {
		if got, err := Translate(test.patterns); got != test.want {
			t.Errorf("%q: %s, %v; want %s", test.patterns, got, err, test.want)
		}
	}
}

// What has no translation says why.
func TestRefused(t *testing.T) {
	for pattern, want := range map[string]string{
		`a{1001}`:                   "quantifiers end at 1000",
		`(a{100}){100}`:             "quantifiers end at 1000",
		`a**`:                       "two quantifiers",
		`a+?`:                       "two quantifiers",
		`*a`:                        "follows nothing",
		`(?:a)`:                     "follows nothing",
		`a{,3}`:                     "does not begin a quantifier",
		`(a`:                        "not closed",
		`a)`:                        "too many",
		`[a`:                        "not closed",
		`[]`:                        "empty character class",
		`[a-[b]c]`:                  "after a subtraction",
		`[z-a]`:                     "ends before it begins",
		`[[a]`:                      "inside a character class",
		`\bword`:                    `\b`,
		`\1`:                        `\1`,
		`\`:                         "escape",
		`\p{IsKlingon}`:             "Klingon",
		`\p{Latin}`:                 "Latin",
		`\pL`:                       "without the name",
		`\p{LC}`:                    "does not exist",
		"\xff":                      "UTF-8",
		strings.Repeat("(", 100000): "longer than",
		strings.Repeat("(", 1000):   "nested in more than",
		strings.Repeat("[a-", 1000): "nested in more than",
	} {
		if got, err := Translate([]string{pattern}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20s: %q, %v; want an error that says %q", pattern, got, err, want)
		}
	}
}

// Whatever is translated compiles and is anchored at its beginning.
func FuzzTranslate(f *testing.F) {
	for _, seed := range []string{`[a-z-[aeiou]]+`, `\p{IsThai}`, `[\w-[\d]]{2,}`, `a|(b|)`, `\\[\]]`, `[^\S\n]`,
		`[--/]`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		expression, err := Translate([]string{pattern})
		if err != nil {
			return
		}
		if _, err := regexp.Compile(expression); err != nil {
			t.Errorf("%q: %q: %v", pattern, expression, err)
		}
		if outer, err := syntax.Parse(expression, syntax.Perl); err != nil || outer.Op != syntax.OpConcat ||
			outer.Sub[0].Op != syntax.OpBeginText {
			t.Errorf("%q: %q is not anchored", pattern, expression)
		}
	})
}
