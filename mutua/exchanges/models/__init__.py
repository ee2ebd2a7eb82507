"""Exchanges between structures: proposals as versions, assent as rows, a ledger of signed pairs, offers and needs."""

from mutua.exchanges.models.exchange import (
    Confirmation,
    Deal,
    Dispute,
    Exchange,
    ExchangeVersion,
    ExchangeWords,
    UnitOfAccount,
)
from mutua.exchanges.models.ledger import BalanceLimit, PeriodClosing, Posting, Reversal
from mutua.exchanges.models.listing import Listing
from mutua.exchanges.models.words import (
    NEXT_STATES,
    OPEN,
    POSTED,
    QUANTA,
    UNITS_OF,
    Draft,
    Leg,
    ListingKind,
    Notice,
    State,
    Terms,
    UnitCode,
)

__all__ = [
    "BalanceLimit",
    "Confirmation",
    "Deal",
    "Dispute",
    "Draft",
    "Exchange",
    "ExchangeVersion",
    "ExchangeWords",
    "Leg",
    "Listing",
    "ListingKind",
    "NEXT_STATES",
    "Notice",
    "OPEN",
    "POSTED",
    "PeriodClosing",
    "Posting",
    "QUANTA",
    "Reversal",
    "State",
    "Terms",
    "UNITS_OF",
    "UnitCode",
    "UnitOfAccount",
]
