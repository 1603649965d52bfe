# Two commands are all that a fresh clone needs: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export OMP_NUM_THREADS ?= 1

.PHONY: help demo test check bench dist lock clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

# Two locks: requirements.txt is what a user needs, requirements-dev.txt all that the tests need (and the extras).
# A lock holds a hash for every file and names no host. docopt and such have no wheel, so source archives are allowed
# for what the lock pins; --no-deps because the lock is already the whole closure. The last step compiles the inner loops
# of estimation once, so that the first estimate does not wait for it.
$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --no-deps --no-build-isolation --prefer-binary -r requirements-build.txt
	$(PIP) install --require-hashes --no-deps --no-build-isolation --prefer-binary -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	$(BIN)/python -m habeas.estimation.warm
	touch $@

$(VENV)/.developed: requirements-dev.txt $(VENV)/.installed
	$(PIP) install --require-hashes --no-deps --no-build-isolation --prefer-binary -r requirements-dev.txt
	touch $@

demo: $(VENV)/.installed  ## set up, then the main job on the invented example
	@$(BIN)/habeas demo

test: $(VENV)/.developed check  ## every check and every test (under 8 minutes on two cores)
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.developed  ## ruff, mypy --strict, the layers of the house, the docs
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/docs tests/house

bench: $(VENV)/.developed  ## every figure of the documentation, measured beside its peer
	$(BIN)/python -m bench

dist: $(VENV)/.developed  ## a wheel in dist/, for `pipx install` or `uv tool install`
	$(BIN)/python -m flit_core.wheel --outdir dist

LOCK := uv pip compile --quiet pyproject.toml --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
  --no-annotate --python-version 3.11 --universal

lock:  ## renew both locks (needs uv; not needed to use or to test Habeas)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra long-lists --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean:  ## remove the environment and everything derived
	rm -rf $(VENV) build dist
