# Three commands on a fresh machine: `make demo`, `make quick`, `make test`. Everything they install lands in .venv*.
PYTHON ?= python3
BIN := .venv/bin
PIP = $(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps
INSTALL = $(PIP) --require-hashes
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help demo quick test cuda cluster soak fuzz mutants check lint format docs site bench bench-smoke lock \
	core-tables clean

help: ## Show the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 13

# The environments, exactly as locked; installed again when their lock changes.
.venv/ready: requirements/all.txt
.venv-cuda/ready: requirements/cuda.txt
.venv-quick/ready: requirements/quick.txt
.venv/ready .venv-cuda/ready .venv-quick/ready: pyproject.toml
	@echo "Setting up $(@D) from $(filter %.txt,$^) ($($(@D)_takes)) ..."
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer with venv is needed (Debian, Ubuntu: apt install python3 python3-venv)"; exit 1; }
	@$(PYTHON) -m venv $(@D)
	@$(INSTALL) -r $(filter %.txt,$^)
	@$(PIP) --no-build-isolation --editable .
	@touch $@
.venv_takes := one to three minutes, about 3 GB
.venv-cuda_takes := one to three minutes, several GB
.venv-quick_takes := less than a minute, 1 GB

# For comparison in some tests and one benchmark: PyTorch's build for CPUs where pip finds it; otherwise PyPI's, which
# brings CUDA's libraries on Linux.
.venv/peers: .venv/ready requirements/peers.txt requirements/peers-cpu.txt
	@echo "Adding PyTorch and transformers, for comparison ..."
	@$(INSTALL) -r requirements/peers-cpu.txt 2>/dev/null || { \
		echo "There is no PyTorch for CPUs here: installing the one with CUDA, 3 GB ..."; \
		$(INSTALL) -r requirements/peers.txt; }
	@touch $@

# Environments on top of .venv. Inside it, the imports of Snakemake's plugins would cost every call of snakemake half a
# second; the fuzzer is needed by `make fuzz` alone.
.venv/cluster/ready: requirements/cluster.txt
.venv/fuzz/ready: requirements/fuzz.txt
.venv/cluster/ready .venv/fuzz/ready: .venv/ready
	@echo "Adding an environment with $($(@D)_has) ..."
	@$(BIN)/python -m venv $(@D)
	@$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' \
		> "$$($(@D)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/above.pth"
	@$(INSTALL) -r $(filter %.txt,$^)
	@$(PIP) --no-build-isolation --editable .
	@touch $@
.venv/cluster_has := Snakemake's plugins for clusters and buckets, for tests
.venv/fuzz_has := atheris, a coverage-guided fuzzer

# What mutates the code and sees which lines a test runs: a folder, so that its pytest and click are in nobody's way.
.venv/mutants: .venv/ready requirements/mutants.txt
	@echo "Adding mutmut and coverage, for mutants ..."
	@rm -rf $@
	@$(INSTALL) --target $@ -r requirements/mutants.txt
	@touch $@

# For comparison in one benchmark, which goes without it where there is no npm.
.venv/node: .venv/ready bench/package.json bench/package-lock.json
	@echo "Adding wtf_wikipedia, for comparison ..."
	@mkdir -p $@ && cp bench/package.json bench/package-lock.json $@
	@npm ci --prefix $@ --silent --ignore-scripts && touch $@ || { rm -rf $@; echo "There is no npm that works here."; }

.venv/plugins: .venv/ready requirements/cluster.txt
	@$(INSTALL) -r requirements/cluster.txt
	@touch $@

cluster: .venv/plugins ## Add Snakemake's plugins for Slurm, Kubernetes and S3 to .venv

demo: .venv/ready ## Go all the way on the embedded wiki: pages, corpus, model, 20 samples
	@echo "Demonstration: an invented archipelago, from its wiki's categories to texts by a small model."
	@snakemake --cores 2 --configfile config/demo.yaml
	@echo
	@echo "Done. Look at"
	@echo "  out/demo/report.html                   the whole run on one page: open it in a browser"
	@echo "  processed/mediawiki/skerrow.example/   the pages as markdown; processed/demo/pages.tsv lists them"
	@echo "  corpus/demo/                           the training set, as text, table and tokens"
	@echo "  out/demo/samples/                      20 texts by the model; out/demo/log.csv has its losses"

# Ring 1 needs no server, no network and no library that trains, nor the tests marked slow; ring 2 is these and everything
# with real parts; its longest files, which tests/conftest.py names, begin first.
RING_1 := tests/unit tests/filters tests/reader tests/fuzz
RING_2 := tests/limits tests/workflow tests/cluster tests/mediawiki tests/model tests/browser tests/soak

quick: .venv-quick/ready ## Pass the fast tests, without TensorFlow, JAX, PyTorch, server or network: under a minute
	@PATH="$(CURDIR)/.venv-quick/bin:$$PATH" python -m pytest --numprocesses logical --dist worksteal -m "not slow" $(RING_1)

test: quick .venv/peers .venv/cluster/ready ## Pass all tests; as root on Debian with a real MediaWiki, Slurm, Nix and Chromium
	@echo "Running the tests with real parts (about a quarter of an hour; results below) ..."
	@pytest --numprocesses logical --dist worksteal -m slow $(RING_1)
	@pytest --numprocesses logical --dist loadfile --no-loadscope-reorder $(RING_2)

cuda: .venv-cuda/ready ## Set up .venv-cuda, with TensorFlow and JAX for NVIDIA's GPUs (Linux)

soak: .venv/ready ## Kill, fill, damage and compare at length, for some hours; by ARGS="--seed 7" in another way
	@pytest --timeout=0 tests/soak --scale full $(ARGS)
	@pytest --timeout=0 --hypothesis-profile=soak tests/mediawiki/test_reader.py tests/mediawiki/test_expansion.py

fuzz: .venv/fuzz/ready ## Fuzz each reader of what comes from outside for ten minutes; ARGS="--seconds 60 --seed 7 titles"
	@.venv/fuzz/bin/python -m tests.fuzz $(ARGS)

mutants: .venv/mutants ## Change the code in 1,600 places, one at a time, and count what ring 1 notices, an hour or two; ARGS=titles: a part
	@PYTHONPATH="$(CURDIR)/.venv/mutants" python -m tests.mutation $(ARGS)

lint: .venv/ready ## Check style, types and the workflow
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile workflow src/wikimill/scaffold/Snakefile
	mypy
	snakemake --lint

check: lint test bench-smoke ## Everything CI does: lint, test, bench-smoke

format: .venv/ready ## Format the code
	ruff check --fix .
	ruff format .
	snakefmt Snakefile workflow src/wikimill/scaffold/Snakefile

docs: .venv/ready ## Write the generated files: schemas and reference pages
	wikimill write-docs

site: .venv/ready ## Build the documentation's web site in site/
	@NO_MKDOCS_2_WARNING=1 mkdocs build --quiet
	@echo "Done. Open site/index.html; its search needs a server: python -m http.server --directory site"

bench: .venv/peers .venv/node ## Measure everything against peers, half an hour; one of them: make bench-noop, ...
	@python -m bench

bench-smoke: .venv/peers .venv/node ## Run every benchmark on tiny work
	@python -m bench --smoke

bench-model: .venv/peers
bench-convert: .venv/node
bench-%: .venv/ready
	@python -m bench.$* $(ARGS)

lock: ## Renew the locks (needs uv and npm)
	uv pip compile $(LOCK) pyproject.toml --extra train --extra serve --extra quality --extra docs --extra quick \
		--extra dev --extra build -o requirements/all.txt
	uv pip compile $(LOCK) --constraints requirements/all.txt pyproject.toml --extra serve --extra quality --extra quick \
		--extra build -o requirements/quick.txt
	uv pip compile $(LOCK) --constraints requirements/all.txt pyproject.toml --extra build \
		-o requirements/corpus.txt
	uv pip compile $(LOCK) --constraints requirements/all.txt pyproject.toml --extra cluster --extra build \
		-o requirements/cluster.txt
	uv pip compile $(LOCK) --constraints requirements/all.txt pyproject.toml --extra train --extra build \
		-o requirements/train.txt
	uv pip compile $(LOCK:overrides.txt=cuda-overrides.txt) --constraints requirements/all.txt pyproject.toml \
		--extra train --extra build -o requirements/cuda.txt
	for name in peers peers-cpu fuzz mutants; do \
		uv pip compile $(LOCK) --constraints requirements/all.txt requirements/$$name.in -o requirements/$$name.txt; done
	npm install --prefix bench --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
	$(PYTHON) requirements/conda.py
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate --overrides requirements/overrides.txt

core-tables: ## Renew the tables of MediaWiki's core from an unpacked MediaWiki: MW=FOLDER (needs php)
	MW_INSTALL_PATH=$(MW) MW_CONFIG_FILE=$(TABLES)/settings.php php $(TABLES)/make.php > $(TABLES)/core.jsonl
	MW_INSTALL_PATH=$(MW) MW_CONFIG_FILE=$(TABLES)/settings.php php $(TABLES)/variants.php > $(TABLES)/variants.jsonl
	for each in core variants; do $(PYTHON) $(TABLES)/pack.py $(TABLES)/$$each.zip < $(TABLES)/$$each.jsonl || exit 1; done
	rm $(TABLES)/core.jsonl $(TABLES)/variants.jsonl
TABLES := $(CURDIR)/src/wikimill/site/tables

clean: ## Delete everything that was built, except the cache and the environments
	rm -rf raw processed corpus out publish site .snakemake
