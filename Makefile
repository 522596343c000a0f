# The course's commands. Each sets up what it needs in the folder .venv; see tools/setup.py.

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
# Jupyter refuses to run as the administrator, which in a container one always is, unless it is told that one means it.
ROOTED := $(if $(filter 0,$(shell id -u)),--allow-root)
endif
READY := .venv/ready

# Jupyter, Matplotlib and the course keep things in the home folder. Where that cannot be written, another one serves.
ifneq ($(OS),Windows_NT)
HOMELESS := $(shell test -w "$$HOME" || { mkdir .home; test -w .home && echo "$(CURDIR)/.home"; } 2>/dev/null || mktemp -d)
ifneq ($(HOMELESS),)
export HOME := $(HOMELESS)
endif
endif

PARALLEL := -n 2 --dist loadscope

.DEFAULT_GOAL := help
.PHONY: help setup lab doctor update test test-all notebooks exercises picture page site slides links classroom bench latency
.PHONY: weigh mutants lint lock clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  %-16s %s\n", $$1, $$2 }'

setup: $(READY) ## set everything up, and nothing else

$(READY): requirements.lock pyproject.toml tools/setup.py
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Get Python 3.11 or newer from python.org."; exit 1; }
	@$(PYTHON) tools/setup.py

# Without root_dir, Jupyter shows no more than the folder of the notebook that it opens, and exercises/ is out of reach.
lab: $(READY) ## open the course in JupyterLab
	@$(if $(HOMELESS),echo "Your home folder cannot be written: what you have done is remembered in $(HOMELESS).")
	@echo "Opening JupyterLab on notebooks/00_start_here.ipynb. To end it, press Ctrl-C twice here."
	@$(BIN)/jupyter lab $(ROOTED) --ServerApp.root_dir=. --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(LAB) notebooks/00_start_here.ipynb

# Not after $(READY): it is there to say why the set-up does not work.
doctor: ## see whether everything is there, and get a short code that says so
	@$(firstword $(wildcard $(BIN)/python $(BIN)/python.exe) $(PYTHON)) -m lrlib.doctor $(CODE)

update: ## get the newest version of the course, and keep what you have changed
	@$(PYTHON) tools/update.py

test: $(READY) ## check the whole course: library, notebooks, exercises, one explorable
	@echo "Checking the library, the tools, the lessons and their solutions, number by number."
	@$(BIN)/python -m pytest -q $(PARALLEL) -m "not slow" --nbval tests notebooks solutions
	@echo "Checking that the exercises run unsolved."
	@$(BIN)/python -m pytest -q $(PARALLEL) --nbval-lax exercises

test-all: $(READY) ## check what is slower too
	@echo "Checking what takes longer."
	@$(BIN)/python -m pytest -q $(PARALLEL) -m slow tests

notebooks: $(READY) ## run the lessons and solutions, and store them with their outputs
	@$(BIN)/python tools/notebooks.py

exercises: $(READY) ## make exercises/ from solutions/
	@$(BIN)/python tools/exercises.py

picture: $(READY) ## draw the README's picture
	@$(BIN)/python tools/picture.py

page: $(READY) ## make a page of NOTEBOOK=notebooks/… that is alive without Jupyter and offline
	@$(BIN)/python tools/page.py $(or $(NOTEBOOK),notebooks/01_the_mountain.ipynb)

site: $(READY) ## make the course's website in build/site: lessons alive without Python, and offline
	@$(BIN)/python tools/website/build.py

slides: $(READY) ## make slides of the lessons, for a room, in build/slides
	@$(BIN)/python tools/slides.py

links: $(READY) ## re-point every link to the course: make links REPO=owner/name REF=branch-or-tag
	@$(BIN)/python tools/links.py $(if $(REPO),--repository $(REPO)) $(if $(REF),--ref $(REF))

classroom: $(READY) ## what check said in FOLDER=…, the notebooks of a class (teaching/classroom.md)
	@test -n "$(FOLDER)" || { echo "Which folder? make classroom FOLDER=… [OPTIONS=\"--rerun --html table.html\"]"; exit 1; }
	@$(BIN)/python -m lrlib.classroom "$(FOLDER)" $(OPTIONS)

weigh: $(READY) ## how long each lesson takes to run, and how much memory (LESSON=notebooks/… for one)
	@$(BIN)/python tools/weigh.py $(LESSON)

lint: $(READY) ## look over the code with ruff
	@$(BIN)/ruff check && $(BIN)/ruff format --check lrlib tests tools

lock: $(READY) ## write requirements.lock anew (with uv)
	@$(BIN)/python -m pip install --quiet uv && $(BIN)/python tools/lock.py

clean: ## remove the environment and everything else that was made
	@rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .hypothesis

build/peers: benchmarks/peers.txt | $(READY)
	@echo "Installing what lrlib is measured against in build/peers (once, some hundreds of megabytes)."
	@rm -rf $@ && $(BIN)/python -m pip install --quiet --target $@ -c requirements.lock -r benchmarks/peers.txt && touch $@

bench: build/peers ## measure every claim of speed, side by side with what one would use instead
	@$(BIN)/python benchmarks/bench.py

latency: $(READY) ## measure how quick the explorables are in JupyterLab, beside interact (needs Chromium)
	@$(BIN)/python benchmarks/latency.py

build/mutation: benchmarks/mutation.txt | $(READY)
	@echo "Installing the mutation tester in build/mutation (once)."
	@rm -rf $@ && $(BIN)/python -m pip install --quiet --target $@ -c requirements.lock -r benchmarks/mutation.txt && touch $@

mutants: build/mutation ## change the formulas one by one, and see whether the tests notice (FILE=optimizers for one)
	@$(BIN)/python tools/mutants.py $(FILE)
