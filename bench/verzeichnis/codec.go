// The codecs as a call uses them: into the call's buffer, from the answer's own text.

package verzeichnis

import "github.com/kontrakt-dev/kontrakt/internal/runtime"

// Append appends m to b, as a call does with its pooled buffer.
func (m *Verzeichnis) Append(b []byte) ([]byte, error) {
	start := len(b)
	b = m.appendJSON(b)
	return b, runtime.CheckEncoded(b[start:])
}

// Decode reads m from text, which its strings alias, as a call does with the body of the answer.
func (m *Verzeichnis) Decode(text string) error {
	*m = Verzeichnis{}
	d := runtime.NewJSONDecoder(text)
	m.decodeJSON(d)
	return d.Close()
}
