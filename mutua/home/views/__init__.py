"""Doors of the home room: first page, report, help and legal pages, the menu's figures, health."""

from flask import Blueprint

from mutua.home.views import health, menu, metrics, pages, report, tables, today
from mutua.home.views.blueprint import bp

blueprints: tuple[Blueprint, ...] = (bp, health.bp)

__all__ = ["blueprints", "menu", "metrics", "pages", "report", "tables", "today"]
