// Decoding as a call does it: from the answer's own text.

package verzeichnis

import "github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"

// Decode reads m from text, which its strings alias, as a call does with the body of the answer.
func (m *Verzeichnis) Decode(text string) error {
	*m = Verzeichnis{}
	d := jsonwire.NewDecoder(text)
	m.decodeJSON(d)
	return d.Close()
}
