// Signatures: requests that the service authenticates in a way of its own.

package auth

import "net/http"

// Signer authenticates requests in a way of the service's own, such as by headers with a time, a nonce and a digest. It
// must be safe for use by many goroutines.
//
// If requests also carry the token of a session, let the Signer have the methods Token(context.Context) (string, error)
// and Invalidate(string): Token is called before Sign, and errors do not show the token. If the service refuses it,
// Invalidate is called, and the request is signed and sent once more. [Client.Logout] calls its method
// Logout(context.Context) error.
type Signer interface {
	// Sign adds to request what authenticates it. It is called for each attempt, just before the request is sent, when
	// the client has set its URL and all other headers. request.GetBody, unless it is nil, returns the body. Sign must
	// not read request.Body. If it returns an error, nothing is sent. The error must not show a secret.
	Sign(request *http.Request) error
}
