"""What the check answers: findings, and the worst of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Answer(StrEnum):
    """From best to worst, in the order in which they win over one another."""

    OK = "ok"
    WARNING = "warning"
    NOT_VERIFIABLE = "not_verifiable"
    BREACH = "breach"

    @property
    def weight(self) -> int:
        """0 for ok, up to 3 for a breach."""
        return list(Answer).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule on one date (or on one civil week, by its Monday) that is not ok.

    minutes: what was counted; limit: what the law allows. Both are None where nothing can be counted. For T4
    they are the span of the working period, for T5 the rest (or days, as minutes, when 6 worked days are
    exceeded), for T7 the longest break taken in time.
    """

    rule: str
    answer: Answer
    date: date
    minutes: int | None
    limit: int | None
    article: str

    def to_json(self) -> dict[str, str | int | None]:
        """The object that `mutua check-hours` prints."""
        return {
            "rule": self.rule,
            "answer": self.answer.value,
            "date": self.date.isoformat(),
            "minutes": self.minutes,
            "limit": self.limit,
            "article": self.article,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The findings by date, then by rule."""

    findings: tuple[Finding, ...]

    @property
    def overall(self) -> Answer:
        """The worst answer; ok without findings."""
        return max((finding.answer for finding in self.findings), key=lambda each: each.weight, default=Answer.OK)

    def to_json(self) -> dict[str, object]:
        """The object that `mutua check-hours` prints."""
        return {
            "overall": self.overall.value,
            "findings": [finding.to_json() for finding in self.findings],
        }


def report(found: Iterable[Finding]) -> Report:
    """One finding for each rule and date: the one found first, for those of one rule all answer alike."""
    kept: dict[tuple[date, int], Finding] = {}
    for finding in found:
        kept.setdefault((finding.date, int(finding.rule[1:])), finding)
    return Report(tuple(finding for _, finding in sorted(kept.items(), key=lambda item: item[0])))
