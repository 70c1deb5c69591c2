.PHONY: help demo test explore lint bench lock screenshots clean

help:
	@echo "make demo         set everything up, build the made-up county, start the program"
	@echo "make test         set everything up, run every check and test"
	@echo "make explore      the property tests again, on examples drawn at random"
	@echo "make lint         style, types, order of the rooms"
	@echo "make bench        measure, side by side with the peers"
	@echo "make screenshots  photograph the pages that the READMEs show"
	@echo "make lock         renew requirements/*.lock from pyproject.toml"

demo:
	@scripts/setup.sh
	.venv/bin/xuanxian demo

test:
	@scripts/setup.sh --tests
	scripts/test.sh

explore:
	@scripts/setup.sh --tests
	.venv/bin/pytest -n 2 --dist loadfile -m "not browser" --hypothesis-profile=explore

lint:
	@scripts/setup.sh --tests
	scripts/lint.sh

bench:
	@scripts/setup.sh --bench
	.venv/bin/python benchmarks/run.py

screenshots:
	@scripts/setup.sh --tests
	.venv/bin/python scripts/screenshots.py

lock:
	@scripts/setup.sh --tests
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--output-file requirements/runtime.lock pyproject.toml requirements/build.in
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--extra dev --constraint requirements/runtime.lock \
		--output-file requirements/tests.lock pyproject.toml requirements/build.in
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--extra dev --extra bench --constraint requirements/tests.lock \
		--output-file requirements/bench.lock pyproject.toml requirements/build.in

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis var
