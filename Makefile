# Two commands do everything: `make report` and `make test`. `make help` lists the rest.
PYTHON ?= python3
AREA ?=
OUT ?= reports
export MPLBACKEND = agg
# A random.py or csv.py that lies in this folder takes no module's place.
export PYTHONSAFEPATH = 1
CORES ?= all
BIN = .venv/bin
# The options of profiles/default, without its announcement.
SNAKEMAKE = $(BIN)/snakemake --workflow-profile none --keep-going --rerun-incomplete --nolock --cores $(CORES)
.DEFAULT_GOAL = help
.PHONY: help report site test test-kill test-engines test-browser bench simulate lab data check refresh lock lint clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

report: .venv/ready ## make the reports of Derbyshire and the UK, or of AREA="Kent"
	@$(SNAKEMAKE) report --config out="$(OUT)" area="$(AREA)"

site: .venv/ready ## make the reports of every police force, region and nation, and the UK
	@$(SNAKEMAKE) site --config out="$(OUT)"

test: export IPYTHONDIR = $(CURDIR)/.pytest_cache/ipython
test: export PYTHONSTARTUP =
test: .venv/ready ## run every test: units, the notebooks' stored outputs, whole editions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -q
	$(BIN)/python -m pytest -q -p no:randomly -p no:cacheprovider --nbval --nbval-cell-timeout=120 notebooks

test-kill: .venv/ready ## kill whole runs at twenty moments and prove that nothing is lost (minutes)
	$(BIN)/python -m pytest -q -m kill tests

test-engines: .venv/ready ## prove for every area that warm kernels give what ordinary ones do (minutes)
	$(BIN)/python -m pytest -q -m engines tests

test-browser: .venv/ready ## test the pages and JupyterLab in the machine's own Chromium
	$(BIN)/python -m pytest -q tests/browser

lab: export PYTHONSAFEPATH =
lab: .venv/ready ## open JupyterLab on the notebooks
	@$(BIN)/jupyter labextension disable --level=sys_prefix "@jupyterlab/apputils-extension:announcements"
	$(BIN)/jupyter lab --notebook-dir notebooks

data: .venv/ready ## rebuild the clean tables in data/clean and their description
	@$(BIN)/offences clean
	@$(BIN)/offences describe

check: .venv/ready ## prove that clean runs and the committed files give the same bytes
	@$(BIN)/offences check

refresh: .venv/ready ## execute the committed notebooks in place
	@$(BIN)/offences refresh

bench: .venv/ready ## measure against other ways to run the notebooks (an hour and a half)
	@$(BIN)/python benchmarks/bench.py --all

simulate: .venv/ready ## show on simulated counts how far intervals and flags keep their promise (minutes)
	@$(BIN)/python benchmarks/simulate.py

lint: .venv/ready ## mend style where ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## renew requirements.lock (needs uv)
	@command -v uv >/dev/null || { echo "Renewing the lock needs uv: https://docs.astral.sh/uv/"; exit 1; }
	uv pip compile pyproject.toml --extra test --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --no-emit-index-url --upgrade --quiet -o requirements.lock

clean: ## remove the environment and the reports
	rm -rf .venv reports

# Built again only when what it is built from changes; nothing is left half built.
.venv/ready: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$$($(PYTHON) --version) is too old: install Python 3.11 or newer, or say PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Setting up .venv, once; this takes a minute or two."
	@echo "1 of 3: making an empty environment."
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@echo "2 of 3: fetching and installing $$(grep -c '==' requirements.lock) packages; this is the longest step."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "3 of 3: adding the collection's own library."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/ready
