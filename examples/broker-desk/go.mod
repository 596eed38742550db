module github.com/kontrakt-dev/kontrakt/examples/broker-desk

go 1.26.0

replace github.com/kontrakt-dev/kontrakt => ../..

require github.com/kontrakt-dev/kontrakt v0.0.0-00010101000000-000000000000

require (
	github.com/hooklift/gowsdl v0.5.0 // indirect
	go.yaml.in/yaml/v4 v4.0.0 // indirect
	golang.org/x/text v0.33.0 // indirect
)
