# Thin wrappers: what they run is in README.md, and can be run by hand on any system.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
INSTALLED := $(VENV)/.installed
# `make test CONSTRAINTS=/dev/null` takes the newest of everything that pyproject.toml allows.
CONSTRAINTS ?= constraints.txt

# The part that grades the class of mistakes once for all, and the part whose tests wait for processes;
# the rest runs beside them.
COURSE_TESTS := tests/course tests/engine/test_grade.py tests/e2e/test_parity.py
HOSTILE_TESTS := tests/redteam tests/e2e tests/desk tests/watch

.PHONY: demo test test-course test-hostile test-engine full check install lock

demo: install
	$(BIN)/grader demo

test: install
	@echo "style and types, and three parts of the tests side by side; each is printed when it is done"
	$(MAKE) --jobs=3 --output-sync=target test-course test-hostile test-engine check

test-course: install
	$(BIN)/python -m pytest --durations=15 $(COURSE_TESTS)

test-hostile: install
	$(BIN)/python -m pytest --durations=15 $(HOSTILE_TESTS) $(addprefix --ignore=,$(COURSE_TESTS))

test-engine: install
	$(BIN)/python -m pytest --durations=15 tests $(addprefix --ignore=,$(COURSE_TESTS) $(HOSTILE_TESTS))

# The last test of verdicts keeps what it judged; the command shows the table of it.
full: check
	$(BIN)/python -m pytest tests -m "full or not full"
	$(BIN)/grader course verdicts

# What looks at text alone. Whether generated files are up to date is a test (test_generated.py).
check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/actionlint $(wildcard .github/workflows/*.yml template/.github/workflows/*.yml)
	$(BIN)/zizmor --offline --quiet --config .ci/zizmor.yml .github template/.github

install: $(INSTALLED)

# Packages built here are built with pinned tools: older pips read the first name, newer the second.
$(INSTALLED): export PIP_CONSTRAINT = $(CONSTRAINTS)
$(INSTALLED): export PIP_BUILD_CONSTRAINT = $(CONSTRAINTS)
# PyPI's torch for Linux is a CUDA build of several GB, so the CPU index is asked first; where it
# cannot be reached, the next line takes torch from the default index.
$(INSTALLED): pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --no-deps --timeout 5 --retries 0 -c $(CONSTRAINTS) \
		--index-url https://download.pytorch.org/whl/cpu torch \
		|| echo "the CPU index cannot be reached; torch comes from the default index"
	$(BIN)/python -m pip install -c $(CONSTRAINTS) -e ".[dev]"
	# pip leaves this out where PYTHONDONTWRITEBYTECODE is set; an import of torch takes half as long
	# again then. Some packages hold files for other Pythons, which do not compile: hence no status.
	$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib src || true
	touch $@

# New pins for everything: LOCK=--upgrade for the newest, LOCK="--upgrade-package NAME" for one.
lock: install
	.ci/lock $(BIN)/uv $(LOCK)
