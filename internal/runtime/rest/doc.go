// Package rest makes calls with JSON in their requests and responses.
package rest
