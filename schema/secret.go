// Secrets of a contract.

package schema

// SecretNames returns the names on the wire that have secrets: elements, and the header fields and query parameters of API
// keys.
func (api *API) SecretNames() (names []string) {
	for _, t := range api.Types {
		for _, f := range t.Fields() {
			if f.Secret {
				names = append(names, f.Wire.Local)
			}
		}
	}
	if api.REST != nil {
		for _, s := range api.REST.Schemes {
			if s.Kind == APIKey {
				names = append(names, s.Key)
			}
		}
	}
	return names
}
