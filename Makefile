# Thành Đông: `make run` starts it, `make test` proves it. Needs Go, Node, git and make.
GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BINARY  := thanhdong
LDFLAGS := -s -w -X main.version=$(VERSION)
# The race detector needs a C compiler; the product itself never does. SQLite's own code, which a machine translated
# from C, is left out of it: watching each of its reads took most of the time of `make test`, and no race of ours is there.
# Only that code: its driver instantiates sync.Map, and the linker may take that unwatched copy for the whole program,
# where each use of it (encoding/json's, too) then looks like a race.
RACE    := $(shell command -v gcc >/dev/null 2>&1 && echo -race $(foreach p,sqlite/lib libc memory,-gcflags=modernc.org/$(p)=-race=false))
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
export CHROMIUM
# One way of compiling for all but the race detector, so that what is checked, tested, built and broken is compiled once.
export CGO_ENABLED := 0
export GOFLAGS     := $(strip $(shell $(GO) env GOFLAGS) -trimpath)

.DEFAULT_GOAL := help
.PHONY: help run build console check test test-go test-web e2e fault bench fuzz packs schema clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build, then start the operations centre on ./data with the sample province
	./$(BINARY) serve --data data --sample live

build: console ## build the one binary with the console inside
	$(GO) build -tags console -ldflags '$(LDFLAGS)' -o $(BINARY) ./cmd/thanhdong

console: web/dist/index.html

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
	cd web && npm run build
	@touch $@

check: web/node_modules/.package-lock.json ## formats, linters, types, packs and the rules of the house
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt: these files need formatting:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags fault ./test/...
	$(GO) vet -tags bench ./test/...
	$(GO) tool staticcheck ./...
	$(GO) test ./app/archtest
	$(GO) run ./cmd/thanhdong pack check
	cd web && npm run lint && npm run types

test: test-go test-web ## units and stories on both engines, packs, console units

test-go: ## the Go half of `make test`
	@test -n "$(RACE)" || { echo "skipped: race detector (no gcc)"; test "$$CI" != true; }
	CGO_ENABLED=$(if $(RACE),1,0) $(GO) test $(RACE) -ldflags '-s -w' -timeout 15m $$($(GO) list ./... | grep -v -e /test/rights$$ -e /app/archtest$$) # linking without debug tables halves the time of the whole
	$(GO) test -ldflags '-s -w' -timeout 15m -run Storm ./test/story # whole; above it is a small one
	$(GO) test -ldflags '-s -w' -timeout 30m ./app/archtest ./test/rights # the first only reads sources; the second asks thousands of times over both engines: with -race seven minutes, and the stories race the same code

test-web: web/node_modules/.package-lock.json ## the console half of `make test`
	cd web && npm test

e2e: build ## stories in a real browser against the real binary
	@if test -z "$(CHROMIUM)"; then echo "skipped: browser stories (no Chromium in PATH; set CHROMIUM)"; test "$$CI" != true; else cd test/e2e && npm ci --no-audit --no-fund && npm test; fi

fault: ## kill -9, a stopped PostgreSQL, a full disk, and what else breaks
	$(GO) test -tags fault -count=1 -timeout 15m -parallel 4 -v ./test/fault/...

bench: ## speed as a ratio to the bare engine in the same run, and the plot of docs/measured.md
	$(GO) run -tags bench ./test/bench -plot docs/cost-by-series.svg

fuzz: ## every parser of outside bytes, FUZZTIME each (default 20s)
	@for p in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -h -o '^func Fuzz[A-Za-z0-9_]*' $$p/*_test.go | sed 's/func //'); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $${FUZZTIME:-20s} $$p || exit 1; done; done

packs: ## check and test every pack
	$(GO) run ./cmd/thanhdong pack check
	$(GO) run ./cmd/thanhdong pack test

schema: build ## the console's types from the server's OpenAPI document
	./$(BINARY) openapi > web/openapi.json
	cd web && npm run schema

clean: ## remove what was built
	rm -rf $(BINARY) web/dist web/node_modules test/e2e/node_modules
