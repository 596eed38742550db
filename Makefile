# What developers do here. `make` alone lists it.

.DEFAULT_GOAL := help

.PHONY: help generate check test lint fuzz

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

generate: ## write the two clients anew from their contracts
	go run ./cmd/gen
	go test ./templates -run TestGolden -update

check: ## fail where a generated file is not what its contract gives
	go run ./cmd/gen --check

test: ## run every test, with the race detector
	go test -race ./...

lint: ## vet, staticcheck and gofmt
	go vet ./... ./testdata/cases/...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./... ./testdata/cases/...
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }

FUZZTIME ?= 30s

fuzz: ## run each fuzz target for FUZZTIME (default 30s)
	@for package in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
	    echo "$$package $$target"; \
	    go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
	  done; \
	done
