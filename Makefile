# The commands of this repository. Each makes the virtual environment that it needs.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Without bytecode each worker and each process that a test starts would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

AS_OF := 2026-11-23
POLICY := policies/origination/consumer_loan.yaml
APPLICATION := examples/consumer_loan/approve_salaried.json
SPARK = $$(java -version >/dev/null 2>&1 && echo spark)
LOCK = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate

.PHONY: help demo test test-all test-longest check format documentation lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: ## decide one application with the shipped policy and explain the decision
	@tools/make-venv .venv-demo core
	@.venv-demo/bin/credit-engine decide $(POLICY) $(APPLICATION) --as-of $(AS_OF)
	@echo; echo "And every step of it:"; echo
	@.venv-demo/bin/credit-engine decide $(POLICY) $(APPLICATION) --as-of $(AS_OF) --page full

test: ## run the tests with a fifth of their samples, but for those that take long
	@tools/make-venv .venv-test test
	@.venv-test/bin/python -m pytest -q -n auto --dist worksteal --hypothesis-profile=quick -m "not documentation and not slow and not longest"

test-all: ## run all tests but the longest, with every extra installed (Spark only where there is Java)
	@tools/make-venv .venv-all all $(SPARK)
	@.venv-all/bin/python -m pytest -q -n auto --dist worksteal -m "not longest"

test-longest: ## run the tests with the largest samples, several minutes
	@tools/make-venv .venv-all all
	@.venv-all/bin/python -m pytest -q -n auto --dist worksteal -m longest

check: ## check style and types
	@tools/make-venv .venv-test test
	@.venv-test/bin/ruff check .
	@.venv-test/bin/ruff format --check .
	@.venv-test/bin/mypy

format: ## write all code in the house's style
	@tools/make-venv .venv-test test
	@.venv-test/bin/ruff check --fix-only --quiet .
	@.venv-test/bin/ruff format .

documentation: ## run the examples of README.md and docs/
	@tools/make-venv .venv-test test
	@.venv-test/bin/python -m pytest -q tests/test_documentation.py

lock: ## choose the newest versions of all packages anew (needs uv)
	$(LOCK) --upgrade requirements/build.in -o requirements/build.txt
	$(LOCK) --upgrade pyproject.toml -c requirements/build.txt -o requirements/core.txt
	$(LOCK) --upgrade pyproject.toml --extra test -c requirements/core.txt -o requirements/test.txt
	$(LOCK) --upgrade pyproject.toml --extra test --extra batch --extra benchmarks --extra develop \
		--extra excel --extra peers -c requirements/build.txt -c requirements/test.txt -o requirements/all.txt
	$(LOCK) --upgrade pyproject.toml --extra spark -c requirements/build.txt -c requirements/all.txt \
		-o requirements/spark.txt

clean: ## remove the environments and everything that was built
	rm -rf .venv-demo .venv-test .venv-all build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
