// Package reference resolves references of a service to its own resources.
package reference
