# A new machine needs Python 3, git and make; the rest installs itself. `make help` lists the targets.

.DEFAULT_GOAL := run
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

UV_VERSION := 0.13.8
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5005
WORKBENCH_PORT ?= 5006

# uv, where the machine has it; else a copy of our own.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)

# Everything but `make run` and `make serve` may need Node: the served bundle is in the tree.
.PHONY: help run both serve workbench test quick quick-tests unit faults fuzz mutants widget browser deploy-tools lint format train evaluate check \
	bench package bom lock clean

help: ## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '  make %-20s %s\n' "$$name" "$$what"; done
	@for room in $(ROOMS); do printf '  make %-20s %s\n' "test-$$room" "the tests of one room"; done

run: install train both ## install, train if needed, serve, say which addresses to open (also: make alone)

# Each is a process of its own: when one ends, by Ctrl-C or by itself, so does the other.
both:
	@trap 'kill $$(jobs -p) 2>/dev/null || true' EXIT; trap 'exit 0' INT TERM; \
		$(BIN)/assistant serve --demo --port $(PORT) & \
		$(BIN)/assistant workbench --port $(WORKBENCH_PORT) & \
		wait -n

workbench: install ## the editors' workbench alone
	@exec $(BIN)/assistant workbench --port $(WORKBENCH_PORT)

serve: ## serve the live archive with the demonstration pages
	@exec $(BIN)/assistant serve --demo --port $(PORT)

test: install-dev lint train widget browser deploy-tools unit ## install, train, then every check and every test

quick: install-dev ## in ten seconds: lint, types, the tests that need no model
	@$(MAKE) --no-print-directory --output-sync --jobs=2 lint quick-tests

quick-tests:
	@$(BIN)/python -W ignore -m pytest -p tests.quick -p no:schemathesis -p no:playwright

unit: ## every Python test, on the live archive
	@$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile

# -- the tests of one room: `make test-privacy`. Every test file is in one (tests/unit/test_rooms.py).

ROOM_browser := tests/browser
ROOM_connectors := tests/connectors
ROOM_content := $(addprefix tests/unit/test_,archive.py catalogue.py check.py check_examples.py check_process.py check_rules.py choices.py contact.py importer.py phrases.py spoilt_files.py \
	links.py style.py training.py trial.py typography.py wording.py)
ROOM_conversations := tests/conversations
ROOM_deploy := tests/deploy
ROOM_dialogue := tests/dialogue $(wildcard tests/unit/test_actions_*.py) tests/unit/test_policy.py
ROOM_engine := tests/engine $(addprefix tests/unit/test_,light.py memory.py runner.py)
ROOM_house := $(addprefix tests/unit/test_,cli.py cli_process.py declared.py logs.py package.py rooms.py \
	samples.py workers.py)
ROOM_fuzz := tests/fuzz
ROOM_nlu := tests/nlu $(wildcard tests/unit/test_nlu_*.py) tests/unit/test_evaluation.py tests/unit/test_understanding.py
ROOM_privacy := $(addprefix tests/connectors/test_,guard.py names.py no_trace.py no_word.py privacy.py privacy_table.py)
ROOM_storage := tests/storage tests/faults $(addprefix tests/connectors/test_,crash.py faults.py once.py)
ROOM_workbench := tests/workbench
ROOMS := browser connectors content conversations deploy dialogue engine fuzz house nlu privacy storage workbench
# For the test that every file is in a room.
print-rooms:
	@echo $(foreach room,$(ROOMS),$(ROOM_$(room)))

.PHONY: print-rooms $(ROOMS:%=test-%)
$(ROOMS:%=test-%): test-%: install-dev
	@$(BIN)/python -m pytest $(ROOM_$*)

# The long form of the tests that kill, hold and freeze: about half an hour.
faults: install-dev train ## breakdowns of stores and processes at full length; writes docs/faults.md
	@ASSISTANT_FAULTS=full $(BIN)/python -m pytest tests/storage $(filter tests/connectors/%,$(ROOM_storage))
	@$(BIN)/python -W ignore -m tests.faults

# Ten minutes by default; `make fuzz SECONDS=60`. What is found is kept in tests/fuzz/seeds.
fuzz: install-dev ## any bytes at all for redaction, guard, contract and content reader
	@$(BIN)/python -W ignore -m tests.fuzz $(SECONDS)
SECONDS := 600

# Breaks one expression at a time and asks the tests of its room; what survives: docs/mutants.md.
# Of one room: make mutants ROOM=privacy; again what its tests did not see: ONLY=survivors
mutants: install-dev ## deliberate faults in the code that must not fail, and how many the tests see
	@for room in $(or $(ROOM),privacy names once doubt dialogue); do \
		$(BIN)/python -W ignore -m tests.mutants $$room $(ONLY); done

# The widget's own checks; then its bundle is made again, and must be the one in the tree.
widget: widget/node_modules/.installed ## the checks of the web widget (needs Node)
	@cd widget && npm run --silent lint && npm run --silent types \
		&& npm run --silent test && npm run --silent check

widget/node_modules/.installed: widget/package-lock.json
	@npm --version >/dev/null 2>&1 || { echo "Il manque Node 20 ou plus, avec npm."; exit 1; }
	@cd widget && npm ci --silent
	@touch $@

# The browser of the tests: the one that is there, else Debian's.
browser: ## find a Chromium for the tests
	@$(BIN)/python -c "import sys; from benchmarks.chromium import find; sys.exit(not find())" \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qqy chromium; } \
		|| echo "Pas de Chromium pour les tests : sudo apt-get install chromium"

# What reads the files of deploy/: validators in an environment of their own, and Debian's nginx and Prometheus.
deploy-tools: .tools/deploy/.installed .tools/supply/.installed .tools/product/.installed ## the programs that the tests of deploy/ need
	@command -v nginx /usr/sbin/nginx >/dev/null && command -v promtool >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq \
			&& DEBIAN_FRONTEND=noninteractive apt-get install -qqy --no-install-recommends nginx-light prometheus >/dev/null; } \
		|| echo "Pour les tests de deploy/ : sudo apt-get install nginx-light prometheus"

.tools/deploy/.installed: deploy/validators.lock
.tools/supply/.installed: deploy/supply.lock
# What the product is made of and nothing else: what `make bom` lists.
.tools/product/.installed: requirements.lock
.tools/%/.installed: $(VENV)/.python
	@$(UV) venv --quiet --clear --python $$(cat .python-version) .tools/$*
	@$(UV) pip install --quiet --require-hashes --python .tools/$*/bin/python -r $(filter %.lock,$^)
	@touch $@

lint: install-dev ## ruff, its format, mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: install-dev ## mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

train: install ## train if the files changed
	@$(BIN)/assistant train

evaluate: train ## measure the live archive on messages that nobody trained on
	@$(BIN)/assistant evaluate bot/measures/heldout.tsv

check: install ## the content: each fault with its line
	@$(BIN)/assistant check

bench: install-dev train ## every measurement (long; a quiet machine)
	@for name in serving connector_cost widget nlu confidence payday wandering pages; do \
		echo "## $$name"; $(BIN)/python -W ignore -m benchmarks.$$name; done

package: install-dev ## source distribution and wheel, in dist/: the same commit makes the same bytes
	@deploy/package.sh $(BIN)/python dist

bom: .tools/supply/.installed .tools/product/.installed ## what the product is made of (CycloneDX), and the licences, in dist/
	@deploy/bom.sh dist

# After a change of dependencies in pyproject.toml.
lock: $(UV) ## choose the versions anew
	@$(UV) pip compile pyproject.toml --extra encoder --extra tracing --upgrade $(COMPILE) -o requirements.lock
	@$(UV) pip compile pyproject.toml --extra encoder --extra tracing --extra dev $(COMPILE) -o requirements-dev.lock
COMPILE := --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header

clean: ## remove the environments, the database and the archives
	@rm -rf $(VENV) .tools .rasa var dist mutants widget/node_modules bot/models/*.tar.gz

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
