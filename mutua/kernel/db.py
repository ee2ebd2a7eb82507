"""The database: typed tables, column types that hold on both engines, and the connection's manners."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy import (
    Table as CoreTable,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from mutua.kernel.reading_order import of_sqlite

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def microseconds(moment: datetime) -> int:
    """Since 1970: a moment as SQLite holds it."""
    return (moment - EPOCH) // MICROSECOND


class UtcInstant(TypeDecorator[datetime]):
    """An aware moment: timestamptz on PostgreSQL, whole microseconds since 1970 as INTEGER on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Integer())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive moment cannot be stored")
        return microseconds(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return EPOCH + value * MICROSECOND if dialect.name == "sqlite" else cast(datetime, value).astimezone(UTC)


Instant = Annotated[datetime, mapped_column(UtcInstant)]
Id = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]


def enum_by_value(kind: type[StrEnum], name: str | None = None) -> Enum:
    """A text column that takes the enum's values, kept by a CHECK on both engines.

    `name` tells the checks of two columns of one enum apart: they are unique in their table.
    """
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name or kind.__name__.lower(),
    )


class Table(DeclarativeBase):
    """Base of every model: constraints have names; integers are integers on SQLite too."""

    metadata = MetaData(naming_convention=NAMES)


def _integers_are_integers(table: CoreTable) -> None:
    """SQLite lets an INTEGER column take 1.5 and 'abc': refuse them by a CHECK (PostgreSQL refuses by type)."""
    for column in table.columns:
        if isinstance(column.type, (Integer, UtcInstant)) and not column.primary_key:
            rule = f"typeof(\"{column.name}\") IN ('integer', 'null')"
            check = CheckConstraint(rule, name=f"{column.name}_is_integer").ddl_if(dialect="sqlite")
            table.append_constraint(check)


def finish_tables() -> MetaData:
    """The metadata with the checks every integer column carries; call it once all models are imported."""
    for table in Table.metadata.tables.values():
        if not table.info.get("finished"):
            table.info["finished"] = True
            _integers_are_integers(table)
    return Table.metadata


db = SQLAlchemy(metadata=Table.metadata)


def ping() -> bool:
    """One trip to the database of the current application; its own error when there is none."""
    return db.session.scalar(select(1)) == 1


def prepare_engine(engine: Engine) -> None:
    """SQLite: write-ahead log, foreign keys, patience, and transactions begun by us (`BEGIN`, `BEGIN IMMEDIATE`)."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late to order writers
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=20000", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.create_function("reading_order", 1, of_sqlite, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def applied_revision() -> str | None:
    """The migration this database stands at; None before the first."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    with db.engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
