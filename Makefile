# make run [ARGS="digits"]      opens the window, on a preset or a document
# make test [ARGS="-k spiral"]  runs the tests
# make desktop                  lets a double click open a document (Linux)
# Each sets itself up in .venv the first time, with nothing but python3, pip and make; later runs need no network.
.PHONY: run test check lint types bench desktop clean
.DELETE_ON_ERROR:

run: .venv/runtime
	@$(call libraries,window)
	@.venv/bin/python -m playground $(ARGS)

test: .venv/dev
	@$(call libraries,offscreen)
	@.venv/bin/python -m pytest -n auto --dist loadfile $(ARGS)

check: lint types test

lint: .venv/dev
	@.venv/bin/ruff check

types: .venv/dev
	@.venv/bin/mypy

# The options of every other run leave the benchmarks out, hence -o.
bench: .venv/dev
	@$(call libraries,offscreen)
	@.venv/bin/python -m pytest -o addopts=--import-mode=importlib --benchmark-only -s tests/benchmarks $(ARGS)

# So that a double click on a document opens it, for this user on a desktop of the Free Desktop kind; the help says how to undo it.
DATA = $${XDG_DATA_HOME:-$$HOME/.local/share}
desktop: .venv/runtime
	@mkdir -p "$(DATA)/applications" "$(DATA)/mime/packages" "$(DATA)/icons/hicolor/scalable/apps"
	@cp assets/desktop/backprop-playground.xml "$(DATA)/mime/packages/"
	@cp assets/desktop/backprop-playground.svg "$(DATA)/icons/hicolor/scalable/apps/"
	@sed 's|^Exec=playground|Exec="$(CURDIR)/.venv/bin/playground"|' assets/desktop/backprop-playground.desktop \
	    > "$(DATA)/applications/backprop-playground.desktop"
	@update-mime-database "$(DATA)/mime"
	@xdg-mime default backprop-playground.desktop application/x-nnplay

clean:
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is touched last, so that an interrupted set-up is taken up again.
INSTALL = .venv/bin/python -m pip install -qq --constraint constraints.txt

.venv/runtime: .venv/bin/pip pyproject.toml constraints.txt
	@$(INSTALL) --editable . && touch $@

.venv/dev: .venv/bin/pip pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[dev]' && touch .venv/runtime $@

# Debian splits off what venv takes pip from, so the second line uses the pip of the machine.
.venv/bin/pip:
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	    $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue; \
	    echo "Setting up .venv with $$($$python --version), once; this takes a minute."; \
	    $$python -m venv --clear .venv >/dev/null 2>&1 && exit; \
	    $$python -m venv --clear --without-pip .venv && $$python -m pip --python .venv/bin/python install -qq pip && exit; \
	done; \
	echo "playground: Python 3.11 to 3.14 with pip is needed: sudo apt-get install python3 python3-pip" >&2; exit 2

# Qt's system libraries are there, or come by apt-get where we may install them, or one line names them.
libraries = missing=$$(.venv/bin/python -m playground.system_libraries $(1)) && { [ -z "$$missing" ] || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$missing >/dev/null; \
	else echo "playground: Qt needs system libraries: sudo apt-get install $$missing" >&2; exit 2; fi; }
