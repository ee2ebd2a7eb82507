"""The minutes between two moments, in SQL: integers on SQLite, an interval on PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class minutes_between(FunctionElement[int]):
    """minutes_between(start, end), whole minutes."""

    type = Integer()
    inherit_cache = True


@compiles(minutes_between, "sqlite")  # type: ignore[untyped-decorator,unused-ignore]
def _on_sqlite(element: minutes_between, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(({end} - {start}) / 60000000)"


@compiles(minutes_between, "postgresql")  # type: ignore[untyped-decorator,unused-ignore]
def _on_postgresql(element: minutes_between, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end} - {start})) AS BIGINT) / 60"
