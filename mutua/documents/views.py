"""No doors here: a file is served by the domain that owns it, beside the rule that says who may read it."""

from flask import Blueprint

blueprints: tuple[Blueprint, ...] = ()
