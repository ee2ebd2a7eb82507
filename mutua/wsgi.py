"""What an application server loads, once, before it forks its workers."""

import gc

from flask import Flask
from sqlalchemy.orm import configure_mappers

from mutua.app import create_app
from mutua.config import read
from mutua.kernel import secret


def app() -> Flask:
    """The application on the environment's settings, warmed up: what every worker needs is made once and shared."""
    made = create_app(read())
    configure_mappers()
    secret.prepare()
    for name in made.jinja_env.list_templates(extensions=["html"]):
        made.jinja_env.get_template(name)
    gc.collect()
    gc.freeze()  # the collector would write into every shared page, and so copy it for each worker
    return made
