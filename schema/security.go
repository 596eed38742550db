// Security of messages: what policies of a WSDL demand, which clients do not add by themselves.

package schema

import "strings"

// Security is what policies demand of the messages of an operation (WS-SecurityPolicy).
type Security struct {
	Pos        Pos      // of the policy, or of what refers to it
	Assertions []string // their names, such as UsernameToken
}

// All returns the assertions of s, none for nil.
func (s *Security) All() []string {
	if s == nil {
		return nil
	}
	return s.Assertions
}

// CheckSecurity returns a fault for each policy that demands security of the messages of api, unless settings ignore
// policies.
func CheckSecurity(api *API, settings Settings) (ds Diagnostics) {
	if api.SOAP == nil || settings.IgnorePolicy != nil {
		return nil
	}
	seen := map[Pos]bool{}
	for _, op := range api.SOAP.Operations {
		s := op.Security
		if s == nil || seen[s.Pos] {
			continue
		}
		seen[s.Pos] = true
		ds.Faultf(s.Pos, "a policy demands security of the messages of operation %q that the client does not add (%s): to "+
			"add it by Config.SOAPHeader or Config.HTTPClient, write the client with --ignore-policy", op.Wire,
			strings.Join(s.Assertions, ", "))
	}
	return ds
}
