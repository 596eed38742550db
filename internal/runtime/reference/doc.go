// Package reference resolves the references of a service to its own resources.
package reference
