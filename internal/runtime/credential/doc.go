// Package credential authenticates calls by API keys, HTTP Basic, bearer tokens and signatures of a service's own.
package credential
