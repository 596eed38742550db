// The text of gen serve about each service: its addresses and the configuration of a client.

package main

import (
	"fmt"
	"strings"

	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// welcome returns the text about api, which services runs under a name.
func welcome(services *sandbox.Sandbox, name string, api *schema.API) string {
	var b strings.Builder
	if api.SOAP != nil {
		fmt.Fprintf(&b, "%s: %s\n\n", name, services.Endpoint(name))
		fmt.Fprintf(&b, "  %s.New(%[1]s.Config{\n    Endpoint: %q,\n", api.Package, services.Endpoint(name))
		if auth := api.SOAP.Auth; auth != nil {
			switch auth.Kind {
			case schema.PasswordToken:
				fmt.Fprintf(&b, "    TokenURL: %q, UserID: %q, UserSecret: %q,\n", services.TokenURL(name), sandbox.User, sandbox.Secret)
			default:
				fmt.Fprintf(&b, "    User: %q, Password: %q,\n", sandbox.User, sandbox.Secret)
			}
		}
		b.WriteString("  })\n\n")
		return b.String()
	}
	fmt.Fprintf(&b, "%s: %s\n\n", name, services.BaseURL(name))
	fmt.Fprintf(&b, "  %s.New(%[1]s.Config{\n    BaseURL: %q,\n", api.Package, services.BaseURL(name))
	if len(api.REST.Schemes) > 0 {
		scheme := api.REST.Schemes[0]
		switch scheme.Kind {
		case schema.OAuth2, schema.Bearer:
			fmt.Fprintf(&b, "    %s: %s.StaticToken(%q),\n", scheme.Name, api.Package, services.Token())
		case schema.Basic:
			fmt.Fprintf(&b, "    // %s: the user is %s, the password %s\n", scheme.Name, sandbox.User, sandbox.Secret)
		}
	}
	for _, p := range api.REST.Parameters {
		if p.Default == "" {
			fmt.Fprintf(&b, "    %s: %q,\n", p.Name, p.Wire)
		}
	}
	b.WriteString("  })\n\n")
	return b.String()
}
