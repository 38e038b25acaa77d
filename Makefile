# make setup | run | test | check | bench | lock | clean
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
ARGS ?=

.PHONY: setup run test check bench pictures lock clean

# A stamp per step: a second call has nothing to do.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.made requirements.lock pyproject.toml
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# What is learned from the phrasings; without it the program learns at each start.
LEARNED := knowledge/content/learned.de.npz
$(LEARNED): .venv/.runtime $(wildcard knowledge/*.py knowledge/content/*.yaml knowledge/content/entries/*.yaml knowledge/content/languages/*.yaml)
	@$(BIN)/kreislotse knowledge build
	@touch $@

setup: .venv/.runtime $(LEARNED)

run: setup
	@exec $(BIN)/kreislotse run $(ARGS)

test: .venv/.dev $(LEARNED)
	$(BIN)/python -m pytest $(ARGS)

check: .venv/.dev $(LEARNED)
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/kreislotse config check --config config.example.yaml
	$(BIN)/kreislotse knowledge check
	$(BIN)/kreislotse netiquette test

bench: .venv/.dev $(LEARNED)
	$(BIN)/python -m tests.bench $(ARGS)

# Takes the README's pictures of the real program; needs Debian's chromium.
pictures: .venv/.dev $(LEARNED)
	$(BIN)/python -m tests.pictures

# Pins every version with its hashes; needs uv (https://docs.astral.sh/uv/).
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml requirements-build.in -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev \
		pyproject.toml requirements-build.in -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
