# Every target sets up what it needs: a virtual environment from uv.lock, in which Node comes from PyPI too, and the CDK
# command line from package-lock.json. The machine needs Python 3.11 or later, git and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SCENARIO ?= standalone
KEEP ?=
# Two for each core: deployments wait for the local AWS's clock half of their time.
WORKERS := 'import os; print(2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else "auto")'
CDK := node_modules/aws-cdk/bin/cdk

export PATH := $(CURDIR)/$(BIN):$(PATH)
# Compiled once and not by each of the hundreds of processes that tests start.
unexport PYTHONDONTWRITEBYTECODE
export JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION := 1

.PHONY: help setup demo synth test lint format bench docs clean
.DEFAULT_GOAL := help

help: ## Say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## Install everything that is pinned, into this folder only

$(READY): pyproject.toml uv.lock package.json package-lock.json requirements-uv.txt tests/support/squid.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; set PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(BIN)/uv sync --quiet --frozen --extra deployment --python $(BIN)/python
	@npm ci --silent --no-audit --no-fund
	@$(BIN)/python tests/support/squid.py
	@$(BIN)/python -m compileall -qq -j 0 -x /aws_cdk/ $(VENV)/lib local_aws workspaces_constructs || true
	@$(BIN)/python -c 'import cdk_nag, workspaces_constructs.deployment.standalone'
	@touch $@

demo: $(READY) ## Deploy a scenario to a local AWS with the real CDK CLI, show it, destroy it [SCENARIO=standalone] [KEEP=1]
	@$(BIN)/python -m local_aws demo --scenario $(SCENARIO) $(if $(KEEP),--keep)

synth: $(READY) ## Write a scenario's CloudFormation templates to cdk.out [SCENARIO=standalone]
	@node $(CDK) synth --quiet -c settings=settings/$(SCENARIO).yaml
	@echo "Templates are in cdk.out/"

test: $(READY) ## Run every test
	@CDK_VALIDATION=false $(BIN)/python -m pytest -n $$($(BIN)/python -c $(WORKERS)) --dist loadgroup

lint: $(READY) ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(READY) ## Put the code into shape
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

bench: $(READY) ## Measure, print a table, write bench.json [SCENARIO=... instead of standalone and the largest]
	@$(BIN)/python benchmarks/bench.py $(if $(filter command line,$(origin SCENARIO)),$(SCENARIO))

docs: $(READY) ## Write the generated pages anew
	@$(BIN)/python -m workspaces_constructs.deployment.schema
	@$(BIN)/python -m docs.generate
	@$(BIN)/python -m tests.support.acknowledgements

clean: ## Remove everything that make has made
	rm -rf $(VENV) node_modules cdk.out .cache .local-aws demo.json bench.json .pytest_cache .mypy_cache .ruff_cache .hypothesis
