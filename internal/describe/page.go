// The form html: one page that needs nothing but itself.

package describe

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/look"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed page.js
	pageJS string
)

// Page writes d as an HTML page with its style and script inside it. Nothing of the contract can become code: all of
// it is escaped, and the page's policy lets a browser run its own script and load nothing (Content Security Policy
// Level 3).
func Page(w io.Writer, d *Description) error {
	return page.Execute(w, struct {
		*Description
		Style  template.CSS
		Script template.JS
		Policy string
	}{d, template.CSS(style), template.JS(script), policy})
}

// The style and the script of the page.
var (
	style  = look.CSS + pageCSS
	script = look.Theme + pageJS
)

// policy lets a browser use only the contents of the page.
var policy = "default-src 'none'; style-src " + source(style) + "; script-src " + source(script) +
	"; img-src data:; base-uri 'none'; form-action 'none'"

// source allows an inline style or script by its hash.
func source(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"paragraphs": func(text string) []string { return strings.Split(text, "\n\n") },
	"occurrence": occurrence,
	"groupTitle": groupTitle,
	"join":       strings.Join,
	"breakable":  breakable,
	"titled": func(title string, message any) map[string]any {
		return map[string]any{"Title": title, "Message": message}
	},
}).Parse(pageHTML))

// occurrence describes how often something occurs.
func occurrence(occurs string) string {
	least, most, isRange := strings.Cut(occurs, "..")
	switch {
	case occurs == "1":
		return "required"
	case occurs == "0..1":
		return "optional"
	case occurs == "0..*":
		return "any number"
	case occurs == "1..*":
		return "one or more"
	case most == "*":
		return least + " or more"
	case isRange:
		return least + " to " + most
	default:
		return "exactly " + occurs
	}
}

// groupTitle describes a group of parts.
func groupTitle(p *Part) string {
	title := map[string]string{"sequence": "In this order", "choice": "One of these", "all": "In any order"}[p.Group]
	switch p.Occurs {
	case "1":
		return title
	case "0..1":
		return title + ", or nothing"
	case "0..*":
		return title + ", any number of times"
	default:
		return title + ", " + occurrence(p.Occurs) + " times"
	}
}

// Foreign returns the namespace of f if it has one other than that of the type around it.
func (f *Field) Foreign() string {
	if f.Namespace == f.home {
		return ""
	}
	return f.Namespace
}

// IsAlternative reports whether f is a whole alternative of a choice, and occurs once.
func (f *Field) IsAlternative() bool { return f.alternative && f.Occurs == "1" }

// HasMarks reports whether f has more to show than its name, type and occurrence.
func (f *Field) HasMarks() bool {
	return f.MediaTypes != nil || f.Nillable || f.Secret || f.Deprecated != "" || f.Default != nil || f.Fixed != nil ||
		f.ValuesOf != nil || f.Foreign() != "" || len(f.Facets) > 0 || len(f.Examples) > 0
}

// Unqualified reports whether the elements of t have no namespace, although t has one.
func (t *Type) Unqualified() bool {
	elements := t.members()[len(t.Attributes):]
	return t.Namespace != "" && t.Text == nil && len(elements) > 0 &&
		!slices.ContainsFunc(elements, func(m member) bool { return m.Namespace != "" })
}

// breakable allows a browser to break a long name before its words, or the parts of a URL.
func breakable(text string) []string {
	const short = 20
	if len(text) <= short {
		return []string{text}
	}
	var parts []string
	start := 0
	for i := 1; i < len(text); i++ {
		isLower := func(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }
		isUpper := func(c byte) bool { return 'A' <= c && c <= 'Z' }
		if isLower(text[i-1]) && isUpper(text[i]) || strings.IndexByte("/}._-:", text[i-1]) >= 0 {
			parts, start = append(parts, text[start:i]), i
		}
	}
	return append(parts, text[start:])
}
