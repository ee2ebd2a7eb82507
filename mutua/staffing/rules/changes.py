"""What a proposed change changes of the signed terms."""

from __future__ import annotations

from dataclasses import dataclass, fields

from mutua.staffing.models import Arrangement, State, TermsContent

# What never changes by edit (4.4), and the dates: said from what to what; the rest is on the page.
SAID = ("slots", "place", "tasks", "starts_on", "ends_on")
# How long one may think is about the first answer alone.
ASIDE = ("reflection_days",)


@dataclass(frozen=True)
class Change:
    """The signed terms, the ones proposed in their place, and the names of what differs."""

    before: TermsContent
    after: TermsContent

    @property
    def names(self) -> tuple[str, ...]:
        return changed(self.before, self.after)


def changed(before: TermsContent, after: TermsContent) -> tuple[str, ...]:
    """The names of the facts that differ, those to say first."""
    names = [*SAID, *(each.name for each in fields(TermsContent) if each.name not in (*SAID, *ASIDE))]
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def proposed_change(arrangement: Arrangement) -> Change | None:
    """None while no other terms than the signed ones are proposed."""
    new, signed = arrangement.current_terms, arrangement.signed_terms
    if arrangement.state is not State.AMENDING or new is None or signed is None or new.id == signed.id:
        return None
    return Change(signed.values, new.values)
