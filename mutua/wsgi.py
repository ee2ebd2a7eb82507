"""What an application server loads, once, before it forks its workers."""

import gc

from flask import Flask
from flask_babel import force_locale, get_translations
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import configure_mappers

from mutua.app import create_app
from mutua.config import read
from mutua.kernel import secret
from mutua.web.pages import LANGUAGES


def app() -> Flask:
    """The application on the environment's settings, warmed up: what every worker needs is made once and shared."""
    settings = read()
    made = create_app(settings)
    configure_mappers()
    secret.prepare()
    kept = settings.data_dir / "templates"  # compiled once a version, not at every start
    kept.mkdir(parents=True, exist_ok=True)
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept))
    for name in made.jinja_env.list_templates(extensions=["html"]):
        made.jinja_env.get_template(name)
    for language in LANGUAGES:
        with made.test_request_context(), force_locale(language):
            get_translations()
    gc.collect()
    gc.freeze()  # the collector would write into every shared page, and so copy it for each worker
    return made
