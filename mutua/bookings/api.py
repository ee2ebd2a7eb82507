"""The API of bookings and resources."""

from flask import Blueprint

blueprints: tuple[Blueprint, ...] = ()
