"""What each target has, as XML: the start, a member's home, a calendar, an event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from email.utils import format_datetime

from mutua.bookings.series import MOST_DATES
from mutua.calendars.dav.changes import owned_token
from mutua.calendars.dav.door import home_of
from mutua.calendars.dav.shelves import Shelf
from mutua.calendars.dav.xml import APPLE, SERVER, c, d, element, href, text
from mutua.calendars.feed.zones import vtimezone
from mutua.calendars.queries import Listed
from mutua.calendars.reading.events import FIRST_YEAR, LARGEST, LAST_YEAR
from mutua.kernel import clock
from mutua.pole.models import Member

COLOR, ORDER = f"{{{APPLE}}}calendar-color", f"{{{APPLE}}}calendar-order"
CTAG = f"{{{SERVER}}}getctag"
# What a member's programs may set, and keep for them alone: on the home (its key among theirs), and on each calendar.
HOME = ""
HOME_LOOK = (
    c("default-alarm-vevent-datetime"), c("default-alarm-vevent-date"), c("default-alarm-vtodo-datetime"),
    c("default-alarm-vtodo-date"),
)  # fmt: skip
OWN_LOOK = (
    *HOME_LOOK, d("displayname"), COLOR, ORDER, c("calendar-description"), c("calendar-timezone"),
    c("schedule-calendar-transp"),
)  # fmt: skip
READ = ("read", "read-current-user-privilege-set", "write-properties")
WRITE = ("write", "write-content", "bind", "unbind")
REPORTS = (c("calendar-query"), c("calendar-multiget"), c("free-busy-query"))
# Each property is worked out only when it is asked for.
Makers = dict[str, Callable[[], str]]
# What `allprop` leaves out (RFC 4791, 5.2; RFC 6578, 4): too long or too dear for who did not ask.
ON_REQUEST = {
    c("calendar-timezone"), c("calendar-availability"), d("sync-token"), CTAG, d("supported-report-set"),
    c("supported-calendar-data"),
}  # fmt: skip


def _common(member: Member) -> Makers:
    me = f"/dav/{home_of(member)}/"
    return {
        d("current-user-principal"): lambda: href(me),
        d("principal-collection-set"): lambda: href("/dav/"),
        d("owner"): lambda: href(me),
    }


def of_start(member: Member) -> Makers:
    return _common(member) | {
        d("resourcetype"): lambda: element(d("collection")),
        d("displayname"): lambda: "Mutua",
        c("calendar-home-set"): lambda: href(f"/dav/{home_of(member)}/"),
    }


def of_home(member: Member, looks: dict[str, str]) -> Makers:
    """`looks`: what the member's programs have set here."""
    me = f"/dav/{home_of(member)}/"
    made = _common(member) | {
        d("resourcetype"): lambda: element(d("collection")) + element(d("principal")),
        d("displayname"): lambda: text(f"{member.name} · {member.structure_name}"),
        d("principal-URL"): lambda: href(me),
        c("calendar-home-set"): lambda: href(me),
        c("calendar-user-address-set"): lambda: href(f"mailto:{member.email}") + href(me),
        c("calendar-user-type"): lambda: "INDIVIDUAL",
        f"{{{SERVER}}}email-address-set": lambda: element(f"{{{SERVER}}}email-address", text(member.email)),
        d("current-user-privilege-set"): lambda: _privileges(READ),
        d("supported-report-set"): lambda: "",
    }
    return made | {name: (lambda value=value: value) for name, value in looks.items()}


def of_calendar(shelf: Shelf, looks: dict[str, str]) -> Makers:
    """`looks`: what the member's programs have set here; it wins."""
    made = _common(shelf.member) | {
        d("resourcetype"): lambda: element(d("collection")) + element(c("calendar")),
        d("displayname"): lambda: text(shelf.name),
        COLOR: lambda: shelf.color + "FF",
        c("calendar-description"): lambda: text(shelf.resource.subtitle if shelf.resource else ""),
        c("calendar-timezone"): lambda: text(_timezone(shelf.zone)),
        c("calendar-timezone-id"): lambda: text(shelf.zone),
        c("supported-calendar-component-set"): lambda: element(c("comp"), name="VEVENT"),
        c("supported-calendar-data"): lambda: element(
            c("calendar-data"), **{"content-type": "text/calendar", "version": "2.0"}
        ),
        c("supported-collation-set"): lambda: "".join(
            element(c("supported-collation"), name) for name in ("i;ascii-casemap", "i;octet", "i;unicode-casemap")
        ),
        c("max-resource-size"): lambda: str(LARGEST),
        c("max-instances"): lambda: str(MOST_DATES),
        c("min-date-time"): lambda: f"{FIRST_YEAR}0101T000000Z",
        c("max-date-time"): lambda: f"{LAST_YEAR}1231T235959Z",
        c("schedule-calendar-transp"): lambda: element(c("opaque" if shelf.key == "mine" else "transparent")),
        d("current-user-privilege-set"): lambda: _privileges((*READ, *(WRITE if shelf.is_writable else ()))),
        d("supported-report-set"): _reports,
        d("getcontenttype"): lambda: "text/calendar; component=VEVENT",
        CTAG: lambda: text(shelf.state()),
    }
    made[d("sync-token")] = lambda: text(sync_token(shelf))
    if shelf.resource is not None:  # RFC 7953, 7.2.4
        made[c("calendar-availability")] = lambda: text(shelf.opening(clock.now()).decode())
    return made | {name: (lambda value=value: value) for name, value in looks.items()}


def of_event(shelf: Shelf, row: Listed) -> Makers:
    rights = (*READ[:2], *(WRITE[:2] if shelf.may_change(row) else ()))
    return _common(shelf.member) | {
        d("resourcetype"): lambda: "",
        d("getetag"): lambda: f'"{shelf.etag(row)}"',
        d("getcontenttype"): lambda: "text/calendar; charset=utf-8; component=VEVENT",
        d("getlastmodified"): lambda: format_datetime(row.modified_at.astimezone(UTC), usegmt=True),
        d("displayname"): lambda: text(row.name),
        d("current-user-privilege-set"): lambda: _privileges(rights),
        d("supported-report-set"): lambda: "",
    }


def sync_token(shelf: Shelf, modseq: int | None = None) -> str:
    """A URI, as RFC 6578, 3.8 wants; made of the resource's counter and of what the member may see."""
    if shelf.resource is None:
        return owned_token(shelf)
    state = shelf.state() if modseq is None else f"{modseq}-{shelf.salt}"
    return f"urn:mutua:sync:{shelf.key}:{state}"


def worked_out(makers: Makers, wanted: list[str] | None) -> dict[str, str]:
    """The inner XML of what is asked; None: of everything that is not dear."""
    names = [name for name in makers if name not in ON_REQUEST] if wanted is None else wanted
    return {name: makers[name]() for name in names if name in makers}


def _privileges(names: tuple[str, ...]) -> str:
    shown = [d(name) for name in names] + [c("read-free-busy")]
    return "".join(element(d("privilege"), element(name)) for name in shown)


def _reports() -> str:
    known = (*REPORTS, d("sync-collection"))
    return "".join(element(d("supported-report"), element(d("report"), element(name))) for name in known)


def _timezone(zone: str) -> str:
    body = vtimezone(zone).decode()
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Mutua//Mutua//FR\r\n{body}END:VCALENDAR\r\n"
