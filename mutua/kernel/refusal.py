"""A refusal: a code of a closed list, with the facts its sentence needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

# What PostgreSQL says of a lost race: overlap, deadlock, lock time-out, serialisation.
LOST_RACE = ("23P01", "40P01", "55P03", "40001")


class Refused(Exception):
    """The action did nothing because of `reason`; `facts` fill its sentence or show alternatives."""

    def __init__(self, reason: StrEnum, **facts: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.facts = facts


def refuse_if(reason: StrEnum | None, **facts: Any) -> None:
    """Raise Refused when a rule gave a reason."""
    if reason is not None:
        raise Refused(reason, **facts)


def is_lost_race(error: Exception) -> bool:
    """Whether somebody else was faster: a row changed since it was read, or one of LOST_RACE."""
    said = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(error, StaleDataError) or said in LOST_RACE


@contextmanager
def refusing(reason: StrEnum, *, when: str) -> Iterator[None]:
    """Turn the database's own refusal (a constraint or trigger named `when`, or a lost race) into ours."""
    try:
        yield
    except DBAPIError as error:
        if is_lost_race(error) or when in str(error.orig):
            raise Refused(reason) from error
        raise


@contextmanager
def refusing_stale(reason: StrEnum) -> Iterator[None]:
    """A row that somebody else changed between our reading and our writing, or a lost race, becomes our refusal."""
    try:
        yield
    except (StaleDataError, DBAPIError) as error:
        if is_lost_race(error):
            raise Refused(reason) from error
        raise
