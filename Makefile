# Everything is set up by itself: `make demo` and `make test` work on a fresh Debian.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The tests start hundreds of programs: what one has compiled the next need not compile again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo run test quick thorough mutants bench chaos audit lint lock setup asterisk machines sounds clean

demo: setup asterisk        ## real SIP calls through a real Asterisk, told as they happen
	$(BIN)/python -m tests.demo

run: setup asterisk         ## Asterisk and the application stay up, for a softphone
	$(BIN)/python -m tests.demo --stay

test: setup machines lint   ## everything that CI runs
	$(BIN)/pytest -n 3 --dist worksteal

quick: setup                ## the core, while one works on it
	$(BIN)/pytest -q -n 2 --hypothesis-profile=quick tests/core

thorough: setup machines    ## the same with thousands of examples
	$(BIN)/pytest -n 3 --dist worksteal --hypothesis-profile=thorough --timeout 3600

mutants: setup              ## plants faults in the core and tells how many the tests notice
	$(BIN)/python -m tests.mutants

chaos: setup asterisk        ## breaks everything under a load of calls for ten minutes, and counts
	$(BIN)/python -m tests.chaos

bench: setup asterisk       ## how fast it is, on this machine
	$(BIN)/python -m tests.bench

audit: setup                ## known weaknesses of the dependencies; needs an index that tells them
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install --quiet pip-audit
	$(VENV)/audit/bin/pip-audit --strict --no-deps --disable-pip -r requirements.lock

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

setup: $(VENV)/ready

$(VENV)/ready: requirements.lock pyproject.toml scripts/setup.sh
	PYTHON="$(PYTHON)" sh scripts/setup.sh $(VENV)
	touch $@

asterisk: setup
	$(BIN)/python -m tests.asterisk.rig prepare

machines: setup             ## what the tests install the program on, besides
	$(BIN)/python -m tests.asterisk.rig prepare --for-tests

sounds:                     ## makes the prompts again from their texts
	$(PYTHON) scripts/make_sounds.py

lock: setup                 ## new versions of what we depend on
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-header --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist *.egg-info
