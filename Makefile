# A new machine needs Python 3, git and make; the rest installs itself.
#   make run    install, train if needed, serve, say which address to open
#   make test   install, then lint and every test

.DEFAULT_GOAL := run
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

UV_VERSION := 0.13.8
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5005

# uv, where the machine has it; else a copy of our own.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)

# Everything but `make run` and `make serve` may need Node: the served bundle is in the tree.
.PHONY: run serve test unit faults widget browser lint format types train evaluate check bench lock clean

run: install train serve

serve:
	@exec $(BIN)/assistant serve --demo --port $(PORT)

test: install-dev lint train widget browser unit

unit:
	@$(BIN)/python -m pytest

# The long form of the tests that kill, hold and freeze: about half an hour.
faults:
	@ASSISTANT_FAULTS=full $(BIN)/python -m pytest tests/storage tests/connectors

# The widget's own checks; then its bundle is made again, and must be the one in the tree.
widget: widget/node_modules/.installed
	@cd widget && npm run --silent lint && npm run --silent types \
		&& npm run --silent test && npm run --silent check

widget/node_modules/.installed: widget/package-lock.json
	@npm --version >/dev/null 2>&1 || { echo "Il manque Node 20 ou plus, avec npm."; exit 1; }
	@cd widget && npm ci --silent
	@touch $@

# The browser of the tests: the one that is there, else Debian's.
browser:
	@$(BIN)/python -c "import sys; from benchmarks.chromium import find; sys.exit(not find())" \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qqy chromium; } \
		|| echo "Pas de Chromium pour les tests : sudo apt-get install chromium"

lint: install-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: install-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

train: install
	@$(BIN)/assistant train

evaluate: train
	@$(BIN)/assistant evaluate tests/nlu/heldout.tsv

check: install
	@$(BIN)/assistant check

bench: install-dev train
	@for name in serving connector_cost widget nlu confidence; do \
		echo "## $$name"; $(BIN)/python -W ignore -m benchmarks.$$name; done

# After a change of dependencies in pyproject.toml.
lock: $(UV)
	@$(UV) pip compile pyproject.toml --upgrade $(COMPILE) -o requirements.lock
	@$(UV) pip compile pyproject.toml --extra dev $(COMPILE) -o requirements-dev.lock
COMPILE := --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header

clean:
	@rm -rf $(VENV) .tools .rasa var widget/node_modules bot/models/*.tar.gz

# -- environments, made again only when a lock changes

.PHONY: install install-dev
install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

uv:
	@true

.tools/bin/uv:
	@echo "Installation de uv $(UV_VERSION)…"
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.python: .python-version | $(UV)
	@echo "Préparation de Python $$(cat .python-version)…"
	@$(UV) venv --quiet --clear --python $$(cat .python-version) $(VENV)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml $(VENV)/.python
	@echo "Installation des dépendances…"
	@$(UV) pip install --quiet --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installation des outils de développement…"
	@$(UV) pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@
