"""Doors of calendars: the secret addresses that programs read, and the pages where people make them."""

from mutua.calendars.views import feeds, guests, help, old, outside, pages, passwords

blueprints = (feeds.bp, pages.bp, outside.bp, old.bp, passwords.bp, guests.bp, help.bp)
