// Package signin signs users and programs in with OAuth 2.0 (RFC 6749): authorization code with PKCE, refresh tokens,
// client credentials, password, and assertions. Tokens are kept in a store that several processes can share.
package signin
