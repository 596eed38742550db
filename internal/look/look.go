// Package look is what the pages have in common: their colours in two lights, the form of basic elements, and the button
// that switches the lights.
package look

import _ "embed"

var (
	// CSS is the first part of a page's style.
	//go:embed look.css
	CSS string
	// Theme is a script for a button with the class theme. It runs before the page is shown.
	//go:embed theme.js
	Theme string
)
