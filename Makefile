# What developers do here. `make` alone lists it.

.DEFAULT_GOAL := help

.PHONY: attachments-gsoap attachments-java bench-attachments contrib judges checks corpus fleet help generate check test lint fuzz mutants bench size bench-check bench-workers mermaid screenshots soak cache-tests

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The client of the benchmarks, which lie in a module of their own.
BENCH_CLIENT := --runtime=import --out bench/verzeichnis bench/verzeichnis/verzeichnis.yaml

generate: ## write the clients anew from their contracts, and the reference from what it describes
	go test ./templates -run TestIdentifiers -update
	go run ./cmd/gen
	go run ./cmd/gen $(BENCH_CLIENT)
	go test ./templates -run TestGolden -update
	go test ./cmd/gen -run TestManual -update
	go run ./internal/reference

check: ## fail where a generated file is not what its contract gives
	go run ./cmd/gen --check
	go run ./cmd/gen --check $(BENCH_CLIENT)

test: ## run every test, with the race detector
	GORACE=atexit_sleep_ms=0 go test -race ./...

lint: ## vet, staticcheck and gofmt
	go vet ./... ./testdata/cases/...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./... ./testdata/cases/...
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }

FUZZTIME ?= 30s

# A number of inputs (500x) always ends well. If a time ends on a busy machine, go test may fail with "context deadline exceeded".
# The fuzzer finds more if it sees which inputs reach new code, but for that it compiles all packages, and the standard library.
FUZZFLAG := $(if $(UNGUIDED),-test.,-)

fuzz: ## run each fuzz target for FUZZTIME (default 30s, or inputs: 500x), two side by side; UNGUIDED=1 compiles less
	@go list -f '{{range .TestGoFiles}}{{$$.ImportPath}} {{$$.Dir}}/{{.}}{{"\n"}}{{end}}{{range .XTestGoFiles}}{{$$.ImportPath}} {{$$.Dir}}/{{.}}{{"\n"}}{{end}}' ./... | \
	while read -r package file; do sed -n "s|^func \(Fuzz[A-Za-z0-9_]*\)(.*|$$package \1|p" "$$file"; done | \
	xargs -n 2 -P 2 sh -c 'out=$$(go test -vet=off -run "^$$" $$0 $(if $(UNGUIDED),-args -test.fuzzcachedir=/tmp) \
	  $(FUZZFLAG)parallel=1 $(FUZZFLAG)fuzz="^$$1$$" $(FUZZFLAG)fuzztime=$(FUZZTIME) $(FUZZFLAG)fuzzminimizetime=5s 2>&1) && echo "ok  $$0 $$1" || { echo "$$out"; exit 255; }'

SAMPLE ?= 20
SEED ?= 1
FLOOR ?= 80

mutants: ## change the code in SAMPLE places of each package (default 20, chosen by SEED); fail if tests notice less than FLOOR %
	go run ./internal/mutants -sample $(SAMPLE) -seed $(SEED) -floor $(FLOOR) $(PACKAGES)

CORPUS ?= ../shared/corpus

bench: bench-workers ## compare codecs, calls and sizes with their peers; prints the tables of docs/performance.md
	cd bench && go run .
	$(MAKE) --no-print-directory size

size: ## measure what clients cost to generate and to compile, those of large contracts in CORPUS too, beside gowsdl's
	cd bench && go run ./size -corpus '$(abspath $(CORPUS))'

bench-check: bench-workers ## fail where a codec is less far ahead of a peer than its floor says
	cd bench && go vet ./... && go test . && go run . -check

bench-attachments: ## send and receive attachments of 1 GiB; fail where a client needs more than 64 MiB
	cd bench && go build -o build/attachments ./attachments && ./build/attachments

bench-workers: # what the benchmarks need in processes of their own, and their client
	go run ./cmd/gen $(BENCH_CLIENT)
	$(MAKE) --no-print-directory -C bench/native
	cd bench && GOEXPERIMENT=jsonv2 go build -o build/jsonv2 ./jsonv2

checks: ## hold what gen describe and gen openapi print against a browser and a validator of OpenAPI
	cd internal/checks && go vet ./... && go test -vet=off -count=1 -v ./...

screenshots: ## write the pictures of the page of gen serve, with Debian's chromium, into docs/images
	mkdir -p docs/images
	cd internal/checks && go vet -tags screenshots . && go test -vet=off -count=1 -tags screenshots -run '^TestScreenshots$$' .

MERMAID := 11.17.2

mermaid: ## let Mermaid itself, which npm fetches, read and draw the diagrams of gen describe
	mkdir -p internal/checks/build
	cd internal/checks/build && npm pack --silent mermaid@$(MERMAID) && tar xzf mermaid-$(MERMAID).tgz package/dist/mermaid.min.js
	cd internal/checks && go test -count=1 -tags mermaid -run '^TestMermaid$$' .

JUDGES = dicer@0.3.1 @fastify/busboy@3.2.6 oidc-provider@8.8.1 oauth2-mock-server@7.2.1 http-auth@4.2.1 $(NODE_SOAP) $(PRISM)
NODE_SOAP := soap@1.13.0
PRISM := @stoplight/prism-cli@5.14.2
JUDGED := ./internal/runtime/form ./internal/runtime/signin ./internal/runtime/digest ./gen/mvp ./testdata/cases ./cmd/gen ./sandbox
JUDGE ?= (AtNPM|By(Curl|Dicer|Node|PHP|Prism|Zeep))$$

# The packages of the OpenAPI documents have hundreds of megabytes unpacked: one file is taken out of each.
judges: ## let servers and libraries of npm, php-soap and python3-zeep judge clients and the sandbox; JUDGE=Prism runs some
	mkdir -p internal/checks/build/npm
	cd internal/checks/build/npm && npm install --silent --no-save --no-package-lock --ignore-scripts $(JUDGES)
	cd internal/checks/build/npm && tar xzOf "$$(npm pack --silent @readme/oas-examples@8.2.2)" package/3.0/json/petstore.json >petstore.json
	cd internal/checks/build/npm && tar xzOf "$$(npm pack --silent @octokit/openapi@23.0.2)" package/generated/api.github.com.json >github.json
	go vet -tags judges $(JUDGED)
	go test -count=1 -v -vet=off -tags judges -run '$(JUDGE)' $(JUDGED)

attachments-java: ## let JAX-WS RI, Debian's jaxws and default-jdk, read and write attachments
	go vet -tags java ./testdata/cases && go test -vet=off -count=1 -v -tags java -run '^Test(Attachments|DeclaredParts)ByJava$$' ./testdata/cases

attachments-gsoap: ## let gSOAP, Debian's gsoap and libgsoap-dev, read and write attachments
	go vet -tags gsoap ./testdata/cases && go test -vet=off -count=1 -v -tags gsoap -run '^Test(Attachments|DeclaredParts|Sandbox)ByGSOAP$$' ./testdata/cases

PEERS := internal/peers/testdata
PEER_STYLES := wrapped wrapped12 bare rpc encoded

.PHONY: peers
peers: ## let other implementations of SOAP serve and call generated code, and write docs/interop.md (see internal/peers)
	mkdir -p $(PEERS)/npm
	cd $(PEERS)/npm && npm install --silent --no-save --no-package-lock --ignore-scripts $(NODE_SOAP)
	go run ./internal/peers/contracts $(PEERS)
	for style in $(PEER_STYLES); do \
	  go run ./cmd/gen --runtime=import --out $(PEERS)/$$style $(PEERS)/$$style/$$style.wsdl || exit 1; \
	done
	go vet -tags peers ./internal/peers && go test -vet=off -count=1 -timeout 30m -tags peers ./internal/peers -update

contrib: ## test the modules in contrib/, which clients can use with other libraries; contrib/valkey needs Debian's redis-server, contrib/outbox its postgresql
	cd contrib/otel && go vet ./... && go test -vet=off -race ./...
	cd contrib/valkey && go vet ./... && go test -vet=off -count=1 -race -v ./...
	cd contrib/outbox && go vet ./... && go test -vet=off -count=1 -parallel 8 -v ./...

fleet: ## kill 200 of 8 processes that send reports from an outbox, compare the service's ledger, and measure: docs/scale.md
	cd contrib/outbox && go test -count=1 -timeout 30m -v -run '^TestKilled$$' . -processes 8 -kills 200 -incidents 100000 -companies 500 -restarts 3
	cd contrib/outbox && go test -count=1 -timeout 30m -v -parallel 1 -run '^Test(Fleet|Backlog)$$' . -fleet 8 -reports 100 -backlog 1000000

.PHONY: examples
examples: ## test the programs in examples/
	cd examples/careflex-report && go vet ./... && go test -vet=off -count=1 ./...
	cd examples/broker-desk && go vet ./... && GORACE=atexit_sleep_ms=0 go test -vet=off -count=1 -race ./...

corpus: ## write, build, vet and call clients of the contracts in CORPUS (default ../shared/corpus), serve them, and print what became of each
	go run ./internal/corpus $(CORPUS)

VECTORS ?= ../shared/vectors

cache-tests: ## play the HTTP working group's cache tests in VECTORS (default ../shared/vectors) and print the results
	@VECTORS='$(VECTORS)' go test ./internal/runtime/cache -run '^TestCacheConformance$$' -count=1 -v

SOAKTIME ?= 30s

soak: ## let 64 callers use both clients against a faulty server for SOAKTIME (default 30s)
	go test ./internal/soak -count=1 -v -loopback $(SOAKTIME)
