# Works with make, Python 3.11 or newer and pip; uv is fetched into .uv/ where the machine has none.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
IN := $(UV) run --quiet --no-sync
# The matrices are small: threads of the linear algebra only wait for one another.
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help run serve setup system test check bench docs validate messages clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(filter .uv/bin/uv,$(UV)) ## answer the question from the bundled trials, and write dorsal-report.html
	@test -d .venv || echo "Setting up; this takes a minute, once." >&2
	@$(UV) run --quiet --locked --no-dev dorsal answer

serve: $(filter .uv/bin/uv,$(UV)) ## the pages on http://127.0.0.1:8000/ (PORT=8000)
	@test -d .venv/lib/*/site-packages/django || echo "Setting up; this takes a minute, once." >&2
	@$(UV) sync --quiet --locked --no-dev --extra clinic --inexact
	@DORSAL_MODE=development $(IN) python -m dorsal.clinic

setup: $(filter .uv/bin/uv,$(UV)) ## install everything that the other targets need into .venv/
	@test -x .venv/bin/pytest || echo "Setting up; this takes a minute or two, once." >&2
	@$(UV) sync --quiet --locked --all-extras

system: ## Debian packages for pages and PDF: a browser for the tests, fonts, text layout
	@sh .ci/system

test: system setup ## run all tests, on every core
	@$(IN) pytest -n logical --dist loadfile

check: setup ## formatting, lint, types, import contracts and the shape of the code
	@$(IN) ruff check --quiet
	@$(IN) ruff format --check --quiet
	@$(IN) mypy
	@$(IN) lint-imports --no-logo
	@$(IN) pytest tests/test_shape.py

docs: setup ## links, commands and code blocks of README.md and docs/
	@$(IN) pytest tests/docs

bench: setup ## speed, with its floor measured in the same run
	@$(IN) python -m bench

validate: setup ## coverage, errors and calibration by seeded simulation; a few minutes
	@$(IN) python -m validation

messages: setup ## bring the catalogues of translations up to the code, and compile them
	@for po in src/dorsal/locale/*/LC_MESSAGES/dorsal.po; do \
	  find src/dorsal -name '*.py' | LC_ALL=C sort | xgettext --files-from=- --language=Python --from-code=UTF-8 --no-location \
	    --keyword --keyword=words --keyword=counted:1,2 --keyword=marked -o - \
	    | msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-wrap $$po - \
	    && msgattrib --no-obsolete --no-wrap -o $$po $$po && sed -i "/^.POT-Creation-Date/d" $$po && msgfmt --check --no-hash -o $${po%.po}.mo $$po; done
	@cd src/dorsal/clinic && $(CURDIR)/.venv/bin/django-admin makemessages --all --no-location --no-wrap --no-obsolete -v 0 \
	  && for po in locale/*/LC_MESSAGES/django.po; do \
	  sed -i "/^.POT-Creation-Date/d" $$po && msgfmt --check --no-hash -o $${po%.po}.mo $$po; done

clean: ## remove what the other targets made
	rm -rf .venv .uv .ruff_cache .mypy_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks dist
	find src tests bench validation -name __pycache__ -type d -prune -exec rm -rf {} +

.uv/bin/uv:
	@command -v python3 >/dev/null || { echo "Python 3 is missing: apt install python3 python3-pip" >&2; exit 1; }
	@python3 -m pip --version >/dev/null 2>&1 || { echo "pip is missing: apt install python3-pip" >&2; exit 1; }
	@echo "Fetching uv into .uv/" >&2
	@rm -rf .uv && python3 -m pip install -qq --target .uv uv
