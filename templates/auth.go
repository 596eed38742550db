// Authentication in client.go and operations.go of a REST client: the fields of Config for the schemes of the contract,
// and the choice among them.

package templates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// authSettings returns the fields of Config that say who calls.
func (f *file) authSettings() []setting {
	rest := f.g.api.REST
	if rest.Schemes == nil {
		return []setting{{name: "Token", typ: "TokenSource", hidden: true,
			doc: "Token returns the bearer token of every request. If it is nil, none is sent."}}
	}
	var settings []setting
	for _, s := range rest.Schemes {
		field := setting{name: s.Name, hidden: true}
		doc := ""
		switch s.Kind {
		case schema.APIKey:
			field.typ, field.hidden, field.secret = "string", false, true
			place := "header"
			if s.Place == schema.InQuery {
				place = "query parameter"
			}
			doc = fmt.Sprintf("is the API key of the caller, which is sent in the %s %s.", place, s.Key)
		case schema.Basic:
			field.typ = "BasicAuth"
			doc = "is the user name and the password of the caller, which are sent by HTTP Basic."
		case schema.Bearer:
			field.typ = "TokenSource"
			doc = "returns the bearer token of every request."
		case schema.OAuth2:
			field.typ = "TokenSource"
			doc = "returns the bearer token of every request. A [SignIn] sets it."
		case schema.Signature:
			field.typ = "Signer"
			doc = "signs every request."
		}
		field.doc = s.Name + " " + doc
		if s.Doc != "" {
			field.doc += " " + fullStop(oneLine(s.Doc))
		}
		settings = append(settings, field)
	}
	return settings
}

// configDoc returns the doc comment of Config.
func (f *file) configDoc() string {
	doc := "Config configures a client: the address of the service and the caller."
	rest := f.g.api.REST
	for _, group := range rest.SchemeGroups() {
		if len(group) > 1 {
			doc += " Set only one of " + schemeNames(group) + "."
		}
	}
	return doc
}

// schemeNames lists the fields of schemes.
func schemeNames(schemes []*schema.Scheme) string {
	var names []string
	for _, s := range schemes {
		names = append(names, s.Name)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// choosesAuth reports whether a function accepts some of the schemes, so that each call says how it authenticates.
func (p *plan) choosesAuth() bool {
	rest := p.api.REST
	return slices.ContainsFunc(rest.Operations, func(op *schema.RESTOperation) bool {
		return len(op.Auth.Schemes) > 0 && !rest.AcceptsEach(op)
	})
}

// needsAuth reports whether every function needs credentials.
func (p *plan) needsAuth() bool {
	return !slices.ContainsFunc(p.api.REST.Operations, func(op *schema.RESTOperation) bool {
		return len(op.Auth.Schemes) == 0 || op.Auth.Optional
	})
}

// hasScheme reports whether the contract has a scheme of one of the kinds.
func (p *plan) hasScheme(kinds ...schema.SchemeKind) bool {
	return slices.ContainsFunc(p.api.REST.Schemes, func(s *schema.Scheme) bool { return slices.Contains(kinds, s.Kind) })
}

// schemeOf returns the expression for the scheme s as config sets it up.
func schemeOf(s *schema.Scheme) string {
	field := "config." + s.Name
	switch s.Kind {
	case schema.APIKey:
		place := "HeaderKey"
		if s.Place == schema.InQuery {
			place = "QueryKey"
		}
		return fmt.Sprintf("credential.%s(%q, %q, %s)", place, "Config."+s.Name, s.Key, field)
	case schema.Basic:
		return fmt.Sprintf("credential.Basic(%q, %s.Username, %[2]s.Password)", "Config."+s.Name, field)
	case schema.Signature:
		return fmt.Sprintf("credential.Signature(%q, %s)", "Config."+s.Name, field)
	default:
		return fmt.Sprintf("credential.Bearer(%q, sharedSource(%s))", "Config."+s.Name, field)
	}
}

// authSetup returns the statements of New that choose how calls authenticate, and the option with the choice.
func (f *file) authSetup() (setup, option string) {
	rest := f.g.api.REST
	if rest.Schemes == nil {
		return "", "Tokens: sharedSource(config.Token)"
	}
	if f.g.choosesAuth() {
		return "schemes, err := schemesOf(config)\n\t" + f.returnSetup(), "Auth: " + anyScheme("schemes.", rest.Schemes)
	}
	choice := "One"
	if !f.g.needsAuth() {
		choice = "AtMostOne"
	}
	var list []string
	for _, s := range rest.Schemes {
		list = append(list, schemeOf(s))
	}
	return "auth, err := credential." + choice + "(\n" + strings.Join(list, ",\n") + ")\n\t" + f.returnSetup(), "Auth: auth"
}

// anyScheme returns the expression for the first of schemes that is set up.
func anyScheme(owner string, schemes []*schema.Scheme) string {
	var list []string
	for _, s := range schemes {
		list = append(list, owner+s.Name)
	}
	return "credential.Any(" + strings.Join(list, ", ") + ")"
}

// schemes writes the type of the schemes among which calls choose, and the function that sets them up.
func (f *file) schemes() {
	rest := f.g.api.REST
	if !f.g.choosesAuth() {
		return
	}
	var names, values, all []string
	for _, s := range rest.Schemes {
		names, values, all = append(names, s.Name), append(values, "\t\t"+s.Name+": "+schemeOf(s)+",\n"), append(all, "s."+s.Name)
	}
	checks := "\tif err := credential.Check(" + strings.Join(all, ", ") + "); err != nil {\n\t\treturn s, err\n\t}\n"
	if f.g.needsAuth() {
		checks += "\tif err := credential.CheckAny(" + strings.Join(all, ", ") + "); err != nil {\n\t\treturn s, err\n\t}\n"
	}
	for _, group := range rest.SchemeGroups() {
		if len(group) > 1 {
			checks += strings.Replace("\tif err := "+anyScheme("s.", group), "Any", "CheckOne", 1) +
				"; err != nil {\n\t\treturn s, err\n\t}\n"
		}
	}
	f.format("schemes are the ways to authenticate, as a Config sets them up.",
		"type schemes struct {\n\t"+strings.Join(names, ", ")+" credential.Scheme\n}")
	f.format("schemesOf returns the schemes of config.",
		"func schemesOf(config Config) (schemes, error) {\n\ts := schemes{\n"+strings.Join(values, "")+"\t}\n"+checks+
			"\treturn s, nil\n}")
}

// callAuth returns the expression for how a call of op authenticates, "" if as the client's calls do.
func (f *file) callAuth(op *schema.RESTOperation) string {
	choice := anyScheme("c.schemes.", op.Auth.Schemes)
	switch {
	case f.g.api.REST.AcceptsEach(op):
		return ""
	case len(op.Auth.Schemes) == 0:
		return "credential.None"
	case op.Auth.Optional:
		return strings.Replace(choice, "Any", "Optional", 1)
	}
	return choice
}

// signsOut reports whether a source of credentials can end a session.
func (p *plan) signsOut() bool {
	return slices.ContainsFunc(p.api.REST.Schemes, (*schema.Scheme).EndsSessions)
}

// logout writes the method that ends the session of the client's user.
func (f *file) logout() {
	if !f.g.caches() && !f.g.signsOut() {
		return
	}
	own := ""
	for _, op := range f.g.api.REST.Operations {
		if schema.Identifier(op.Wire) == "Logout" {
			own = " [Client." + op.Name + "] is the service's own function."
		}
	}
	cached := "removes every cached response that is private to the user. Public responses stay. Responses to calls in\n" +
		"progress are not cached."
	if !f.g.signsOut() {
		f.format("Logout "+cached+" Logout sends no request and does not revoke the token."+own,
			`func (c *Client) Logout(ctx context.Context) error {
	if c.cache == nil {
		return nil
	}
	return c.cache.Logout(ctx)
}`)
		return
	}
	doc := "Logout ends the session of the user. It calls Logout(context.Context) error of " + sourceNames(f.g.api.REST) +
		", if that has such a method."
	if f.g.api.REST.OAuth() != nil {
		doc += " That of a [SignIn] revokes its tokens if the authorization server can, and removes them from the store."
	}
	sources := "c.endpoint.Options().Auth"
	if f.g.choosesAuth() {
		sources = ""
		for _, s := range f.g.api.REST.Schemes {
			if s.EndsSessions() {
				sources += ", credential.Any(c.schemes." + s.Name + ")"
			}
		}
		sources = strings.TrimPrefix(sources, ", ")
	}
	if !f.g.caches() {
		f.format(doc+own, "func (c *Client) Logout(ctx context.Context) error {\n"+
			"\treturn credential.Logout(ctx, "+sources+")\n}")
		return
	}
	f.format(doc+" Logout also "+cached+own, "func (c *Client) Logout(ctx context.Context) error {\n"+
		"\terr := credential.Logout(ctx, "+sources+")\n"+
		"\tif c.cache != nil {\n\t\terr = errors.Join(c.cache.Logout(ctx), err)\n\t}\n\treturn err\n}")
}

// sourceNames lists the fields of Config whose values can end a session.
func sourceNames(rest *schema.REST) string {
	var names []string
	for _, s := range rest.Schemes {
		if s.EndsSessions() {
			names = append(names, "Config."+s.Name)
		}
	}
	return strings.Join(names, " or ")
}

// refused writes the function that knows the error responses which mean that the credentials are not accepted.
func (f *file) refused() {
	rest := f.g.api.REST
	if len(rest.Refusals) == 0 {
		return
	}
	var cases []string
	mentions := false
	for _, r := range rest.Refusals {
		text := fmt.Sprintf("status == %d", r.Status)
		if r.Contains != "" {
			mentions = true
			text += fmt.Sprintf(" && mentions(body, %q)", r.Contains)
		}
		cases = append(cases, text)
	}
	f.format("refused reports whether an error response means that the caller is not authenticated.",
		"func refused(status int, body string) bool {\n\treturn "+strings.Join(cases, " ||\n\t\t")+"\n}")
	switch {
	case mentions && rest.Messages != nil:
		f.format("mentions reports whether the body of an error response, or a message for the user in it, has text in it.",
			`func mentions(body, text string) bool {
	return slices.ContainsFunc(append(messages(body), body), func(s string) bool { return strings.Contains(s, text) })
}`)
	case mentions:
		f.format("mentions reports whether the body of an error response has text in it.",
			"func mentions(body, text string) bool { return strings.Contains(body, text) }")
	}
}
