"""What an application server loads."""

from flask import Flask
from sqlalchemy.orm import configure_mappers

from mutua.app import create_app
from mutua.config import read
from mutua.kernel import secret


def app() -> Flask:
    """The application on the environment's settings."""
    made = create_app(read())
    configure_mappers()  # once, before the workers part
    secret.prepare()
    return made
