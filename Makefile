# make demo   set everything up (once) and check the demo district into demo_out/
# make test   set everything up (once) and run the tests
# make app    open the planner's app on this computer
# make lint   the checks that every change must pass
# make bench  set everything up (once), measure against what else there is, write benchmarks/RESULTS.md

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INPUTS := pyproject.toml constraints.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
# Tests run on every core; one worker where pytest-xdist finds but one. The slow ones are for .ci/run.
PYTEST_ARGS ?= -n auto -m "not slow"

.PHONY: demo test app lint bench clean

demo: $(VENV)/kernels.stamp
	$(BIN)/siting demo --out demo_out

app: $(VENV)/kernels.stamp
	$(BIN)/siting app

test: $(VENV)/dev.stamp $(VENV)/kernels.stamp
	$(BIN)/python -m pytest -q $(PYTEST_ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/bench.stamp $(VENV)/kernels.stamp
	$(BIN)/python -m benchmarks
	$(BIN)/python -m pytest -q benchmarks/test_kernels.py

clean:
	rm -rf $(VENV) demo_out

$(VENV)/run.stamp: $(INPUTS)
	@echo "setting up $(VENV), once: this takes a minute or two ..."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

# Once, in one process: several test workers would each compile the same.
$(VENV)/kernels.stamp: $(VENV)/run.stamp $(wildcard siting/coverage/_*kernels.py)
	@echo "compiling kernels, once: this takes a minute ..."
	$(BIN)/python -m siting.coverage.warm
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(PIP) --editable '.[dev]'
	@touch $@

$(VENV)/bench.stamp: $(VENV)/run.stamp benchmarks/set_up.py
	@echo "installing what is measured against, once: this takes a few minutes ..."
	$(BIN)/python -m benchmarks.set_up
	@touch $@
