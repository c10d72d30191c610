# Two commands for a stranger: `make run` and `make test`. Needs Python >= 3.11 and make only.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := --generate-hashes --no-header --no-emit-index-url --no-strip-extras --universal --python-version 3.11

unexport PYTHONDONTWRITEBYTECODE  # without bytecode every start of a process costs seconds

.PHONY: help install run test ui explore notebook dictionary check format lock clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s '	'

install: $(VENV)/.installed  ## make the environment .venv, with the command foi

run: $(VENV)/.installed  ## build the warehouse from data/raw (or FOI_RAW) and show what came of it
	$(BIN)/foi run

test: $(VENV)/.installed-dev  ## install what tests need and run them
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

ui: $(VENV)/.installed  ## open the Dagster UI on http://127.0.0.1:3000
	$(BIN)/foi ui

explore: $(VENV)/.installed  ## open the explorer on http://127.0.0.1:8090
	$(BIN)/foi explore

notebook: $(VENV)/.installed-dev  ## open the notebook of one study (docs/notebooks) in a browser
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation -e '.[notebook]'
	$(BIN)/marimo edit docs/notebooks/applications_over_the_break.py

dictionary: $(VENV)/.installed  ## renew docs/dictionary after a change of the codebook
	$(BIN)/foi dictionary

check: $(VENV)/.installed-dev  ## lint, format check, codebook check
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/foi check-codebook

format: $(VENV)/.installed-dev  ## format the code
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: $(VENV)/.installed-dev  ## renew the lock files after a change of pyproject.toml
	$(BIN)/uv pip compile -q pyproject.toml --group build $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group build --group dev $(LOCK) -o requirements-dev.lock
	$(BIN)/uv pip compile -q pyproject.toml --group build --extra ray --extra lake --extra storage $(LOCK) -o requirements-scale.lock

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:  ## remove the environment and everything that was built
	rm -rf $(VENV) .dagster data/warehouse/* *.egg-info
