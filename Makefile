# `make help` lists what there is. PYTHON names the Python to build the
# environment with; everything after that runs from .venv.
PYTHON ?= python3
PORT ?= 8000
FUZZ ?= 600
KILLS ?= 100
SECONDS ?= 840
SEED ?= 20261122
# Read the clock once, so that the seed told is the seed used.
SEARCH ?= $(shell date +%s)
SEARCH := $(SEARCH)
export PYTHON
# Without compiled files every start reads and compiles all of elearn again.
unexport PYTHONDONTWRITEBYTECODE

ELEARN := .venv/bin/elearn
RUN := .venv/bin/python -m
WHEELS := dist

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two installers at once would trip over each other.
.NOTPARALLEL:
.PHONY: help run test test-quick test-fuzz test-search test-faults check courses theme wheel lock migrate bench \
	docs screenshots browser clean

help: ## List what make can do
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | \
		awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: .venv/run.stamp ## Start elearn with the demo organisation on http://127.0.0.1:8000 (PORT=… for another port)
	@$(ELEARN) demo --port $(PORT)

test: .venv/test.stamp browser ## Run every test: SQLite, PostgreSQL and a real browser
	$(RUN) pytest -n logical --dist worksteal

test-quick: .venv/test.stamp ## Run the quick tests, on SQLite and every core
	$(RUN) pytest -m "not slow and not browser and not postgres" -n logical --dist worksteal

test-fuzz: .venv/test.stamp ## Check thousands of mutated and random courses (FUZZ=… courses of each, SEED=…)
	ELEARN_FUZZ_CASES=$(FUZZ) ELEARN_FUZZ_SEED=$(SEED) $(RUN) pytest tests/fuzz -n logical

test-search: .venv/test.stamp ## Try new examples in every property test (SEARCH=… repeats a search)
	@echo "The seed of this search: make test-search SEARCH=$(SEARCH)"
	$(RUN) pytest -m "hypothesis and not postgres" -n logical \
		--hypothesis-profile=search --hypothesis-seed=$(SEARCH)

test-faults: .venv/test.stamp ## Kill the server while twenty people learn, and take away what it needs (KILLS=… for each database, SECONDS=… for each at most)
	ELEARN_FAULT_KILLS=$(KILLS) ELEARN_FAULT_SECONDS=$(SECONDS) $(RUN) tests.faults

check: .venv/check.stamp ## Check style, types, layers, courses and the wheel
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(ELEARN) check courses --strict
	$(RUN) pytest tests/test_layers.py tests/test_packaging.py

courses: .venv/run.stamp ## Check the course files
	$(ELEARN) check courses --strict

theme: .venv/test.stamp ## Compile the stylesheets again
	$(RUN) scripts.build_theme

wheel: .venv/test.stamp ## Build the package for installing elsewhere
	$(RUN) hatchling build --target wheel --directory $(WHEELS)

migrate: .venv/run.stamp ## Bring the database to the newest version
	$(ELEARN) migrate

bench: .venv/test.stamp ## Measure the pages against their budgets
	$(RUN) scripts.bench

docs: .venv/test.stamp ## Write the tables of docs/course-format.md and docs/checks again
	$(RUN) scripts.write_course_format
	$(RUN) scripts.write_checks_index

screenshots: .venv/test.stamp browser ## Take the pictures of the README again
	$(RUN) scripts.screenshots

lock: ## Write the locks again from pyproject.toml (UPGRADE=1 for the newest versions)
	scripts/make_locks.sh

browser: .venv/test.stamp
	@scripts/install_browser.sh

clean: ## Remove the environment and everything built; the data in instance/ stays
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# A stamp is newer than its lock once the lock is installed, so that a second
# start has nothing to do.
.venv/%.stamp: requirements/%.txt pyproject.toml scripts/make_environment.sh
	@scripts/make_environment.sh $*
	@touch $@
