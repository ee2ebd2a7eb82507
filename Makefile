# Mutua : « make » affiche les verbes. Les fichiers témoins de .venv/stamps évitent de refaire ce qui est fait.
PORT ?= 8000
ARGS ?=
PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/stamps

PAGES := $(shell find templates mutua -name '*.html' -o -name '*.py' 2>/dev/null)
CATALOGUES := $(shell find mutua/translations -name '*.po' 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo test test-deep lint check format bench wheel messages lock install develop system-packages clean

help: ## affiche cette liste
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install ## installe, prépare la démonstration et démarre sur http://127.0.0.1:8000 (PORT=8123 pour ailleurs)
	@$(BIN)/mutua run --port $(PORT)

demo: install ## écrit le pôle de démonstration (sans danger si répété)
	@$(BIN)/mutua db upgrade
	@$(BIN)/mutua demo $(ARGS)

test: develop system-packages ## vérifie le code, puis lance les tests sur SQLite et PostgreSQL (15 minutes au plus)
	@sh scripts/test.sh $(ARGS)

test-deep: develop system-packages ## lance les pannes provoquées, le fuzzing et les longues courses (50 minutes au plus)
	@sh scripts/test_deep.sh $(ARGS)

lint: develop ## ruff, mypy et sens des imports
	@sh scripts/lint.sh

check: test ## tout ce que vérifie l’intégration continue, sauf test-deep

format: develop ## met le code en forme
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: develop system-packages ## mesure notre socle et le produit sur les deux bases
	@$(BIN)/python scripts/with_postgres.py $(BIN)/python -m bench $(ARGS)

wheel: develop ## construit la roue dans dist/ et vérifie son contenu
	@rm -rf dist
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist . > /dev/null
	@$(BIN)/python scripts/check_wheel.py dist/*.whl

messages: install ## relève les textes et met à jour les catalogues français et anglais
	@$(BIN)/python scripts/messages.py

lock: develop ## réécrit les versions verrouillées (UPGRADE=1 pour prendre les dernières)
	@sh scripts/lock.sh

install: $(STAMPS)/run $(STAMPS)/editable $(STAMPS)/vendor static/vendor/icons.svg $(CATALOGUES:.po=.mo) ## installe tout dans .venv
	@:

develop: install $(STAMPS)/dev ## ajoute les outils de développement
	@:

system-packages:
	@sh scripts/system_packages.sh

clean: ## efface ce qui se réinstalle ; les données (instance/) restent
	rm -rf .venv node_modules static/vendor dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find mutua scripts tests migrations -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	find mutua -name '*.mo' -delete

# --- ce qui s’installe ------------------------------------------------------------------------------------------------
$(STAMPS)/venv:
	@PYTHON=$(PYTHON) sh scripts/venv.sh
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements.lock $(STAMPS)/venv
	@echo 'Installation des bibliothèques…'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/run
	@echo 'Installation des outils de développement…'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(STAMPS)/editable: pyproject.toml $(STAMPS)/run
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/npm: package-lock.json $(STAMPS)/venv
	@echo 'Installation des fichiers du navigateur…'
	@sh scripts/npm_ci.sh
	@touch $@

$(STAMPS)/vendor: scripts/vendor.py $(STAMPS)/npm $(STAMPS)/run
	@$(BIN)/python scripts/vendor.py
	@touch $@

static/vendor/icons.svg: scripts/icons.py static/icons.txt $(STAMPS)/vendor $(PAGES)
	@$(BIN)/python scripts/icons.py

%.mo: %.po $(STAMPS)/run
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
