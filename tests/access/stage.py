"""One of everything that an address can name, so that each route has an object to open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings import series
from mutua.bookings.actions import queue, rounds, waitlist
from mutua.bookings.actions.guests import add_guest
from mutua.bookings.actions.handover import Seen, hand_over
from mutua.bookings.actions.presence import door_token, make_door_link
from mutua.bookings.actions.swapping import propose_swap
from mutua.bookings.models import Booking, Occurrence, Profile, Scope
from mutua.bookings.models.guests import Purpose
from mutua.bookings.models.handover import Condition, HandoverPhoto, Moment
from mutua.bookings.models.notices import GiveBackLink
from mutua.bookings.queries import rounds as round_queries
from mutua.calendars.actions import add_outside, ask_guest, keep_old, make_dav_password, make_feed
from mutua.calendars.models import DavPassword, FeedKind, FeedToken
from mutua.exchanges import actions as exchanges
from mutua.exchanges.models import Every, Habit, Listing, ListingKind, ListingPhoto, Notice, Picture
from mutua.kernel import clock
from mutua.kernel.db import Table, db
from mutua.kernel.secret import token_hash
from mutua.kernel.timespan import TimeSpan
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import (
    Affiliation,
    ApiToken,
    Member,
    Office,
    PasswordReset,
    Person,
    PoleRole,
    SignIn,
    StructureRole,
)
from mutua.resources import actions as resources
from mutua.resources import queries as resource_queries
from mutua.resources.models import (
    Claim,
    ClaimKind,
    Drawing,
    Kind,
    PaperSort,
    Readers,
    Regime,
    Resource,
    Right,
    Severity,
)
from mutua.safety import actions as safety
from mutua.safety import queries as safety_queries
from mutua.safety.models import (
    Body,
    CheckKind,
    CommonRule,
    IncidentKind,
    PaperKind,
    ReaderKind,
    ReaderLink,
    Route,
    StandingOccupation,
)
from mutua.staffing import actions as staffing
from mutua.staffing import queries as staffing_queries
from mutua.staffing.models import HoursEntry, Paper, Party, State
from mutua.staffing.models import PaperKind as LoanPaper
from tests.builders import NOW, World, add_person, add_resource, add_structure, book, build_world, member
from tests.exchanges.builders import HOURS, load, post, propose
from tests.exchanges.builders import LATER as MARCH
from tests.exchanges.builders import draft as new_draft
from tests.safety.scene import LATER, Scene, common_rule, opened, picture, published, rate, scene, with_measure
from tests.staffing.loans import DURING, PDF, TERMS, add_zoe, hours, loan_in, named

# Links as letters carry them.
RESET, LINK = "reset-token", "link-token"
PHOTO = "garance.webp"
SECRET, BACK = "a secret of the stage", "give-back-token"
JPEG = b"\xff\xd8\xff" + bytes(20)
# Loans of one person, one after the other: their working time must not meet.
LOANS = {
    State.REGIME_CHECKED: date(2027, 3, 22),
    State.TERMS_AGREED: date(2027, 7, 5),
    State.CONSENTED: date(2027, 10, 4),
    State.CSE_DONE: date(2028, 1, 3),
    State.APPROVED: date(2028, 4, 3),
    State.SIGNED: date(2028, 11, 6),
    State.RETURNED: date(2027, 3, 22),
    State.ACTIVE: date(2027, 3, 22),
}


@dataclass(frozen=True)
class Stage:
    """The cast by role, their bearer tokens, and the number or name of every object."""

    world: World
    cast: dict[str, Member]
    bearer: dict[str, str]
    dav: dict[str, str]
    names: SimpleNamespace
    terms: dict[int, tuple[int, str]]


def build_stage(data_dir: Path) -> Stage:
    world = build_world()
    zoe = add_zoe(world)
    cast = {
        "member": world.nadia,
        "manager": world.karim,
        "owner": world.ines,
        "coordinator": world.lucie,
        "officer": world.prevention,
        "employee": zoe,
        "neighbour": _neighbour(world),
        "stranger": _stranger(world),
    }
    names = SimpleNamespace(
        loans=_loans(world, zoe),
        **_booked(world),
        **_desk(world),
        **_rounds(world),
        **_exchanged(world),
        **_safety(world),
        **_people(world),
        **_kept(world, data_dir),
    )
    names.hours_id = _first(HoursEntry)
    names.staff_id = _staff(world)
    names.signing = _signing_link(world, names.loans[State.APPROVED])
    with transaction():
        names.file_id = loan_file(names.loans[State.ACTIVE])
        terms = {number: _terms(number) for number in names.loans.values()}
    return Stage(world, cast, _tokens(cast), _dav(cast, names), names, terms)


def _signing_link(world: World, number: int) -> str:
    """The secret of a personal address at which La Couture's chair signs."""
    with transaction():
        row = staffing_queries.arrangement(number)
        assert row is not None
        wanted = {"name": "Présidence", "email": "presidence@couture.test"}
        kind, side = LoanPaper.AGREEMENT, Party.LENDER
        return staffing.send_link(row, kind, side, **wanted, actor=world.ines, now=NOW).rpartition("/")[2]


def _neighbour(world: World) -> Member:
    """Maïa manages a third structure of the pole, which is no party to anything."""
    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        assert pole is not None
        person = add_person("Maïa Etxeberria", add_structure(pole, "Le Rucher"), StructureRole.MANAGER, pole)
        db.session.flush()
        return member(person, pole)


def _stranger(world: World) -> Member:
    """Yann holds every office of the other pole, which has a safety document too: only the object stands in his way."""
    with transaction():
        pole = pole_queries.pole_by_slug("a-cote")
        person = db.session.get(Person, world.stranger.person_id)
        assert pole is not None
        assert person is not None
        for role in PoleRole:
            poles.give_office(pole.id, person, role, now=NOW, actor=None)
        db.session.flush()
        yann = member(person, pole)
        safety.open_document(pole, member=yann, now=LATER)
        return yann


def _first(table: type[Table], **same: object) -> int:
    query = select(table.id).filter_by(**same).order_by(table.id.desc())  # type: ignore[attr-defined]
    found = db.session.scalars(query).first()
    assert found is not None, (table, same)
    return int(found)


def _loans(world: World, zoe: Member) -> dict[State, int]:
    made = {}
    for state, day in LOANS.items():
        ends = date(2027, 5, 28) if day.year == 2027 and day.month == 3 else day + timedelta(days=60)
        loan = loan_in(state, world, zoe=zoe, terms=replace(TERMS, starts_on=day, ends_on=ends))
        if state is State.REGIME_CHECKED:
            terms = replace(TERMS, starts_on=date(2028, 8, 7), ends_on=date(2028, 9, 29))
            loan.act(staffing.write_terms, world.karim, content=terms, seen_terms_id=None)
            loan.act(staffing.name_employee, named=named(zoe))
        if state is State.ACTIVE:
            span = hours("2027-04-01", "09:00", "12:00")
            loan.act(staffing.enter_hours, world.karim, now=DURING, span=span, break_minutes=0)
        made[state] = loan.number
    return made


def _terms(number: int) -> tuple[int, str]:
    """The version under discussion, and the code its papers carry."""
    row = staffing_queries.arrangement(number)
    return (row.current_terms.id, row.current_terms.code) if row and row.current_terms else (0, "")


def loan_file(number: int) -> int:
    """The agreement's file."""
    found = db.session.scalars(select(Paper.file_id).where(Paper.arrangement_id == number)).first()
    assert found is not None
    return found


def _booked(world: World) -> dict[str, int]:
    """A request of Karim for Inès' van, and a confirmed hour of Nadia in her room that is on now."""
    request = book(world.karim, world.van_id, "2027-05-10", "09:00-10:00", now=LATER, title="Livraison")
    running = book(world.nadia, world.room_id, "2027-05-03", "10:00-12:00", now=MARCH)
    with transaction():
        dates = {number: _first(Occurrence, booking_id=number) for number in (request, running)}
        room = resource_queries.resource_for(world.ines, world.room_id)
        assert room is not None
        span = TimeSpan(LATER + timedelta(days=90), LATER + timedelta(days=91))
        resources.close_resource(room, span, reason="Peinture", member=world.ines, now=LATER)
        db.session.flush()
        claim = _first(Claim, resource_id=world.room_id, kind=ClaimKind.BLOCK)
        received = resources.record_right(
            Right.INDUCTION, person_id=world.nadia.person_id, structure_id=None, resource=room, until_on=None, note="",
            same=False, member=world.ines, now=LATER,
        ).id  # fmt: skip
        van = resource_queries.resource_for(world.ines, world.van_id)
        assert van is not None
        broken = resources.report_fault(van, Severity.NOTICE, "Pneu", LATER, None, member=world.ines, now=LATER).id
        paper = resources.add_document(
            van, PaperSort.MANUAL, "Notice", Readers.SETTERS, (PDF, "notice.pdf"), member=world.ines, now=LATER
        ).id
    return {
        "entitlement": received,
        "fault": broken,
        "document": paper,
        "draw": _first(Drawing, resource_id=world.desks_id),
        "booking": request,
        "date": dates[request],
        "running": running,
        "running_date": dates[running],
        "closure": claim,
    }


def _desk(world: World) -> dict[str, int]:
    """Karim waited for Inès' van on the 20th, which she gave back: it is offered to him. Nadia stands in for him."""
    taken = book(world.ines, world.van_id, "2027-05-20", "09:00-10:00", now=LATER)
    with transaction(), clock.frozen(LATER):
        van = resource_queries.resource_for(world.karim, world.van_id)
        morning = datetime(2027, 5, 20, 9)
        slot = series.slot(morning, morning + timedelta(hours=1), "Europe/Paris")
        entry = waitlist.join_line(van, slot, member=world.karim, now=LATER).id
    with transaction():
        date = booking_queries.booking_for(world.ines, taken).occurrences[0]
        bookings.cancel_occurrences(date, scope=Scope.THIS, member=world.ines, now=LATER)
    with transaction():
        on = LATER.date() + timedelta(days=200)
        named = queue.name_stand_in(world.nadia.person_id, from_on=on, through_on=on, member=world.karim, now=LATER).id
    return {"waiting": entry, "stand_in": named, **_handed_over(world), **_told(world)}


def _rounds(world: World) -> dict[str, int]:
    """Two terms of Inès' room, each with a wish of Karim: one takes wishes, of the other they are closed."""
    term, made = rounds.Term("Automne", date(2027, 9, 6), date(2027, 12, 17), date(2027, 6, 15)), {}
    for name in ("season", "allotting"):
        with transaction():
            room = resource_queries.resource_for(world.lucie, world.room_id)
            assert room is not None
            number = rounds.open_round(term, [room], member=world.lucie, now=LATER).id
        with transaction():
            season = round_queries.round_for(world.karim, number)
            assert season is not None
            window = rounds.Window(season.choices[0].resource, 0, 540, 660)
            wish = rounds.add_wish(season, window, member=world.karim, now=LATER).id
        made |= {name: number, f"{name}_wish": wish}
    with transaction():
        season = round_queries.round_for(world.lucie, made["allotting"])
        assert season is not None
        rounds.close_wishes(season, member=world.lucie, now=LATER)
    return made


def _told(world: World) -> dict[str, object]:
    """A firm comes with Karim's request; Nadia got the letter of the eve of a date she may give back."""
    number = book(world.nadia, world.room_id, "2027-05-24", "09:00-10:00", now=MARCH)
    other = book(world.ines, world.room_id, "2027-05-25", "09:00-10:00", now=MARCH)
    with transaction():
        request = next(row for row in booking_queries.bookings_of(world.karim) if row.title == "Livraison")
        facts = {"name": "", "firm": "Toitures Val", "purpose": Purpose.WORKING, "member": world.karim, "now": LATER}
        guest = add_guest(request, **facts).id
        asked = ask_guest(request, name="Awa Diop", email="awa@dehors.test", member=world.nadia, now=LATER)
        date = _first(Occurrence, booking_id=number)
        link = GiveBackLink(occurrence_id=date, person_id=world.nadia.person_id, made_at=LATER)
        link.token_sha256 = token_hash(BACK)
        db.session.add(link)
        given, wanted = (booking_queries.booking_for(world.lucie, row).occurrences[0] for row in (number, other))
        swap = propose_swap(given, wanted, member=world.nadia, now=LATER).id
        return {
            "guest": guest,
            "asked": asked.id,
            "asked_token": asked.token,
            "give_back": BACK,
            "swap": swap,
            "other_date": wanted.id,
        }


def _handed_over(world: World) -> dict[str, object]:
    """Karim took the van on the third of May, with a photo; its screen at the door has an address."""
    number = book(world.karim, world.van_id, "2027-05-03", "14:00-15:00", now=MARCH)
    with transaction():
        booking = booking_queries.booking_for(world.ines, number)
        bookings.approve_booking(booking, member=world.ines, now=LATER)
        line = booking.occurrences[0].lines[0]
        at = booking.occurrences[0].starts_at
        made = hand_over(
            line, Moment.OUT, Seen(Condition.GOOD), photos=[("aile.jpg", JPEG)], member=world.karim, now=at
        )
        van = resource_queries.resource_for(world.ines, world.van_id)
        link = make_door_link(van, member=world.ines, now=LATER, secret_key=SECRET)
        photo = _first(HandoverPhoto, handover_id=made.id)
        return {
            "handover": made.id, "handover_photo": photo, "door_link": link.id, "door": door_token(link, SECRET),
        }  # fmt: skip


def _exchanged(world: World) -> dict[str, object]:
    """Proposed by Inès to Le Fournil, posted between them, kept as a draft by Inès, disputed by Karim; an offer."""
    proposed, posted, disputed = propose(world), post(world), post(world)
    with transaction():
        row = exchanges.propose(new_draft(world.fournil_id), member=world.ines, now=MARCH, send=False)
        draft = row.id
        exchanges.dispute(load(world.karim, disputed), "Trop", member=world.karim, now=MARCH)
        notice = Notice(ListingKind.OFFER, Kind.EQUIPMENT, "Barnum", "Trois mètres", date(2027, 6, 30))
        shown = [Picture("barnum.jpg", JPEG)]
        exchanges.publish(notice, pictures=shown, member=world.karim, now=LATER)
        proof = exchanges.add_proof(
            load(world.karim, proposed), (JPEG, "bon.jpg"), "", member=world.karim, now=MARCH
        ).id
        listing, listing_photo = _first(Listing), _first(ListingPhoto)
        version = load(world.karim, proposed).current.sha256
        weekly = Habit(world.fournil_id, True, HOURS, Every.WEEK, date(2027, 6, 30))
        search = exchanges.save_search("salle", listing=None, category=None, member=world.karim, now=MARCH).id
        standing = exchanges.set_up(weekly, member=world.ines, now=MARCH).id
    return {
        "proposed": proposed,
        "posted": posted,
        "draft": draft,
        "disputed": disputed,
        "listing": listing,
        "proof": proof,
        "listing_photo": listing_photo,
        "version": version,
        "standing": standing,
        "search": search,
    }


def _safety(world: World) -> dict[str, object]:
    """Version 1 published, version 2 at signature, one of each row beside it, a link of Le Fournil."""
    made: Scene = scene(world)
    risk = rate(made, made.room_unit_id, "H20")
    measure = with_measure(made, risk, "Dégager la sortie")
    common_rule(made, "Au pas dans la cour")
    opened(made)
    published(made)
    rate(made, made.van_unit_id, "H01", severity=4)
    opened(made, now=LATER + timedelta(minutes=1))
    with transaction():
        document = safety_queries.document_of(world.pole_id)
        edition = safety_queries.edition_numbered(world.pole_id, 1)
        structures = {row.id: row for row in safety_queries.structures(world.pole_id)}
        place = safety_queries.place_in(world.pole_id, made.building_id)
        assert document is not None
        incident = safety.report_incident(
            document, None, kind=IncidentKind.NEAR_MISS, happened_on=LATER.date(), text="Glissade", photo=picture(),
            now=LATER,
        ).id  # fmt: skip
        safety.add_consultation(
            document, held_on=LATER.date(), body=Body.CSE, structure=structures[world.fournil_id], shown="Plan",
            opinion="", answer="", member=world.karim, now=LATER,
        )  # fmt: skip
        safety.add_occupation(
            document, structures[world.couture_id], place, profile=Profile.OFFICE, headcount=3, weekdays=[0],
            opens=480, closes=1080, from_on=LATER.date(), until_on=None, member=world.prevention, now=LATER,
        )  # fmt: skip
        judgement = safety.propose_judgement(
            document, structures[world.couture_id], structures[world.fournil_id], family="H20",
            place_key=f"place-{made.building_id}", mastery=2, measures="Horaires séparés", member=world.prevention,
            now=LATER,
        ).id  # fmt: skip
        expires = LATER + timedelta(days=30)
        _link, reader = safety.share_with_reader(
            edition, world.fournil_id, kind=ReaderKind.INSPECTION, reader="Mme Petit", expires_at=expires,
            member=world.karim, now=LATER,
        )  # fmt: skip
        check = safety.add_check(
            place, CheckKind.ELECTRICITY, "Tableau", every_months=12, due_on=LATER.date(), member=world.prevention,
            now=LATER,
        )  # fmt: skip
        upload = (PDF, "amiante.pdf")
        paper = safety.add_paper(place, PaperKind.ASBESTOS, "DTA", upload, member=world.prevention, now=LATER)
        van = safety_queries.shared_resource(world.ines, world.van_id)
        done = safety_queries.measure_for(world.prevention, measure)
        safety.prove(done, "Facture", upload, member=world.karim, now=LATER)
        facts = safety.OperationFacts(
            Route.PLAN, world.couture_id, world.fournil_id, "Le Fournil", None, None, "Four", LATER.date(),
            LATER.date(), 8, 2, "Karim", inspected_on=LATER.date(),
            heads={"phases": "Gaz", "instructions": "Ventiler", "rescue": "15"},
        )  # fmt: skip
        operation, _untold = safety.open_operation(document, facts, member=world.karim, now=LATER)
        roof = replace(facts, worker_id=None, firm="Toitures Martel")
        number = safety.open_operation(document, roof, member=world.ines, now=LATER)[0].id
        roofing = safety_queries.operation_for(world.ines, number)
        assert roofing is not None
        jean = {"name": "Jean Martel", "email": "jean@martel.test"}
        firm = safety.send_signing_link(document, roofing, **jean, member=world.ines, now=LATER).rpartition("/")[2]
        spot = safety.spot_of(document, van, member=world.ines, now=LATER)
        told = safety.Report(IncidentKind.NEAR_MISS, LATER.date(), "Flaque", form_key="3f" * 16)
        safety.report_at_spot(spot, document, told, now=LATER)
        rated = safety_queries.risk_for(world.prevention, risk)
        shown = safety.add_photo(rated, picture(), "La sortie", member=world.prevention, now=LATER)
        remark = safety.remark(document, None, "La cour est sombre", member=world.nadia, now=LATER)
        adoption = safety_queries.open_adoption(document.id, with_facts=True)
        assert adoption is not None
        return {
            "spot": spot.code,
            "remark": remark.id,
            "risk_version": rated.version,
            "extract": safety_queries.extract_of(world.pole_id, 1, world.fournil_id).id,
            "risk_photo": shown.id,
            "operation": operation.id,
            "roofing": number,
            "firm": firm,
            "paper": paper.id,
            "check": check.id,
            "place_file": paper.file_id,
            "sheet": safety_queries.safety_sheet(van).sha256,
            "unit": made.room_unit_id,
            "risk": risk,
            "measure": measure,
            "place": made.building_id,
            "rule": _first(CommonRule),
            "incident": incident,
            "occupation": _first(StandingOccupation),
            "judgement": judgement,
            "reader_link": _first(ReaderLink),
            "reader": reader,
            "content": adoption.content_sha256,
        }


def _people(world: World) -> dict[str, object]:
    """Nadia's place at Le Fournil, an invitation to it, Paul's office, an announcement, links sent to Nadia."""
    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        assert pole is not None
        token = poles.invite(
            pole, email="leo@trois-ponts.test", structure_id=world.fournil_id, structure_role=StructureRole.MEMBER,
            actor=world.karim, now=LATER,
        )  # fmt: skip
        invitation = pole_queries.invitation_by_hash(token_hash(token))
        assert invitation is not None
        news = poles.announce("Assemblée", "Venez", date(2027, 6, 1), actor=world.lucie, now=LATER)
        for sha256 in (token_hash(RESET), poles.link_hash(LINK)):
            until = LATER + timedelta(days=1)
            db.session.add(PasswordReset(token_sha256=sha256, person_id=world.nadia.person_id, expires_at=until))
        return {
            "invitation": invitation.id,
            "letter": token,
            "announcement": news.id,
            "office": _first(Office, person_id=world.prevention.person_id),
            "affiliation": _first(Affiliation, person_id=world.nadia.person_id),
        }


OLD_EVENT = b"BEGIN:VEVENT\r\nUID:o1\r\nDTSTART:20270615T080000Z\r\nDTEND:20270615T090000Z\r\nEND:VEVENT\r\n"
OLD_FILE = b"BEGIN:VCALENDAR\r\n" + OLD_EVENT + b"END:VCALENDAR\r\n"


def _kept(world: World, data_dir: Path) -> dict[str, object]:
    """A feed of Nadia, and a photo of the room."""
    with transaction():
        token = make_feed(FeedKind.PERSON, member=world.nadia, now=LATER)
        room = db.session.get_one(Resource, world.room_id)
        outside = add_outside(room, None, name="Mairie", url="", member=world.ines, now=LATER).id
        old = keep_old(room, OLD_FILE, [], name="ancien.ics", member=world.ines, now=LATER).id
        db.session.flush()
        feed = _first(FeedToken)
        db.session.get(Resource, world.room_id).photo = PHOTO
    (data_dir / "photos").mkdir(exist_ok=True)
    (data_dir / "photos" / PHOTO).write_bytes(b"RIFF\x00\x00\x00\x00WEBP")
    return {"feed": feed, "calendar": token, "outside": outside, "old_calendar": old}


def _tokens(cast: dict[str, Member]) -> dict[str, str]:
    """Bearer tokens of everybody who acts for a structure."""
    with transaction():
        made = {role: poles.make_token(who, "essai", now=LATER) for role, who in cast.items() if who.structure_id}
        db.session.flush()
        made["id"] = str(_first(ApiToken, person_id=cast["member"].person_id))
        return made


def _staff(world: World) -> int:
    """Staff time that La Couture offers as a service."""
    with transaction():
        pole, couture = pole_queries.pole_by_slug("trois-ponts"), pole_queries.structure(world.couture_id)
        assert pole is not None
        assert couture is not None
        made = add_resource(pole, couture, "Une couturière", Kind.STAFF, regime=Regime.SERVICE)
        db.session.flush()
        return made.id


def _dav(cast: dict[str, Member], names: SimpleNamespace) -> dict[str, str]:
    """Application passwords of everybody who acts for a structure, used today already: a reading writes nothing."""
    with transaction():
        made = {role: make_dav_password(who, "essai", now=LATER) for role, who in cast.items() if who.structure_id}
        db.session.flush()
        for row in db.session.scalars(select(DavPassword)):
            row.used_on = LATER.date()
        names.dav_password = _first(DavPassword, person_id=cast["member"].person_id)
        booked = db.session.get(Booking, names.booking)
        assert booked is not None
        names.dav_name = booked.uid
        return made


def last_sign_in(who: Member) -> int:
    return _first(SignIn, person_id=who.person_id)
