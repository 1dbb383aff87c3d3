# Two commands matter: `make run` and `make test`. Both set everything up first.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.PHONY: help setup run train test test-floors check format bench lock clean

help: ## List the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## Make .venv from requirements.lock, if it is not current.
	@$(PYTHON) tools/setup.py

run: setup ## Set up, train if need be, start everything and print the address.
	@$(BIN)/assistant serve

train: setup ## Make the Rasa model for the present dialogue files.
	@$(BIN)/assistant train

test: setup ## Set up and run all tests, the fast ones first.
	@$(BIN)/assistant knowledge check
	@$(BIN)/python -m pytest -m "not rasa and not browser and not services" tests
	@$(BIN)/python -m pytest -rs -m "rasa or browser or services" tests

test-floors: ## Test floors 0 to 3 and the web door without Rasa, on Python 3.10, 3.12 and 3.13.
	@$(PYTHON) tools/floors.py

check: setup ## Lint, formatting, types, and the knowledge files.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/assistant knowledge check

format: setup ## Put the code into the house style.
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: setup ## Measure everything that the README claims.
	@$(BIN)/python -m benchmarks

lock: ## Pin every dependency anew, with hashes and without addresses (needs uv).
	uv pip compile pyproject.toml --python-version 3.10 --universal --all-extras \
	  --generate-hashes --no-annotate --no-header \
	  --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --python-version 3.10 --universal --extra dev --no-config \
	  --generate-hashes --no-annotate --no-header \
	  --quiet --output-file requirements-core.lock

clean: ## Remove what was made: environment, models, database, caches.
	rm -rf .venv var models .rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis
