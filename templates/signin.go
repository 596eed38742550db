// signin.go of a REST client: how users and programs sign in at the authorization server of the contract.

package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// signIn writes signin.go if the contract has an authorization server.
func (g *generator) signIn() {
	s := g.api.REST.OAuth()
	if s == nil {
		return
	}
	f := g.newFile("Signing in: the program at the authorization server, and the client of who signed in.")
	f.signInURLs(s)
	f.signInType(s)
	f.signInClient(s)
	f.signInFinish(s)
	if s.HasGrant(schema.JWTBearer) {
		f.assertion(s)
	}
	f.save("signin.go")
}

// serverURL is a URL of the authorization server.
type serverURL struct{ name, url, use string }

// serverURLs returns the URLs that the contract states.
func serverURLs(s *schema.Scheme) (urls []serverURL) {
	for _, u := range []serverURL{
		{"AuthorizationURL", s.Server.AuthorizationURL, "where users sign in"},
		{"TokenURL", s.Server.TokenURL, "of the token endpoint"},
		{"UserInfoURL", s.Server.UserInfoURL, "that says who the user is"},
		{"RevocationURL", s.Server.RevocationURL, "that revokes tokens"},
	} {
		if u.url != "" {
			urls = append(urls, u)
		}
	}
	return urls
}

func (f *file) signInURLs(s *schema.Scheme) {
	var constants strings.Builder
	for _, u := range serverURLs(s) {
		fmt.Fprintf(&constants, "\tDefault%s = %q // the URL %s\n", u.name, u.url, u.use)
	}
	f.format("The URLs of the authorization server, unless a [SignIn] has others.", "const (\n"+constants.String()+")")
}

// signInType writes SignIn and its Format, which prints no secret.
func (f *file) signInType(s *schema.Scheme) {
	var fields strings.Builder
	field := func(declaration, doc string) {
		writeComment(&fields, "\t", doc)
		fields.WriteString("\t" + declaration + "\n")
	}
	config := "Config configures the clients. Leave its " + s.Name + " nil: signing in sets it."
	if p := s.Server.Subject; p != nil {
		config += " Signing in also sets " + p.Name + ", unless that is set, to the user who signed in."
	}
	field("Config Config", config)
	field("ClientID string", "ClientID is the ID of the program at the authorization server.")
	field("ClientSecret string `json:\"-\"`", "ClientSecret is the secret of the program; \"\" for a program that has none.")
	if s.HasGrant(schema.AuthorizationCode) {
		field("RedirectURL string", "RedirectURL is the URL of the program to which the authorization server sends users back. "+
			"It may be left out if the authorization server knows only one for the program.")
	}
	field("Store TokenStore", "Store keeps the tokens of one sign-in; nil means the memory of the client.")
	scopes := "none"
	if len(s.Server.Scopes) > 0 {
		scopes = strings.Join(s.Server.Scopes, " ")
	}
	field("Scopes []string", "Scopes are what the program asks for; nil means "+scopes+".")
	for _, u := range serverURLs(s) {
		field(u.name+" string", u.name+" replaces Default"+u.name+".")
	}
	f.format("SignIn signs users or programs in at the authorization server (RFC 6749) and returns their clients. A client "+
		"renews its tokens as long as the server allows that; "+
		"then its calls fail with [ErrSignIn].\n\nIt is printed without its secret.",
		"type SignIn struct {\n"+fields.String()+"}")
	f.format("Format prints s without secrets, for every verb.", "func (s SignIn) Format(state fmt.State, _ rune) {\n"+
		"\tfmt.Fprintf(state, "+strconv.Quote(f.g.api.Package+".SignIn{ClientID: %q, ClientSecret: [secret], %v}")+
		", s.ClientID, s.Config)\n}")
	f.format("LogValue returns s without secrets.", "func (s SignIn) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(s)) }")
}

// signInClient writes the method that returns the runtime's client of the authorization server.
func (f *file) signInClient(s *schema.Scheme) {
	var settings strings.Builder
	for _, u := range serverURLs(s) {
		fmt.Fprintf(&settings, "\t\t%s: cmp.Or(s.%[1]s, Default%[1]s),\n", u.name)
	}
	if s.Server.ClientAuth == schema.ClientAuthBody {
		settings.WriteString("\t\tClientAuth: signin.ClientAuthBody,\n")
	}
	scopes := ""
	if len(s.Server.Scopes) > 0 {
		scopes = fmt.Sprintf("\tif s.Scopes == nil {\n\t\ts.Scopes = %#v\n\t}\n", s.Server.Scopes)
	}
	f.format("client returns the program at the authorization server.",
		"func (s SignIn) client() (*signin.Client, error) {\n"+
			"\tif s.Config."+s.Name+" != nil {\n\t\treturn nil, errors.New("+
			strconv.Quote(f.g.api.Package+": SignIn.Config."+s.Name+" must be nil: signing in sets it")+")\n\t}\n"+scopes+
			"\tc, err := signin.New(signin.Config{\n"+settings.String()+
			"\t\tClientID: s.ClientID,\n\t\tClientSecret: s.ClientSecret,\n"+
			"\t\tScopes: s.Scopes,\n\t\tStore: s.Store,\n\t\tHTTPClient: s.Config.HTTPClient,\n"+
			"\t\tAllowHTTP: s.Config.AllowHTTP,\n\t\tLogger: s.Config.Logger,\n\t})\n"+
			"\t"+f.returnSetup()+"\n\treturn c, nil\n}")
}

// signInFinish writes the method that returns the client of who signed in.
func (f *file) signInFinish(s *schema.Scheme) {
	subject := ""
	if p := s.Server.Subject; p != nil {
		subject = "\tif config." + p.Name + " == \"\" {\n\t\tclaims, err := tokens.UserInfo(ctx)\n" +
			"\t\tif err != nil {\n\t\t\treturn nil, fail(err)\n\t\t}\n" +
			"\t\tconfig." + p.Name + ", _ = claims[\"sub\"].(string)\n\t}\n"
	}
	f.format("finish returns the client of the user whose tokens these are.",
		"func (s SignIn) finish(ctx context.Context, tokens *signin.Tokens) (*Client, error) {\n"+
			"\tif _, err := tokens.Token(ctx); err != nil {\n\t\treturn nil, fail(err)\n\t}\n"+
			"\tconfig := s.Config\n"+subject+"\tconfig."+s.Name+" = tokens\n\treturn New(config)\n}")
}

// assertion writes the method that returns what a service account signs.
func (f *file) assertion(s *schema.Scheme) {
	user := ""
	if p := s.Server.Subject; p != nil {
		user = "s.Config." + p.Name + ", "
	}
	f.format("assertion returns what account signs with key.",
		"func (s SignIn) assertion(key *jwt.Key, account ServiceAccount) *jwt.Assertion {\n"+
			"\tissuer := cmp.Or(account.Issuer, s.ClientID)\n"+
			"\treturn &jwt.Assertion{\n\t\tKey: key,\n\t\tKeyID: account.KeyID,\n\t\tIssuer: issuer,\n"+
			"\t\tSubject: cmp.Or(account.Subject, "+user+"issuer),\n"+
			"\t\tAudience: cmp.Or(account.Audience, s.TokenURL, DefaultTokenURL),\n\t}\n}")
}
