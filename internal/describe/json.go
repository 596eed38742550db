// The form json.

package describe

import (
	"encoding/json"
	"io"
)

// JSON writes d as one JSON object, indented.
func JSON(w io.Writer, d *Description) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(d)
}
