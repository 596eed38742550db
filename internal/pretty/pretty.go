// Package pretty lays out the bodies of messages for people: an element, member or field on each line, violations at their
// places, and placeholders instead of secrets.
//
// It takes any text: what is malformed stays as it is. Without its line breaks and indentation, the layout of XML, JSON
// and forms has the same meaning as the body, so that a person can edit it and send it.
package pretty

import (
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"
)

// Text is a body, laid out.
type Text struct {
	Lines []Line `json:"lines"`
	// IsEditable means that the text of the lines, after [Text.Restore], can be sent instead of the body.
	IsEditable bool `json:"editable"`

	clean   func(string) string
	media   string
	body    string
	secrets []segment
}

// Line is a line of a text.
type Line struct {
	Pieces     []Piece `json:"pieces"`
	Violations []int   `json:"violations,omitempty"` // the indices of the places in it
}

// Piece is a part of a line.
type Piece struct {
	Text     string `json:"text"`
	Kind     Kind   `json:"kind,omitempty"`
	IsMarked bool   `json:"marked,omitempty"` // there is a violation
}

// Kind says what a piece is, for its colour.
type Kind string

// The kinds. Everything else has none.
const (
	Name    Kind = "name"  // of an element, attribute, member or field
	Value   Kind = "value" // of one of these
	Comment Kind = "comment"
	Indent  Kind = "indent" // the blanks at the start of a line
	Secret  Kind = "secret" // the placeholder of a secret
)

// Place is a position in a body. Both numbers count from 1, and columns count characters; 0 is no position.
type Place struct{ Line, Column int }

// MaxBody is how many bytes of a body are laid out.
const MaxBody = 256 << 10

// Cut returns the part of a body that is laid out. It does not end within a character.
func Cut[Body string | []byte](body Body) Body {
	if len(body) <= MaxBody {
		return body
	}
	end := MaxBody
	for end > MaxBody-utf8.UTFMax && !utf8.RuneStart(body[end]) {
		end--
	}
	return body[:end]
}

// Lay lays out a body with a Content-Type. isSecret reports whether values with a name, without its prefix, are secrets.
func Lay(contentType, body string, isSecret func(name string) bool, places ...Place) *Text {
	l := &layout{body: Cut(body), isSecret: isSecret}
	t := &Text{clean: func(text string) string { return text }}
	var parameters map[string]string
	t.media, parameters, _ = mime.ParseMediaType(contentType)
	isShort := len(l.body) == len(body)
	l.add(t.media, parameters, 0, len(l.body))
	if !isShort {
		l.note(len(l.body), "… %d more bytes", len(body)-len(l.body))
	}
	t.IsEditable = isShort && !l.isLossy
	t.body = l.body
	t.Lines, t.secrets = l.lines(places)
	return t
}

// add lays out a part of the body with a media type.
func (l *layout) add(media string, parameters map[string]string, start, end int) {
	content := l.body[start:end]
	text := strings.TrimLeft(content, " \t\r\n\ufeff")
	switch {
	case strings.HasPrefix(media, "multipart/") && parameters["boundary"] != "":
		l.addMultipart(parameters["boundary"], start, end)
	case !utf8.ValidString(content) || strings.ContainsRune(content, 0):
		l.isLossy = true
		l.note(start, "%d bytes that are not text", len(content))
	case media == formMedia:
		l.addForm(start, end)
	case strings.HasSuffix(media, "xml") || strings.HasPrefix(text, "<"):
		l.addXML(start, end)
	case strings.HasSuffix(media, "json") || strings.HasPrefix(text, "{") || strings.HasPrefix(text, "["):
		l.addJSON(start, end)
	default:
		l.put(start, end, "")
	}
}

// String returns the text of the lines.
func (t *Text) String() string {
	var b strings.Builder
	for i, line := range t.Lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, piece := range line.Pieces {
			b.WriteString(piece.Text)
		}
	}
	return b.String()
}

// Body returns the body that was laid out, with placeholders instead of its secrets. A long one is cut.
func (t *Text) Body() string {
	var b strings.Builder
	last := 0
	for i, secret := range t.secrets {
		b.WriteString(t.clean(t.body[last:secret.start]) + placeholder(i))
		last = secret.end
	}
	return b.String() + t.clean(t.body[last:])
}

// Hide replaces the text of the pieces, and parts of the body, by what clean returns. If something changes, the text
// cannot be edited.
func (t *Text) Hide(clean func(string) string) {
	t.clean = clean
	for _, line := range t.Lines {
		for i := range line.Pieces {
			piece := &line.Pieces[i]
			if text := clean(piece.Text); text != piece.Text {
				piece.Text, t.IsEditable = text, false
			}
		}
	}
}

// Restore returns edited, which was made of String, as a body: with the secrets of the body that was laid out.
func (t *Text) Restore(edited string) string {
	var pairs []string
	for i, secret := range t.secrets {
		pairs = append(pairs, placeholder(i), t.body[secret.start:secret.end])
	}
	if t.media == formMedia {
		pairs = append(pairs, "\r\n", "", "\n", "")
	}
	return strings.NewReplacer(pairs...).Replace(edited)
}

// placeholder is shown instead of the secret with an index.
func placeholder(i int) string { return fmt.Sprintf("[secret %d]", i+1) }
