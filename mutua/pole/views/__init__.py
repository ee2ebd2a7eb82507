"""Doors of people and structures, one file a noun."""

from flask import Blueprint

from mutua.pole.views import password, signin

blueprints: tuple[Blueprint, ...] = (signin.bp, password.bp)
