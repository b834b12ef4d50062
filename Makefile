# Run `make` for the list. PERSONS=600000 makes a smaller country (longer to protect); PYTHON=python3.12 chooses the interpreter.
PYTHON ?= python3
PERSONS ?=
SIZE ?=
ONLY ?=
NAERBLIK = .venv/bin/naerblik

.PHONY: help reports test notebooks lab registers check bench clean

help:       ## list the targets
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+): .*## /\1\t/' | expand -t 14

reports:    ## set up, make synthetic registers if no source is configured, write all reports (real data: a draft)
	@$(PYTHON) environment.py reports
	@$(NAERBLIK) run params/standard.yaml --release $(if $(PERSONS),--persons $(PERSONS))

test:       ## run all tests: format, types, units, definitions, notebooks, pages
	@$(PYTHON) environment.py test
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/pytest -n auto --dist loadfile --no-loadscope-reorder

notebooks:  ## compare the committed notebooks with a fresh run (nbval)
	@$(PYTHON) environment.py test
	@.venv/bin/pytest tests/notebooks

lab:        ## open the notebooks in JupyterLab
	@$(PYTHON) environment.py lab
	@.venv/bin/jupyter lab notebooks

registers:  ## make the synthetic registers and report how near they lie to the published figures
	@$(PYTHON) environment.py reports
	@$(NAERBLIK) registers $(if $(PERSONS),--persons $(PERSONS))

check:      ## check the newest release before it is sent out
	@$(PYTHON) environment.py reports
	@$(NAERBLIK) check

bench:      ## measure, as ratios in one run, into benchmarks/RESULTS.md (SIZE=6000000 persons, ONLY=counting,views sections)
	@$(PYTHON) environment.py test
	@.venv/bin/python benchmarks/run.py $(if $(SIZE),--persons $(SIZE)) $(if $(ONLY),--only $(ONLY))

clean:      ## remove the environment, registers, cubes and reports that were made here
	@$(PYTHON) environment.py clean
