// What tests reach of the package: credentials with a nonce of the client that is not random.

package digest

// Authorization returns the credentials of the first request for the first usable challenge in the field
// WWW-Authenticate.
func Authorization(field, username, password, cnonce, method, target string) string {
	for _, c := range challengesOf([]string{field}) {
		if c.isUsable() {
			who := &user{username, password}
			return newSession(c, who, cnonce).authorization(who, method, target)
		}
	}
	return ""
}

// Challenges returns the descriptions of the challenges in the fields WWW-Authenticate.
func Challenges(fields ...string) (list []string) {
	for _, c := range challengesOf(fields) {
		list = append(list, c.description())
	}
	return list
}
