// What other views of calls hide, as cassettes do.

package cassette

// IsSecret reports whether values called name are secrets.
func (r *Redactor) IsSecret(name string) bool { return r.isSecret(name) }

// Clean returns text without the secrets that r has found in exchanges.
func (r *Redactor) Clean(text string) string { return r.clean(text) }
