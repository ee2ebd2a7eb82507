"""What exists: places, units, resources and when they are open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.kernel.timespan import TimeSpan, wall
from mutua.pole.models import Pole, Structure
from mutua.resources.models import house
from mutua.resources.models.house import HouseRules
from mutua.resources.models.opening import Opening, covered_by
from mutua.resources.models.words import Approval, Audience, Draw, Kind, PlaceKind, Regime, Shown


class Place(Table):
    """A site, a building or a room, nested; co-activity is told by nearest place.

    `latitude`, `longitude`: millionths of a degree (WGS 84), both or none; a place without lies where its parent does.
    """

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position"),
        CheckConstraint("latitude BETWEEN -90000000 AND 90000000", name="latitude"),
        CheckConstraint("longitude BETWEEN -180000000 AND 180000000", name="longitude"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    kind: Mapped[PlaceKind] = mapped_column(enum_by_value(PlaceKind))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(300), default="")
    zone: Mapped[str | None] = mapped_column(String(40))
    head_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    host_structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    area_m2: Mapped[int | None]
    latitude: Mapped[int | None]
    longitude: Mapped[int | None]

    parent: Mapped[Place | None] = relationship(remote_side="Place.id", lazy="raise_on_sql")


class Unit(Table):
    """The smallest thing one party can use at a time; the overlap guard stands on it. One unit a natural person."""

    __tablename__ = "unit"

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    retired_at: Mapped[Instant | None]


class Resource(Table):
    """What members see and book. Minutes and hours are elapsed; values are units of account, never money.

    One value: an hour's, or that of a use whatever its length. `photo`: the first one, others are ResourcePhoto.
    `rules` holds its HouseRules; `details` the measured facts of its kind; `terms_number` the version to accept or 0.
    """

    __tablename__ = "resource"
    __table_args__ = (
        Index(None, "pole_id", "kind"),
        CheckConstraint("granularity_minutes BETWEEN 5 AND 1440", name="granularity"),
        CheckConstraint("turnaround_minutes BETWEEN 0 AND 1440", name="turnaround"),
        CheckConstraint("units_needed BETWEEN 1 AND 50", name="units_needed"),
        CheckConstraint("value_per_hour IS NULL OR value_per_use IS NULL", name="one_value"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    kind: Mapped[Kind] = mapped_column(enum_by_value(Kind))
    name: Mapped[str] = mapped_column(String(120))
    subtitle: Mapped[str] = mapped_column(String(160), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[int | None]
    photo: Mapped[str | None] = mapped_column(String(200))
    photo_alt: Mapped[str] = mapped_column(String(200), default="")
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    rules: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    terms_number: Mapped[int] = mapped_column(default=0)
    draw: Mapped[Draw] = mapped_column(enum_by_value(Draw), default=Draw.ALL)
    units_needed: Mapped[int] = mapped_column(default=1)
    approval: Mapped[Approval] = mapped_column(enum_by_value(Approval), default=Approval.AUTOMATIC)
    shown: Mapped[Shown] = mapped_column(enum_by_value(Shown), default=Shown.EVERYTHING)
    audience: Mapped[Audience] = mapped_column(enum_by_value(Audience), default=Audience.POLE)
    granularity_minutes: Mapped[int] = mapped_column(default=15)
    turnaround_minutes: Mapped[int] = mapped_column(default=0)
    notice_minutes: Mapped[int] = mapped_column(default=0)
    longest_minutes: Mapped[int | None]
    horizon_days: Mapped[int] = mapped_column(default=366)
    value_per_hour: Mapped[int | None]
    value_per_use: Mapped[int | None]
    access_instructions: Mapped[str] = mapped_column(Text, default="")
    safety_instructions: Mapped[str] = mapped_column(Text, default="")
    regime: Mapped[Regime | None] = mapped_column(enum_by_value(Regime))
    qualification: Mapped[str] = mapped_column(String(160), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    retired_at: Mapped[Instant | None]
    modseq: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    pole: Mapped[Pole] = relationship(lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")
    hours: Mapped[list[OpeningHours]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    draws: Mapped[list[Drawing]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Drawing.position"
    )

    @property
    def zone(self) -> str:
        """The zone of the resource's place, by default its pole's."""
        return (self.place.zone if self.place else None) or self.pole.zone

    @property
    def notice(self) -> timedelta:
        return timedelta(minutes=self.notice_minutes)

    @property
    def turnaround(self) -> timedelta:
        return timedelta(minutes=self.turnaround_minutes)

    @property
    def house(self) -> HouseRules:
        return house.read(self.rules)

    @property
    def opening(self) -> Opening:
        weekly = tuple((slot.weekday, slot.opens, slot.closes) for slot in self.hours)
        return Opening(weekly, self.house)

    def is_open(self, span: TimeSpan) -> bool:
        """True when the hours of each day cover the whole span on the wall clock; no hours at all means always open."""
        opening = self.opening
        return opening.always or covered_by(opening.on, wall(span.start, self.zone), wall(span.end, self.zone))


class OpeningHours(Table):
    """Open on `weekday` (Monday 0) from `opens` to `closes`, minutes after local midnight; 1440 is the day's end."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("0 <= opens AND opens < closes AND closes <= 1440", name="order"),
    )

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    opens: Mapped[int]
    closes: Mapped[int]


class Drawing(Table):
    """A resource draws on a unit."""

    __tablename__ = "drawing"
    __table_args__ = (UniqueConstraint("resource_id", "unit_id"), Index(None, "unit_id"))

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    position: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
