# `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help

DATA ?= $(or $(INNCONNECT_DATA_DIR),.data)
TOOLS := $(CURDIR)/.data/tools
GOLANGCI_VERSION := v2.15.0
WORKFLOWCHECK_VERSION := v0.6.0

SOURCES := $(shell find . -name '*.go' -o -name '*.sql' -o -name '*.yaml' -o -path '*/dist/*' | grep -v -e '^./.data' -e node_modules) go.mod go.sum

.PHONY: help
help: ## Show this list.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

.PHONY: build
build: bin/innconnect ## Build bin/innconnect.

bin/innconnect: $(SOURCES)
	go build -o $@ ./cmd/innconnect

.PHONY: run
run: build ## Run everything on this machine and print where it is.
	@exec bin/innconnect dev

.PHONY: test
test: lint build e2e/browser/node_modules web/client/dist check-widget check-panel ## Everything that CI runs: lint, generated files, all tests with the race detector.
	bin/innconnect dev exec -- go test -race -count=1 -timeout 45m ./...
	$(MAKE) --no-print-directory fuzz
	cd tools/temporal && go mod verify

%/node_modules: %/package-lock.json
	cd $* && npm ci --no-audit --no-fund

web/client/dist: web/client/node_modules $(wildcard web/client/src/*.ts web/client/test/*.ts)
	cd web/client && npm run build
	@touch $@

.PHONY: widget
widget: web/widget/node_modules ## Build the chat widget into web/widget/dist, which is part of the repository.
	cd web/widget && npm run build

.PHONY: check-widget
check-widget: web/widget/node_modules
	cd web/widget && npm run check && npm test && npm run build -- --check

.PHONY: panel
panel: web/admin/node_modules ## Build the admin panel into web/admin/dist, which is part of the repository.
	cd web/admin && npm run build

.PHONY: check-panel
check-panel: web/admin/node_modules
	cd web/admin && npm run check && npm test && npm run build -- --check

FUZZTIME ?= 3s

.PHONY: fuzz
fuzz: build ## Look for inputs that break a rule, FUZZTIME (3s) for each target.
	bin/innconnect dev exec -- .ci/fuzz $(FUZZTIME)

.PHONY: lint
lint: $(TOOLS)/golangci-lint $(TOOLS)/workflowcheck ## golangci-lint with the import rules, and workflowcheck.
	$(TOOLS)/golangci-lint run ./...
	$(TOOLS)/workflowcheck -config .workflowcheck.yaml ./workflows/...

$(TOOLS)/golangci-lint:
	@echo "building golangci-lint $(GOLANGCI_VERSION), once (about 2 minutes)"
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)

$(TOOLS)/workflowcheck:
	GOBIN=$(TOOLS) go install go.temporal.io/sdk/contrib/tools/workflowcheck@$(WORKFLOWCHECK_VERSION)

.PHONY: generate
generate: web/client/node_modules ## Make the generated files anew.
	go generate ./...

.PHONY: latency
latency: build ## Measure a turn with a model that takes no time.
	E2E_NO_RACE=1 bin/innconnect dev exec -- go test -count=1 -run TestTurnLatency -v ./e2e/

.PHONY: load
load: build ## Measure what 1, 50 and 150 visitors wait for on a model that takes 3 s.
	E2E_NO_RACE=1 bin/innconnect dev exec -- go test -count=1 -timeout 10m -run TestManyVisitorsAtOnce -v ./e2e/

.PHONY: faults
faults: build ## Kill, stall and repeat everything, and check that nothing is lost or done twice.
	E2E_NO_RACE=1 FAULTS_SECONDS=60 bin/innconnect dev exec -- go test -count=1 -timeout 20m -run TestFaults -v ./e2e/

.PHONY: streams
streams: build ## Hold 2,000 idle streams at one API process and measure its memory.
	E2E_NO_RACE=1 bin/innconnect dev exec -- go test -count=1 -run TestTwoThousandIdleStreams -v ./e2e/

.PHONY: lists
lists: build ## Measure the staff's lists over 100,000 conversations with 1,000,000 messages.
	LISTS=1 E2E_NO_RACE=1 bin/innconnect dev exec -- go test -count=1 -timeout 30m -run TestListsOfMany -v ./e2e/

.PHONY: screenshots
screenshots: build e2e/browser/node_modules ## Take the docs' screenshots of the panel anew.
	E2E_NO_RACE=1 bin/innconnect dev exec -- go test -count=1 -run TestThePanelInABrowser ./e2e/
	for image in docs/images/panel-*.png; do cp test-output/panel/$${image#docs/images/panel-} $$image; done

.PHONY: histories
histories: build ## Record conversations and imports for the replay tests: make histories VERSION=2026-11
	RECORD_HISTORIES=$(VERSION) bin/innconnect dev exec -- go test -count=1 -run TestRecordHistoriesOf ./e2e/

.PHONY: clean
clean: ## Remove what was built. Data in .data stays.
	rm -rf bin
