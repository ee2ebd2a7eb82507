"""Which regime a shared hour of staff falls under (law/exchanges-and-staff.md 4.1), asked before any form."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from mutua.resources.models import Regime


class Worker(StrEnum):
    EMPLOYEE = "employee"
    VOLUNTEER = "volunteer"
    PUBLIC_AGENT = "public_agent"
    TEMP = "temp"


class Orders(StrEnum):
    GIVER = "giver"
    HOST = "host"


class Contract(StrEnum):
    ONE = "one"
    EACH = "each"
    LASTING = "lasting"


class Price(StrEnum):
    COST = "cost"
    LESS = "less"
    MORE = "more"
    HOURS = "hours"


class HostKind(StrEnum):
    GENERAL_INTEREST = "general_interest"
    YOUNG = "young"
    SME = "sme"
    OTHER = "other"


@dataclass(frozen=True)
class Answers:
    """What the wizard asked, in order; later questions may be left out once the regime is known."""

    worker: Worker
    orders: Orders | None = None
    contract: Contract | None = None
    price: Price | None = None
    host_kind: HostKind | None = None
    lender_is_large: bool = False

    def to_json(self) -> dict[str, str | bool | None]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Answers:
        """The value that `to_json` wrote."""
        return cls(
            worker=Worker(value["worker"]),
            orders=Orders(value["orders"]) if value["orders"] else None,
            contract=Contract(value["contract"]) if value["contract"] else None,
            price=Price(value["price"]) if value["price"] else None,
            host_kind=HostKind(value["host_kind"]) if value["host_kind"] else None,
            lender_is_large=bool(value["lender_is_large"]),
        )


@dataclass(frozen=True)
class Verdict:
    """`name` R1 to R6; `opens` the regime an arrangement may start under, None when it may not; `rules` to show."""

    name: str
    opens: Regime | None
    rules: tuple[str, ...]
    advice: str


def regime_of(answers: Answers) -> Verdict | None:
    """The verdict; None while a question that decides is not answered."""
    if answers.worker is not Worker.EMPLOYEE:
        return Verdict("R6", None, ("R6",), "outside")
    if answers.contract is Contract.LASTING:
        return Verdict("R4", None, ("R4",), "group")
    if answers.contract is Contract.EACH:
        return Verdict("R5", None, ("R5", "T13"), "employers")
    if answers.orders is Orders.GIVER:
        return Verdict("R1", None, ("R1",), "service")
    if answers.orders is None or answers.contract is None or answers.price is None:
        return None
    return _loan(answers)


def _loan(answers: Answers) -> Verdict | None:
    if answers.price is Price.COST:
        return Verdict("R2", Regime.LOAN, ("R2", "S1", "S4", "S5", "S6", "S8", "S9"), "loan")
    if answers.price is Price.MORE:
        return Verdict("R2", None, ("S1", "S2"), "margin")
    if answers.price is Price.HOURS:
        return Verdict("R2", None, ("S3", "S1", "R3"), "hours")
    if answers.host_kind is None:
        return None
    general = answers.host_kind is HostKind.GENERAL_INTEREST
    small = answers.host_kind in (HostKind.YOUNG, HostKind.SME)
    if general or (small and answers.lender_is_large):
        return Verdict("R3", Regime.LOAN_BELOW_COST, ("R3", "S4"), "below_cost")
    return Verdict("R3", None, ("R3", "S1"), "below_cost_closed")
