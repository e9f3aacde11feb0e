# The commands of Carnet. `make` lists them.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PO := $(wildcard locale/*/LC_MESSAGES/django.po)
export PYTHONDONTWRITEBYTECODE ?=
export UV_LINK_MODE ?= copy
# Compiling the sources and rewriting the asserts of the tests is half of what a run costs before its first test,
# and each process would do it: kept from run to run, apart from the sources.
KEPT := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/build/bytecode

.DEFAULT_GOAL := help
.PHONY: help setup run work test test-all chaos check format messages bench scale hosts pictures clean

help: ## list these commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.run $(VENV)/.words ## environment, dependencies, message catalogues

run: setup ## the site with a demo firm, at http://localhost:8000
	@$(RUN) manage.py serve --demo

work: setup ## the worker alone (make run starts one by itself)
	@$(RUN) manage.py work

test: setup $(VENV)/.dev ## the fast tests, on SQLite
	@$(KEPT) $(RUN) -m pytest -n 2 -q -m "not browser and not postgres and not thorough and not habits"

test-all: setup $(VENV)/.dev ## all tests: SQLite, PostgreSQL and a real browser
	@$(KEPT) tools/test-all

chaos: setup $(VENV)/.dev ## kills, full disks, lost networks: is anything lost? (LONG=1 takes hours)
	@LONG=$(LONG) $(KEPT) $(RUN) -m chaos

check: setup $(VENV)/.dev ## format, lint, types, order of stages, migrations, translations
	@$(KEPT) tools/check

format: $(VENV)/.dev ## put everything in shape
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix .

messages: setup ## collect and compile translations
	@$(RUN) manage.py messages

bench: setup $(VENV)/.dev ## honest timings beside the usual way (BENCH_CLIENTS=1000000)
	@$(RUN) -m bench

scale: setup $(VENV)/.dev ## an install of 2,000 firms, made and timed (SCALE=1/100 tries the tool out)
	@SCALE=$(or $(SCALE),1) $(KEPT) $(RUN) -m scale

hosts: setup $(VENV)/.dev ## two hosts in network namespaces, one of them lost under load (needs root)
	@$(KEPT) $(RUN) -m scale.hosts

pictures: setup $(VENV)/.dev ## take the pictures of README and docs anew (needs make run on a fresh DATA_DIR)
	@$(RUN) tools/pictures.py

clean: ## remove the environment; the data stays
	rm -rf $(VENV)

$(VENV)/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Carnet needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@echo "Setting up (once, about a minute)…"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.run: $(VENV)/.uv requirements/run.txt
	@VIRTUAL_ENV=$(VENV) $(VENV)/bin/uv pip install --quiet --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.uv requirements/dev.txt
	@VIRTUAL_ENV=$(VENV) $(VENV)/bin/uv pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.words: $(VENV)/.run $(PO)
	@$(RUN) manage.py messages --compile
	@touch $@
