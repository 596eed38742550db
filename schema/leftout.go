// Parts of a WSDL that no client calls.

package schema

// LeftOut is a part of a WSDL that no client calls. A warning names it, too.
type LeftOut struct {
	Kind                   string // service, port, binding, port type or operation
	Name                   string
	Service, Port, Binding string   // of the part; "" for none
	PortType               string   // of the part; "" for none
	Operations             []string // that are left out with the part
	Protocol, Address      string   // of a port: SOAP 1.1, SOAP 1.2 or HTTP; "" if that is not known
	Reason                 string
	Pos                    Pos
}

// hasOperation reports whether the operation called name, which can follow the name of its port type, is left out.
func (l *LeftOut) hasOperation(name string) bool {
	for _, op := range l.Operations {
		if name == op || name == l.PortType+"."+op {
			return true
		}
	}
	return false
}

// faultMissing adds a fault at s, which names an operation that api does not have: it is left out, or one of known may be
// meant.
func (api *API) faultMissing(s Setting, known []string, ds *Diagnostics) {
	if api.SOAP != nil {
		for _, l := range api.SOAP.LeftOut {
			switch {
			case !l.hasOperation(s.Value):
				continue
			case l.Kind == "operation":
				ds.Faultf(s.Pos, "operation %s is left out: %s", s.Value, l.Reason)
			default:
				ds.Faultf(s.Pos, "operation %s is left out with %s %q: %s", s.Value, l.Kind, l.Name, l.Reason)
			}
			return
		}
	}
	ds.Faultf(s.Pos, "there is no operation %s in %s%s", s.Value, api.Contract, Suggest(s.Value, known))
}
