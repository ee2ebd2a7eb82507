"""Doors of people and structures, one file a noun."""

from flask import Blueprint

from mutua.pole.views import account, invitations, password, people, pole, signin, structures

blueprints: tuple[Blueprint, ...] = (
    signin.bp,
    password.bp,
    invitations.bp,
    account.bp,
    structures.bp,
    people.bp,
    pole.bp,
)
