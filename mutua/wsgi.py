"""What an application server loads."""

from flask import Flask

from mutua.app import create_app
from mutua.config import read


def app() -> Flask:
    """The application on the environment's settings."""
    return create_app(read())
