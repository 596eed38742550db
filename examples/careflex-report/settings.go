// The settings: what the company portal has given, in environment variables. Secrets may be in files.

package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// settings are the addresses of CareFlex and who sends the report.
type settings struct {
	tokenURL, endpoint           string
	userID, userSecret, apiToken string
}

// readSettings reads the settings from the environment. The error names all variables that are missing.
func readSettings() (s settings, err error) {
	s.tokenURL, s.endpoint, s.userID = os.Getenv("CAREFLEX_EP1"), os.Getenv("CAREFLEX_EP2"), os.Getenv("CAREFLEX_USER_ID")
	if s.userSecret, err = secret("CAREFLEX_USER_SECRET"); err != nil {
		return s, err
	}
	if s.apiToken, err = secret("CAREFLEX_API_TOKEN"); err != nil {
		return s, err
	}
	var missing []string
	for _, variable := range []struct{ name, value string }{
		{"CAREFLEX_EP1", s.tokenURL}, {"CAREFLEX_EP2", s.endpoint}, {"CAREFLEX_USER_ID", s.userID},
		{"CAREFLEX_USER_SECRET", s.userSecret}, {"CAREFLEX_API_TOKEN", s.apiToken},
	} {
		if variable.value == "" {
			missing = append(missing, variable.name)
		}
	}
	if missing != nil {
		return s, fmt.Errorf("set the environment variables %s: see README.md", strings.Join(missing, ", "))
	}
	return s, nil
}

// secret returns the value of an environment variable, or the content of the file that the variable name_FILE names.
func secret(name string) (string, error) {
	path := os.Getenv(name + "_FILE")
	if path == "" {
		return os.Getenv(name), nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return strings.TrimSpace(string(content)), nil
}

// client returns the client of the service user. It is one for all companies.
func (s settings) client() (*careflex.Client, error) {
	return careflex.New(careflex.Config{
		TokenURL:   s.tokenURL,
		Endpoint:   s.endpoint,
		UserID:     s.userID,
		UserSecret: s.userSecret,
	})
}
