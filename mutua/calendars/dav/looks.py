"""What a member's programs set (PROPPATCH): kept for this member alone, and won over what Mutua says."""

from __future__ import annotations

from collections.abc import Collection
from xml.etree.ElementTree import Element

from mutua.calendars import actions
from mutua.calendars.dav import xml
from mutua.calendars.dav.door import DavError, current, question
from mutua.calendars.dav.xml import d
from mutua.kernel.transaction import transaction
from mutua.web.forms import is_storable

LONGEST_LOOK = 4000


def kept_look(path: str, key: str, allowed: Collection[str]) -> str:
    """The answer for the target at that path. All or nothing (RFC 4918, 9.2)."""
    asked = question()
    if asked is None or asked.tag != d("propertyupdate"):
        raise DavError(400)
    changes = [(part, verb.tag == d("set")) for verb in asked for prop in verb.iter(d("prop")) for part in prop]
    wrong = [part.tag for part, sets in changes if part.tag not in allowed or (sets and not _fits(part))]
    names = [part.tag for part, _ in changes]
    if wrong:
        fine = [name for name in names if name not in wrong]
        stats = {"403 Forbidden": wrong} | ({"424 Failed Dependency": fine} if fine else {})
        return xml.propstats(path, stats)
    with transaction():
        for part, sets in changes:
            actions.set_look(current(), key, part.tag, _inner(part) if sets else None)
    return xml.propstats(path, {"200 OK": names})


def _fits(part: Element) -> bool:
    return len(_inner(part)) <= LONGEST_LOOK and is_storable(part.text or "")


def _inner(part: Element) -> str:
    """As XML again: a text, or empty elements such as opaque."""
    return xml.text((part.text or "").strip()) + "".join(xml.element(child.tag) for child in part)
