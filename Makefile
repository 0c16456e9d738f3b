# The portal's commands. `make` alone lists them; what each does is in scripts/.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
# Unset means production, which refuses the demo's settings: everything started from here says what it is.
export PORTAL_MODE := development
export PORT

.PHONY: help install demo demo-reset test trials check bench format docs pictures lock

help: ## list these commands
	@printf 'Trust Portal\n\n'
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## the environment alone: .venv with everything for development
	@bash scripts/install.sh dev

demo: ## the portal with a demo trust, on http://localhost:8000 (PORT=… for another); Ctrl-C ends it
	@bash scripts/demo.sh

demo-reset: ## throw the demo's data away and start it afresh
	@bash scripts/demo.sh --reset

test: install ## every short test, on SQLite and on PostgreSQL with Redis (brings its own servers)
	@bash scripts/system_packages.sh tests
	@$(PY) -m scripts.run_tests

trials: install ## the long random and fault trials, with printed seeds (TRIAL_SEED=… repeats one)
	@bash scripts/system_packages.sh tests
	@$(PY) -m scripts.run_tests --trials

check: install ## format, types, import contracts, migrations, production settings, templates, printed docs
	@$(PY) -m scripts.check

bench: install ## ratios measured side by side in one run
	@bash scripts/system_packages.sh tests
	@$(PY) -m scripts.bench

format: install ## put Python in the house's format
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format .

docs: install ## print the reference pages that are made from code
	@$(PY) -m scripts.print_docs

pictures: install ## take the pictures of docs/images anew, on a walk through the portal
	@bash scripts/system_packages.sh tests
	@$(PY) -m scripts.pictures

lock: install ## work out requirements/*.txt anew from pyproject.toml
	@bash scripts/lock.sh
