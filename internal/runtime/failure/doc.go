// Package failure has the errors of calls: their kinds, their texts, and the redaction of secrets.
package failure
