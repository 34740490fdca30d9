# The two commands of README.md, and those that developers use. Each sets up what it needs in .venv, from a lock file.

PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3,$(if $(shell $(name) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),$(name))))
CONFIG ?= config.toml
VENV := .venv
BIN := $(VENV)/bin
PEERS := $(VENV)-peers
READER := reader==3.26 sgmllib3k==1.0.0

# Modules are compiled once, and not anew in each of the processes that tests start, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test thorough release coverage clock simulate bench run check train-tagger train-novelty lint format picture pictures lock clean

demo: $(VENV)/.run
	$(BIN)/onrecord demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist loadgroup

# More examples of the same, for which `make test` has no time.
thorough: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist loadgroup -m thorough

# What takes minutes: wheel and source archive, installed into empty environments from the package index, and a
# simulated day.
release: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow

# The same with coverage, which takes half as long again.
coverage: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist loadgroup --cov --cov-report=term:skip-covered

# What knows the time, under eight other clocks; CONTRIBUTING.md.
clock: $(VENV)/.dev
	$(BIN)/python -m tests.clock

# Every benchmark, in 20 minutes at most, into docs/benchmarks.md; without an index of packages the peers are left out.
bench: $(VENV)/.dev
	-$(MAKE) $(PEERS)/.done
	$(BIN)/python -m benchmarks.report --peers $(PEERS)/bin/python

run: $(VENV)/.run
	$(BIN)/onrecord run -c $(CONFIG)

check: $(VENV)/.run
	$(BIN)/onrecord check -c $(CONFIG)

# Rebuild the models from ../shared/gold and the project's own texts: seeded, resumable, dev scores at the end.
# BASE: the folder of all-mpnet-base-v2.
train-tagger: $(VENV)/.training
	$(BIN)/python -m training.tagger $(BASE)

train-novelty: $(VENV)/.training
	$(BIN)/python -m training.novelty $(BASE)

# Whole days from a seed, in parallel; docs/simulation.md.
SEEDS ?= 2000
simulate: $(VENV)/.dev
	$(BIN)/python -m tests.simulation --seeds $(SEEDS)

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# What a terminal shows, and the floors in docs/architecture.md, as SVG; tests hold each to the code.
picture: $(VENV)/.dev
	$(BIN)/python -m docs.picture
	$(BIN)/python -m docs.floors

# Every picture in README.md and docs/, those of Discord, Slack and the archive too: Debian's packages chromium,
# fonts-noto-color-emoji.
pictures: picture
	$(BIN)/python -m docs.cards
	$(BIN)/python -m docs.digest
	$(BIN)/python -m docs.activity
	$(BIN)/python -m docs.archive

# Writes both lock files anew from pyproject.toml; the second holds the first to the letter.
lock: $(VENV)/.dev
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --quiet --upgrade --extra postgres -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --quiet --extra postgres --extra dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(PEERS) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "On Record needs Python 3.11 or newer; install it, or name one: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A lock file names every package, so nothing is resolved here (--no-deps): a newer release on the index can never get in the way.
$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# What is measured beside us, in an environment of its own: textacy with spaCy's pipeline, and lemon24/reader.
$(PEERS)/.done: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable ".[bench]" $(READER)
	@touch $@

$(VENV)/.training: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable ".[training]"
	@touch $@
