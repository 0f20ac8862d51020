.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
WAIT ?= 1
SECONDS ?= 600
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

help:  ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/runtime.done  ## install what the product runs on, into .venv

setup-dev: .venv/dev.done  ## the same and what tests and the tutorial use: pytest, ruff, the AWS CLI

demo: .venv/runtime.done  ## everything from a CSV to a delivered and counted campaign; WAIT=0 ends when it is done
	WAIT=$(WAIT) $(BIN)/python -m samples.cdnow

run: .venv/runtime.done  ## the suite in the foreground on 127.0.0.1:8080, data kept
	$(BIN)/counterpoint up

test: .venv/dev.done  ## every test but soak
	$(BIN)/python tools/test.py $(ARGS)

test-unit: .venv/dev.done  ## the tests that need no servers
	$(BIN)/python -m pytest tests/unit $(ARGS)

lint: .venv/dev.done  ## ruff, the type checker and buf
	$(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/buf lint

proto: .venv/dev.done  ## generate gen/ from protos/
	$(BIN)/python tools/proto.py

proto-check: .venv/dev.done  ## fail when gen/ is not what protos/ make
	$(BIN)/python tools/proto.py --check

docs: .venv/dev.done  ## write the generated parts of the documentation
	$(BIN)/python tools/reference.py

soak: .venv/dev.done  ## hours of use with processes killed; SECONDS=3600
	SOAK_SECONDS=$(SECONDS) FAULT_GONE_SECONDS=30 $(BIN)/python -m pytest -s tests/soak tests/fault/test_backends_gone.py

bench: .venv/dev.done  ## measure; ROW=name for one row
	ROW=$(ROW) $(BIN)/python -m bench $(ARGS)

lock:  ## lock requirements/*.in with hashes for every supported platform (needs uv)
	cd requirements && for set in runtime dev; do $(LOCK) $$set.in -o $$set.txt; done

clean-data:  ## remove the data folder and what belongs to it
	$(BIN)/python -m launcher.clean

.venv/runtime.done: requirements/runtime.txt tools/setup.sh
	@PYTHON="$(PYTHON)" tools/setup.sh runtime

.venv/dev.done: requirements/dev.txt requirements/runtime.txt tools/setup.sh
	@PYTHON="$(PYTHON)" tools/setup.sh dev

.PHONY: help setup setup-dev demo run test test-unit lint proto proto-check docs soak bench lock clean-data
