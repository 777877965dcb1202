# make demo   the main job on the example company; needs nothing but Python 3.11 or newer
# make test   every check: tests, types, lint, floors, docs; the core on a second Python too, where there is one,
#               and on the lowest versions of the libraries that it needs
# make plugins  the example plugins, built and tested
# make bench  speed and memory, side by side with peers, as ratios
# make docs   the documentation, in docs/_build/html
# make fuzz   hundreds of thousands of broken criteria and documents: nothing but our own errors may come of them; messy
#               tables and logs: measured as a slow reading of the docs has it
# make mutants  break the code here and there, and see the tests fail (slow)

PYTHON ?= python3
VENV := .venv
comma := ,
BIN := $(VENV)/bin
INSTALL = -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PROFILE ?= ci
export PROFILE
# tests on Spark need Java, and are skipped, which is said, where there is none; once is enough
EXTRAS ?= dev$(if $(shell command -v java),$(comma)spark)

# a newer Python than the one in use that really starts, if any: pint and others differ there
SECOND := $(shell for each in python3.13 python3.12 $$HOME/.pyenv/versions/3.13.*/bin/python3 $$HOME/.pyenv/versions/3.12.*/bin/python3; do \
	version=$$($$each -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	[ "$$version" = "$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')" ] || { command -v $$each; break; }; done)

# where Pythons and the libraries for them differ
SECOND_TESTS = $(addprefix tests/,units actuals evaluators consequences agreement)

# where versions of libraries differ, and what the tests need beside them
LOWEST_TESTS = $(addprefix tests/,units actuals evaluators agreement cli reports tables/test_engines.py)
LOWEST_NEEDS = hypothesis openpyxl pandas polars pyarrow pycountry pytest pytest-xdist pytz ruamel.yaml sybil

PLUGINS := $(wildcard examples/plugins/*)

.PHONY: demo test check plugins docs bench fuzz mutants second lowest clean
.DELETE_ON_ERROR:

demo: $(VENV)/runs
	@$(BIN)/smarketing demo --into company-x
	@echo "Open this page in a browser: $(CURDIR)/company-x/scorecard.html"

test: check second lowest
	@echo "All checks passed."

check: $(VENV)/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile --cov --cov-report term
	$(MAKE) --no-print-directory plugins docs

# built as others would build them, and put where no other test sees them
plugins: $(VENV)/tests
	rm -rf $(VENV)/plugins
	$(BIN)/python $(INSTALL) --no-deps --target $(VENV)/plugins $(addprefix ./,$(PLUGINS))
	PYTHONPATH=$(VENV)/plugins $(BIN)/python -m pytest -q examples/plugins

docs: $(VENV)/tests
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

second:
ifeq ($(SECOND),)
	@echo "SKIPPED: no second Python (3.12 or 3.13) on this machine; tests ran on $$($(PYTHON) --version) only."
else
	$(MAKE) --no-print-directory .venv-second/tests PYTHON=$(SECOND) VENV=.venv-second EXTRAS=dev
	PROFILE=quick .venv-second/bin/python -m pytest -q --numprocesses 2 --dist loadfile $(SECOND_TESTS)
endif

lowest: .venv-lowest/tests
	PROFILE=quick .venv-lowest/bin/python -m pytest -q --numprocesses 2 --dist loadfile $(LOWEST_TESTS)

bench: $(VENV)/tests
	$(BIN)/python benchmarks/run.py

fuzz: $(VENV)/tests
	$(BIN)/python -m pytest -q -p no:cacheprovider --numprocesses 2 fuzz

mutants: $(VENV)/tests
	$(BIN)/mutmut run
	$(BIN)/mutmut results

clean:
	rm -rf .venv .venv-second .venv-lowest docs/_build company-x

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "smarketing needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runs: $(VENV)/python pyproject.toml constraints.txt $(shell find src -type f -not -name '*.pyc')
	$(BIN)/python $(INSTALL) .
	@rm -f $(VENV)/tests
	@touch $@

$(VENV)/tests: $(VENV)/python pyproject.toml constraints.txt
	$(BIN)/python $(INSTALL) --editable '.[$(EXTRAS)]'
	@rm -f $(VENV)/runs
	@touch $@

.venv-lowest/tests: pyproject.toml constraints-lowest.txt
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints-lowest.txt \
		--editable . $(LOWEST_NEEDS)
	@touch $@
