// Authentication in client.go of a SOAP client: the fields of Config that say who calls, and how requests show it.

package templates

import "github.com/kontrakt-dev/kontrakt/schema"

// soapAuth returns how the client authenticates, "" if by a bearer token of any source.
func (p *plan) soapAuth() schema.AuthKind {
	if auth := p.api.SOAP.Auth; auth != nil {
		return auth.Kind
	}
	return ""
}

// soapTakesToken reports whether Config has a source of tokens.
func (p *plan) soapTakesToken() bool {
	return p.soapAuth() != schema.HTTPBasic && p.soapAuth() != schema.HTTPDigest
}

// printed says when a Config is printed without a secret in it.
const printed = " A Config is printed without it, unless the Config is in an unexported field of another struct, since " +
	"package fmt calls no methods there: keep the Client there instead."

// soapAuthSettings returns the fields of Config that say who calls.
func (f *file) soapAuthSettings() []setting {
	user := textSetting("Username", "Username is the user name of the caller.")
	password := setting{name: "Password", typ: "string", secret: true}
	token := setting{name: "Token", typ: "TokenSource", hidden: true}
	switch f.g.soapAuth() {
	case schema.HTTPBasic:
		password.doc = "Password is the password of the caller, which is sent by HTTP Basic (RFC 7617)." + printed
		return []setting{user, password}
	case schema.HTTPDigest:
		password.doc = "Password is the password of the caller. It is not sent, but proved by HTTP Digest (RFC 7616)." + printed
		return []setting{user, password}
	case schema.PasswordToken:
		token.doc = "Token replaces TokenURL, UserID and UserSecret by another source of tokens."
		return []setting{
			urlSetting("TokenURL", "TokenURL is the URL that issues access tokens for UserID and UserSecret."),
			textSetting("UserID", "UserID is the ID of the service user."),
			{name: "UserSecret", typ: "string", secret: true, doc: "UserSecret is the secret of the service user." + printed},
			token,
		}
	}
	token.doc = "Token returns the bearer token of every request. If it is nil, none is sent."
	return []setting{token}
}

// soapAuthSetup returns the statements of New that set up how calls authenticate, and the option with it.
func (f *file) soapAuthSetup() (setup, option string) {
	end := "\n\t" + f.returnSetup() + "\n\t"
	switch f.g.soapAuth() {
	case schema.HTTPBasic:
		return `auth, err := credential.One(credential.Basic("Config.Username", config.Username, config.Password))` + end,
			"Auth: auth"
	case schema.HTTPDigest:
		return "auth, err := digest.New(config.Username, config.Password)" + end, "Auth: auth"
	case schema.PasswordToken:
		return "tokens, err := tokenSource(config)" + end, "Tokens: tokens"
	}
	return "", "Tokens: sharedSource(config.Token)"
}

// soapTokens writes the function that returns the source of tokens of a client that requests them.
func (f *file) soapTokens() {
	if f.g.soapAuth() != schema.PasswordToken {
		return
	}
	f.format("tokenSource returns the source of tokens for config.",
		`func tokenSource(config Config) (TokenSource, error) {
	if config.Token != nil {
		return sharedSource(config.Token), nil
	}
	if config.UserID == "" || config.UserSecret == "" {
		return nil, errors.New("UserID and UserSecret must be set, or Token")
	}
	return oauth.NewPasswordTokens(oauth.PasswordGrant{
		URL:        config.TokenURL,
		Username:   config.UserID,
		Password:   config.UserSecret,
		HTTPClient: config.HTTPClient,
		Logger:     config.Logger,
		AllowHTTP:  config.AllowHTTP,
	})
}`)
}
