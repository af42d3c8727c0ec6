# Two commands do everything: `make report` and `make test`. `make help` lists the rest.
PYTHON ?= python3
AREA ?=
OUT ?= reports
# A random.py or csv.py that lies in this folder takes no module's place, nor does one of another project, and
# what other projects tell Python, pip and uv by the environment is none of ours.
export PYTHONSAFEPATH = 1
export PYTHONUTF8 = 1
export PYTHONPATH := $(CURDIR)/lib
OTHERS = HOME STARTUP WARNINGS OPTIMIZE DEVMODE INSPECT IOENCODING DEBUG VERBOSE PROFILEIMPORTTIME BREAKPOINT CASEOK PLATLIBDIR
unexport $(OTHERS:%=PYTHON%)
OTHERS_OF_PIP = TARGET PREFIX ROOT CONSTRAINT REQUIREMENT EDITABLE NO_DEPS NO_BINARY ONLY_BINARY DRY_RUN REQUIRE_HASHES PRE \
  UPGRADE IGNORE_INSTALLED PYTHON SRC PLATFORM PYTHON_VERSION IMPLEMENTATION ABI BUILD_CONSTRAINT NO_BUILD_ISOLATION
unexport $(OTHERS_OF_PIP:%=PIP_%) UV_SYSTEM_PYTHON UV_TARGET UV_PREFIX UV_CONSTRAINT UV_OVERRIDE UV_NO_BINARY UV_PYTHON UV_CONFIG_FILE
CORES ?= all
BIN = .venv/bin
# By its interpreter: the first line of a script in $(BIN) cannot hold every path.
OFFENCES = $(BIN)/python -m offences
# The options of profiles/default, without its announcement.
SNAKEMAKE = OFFENCES_MAKE=$$PPID $(BIN)/python -m snakemake --workflow-profile none --keep-going --rerun-incomplete --nolock --rerun-triggers params --cores $(CORES)
.DEFAULT_GOAL = help
.PHONY: help report site test fuzz test-kill test-engines test-browser bench simulate lab data check refresh lock lint clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# Both as they were typed: neither a shell nor make reads anything into them.
report site: export OFFENCES_OUT := $(value OUT)
report: export OFFENCES_AREA := $(value AREA)
report: .venv/ready ## make the reports of Derbyshire and the UK, or of AREA="Kent"
	@$(SNAKEMAKE) report

site: .venv/ready ## make the reports of every police force, region and nation, and the UK
	@$(SNAKEMAKE) site

NBVAL = $(BIN)/python -m pytest -q -p no:randomly -p no:cacheprovider -p no:xdist --nbval --nbval-cell-timeout=120
test: export IPYTHONDIR = $(CURDIR)/.pytest_cache/ipython
test: export PYTHONSTARTUP =
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/ready ## run every test: units, the notebooks' stored outputs, whole editions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python $(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q -p no:nbval -n 2 --dist worksteal
	@# The notebooks' stored outputs, cells in their order, two calls side by side.
	@$(NBVAL) notebooks/0[0-2]*.ipynb & one=$$!; $(NBVAL) notebooks/0[3-9]*.ipynb; other=$$?; wait $$one && exit $$other

fuzz: .venv/ready ## read 5,000 files of figures, right and damaged, and compare with what was written (minutes)
	$(BIN)/python -m pytest -q -p no:randomly -m fuzz tests/reading

test-kill: .venv/ready ## kill whole runs at twenty moments and prove that nothing is lost (minutes)
	$(BIN)/python -m pytest -q -m kill tests

test-engines: .venv/ready ## prove for every area that warm kernels give what ordinary ones do (minutes)
	$(BIN)/python -m pytest -q -m engines tests

test-browser: .venv/ready ## test the pages and JupyterLab in the machine's own Chromium
	$(BIN)/python -m pytest -q tests/browser

lab: export PYTHONSAFEPATH =
lab: .venv/ready ## open JupyterLab on the notebooks
	@$(BIN)/python -m jupyter labextension disable --level=sys_prefix "@jupyterlab/apputils-extension:announcements"
	$(BIN)/python -m jupyter lab --notebook-dir notebooks

data: .venv/ready ## rebuild the clean tables in data/clean and their description
	@$(OFFENCES) clean
	@$(OFFENCES) describe

check: .venv/ready ## prove that clean runs and the committed files give the same bytes, and what is said of every area
	@$(OFFENCES) check
	$(BIN)/python -m pytest -q -m walk tests

refresh: .venv/ready ## execute the committed notebooks in place
	@$(OFFENCES) refresh

bench: .venv/ready ## measure against other ways to run the notebooks (an hour and a half)
	@$(BIN)/python benchmarks/bench.py --all

simulate: .venv/ready ## show on simulated counts how far intervals and flags keep their promise (minutes)
	@$(BIN)/python benchmarks/simulate.py

lint: .venv/ready ## mend style where ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

LOCKED = --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --upgrade --quiet
lock: ## renew requirements.lock and installer.lock (needs uv)
	@command -v uv >/dev/null || { echo "Renewing the lock needs uv: https://docs.astral.sh/uv/"; exit 1; }
	uv pip compile pyproject.toml --extra test $(LOCKED) -o requirements.lock
	echo uv | uv pip compile - $(LOCKED) -o installer.lock

clean: ## remove the environment and the reports
	rm -rf .venv reports

# Built again only when what it is built from changes; nothing is left half built. Of two that begin at once
# the second waits for the first, by a lock that ends with its process, and finds the environment there.
ENVIRONMENT = requirements.lock installer.lock pyproject.toml
PIP = PIP_USER=0 $(BIN)/python -m pip --disable-pip-version-check
define TAKE_TURNS
import fcntl, os, sys
lock = os.open("Makefile", os.O_RDONLY)
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("Another make is setting up .venv; waiting until it has ended.", flush=True)
    fcntl.flock(lock, fcntl.LOCK_EX)
os.set_inheritable(lock, True)
os.execvp(sys.argv[1], sys.argv[1:])
endef
export TAKE_TURNS
ifndef ALONE
.venv/ready: $(ENVIRONMENT)
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$$($(PYTHON) --version) is too old: install Python 3.11 or newer, or say PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@$(PYTHON) -c "$$TAKE_TURNS" $(MAKE) -s ALONE=1 .venv/ready
else
.venv/ready: $(ENVIRONMENT)
	@echo "Setting up .venv, once; this takes a minute or two."
	@echo "1 of 3: making an empty environment."
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@echo "2 of 3: fetching and installing the packages of requirements.lock; this is the longest step."
	@# uv is several times as fast. It doesn't read pip's configuration: an index of one's own, or none, is pip's alone.
	@{ ! $(PIP) config list | grep -qE '[.](index-url|no-index)=' && \
	  $(PIP) install --quiet --require-hashes --only-binary :all: -r installer.lock && \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock; \
	  } >/dev/null 2>&1 || $(PIP) install --quiet --require-hashes -r requirements.lock
	@echo "3 of 3: adding the collection's own library."
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch .venv/ready
endif
