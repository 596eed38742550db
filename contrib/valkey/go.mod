module github.com/kontrakt-dev/kontrakt/contrib/valkey

go 1.26.0

replace github.com/kontrakt-dev/kontrakt => ../..

require (
	github.com/kontrakt-dev/kontrakt v0.0.0-00010101000000-000000000000
	github.com/valkey-io/valkey-go v1.0.79
)

require golang.org/x/sys v0.47.0 // indirect
