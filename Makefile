# Everything a fresh machine needs: make run, make test.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv; from ensurepip import version; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
# Twice as many as there are cores and one, up to six: tests wait more than they work.
WORKERS ?= $(shell $(BIN)/python -c 'import os; print(min(6, 2 * (os.cpu_count() or 1) + 1))')

.PHONY: help run test check docs faults lock clean bench mutated

help:
	@echo "make run     start the bot (without a token: the sandbox, in your browser)"
	@echo "make test    lint, types, import contracts, tests"
	@echo "make check   the same without the tests"
	@echo "make faults  kill the bot N times in made-up fortnights (make faults N=1000 SEED=7)"
	@echo "make mutated N spoiled updates through the intake (make mutated N=20000; some ten minutes)"
	@echo "make bench   measure speed and memory against what is promised (ten minutes, nothing else running)"
	@echo "make docs    write the docs' tables anew from the code"
	@echo "make lock    pin the requirements anew (needs uv)"
	@echo "make clean   remove what was set up"

run: $(VENV)/.runtime
	@$(BIN)/python -m bot

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

test: check
	@$(BIN)/python -m pytest -q -n $(WORKERS) --no-loadscope-reorder

faults: $(VENV)/.dev
	@$(BIN)/python -m tests.faults.run $(or $(N),200) $(SEED)

$(BIN)/python:
	@$(or $(PYTHON),false) -c 'import sys, venv; from ensurepip import version; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1 || { \
	  echo "Afterhour needs Python 3.11, 3.12 or 3.13 with its venv module; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python could not make a virtual environment in $(VENV)."; exit 1; }

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	@echo "Setting up (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/.runtime
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

mutated: $(VENV)/.dev
	@MUTATED=$(or $(N),20000) $(BIN)/python -m pytest -q -rP -n 2 tests/bot/test_mutated_updates.py

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.benchmarks $(ONLY) --json $(or $(JSON),build/bench.json)

docs: $(VENV)/.dev
	@$(BIN)/python -m tests.docs_blocks

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
