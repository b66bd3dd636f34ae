# Wayhome. Each target sets up by itself, in .venv, what it needs: Python 3.11 or later, its venv
# module and make are all that must be there. `make` alone lists the targets.

PYTHON ?= python3
VENV ?= .venv
VENV_ENGINE ?= $(VENV)-engine
VENV_LOCK ?= $(VENV)-lock
CORES ?= 2
# The case that `make run` replays; CASE=path/to/case.yaml replays another.
WORKED_CASE ?= docs/worked-case.yaml
CASE ?= $(WORKED_CASE)

BIN := $(VENV)/bin
# No address is configured here: pip finds packages wherever this machine's pip is told to look.
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-deps
UV_COMPILE := UV_PYTHON_DOWNLOADS=never $(VENV_LOCK)/bin/uv pip compile --quiet --upgrade \
	--generate-hashes --universal --no-header --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint types layers rules test-engine-alone pytest bench soak \
	mutate floor fix lock clean
# One step after the other, also under `make -j`: steps share the environment and the output.
.NOTPARALLEL:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## make the environment in .venv from the lock

run: setup ## replay the worked case: everything owed, soonest first (CASE=... for another)
	@$(BIN)/wayhome replay $(CASE)

test: check test-engine-alone pytest ## everything that must hold before a change lands

check: lint types layers rules ## lint, types, layers, and the rules as data

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports --no-cache

rules: setup
	$(BIN)/wayhome check

pytest: setup
	$(BIN)/python -m pytest -n $(CORES) -q

test-engine-alone: $(VENV_ENGINE)/.ready ## the engine's tests with the standard library and pytest only
	PYTHONPATH=src $(VENV_ENGINE)/bin/python -m pytest -q -o addopts="--strict-markers --import-mode=importlib" tests/engine

bench: setup $(VENV)/.bench ## measure the engine; writes benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.run

soak: setup ## the properties again, with many more examples
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n $(CORES) -q tests/properties

mutate: setup ## change each clause's data and report which changes no test or example notices
	$(BIN)/wayhome mutate

floor: setup ## raise the floor under the number of tests to today's number
	@$(BIN)/python -m tests.repository.collected

fix: setup ## what the linter and formatter can put right by themselves
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV_LOCK)/bin/uv ## choose versions anew and write the hashed requirements*.txt
	$(UV_COMPILE) pyproject.toml --group dev -o requirements-dev.txt
	$(UV_COMPILE) pyproject.toml -c requirements-dev.txt -o requirements.txt
	$(UV_COMPILE) pyproject.toml --extra bench -c requirements-dev.txt -o requirements-bench.txt
	$(UV_COMPILE) --group engine-tests -c requirements-dev.txt -o requirements-engine-tests.txt
	@! grep -n '://' requirements*.txt

clean: ## remove environments and caches
	rm -rf $(VENV) $(VENV_ENGINE) $(VENV_LOCK) .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache

# --- environments -------------------------------------------------------------------------------
define need_python
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Wayhome needs Python 3.11 or later; '$(PYTHON)' is not. Set PYTHON=..., or: apt-get install python3" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "This Python cannot make environments. Please run: apt-get install python3-venv" >&2; exit 1; }
endef

$(VENV)/.locked: requirements-dev.txt
	$(need_python)
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python $(PIP_INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.ready: $(VENV)/.locked pyproject.toml
	@$(BIN)/python $(PIP_INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.bench: requirements-bench.txt $(VENV)/.ready
	@$(BIN)/python $(PIP_INSTALL) --require-hashes -r requirements-bench.txt
	@touch $@

$(VENV_ENGINE)/.ready: requirements-engine-tests.txt
	$(need_python)
	@$(PYTHON) -c 'import zoneinfo; zoneinfo.reset_tzpath(); zoneinfo.ZoneInfo("Europe/London")' 2>/dev/null || \
	  { echo "The engine's own tests use the machine's time zones. Please run: apt-get install tzdata" >&2; exit 1; }
	@echo "Setting up $(VENV_ENGINE) ..."
	@$(PYTHON) -m venv --clear $(VENV_ENGINE)
	@$(VENV_ENGINE)/bin/python $(PIP_INSTALL) --require-hashes -r requirements-engine-tests.txt
	@touch $@

$(VENV_LOCK)/bin/uv:
	$(need_python)
	@$(PYTHON) -m venv $(VENV_LOCK)
	@$(VENV_LOCK)/bin/python $(PIP_INSTALL) uv
