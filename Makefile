# One door. Needs python3 (3.11 or newer), git and make; everything else is installed below, hash-locked.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_SYSTEM_CERTS := 1
export NODE_USE_SYSTEM_CA := 1
export OPENBLAS_NUM_THREADS := 1

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
# What is installed is marked inside .venv, what is built inside what was built: removing either removes its mark.
S := $(VENV)/.stamps
PAGES := src/escapehatch/web_dist/.stamp
BROWSER := .cache/chromium/.done
SUITE := $(BIN)/python tools/suite.py
WEB := $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help install demo demo-story test check train prove shots wheel lock clean

help: ## this list
	@grep -E '^[a-z%-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(S)/venv: locks/boot.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@mkdir -p $(S)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/boot.txt
	@touch $@

$(S)/runtime: $(S)/venv locks/runtime.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r locks/runtime.txt
	@touch $@

$(S)/build: $(S)/venv locks/build.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r locks/build.txt
	@touch $@

$(PAGES): $(S)/build hatch_build.py $(WEB)
	$(BIN)/python hatch_build.py
	@touch $@

$(S)/package: $(S)/runtime $(PAGES) pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(S)/dev: $(S)/package locks/dev.txt web/package-lock.json tools/node/package-lock.json
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r locks/dev.txt
	$(BIN)/python hatch_build.py ci --ignore-scripts --loglevel=error
	$(BIN)/python hatch_build.py --tools ci --ignore-scripts --loglevel=error
	@touch $@

$(BROWSER): $(S)/dev tools/node/package-lock.json tools/chromium.py
	$(BIN)/python tools/chromium.py

install: $(S)/package ## install everything that the server needs

demo: $(S)/package ## the shop page, the console, a bot, live data; prints the addresses
	@exec $(BIN)/escapehatch demo

demo-story: $(BROWSER) ## plays the story by itself, in two real browsers, slowly enough to watch
	@exec $(BIN)/python tools/demo_story.py

check: $(S)/dev ## the quick part: style, types, walls, budgets
	$(SUITE) "ruff" 20 $(BIN)/ruff check .
	$(SUITE) "format" 20 $(BIN)/ruff format --check .
	$(SUITE) "mypy" 120 $(BIN)/mypy
	$(SUITE) "mypy of the tests" 120 $(BIN)/mypy --config-file tests/mypy.ini
	$(SUITE) "walls" 30 $(BIN)/lint-imports
	$(SUITE) "locks" 10 $(BIN)/python tools/locks.py
	$(SUITE) "budgets" 10 $(BIN)/python tools/budgets.py
	$(SUITE) "typescript" 60 $(BIN)/python hatch_build.py run --silent types
	$(SUITE) "biome" 30 $(BIN)/python hatch_build.py run --silent lint
	$(SUITE) "vitest" 90 $(BIN)/python hatch_build.py run --silent test
	$(SUITE) "size" 10 $(BIN)/python hatch_build.py run --silent size

test: $(BROWSER) check ## everything, real browsers included
	$(SUITE) "pytest" 840 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

TALKS = ../shared/data/context/conversations.dev.jsonl
train: $(S)/package ## train the reading's heads, and the chance that a person is needed
	$(BIN)/python -m escapehatch.reading.train ../shared/data/escalation
	$(BIN)/python -m escapehatch.reading.train_wanted
	@test ! -f $(TALKS) || $(BIN)/python -m escapehatch.lab.calibrate $(TALKS)

$(S)/bench: $(S)/package locks/bench.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r locks/bench.txt
	@touch $@

bench-%: $(S)/bench ## run benchmarks/%.py on the data beside the checkout
	$(BIN)/python benchmarks/$*.py $(ARGS)

prove: $(S)/dev ## the long proofs: what is too long for 'make test'; writes docs/proofs.md and docs/mutants.md
	@rm -rf .cache/proofs
	$(SUITE) "proofs" 2700 $(BIN)/python -m pytest -n 2 -m "not alone" tests/prove
	@# The table is written also when a figure misses its promise: it says so.
	$(SUITE) "measured proofs" 1500 $(BIN)/python -m pytest -m alone tests/prove; found=$$?; $(BIN)/python tools/proofs.py && exit $$found
	$(SUITE) "seeded bugs" 2400 $(BIN)/python tools/mutants.py

shots: $(BROWSER) ## screenshots of every page into docs/
	$(BIN)/python tools/shots.py
	$(BIN)/python tools/widget_shots.py
	$(BIN)/python tools/file_shots.py

wheel: $(PAGES) ## build the wheel and the sdist into dist/
	$(UV) build --quiet --python $(BIN)/python --no-build-isolation

LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: ## make all locks anew
	@test -x $(UV) || ($(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet uv)
	echo 'uv>=0.13' | $(LOCK) - -o locks/boot.txt
	$(LOCK) pyproject.toml -o locks/runtime.txt
	printf 'hatchling>=1.33\nnodejs-wheel-binaries>=24.19,<25\neditables\n' | $(LOCK) - -c locks/runtime.txt -o locks/build.txt
	echo 'scipy>=1.16' | $(LOCK) - -c locks/runtime.txt -o locks/bench.txt
	$(LOCK) pyproject.toml --extra dev -c locks/runtime.txt -o locks/dev.txt
	rm -rf web/node_modules && $(BIN)/python hatch_build.py install --package-lock-only --ignore-scripts --loglevel=error
	rm -rf tools/node/node_modules && $(BIN)/python hatch_build.py --tools install --package-lock-only --ignore-scripts --loglevel=error
	@rm -f $(S)/dev
	$(BIN)/python tools/locks.py

clean: ## remove what was installed and built
	rm -rf $(VENV) .cache dist src/escapehatch/web_dist web/node_modules tools/node/node_modules
