// Package texttest draws texts for the tests of scanners and encoders.
package texttest
