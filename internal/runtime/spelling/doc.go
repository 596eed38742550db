// Package spelling writes envelopes in the spelling of XML that some services demand.
package spelling
