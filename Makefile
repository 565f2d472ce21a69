# Each target is one command; `make -n TARGET` shows it. On first use .venv is made, once.

PYTHON ?= python3
TARGET ?= exercises
# torch for CPUs only, a tenth of the size of the usual build; unreachable is harmless
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
export PYTHONDONTWRITEBYTECODE =

RUN = .venv/bin/python
PIP = $(RUN) -m pip install -qq --disable-pip-version-check -c .constraints.txt
# NAME=value on the command line becomes --name value of the command
options = $(foreach name,$(1),$(if $($(name)),--$(subst _,-,$(call lower,$(name))) $(call quoted,$($(name)))))
quoted = '$(subst ','\'',$(1))'
lower = $(shell echo $(1) | tr A-Z a-z)

.DEFAULT_GOAL := help
.PHONY: help test-stages watch progress train generate gpt2 demo test mistakes mutants bench speedrun grade grade-class gradescope handout lint clean

#: For a learner:
help: ## this list (ALL=1: every target explained)
	@awk -F ':.*## ' -v all="$(ALL)" ' \
	    /^#: / { part++; title[part] = substr($$0, 4); if (part == 1 || all) print title[part] } \
	    /^[a-zA-Z0-9%-]+:.*## / { sub("%", "N", $$1); names[part] = names[part] " " $$1; \
	        if (part == 1 || all) printf "  make %-17s %s\n", $$1, $$2 } \
	    END { for (i = 2; i <= part && !all; i++) if (names[i]) print title[i] names[i] }' Makefile

.venv/learner: .requirements/learner.txt .constraints.txt
	@echo "Setting up .venv: once, a minute or two."
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 10) and 'This kata needs Python 3.10 or later; choose one with make PYTHON=python3.12 ...')"
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	@$(PIP) --retries 0 --extra-index-url $(TORCH_INDEX) torch
	@$(PIP) -r .requirements/learner.txt
	@touch $@

.venv/contributor: .venv/learner .requirements/classroom.txt .requirements/contributor.txt
	@echo "Setting up what contributors and teachers need: once."
	@$(PIP) -r .requirements/classroom.txt -r .requirements/contributor.txt
	@touch $@

# without the parts of pytest that a stage does not use, and that take time
LEAN = --disable-plugin-autoload -p no:logging -p no:unraisableexception

test-stage-%: .venv/learner ## try your stage N (TARGET=solutions: the finished one)
	@$(RUN) -m pytest $(LEAN) --stage $* --target=$(TARGET) $(call options,SEED)

test-stages: .venv/learner ## try stages 1 to 6
	@$(RUN) -m pytest $(LEAN) --stage 1-6 --target=$(TARGET) $(call options,SEED)

watch: .venv/learner ## try the stage you are on at every save
	@$(RUN) -m tests.harness.watch $(STAGE)

progress: .venv/learner ## how far you are
	@$(RUN) -m tests.harness.progress

hint-stage-%: .venv/learner ## the next hint; after the pass, what it was about
	@$(RUN) -m tests.harness.hint $* --target=$(TARGET)

compare-stage-%: .venv/learner ## your file beside the finished one
	@$(RUN) -m tests.harness.compare $* --target=$(TARGET) $(if $(ANYWAY),--anyway)

reset-stage-%: .venv/learner ## an exercise as it was at first (asks; keeps yours)
	@$(RUN) -m tests.harness.reset $*

SAMPLING = PROMPT TOKENS TEMPERATURE TOP_K TOP_P SEED
TRAINING = MODEL DATA STEPS BATCH LR SEQ_LEN D_MODEL N_HEADS N_LAYERS PRECISION OUT

train: .venv/learner ## train your model: DATA=stories|pydoc|PATH STEPS= OUT=
	@$(RUN) -m $(TARGET).simple_llm train $(call options,$(TRAINING) $(SAMPLING))

generate: .venv/learner ## continue a text: PROMPT= TEMPERATURE= TOP_K=
	@$(RUN) -m $(TARGET).simple_llm generate $(call options,CHECKPOINT $(SAMPLING))

gpt2: .venv/learner ## the same with GPT-2's weights: WEIGHTS=folder PROMPT=
	@$(RUN) -m $(TARGET).gpt2_text $(call options,WEIGHTS $(SAMPLING))

demo: .venv/learner ## see where you are going: the finished model, trained
	@$(RUN) -m solutions.simple_llm demo

lab: .venv/learner ## train a mistake beside the right model: MISTAKE=id
	@$(RUN) -m tests.harness.lab $(MISTAKE) $(call options,STEPS SEED DATA)

plots: .venv/learner ## pictures of the trained model: PROMPT= OUT=
	@$(RUN) -m tests.harness.plots $(call options,CHECKPOINT PROMPT OUT)

RACE = DATA LOSS MODEL STEPS BATCH_SIZE OPTIMIZER LR MUON_LR PRECISION SEED
speedrun: .venv/learner ## race to a loss: DATA=stories|PATH LOSS= MODEL=
	@$(RUN) -m tests.benchmarks.speedrun --target $(TARGET) $(call options,$(RACE))

clean: ## remove .venv, checkpoints, caches (exercises stay)
	rm -rf .venv .kata out .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

#: For a class:
GRADING = SEED STAGES STRICT ISOLATION MEMORY LEADERBOARD

grade: .venv/contributor ## grade one submission: SUBMISSION=path FORMAT=text|json|... OUT= SEED= STRICT=
	@$(RUN) -m tests.classroom.grade $(call options,SUBMISSION FORMAT OUT NEED $(GRADING))

grade-class: .venv/contributor ## grade many: SUBMISSIONS=dir OUT=dir ROSTER=csv JOBS= SCHEDULER=tcp://...
	@$(RUN) -m tests.classroom.batch $(call options,SUBMISSIONS OUT ROSTER JOBS SCHEDULER $(GRADING))

gradescope: .venv/contributor ## the autograder for Gradescope: OUT=autograder.zip STAGES=
	@$(RUN) -m tests.classroom.autograder $(call options,OUT STAGES STRICT LEADERBOARD)

handout: .venv/contributor ## the starter repository for students: OUT=dir
	@$(RUN) -m tests.classroom.handout $(call options,OUT)

#: For the kata itself:
test: .venv/contributor ## prove the kata itself
	@$(RUN) -m pytest -q -n auto -m "not slow"

test-all: .venv/contributor ## the slower proofs too
	@$(RUN) -m pytest -q -n auto

mistakes: .venv/contributor ## known mistakes rejected and named, right styles accepted: a table (SEED=)
	@$(RUN) -m tests.meta.table $(call options,SEED)

mutants: .venv/contributor ## mechanical mutants of the solutions: how many the claims kill (slow)
	@$(RUN) -m tests.benchmarks.mutants

bench: .venv/contributor ## measure the figures: tests/benchmarks/RESULTS.md (SHAKESPEARE=path ONLY=name; slow)
	@$(RUN) -m tests.benchmarks $(call options,SHAKESPEARE ONLY OUT) $(if $(QUICK),--quick)

lint: .venv/contributor ## ruff
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check .
