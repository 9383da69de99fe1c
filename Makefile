# Everything a new machine needs is Python 3.11 to 3.13 and make: `make run`, `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null && $$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
WORKERS ?= 3
TESTS ?= tests
# Processes that keep no bytecode compile every module anew, and the tests start many.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run worker test format lint typecheck bench bench-intake bench-outreach chaos eval lock env-example found migrate screenshots clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

$(READY): requirements.lock
	@test -n "$(PYTHON)" || { echo "Agency OS needs Python 3.11, 3.12 or 3.13 with venv (on Debian: apt install python3-venv)."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing packages into .venv (once, about a minute)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r requirements.lock
	@touch $@

run: $(READY) ## Start the chat, the API, the databases and the sandbox; prints the address and the sign-in
	@exec $(BIN)/python -m api

worker: $(READY) ## Start one more worker on the same database
	@exec $(BIN)/python -m graphs

test: $(READY) ## Run every test (TESTS=tests/unit for some of them)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --no-loadscope-reorder $(TESTS)

format: $(READY) ## Put the code in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(READY) ## Check style and architecture
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

typecheck: $(READY) ## Check types, strictly
	@$(BIN)/pyright

bench: $(READY) ## Measure what must be fast: intake, outreach, imports, scoring
	@$(BIN)/python -m evals.benchmarks

bench-intake: $(READY) ## Measure signed webhooks a second, beside a bare handler
	@$(BIN)/python -m evals.benchmarks intake

bench-outreach: $(READY) ## Measure touches a second, in a small campaign and in a large one
	@$(BIN)/python -m evals.benchmarks outreach

chaos: $(READY) ## Send 1,000 touches while everything breaks (some five minutes), and judge by the vendors' ledger
	@$(BIN)/python -m evals.chaos

eval: $(READY) ## Grade the agents
	@$(BIN)/python -m evals

found: $(READY) ## Make an agency, its clients and its people from FILE (see agency_example.toml)
	@$(BIN)/python -m api.found $(FILE)

migrate: $(READY) ## Bring DATABASE_URL's database to the present schema
	@$(BIN)/python -m migrations

env-example: $(READY) ## Write .env.example from settings.py
	@$(BIN)/python settings_example.py > .env.example

lock: ## Choose versions anew (needs uv): names, versions and hashes, no index address
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 -o requirements.lock

screenshots: $(READY) ## Take the README's pictures with Chromium
	@$(BIN)/python -m tests.browser.screenshots

clean: ## Remove the virtual environment and caches; data under .agency stays
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
