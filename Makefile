PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup demo test soak bench lint docs pictures pins lock clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup:  ## a .venv with everything that is locked (PYTHON=... picks the interpreter)
	@sh tools/setup.sh

demo: setup  ## the sprinkler on 200 nodes in ns-3: a table, out/sprinkler.json and .png
	@$(PY) -m samara demo --out out

test:  ## the tests
	@sh tools/setup.sh test
	@$(PY) -m pytest -n 2 --dist worksteal

soak: setup  ## a million mutated bricks and states (half an hour); a row of docs/results.md
	@$(PY) -m tests.soak

bench: setup  ## ratios of the hot parts, as a table
	@$(PY) -m bench

lint: setup  ## ruff, and mypy (strict on hosts)
	@$(PY) -m ruff check .
	@$(PY) -m mypy

pins: setup  ## the hashes of the library bricks, after a meant change of compiler or library
	@$(PY) -m samara.pins

pictures: setup  ## those of the console in docs/console, from a run of the demo in Chromium
	@$(PY) tools/console_pictures.py

docs: setup  ## the pages of docs/ that are made from tables in the code
	@$(PY) -m samara.reference

lock: setup  ## requirements.lock anew, from pyproject.toml and the newest releases that fit
	@$(PY) -m uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	    --extra sim --extra sweep --extra console --extra boards --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" --output-file requirements.lock

clean:  ## everything that is made, but for .venv
	@rm -rf out build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
