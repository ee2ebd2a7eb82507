"""The address of a route with a real object in it, the body it would want, and the day it is asked."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from mutua.staffing.models import State
from tests.access.stage import LINK, OLD_FILE, PHOTO, RESET, Stage
from tests.builders import NOW, PASSWORD
from tests.safety.scene import LATER, picture
from tests.staffing.loans import DURING, PDF

PARAMETER = re.compile(r"<(?:[^:<>]+(?:\([^)]*\))?:)?(\w+)>")

# The arrangement whose state lets the route's verb be tried.
LOAN_OF = {
    "edit_terms": State.REGIME_CHECKED, "save_terms": State.REGIME_CHECKED, "edit_person": State.REGIME_CHECKED,
    "save_person": State.REGIME_CHECKED, "agree": State.REGIME_CHECKED, "revise": State.TERMS_AGREED,
    "consent": State.TERMS_AGREED, "answer": State.TERMS_AGREED, "paper_consent": State.TERMS_AGREED,
    "save_paper_consent": State.TERMS_AGREED, "stop": State.TERMS_AGREED, "do_stop": State.TERMS_AGREED,
    "cse": State.CONSENTED, "save_cse": State.CONSENTED, "decision": State.CSE_DONE, "decide": State.CSE_DONE,
    "papers": State.APPROVED, "save_paper": State.APPROVED, "draft_pdf": State.APPROVED,
    "draft_odt": State.APPROVED, "cost": State.RETURNED,
    "close": State.RETURNED, "briefing": State.SIGNED, "sign": State.APPROVED, "do_sign": State.APPROVED,
    "sign_code": State.APPROVED, "send_link": State.APPROVED, "link": State.APPROVED, "link_pdf": State.APPROVED,
    "link_code": State.APPROVED, "link_sign": State.APPROVED,
}  # fmt: skip
EXCHANGE_OF = {"send": "draft", "settle": "disputed", "reverse": "posted", "dispute": "posted", "show": "posted"}
ROOM = ("resources.photo", "resources.set_photo", "resources.reopen", "resources.close")
OF_NOTICE = ("listing_photo", "remove_photo", "photo")
ALLOTTING = ("bookings.answer_wish", "bookings.placing", "bookings.place_wish")
DESKS = (
    "bookings.retire",
    "bookings.add_units",
    "bookings.retire_unit",
    "bookings.set_parts",
    "api_bookings.units_of",
    "api_bookings.end_unit",
    "api_bookings.rename_unit",
    "bookings.rename_unit",
    "api_bookings.end_resource",
    "api_bookings.put_parts",
)
RUNNING = ("bookings.no_show",)
AT_SIGNATURE = (
    "safety.sign",
    "safety.ask_code",
    "safety.frozen_volume",
    "safety.frozen_extract",
    "safety.frozen_changes",
)


def moment_of(endpoint: str) -> datetime:
    """Staff sharing is asked when its loans stand; everything else two months later."""
    if not endpoint.startswith("staffing."):
        return LATER
    loan = LOAN_OF.get(endpoint.removeprefix("staffing."), State.ACTIVE)
    return DURING if loan in (State.ACTIVE, State.RETURNED) else NOW


def address(stage: Stage, endpoint: str, rule: str, *, pole: str = "trois-ponts") -> str:
    values = parameters(stage, endpoint) | {"pole": pole}
    path = PARAMETER.sub(lambda found: str(values[found[1]]), rule)
    return path + QUERIES.get(endpoint, "")


QUERIES = {
    "bookings.events": "?start=2027-05-03T00:00:00&end=2027-05-17T00:00:00",
    "staffing.create": "?worker=employee&contract=one&orders=host&price=cost",
    "staffing.new": "?worker=employee&contract=one&orders=host&price=cost",
    "staffing.regime": "?worker=employee&contract=one&orders=host&price=cost",
}


def _resource(stage: Stage, endpoint: str) -> int:
    if endpoint.endswith("whose_time"):
        return int(stage.names.staff_id)
    world = stage.world
    return world.room_id if endpoint in ROOM else world.desks_id if endpoint in DESKS else world.van_id


def parameters(stage: Stage, endpoint: str) -> dict[str, object]:
    names, world, short = stage.names, stage.world, endpoint.rpartition(".")[2]
    running = endpoint in RUNNING
    token = {"bookings": names.door if endpoint == "bookings.door" else names.give_back, "password": RESET,
             "login": LINK, "invitations": names.letter, "safety_reader": names.reader, "safety_sign": names.firm,
             "feeds": names.calendar, "staffing": names.signing, "guest_invitations": names.asked_token}  # fmt: skip
    return {
        "arrangement_id": names.loans[LOAN_OF.get(short, State.ACTIVE)] if endpoint.startswith("staffing.") else 0,
        "alert_id": 0, "passkey_id": 0,
        "file_id": names.place_file if endpoint == "safety.place_file" else names.file_id, "check_id": names.check,
        "code": names.spot, "key": "3f" * 16, "paper_id": names.paper,
        "operation_id": names.roofing if endpoint == "safety.send_signing_link" else names.operation,
        "entry_id": names.hours_id, "month": "2027-04", "how": "withdraw", "button": "suspend",
        "kind": "json" if endpoint.startswith("safety.") else "agreement", "verb": "refuse", "table": "use",
        "exchange_id": getattr(names, EXCHANGE_OF.get(short, "proposed")), "listing_id": names.listing,
        "standing_id": names.standing, "proof_id": names.proof, "search_id": names.search,
        "booking_id": names.running if running else names.booking,
        "occurrence_id": names.running_date if running else names.date,
        "resource_id": _resource(stage, endpoint),
        "handover_id": names.handover, "swap_id": names.swap, "answer": "accept",
        "guest_id": names.guest, "asked_id": names.asked, "slug": "google", "moment": "out",
        "photo_id": names.risk_photo if endpoint.startswith("safety.") else names.listing_photo
        if "exchanges." in endpoint and short in OF_NOTICE else names.handover_photo,
        "link_id": names.door_link if endpoint.startswith("bookings.") else names.reader_link,
        "document_id": names.document, "draw_id": names.draw, "claim_id": names.closure,
        "entitlement_id": names.entitlement, "fault_id": names.fault, "form": "csv",
        "round_id": names.allotting if endpoint in ALLOTTING else names.season, "step": "close",
        "wish_id": names.allotting_wish if endpoint in ALLOTTING else names.season_wish,
        "waiting_id": names.waiting, "stand_in_id": names.stand_in,
        "name": f"{names.dav_name}.ics" if endpoint.startswith("dav.") else PHOTO, "filename": "css/base.css",
        "feed_id": names.feed, "calendar_id": names.outside, "old_id": names.old_calendar,
        "structure_id": world.fournil_id, "affiliation_id": names.affiliation, "office_id": names.office,
        "invitation_id": names.invitation, "announcement_id": names.announcement,
        "sign_in_id": names.sign_in, "token_id": stage.bearer["id"],
        "token": token.get(endpoint.partition(".")[0], "x"),
        "number": 2 if endpoint in AT_SIGNATURE else 1,
        "unit_id": names.unit, "risk_id": names.risk,
        "measure_id": names.measure, "incident_id": names.incident, "rule_id": names.rule,
        "occupation_id": names.occupation, "judgement_id": names.judgement,
        "home": f"{world.nadia.person_id}-{world.fournil_id}-trois-ponts", "calendar": f"resource-{world.van_id}",
        "password_id": names.dav_password,
        "place_id": names.place, "remark_id": names.remark, "extract_id": names.extract, "what": "volume",
        "one": world.couture_id, "other": world.fournil_id,
    }  # fmt: skip


TERMS = {
    "qualification": "Couture", "tasks": "Réparer les tabliers", "reason": "Renfort", "starts_on": "2028-08-07",
    "ends_on": "2028-09-29", "day3": "9:00-12:30", "place": "4 rue du Four", "features": "Fournil chaud",
    "orders_from": "Karim Benali", "contact": "Inès Martin", "cost_method": "Coût exact", "ppe": "Chaussures",
    "medical": "Suivi simple", "safety_notes": "Sol glissant", "probation_days": "10", "reflection_days": "8",
}  # fmt: skip
NEW_PASSWORD = {"password": "quatre-ponts-2028", "again": "quatre-ponts-2028"}
DECLARED = {
    "direction": "given", "kind": "equipment", "title": "Prêt", "event_on": "2027-05-02", "quantity": "2",
    "counterpart": "no", "idempotency_key": "k-of-the-table-0001", "unit": "",
}  # fmt: skip
SHEET = {
    "name": "Barnum", "place": "", "approval": "owner", "shown": "everything", "audience": "pole", "granularity": "15",
    "units": "1", "horizon": "366",
}  # fmt: skip
OPERATION = {
    "route": "plan", "what": "Peinture", "starts_on": "2027-05-10", "ends_on": "2027-05-11", "hours": "12",
    "headcount": "2", "lead": "Karim", "inspected_on": "2027-05-03", "phases": "Échelle", "instructions": "Deux",
    "rescue": "15",
}  # fmt: skip
BODIES: dict[str, dict[str, object]] = {
    "account.act_for": {"pole": "trois-ponts"},
    "account.change_password": {"old": PASSWORD, **NEW_PASSWORD},
    "account.save_profile": {"name": "Autre Nom", "locale": "fr"},
    "account.set_language": {"language": "en"},
    "account.set_theme": {"theme": "dark"},
    "bookings.add_units": {"more": "1"},
    "bookings.rename_unit": {"name": "Près de la porte"},
    "resources.set_photo": {"verb": "describe", "alt": "La table"},
    "resources.add_document": {"sort": "plan", "readers": "setters", "title": "Plan"},
    "bookings.approve": {"reason": ""},
    "bookings.cancel": {"scope": "this"},
    "bookings.create": {"day": "2027-05-12", "from": "09:00", "to": "10:00", "people": "1"},
    "bookings.plead": {"day": "2029-05-12", "from": "09:00", "to": "10:00"},
    "bookings.opened": {"day": "2027-05-12", "from": "09:00", "to": "10:00"},
    "bookings.decline": {"reason": "non"},
    "bookings.add_guest": {"firm": "Toitures Val", "purpose": "working"},
    "bookings.describe_guest": {"hours": "8", "dangerous": "", "alone": ""},
    "bookings.name_stand_in": {"from_on": "2027-05-10", "through_on": "2027-05-12"},
    "bookings.save_desk": {"auto_release": "15", "offer_minutes": "60"},
    "bookings.open_round": {
        "name": "Automne", "first_on": "2027-09-06", "last_on": "2027-12-17", "wishes_until_on": "2027-06-15",
        "resources": ["1"],
    },
    "bookings.add_wish": {"resource": "1", "weekday": "2", "from": "09:00", "to": "11:00", "every": "1"},
    "bookings.answer_wish": {"granted": "yes"},
    "bookings.place_wish": {"resource": "1", "weekday": "3", "from": "15:00", "to": "17:00", "words": "Déjà pris"},
    "bookings.wait": {"day": "2027-05-10", "from": "09:00", "to": "10:00", "people": "1"},
    "bookings.edit": {"title": "Autre", "note": "", "version": "1"},
    "bookings.move": {"day": "2027-05-11", "from": "09:00", "to": "10:00"},
    "calendars.choose_way": {"way": "mail"},
    "calendars.create": {"what": "person"},
    "guest_invitations.create": {"name": "Zoé Faure", "email": "zoe@dehors.test"},
    "guest_invitations.answer": {"answer": "declined"},
    "outside.create": {"name": "Mairie", "whose": "1", "url": "https://mairie.example/agenda.ics"},
    "documents.checked": {"sha256": "0" * 64},
    "exchanges.answer": {"message": "Bonjour"},
    "exchanges.close_period": {"through_on": "2027-03-31", "sure": "y"},
    "exchanges.counter": {"quantity": "2", "event_on": "2027-03-08", "title": "Réparation"},
    "exchanges.create": DECLARED,
    "exchanges.dispute": {"reason": "Trop"},
    "exchanges.publish": {"listing": "offer", "category": "equipment", "title": "Barnum", "until_on": "2027-06-01"},
    "exchanges.refuse": {"reason": "non"},
    "exchanges.reverse": {"reason": "erreur"},
    "exchanges.set_limit": {"hours": "20"},
    "exchanges.set_mode": {"mode": "time_unit", "read": "y"},
    "exchanges.save_search": {"q": "barnum"},
    "exchanges.create_session": {
        "kind": "premises", "title": "Salle", "quantity": "2", "event_on": "2027-03-08", "idempotency_key": "s",
    },
    "exchanges.set_first_month": {"month": "9"},
    "exchanges.lead_over": {"transition_on": "2027-01-01", "months": "8"},
    "exchanges.settle_year": {"year": "2027", "sure": "y"},
    "exchanges.judge": {"year": "2027", "essential": "yes", "countable": "yes"},
    "exchanges.value": {
        "year": "2027", "kind": "staff", "unit": "hour", "euros": "20", "account": "862", "method": "Taux",
        "source": "Grille",
    },
    "exchanges.set_rules": {"delay_days": "15"},
    "invitations.accept": {"name": "Léo", **NEW_PASSWORD},
    "invitations.add_structure": {"name": "La Scierie", "legal_form": "scop", "email": "a@scierie.test"},
    "login.enter": {"email": "nadia@trois-ponts.test", "password": PASSWORD},
    "login.send_link": {"email": "nadia@trois-ponts.test"},
    "password.ask": {"email": "nadia@trois-ponts.test"},
    "password.change": NEW_PASSWORD,
    "people.invite": {"email": "zed@trois-ponts.test", "role": "member"},
    "people.leave": {"what": "cancel"},
    "people.set_role": {"role": "manager"},
    "pole.announce": {"title": "Fête", "text": "", "until_on": "2027-06-01"},
    "pole.give_office": {"email": "karim@trois-ponts.test", "role": "safety_officer"},
    "pole.save_settings": {"name": "Pôle", "zone": "Europe/Paris", "exchange_mode": "register", "version": "1"},
    "resources.close": {"first": "2027-09-01", "starts": "08:00", "last": "2027-09-02", "ends": "10:00"},
    "resources.create": {"kind": "equipment", **SHEET},
    "resources.save": {**SHEET, "version": "1"},
    "safety.add_check": {"kind": "drill", "label": "Exercice", "due_on": "2027-06-01"},
    "safety.describe_place": {"meeting_point": "Parvis", "version": "0"},
    "safety.record_check": {"done_on": "2027-05-02", "done_by": "Apave"},
    "bookings.report_defect": {"text": "Pneu à plat"},
    "bookings.report_fault": {"severity": "notice", "text": "Fuite", "first": "", "starts": "00:00", "ends": "24:00"},
    "resources.set_features": {"lines": "Four : four à pain"},
    "resources.set_rules": {
        "change_unit": "60", "cancel_unit": "60", "late_cancel": "counts", "holidays": "open", "region": "metropole",
        "school": "open", "school_zone": "", "crowd": "members", "shortest": "30", "version": "1",
    },
    "safety.add_consultation": {"held_on": "2027-05-02", "body": "cse", "shown": "Plan", "opinion": "Pour"},
    "safety.add_measure": {"text": "Ranger", "principle": "8", "due_on": "2027-06-01"},
    "safety.add_occupation": {"profile": "office", "headcount": "2", "weekdays": ["1"], "opens": "08:00",
                              "closes": "10:00", "from_on": "2027-05-03"},
    "safety.add_risk": {"family": "H01", "situation": "Câbles", "severity": "4", "frequency": "1", "mastery": "2"},
    "safety.add_rule": {"theme": "traffic", "text": "Au pas", "place_id": ""},
    "safety.add_unit": {"name": "Cour", "kind": "premises", "place_id": ""},
    "safety.close_incident": {"taken": "Sol refait"},
    "safety.open_operation": OPERATION,
    "safety.write_operation": {**OPERATION, "version": "1"},
    "safety.sign_operation": {"side": "host"},
    "safety.send_signing_link": {"name": "Jean Martel", "email": "jean@martel.test"},
    "safety_sign.sign": {"code": "123456"},
    "safety.check_effect": {"effect": "Mieux"},
    "safety.prove": {"evidence": "Facture"},
    "safety.write_programme": {"text": "Dégager", "principle": "8", "due_on": "2027-07-01", "version": "3"},
    "safety.move_measure": {"state": "started"},
    "safety.say_exposure": {"women": "6", "men": "7"},
    "safety.say_figures": {"noise_exposed": "4", "noise_beyond": "1"},
    "safety.add_remark": {"text": "Le quai est étroit", "unit_id": ""},
    "safety.answer_remark": {"answer": "Noté"},
    "safety.sign": {"code": "000000"},
    "safety.open_adoption": {"reason": "Annuelle"},
    "safety.propose_judgement": {"family": "H20", "place_key": "site", "mastery": "2", "measures": "Horaires"},
    "safety.walk_risk": {"family": "H20", "situation": "Sortie", "severity": "4", "frequency": "1", "mastery": "2",
                         "version": "1"},
    "safety.walk_unit": {"family": "H01", "situation": "Câbles", "severity": "4", "frequency": "1", "mastery": "2"},
    "safety.walk_measure": {"family": "H20", "place_key": "sur place", "mastery": "2", "measures": "Horaires"},
    "safety.rate_risk": {"family": "H20", "situation": "Sortie", "severity": "4", "frequency": "1", "mastery": "2"},
    "safety.report_incident": {"kind": "near_miss", "happened_on": "2027-05-02", "text": "Chute", "unit_id": ""},
    "safety_report.tell": {"kind": "near_miss", "happened_on": "2027-05-02", "text": "Câble au sol"},
    "safety.set_scope": {"not_covered": "Le bureau"},
    "safety.share": {"number": "1", "kind": "inspection", "reader": "M. Paul", "expires_on": "2027-06-01"},
    "staffing.answer": {"answer": "yes"},
    "staffing.answer_hours": {"answer": "confirm"},
    "staffing.briefing": {"briefed_on": "2027-03-01"},
    "staffing.close": {"wages": "100", "charges": "40", "expenses": "5", "invoiced": "145"},
    "staffing.create": {"side": "host", "skill": "Couture"},
    "staffing.decide": {"decision": "approve"},
    "staffing.do_stop": {"reason": ""},
    "staffing.enter_hours": {"day": "2027-04-02", "starts": "09:00", "ends": "12:00", "break_minutes": "0"},
    "staffing.save_derogation": {
        "rule": "T1", "hours": "12", "starts_on": "2027-04-01", "until_on": "2027-06-30",
    },
    "staffing.do_sign": {"code": "123456"},
    "staffing.link_sign": {"code": "123456"},
    "staffing.send_link": {"side": "host", "name": "Présidence", "email": "presidence@fournil.test"},
    "staffing.sign_code": {"password": PASSWORD},
    "staffing.save_cse": {"opinion": "favourable", "consulted_on": "2027-02-25", "headcount": "14"},
    "passkeys.add": {"name": "Téléphone", "password": PASSWORD, "credential": "{}"},
    "staffing.save_person": {"qualification": "Couturière"},
    "staffing.save_whose_time": {"qualification": "Couturière", "person_id": "0", "name": "Zoé Lambert"},
    "staffing.save_terms": TERMS,
    "structures.save": {"name": "Le Fournil", "legal_form": "scop", "headcount": "9", "version": "1"},
    "structures.set_state": {"state": "suspended"},
}  # fmt: skip


# What a calendar program sends; its address is an event of Karim's in the van's calendar, in Nadia's home.
DAV_BODIES = {
    "dav.put": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20270501T000000Z\r\n"
    "DTSTART:20270512T080000Z\r\nDTEND:20270512T090000Z\r\nSUMMARY:Autre\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "dav.set_look": "<propertyupdate xmlns='DAV:'><set><prop><displayname>La mienne</displayname></prop></set>"
    "</propertyupdate>",
    "dav.set_home": "<propertyupdate xmlns='DAV:'><set><prop><default-alarm-vevent-date "
    "xmlns='urn:ietf:params:xml:ns:caldav'>BEGIN:VALARM</default-alarm-vevent-date></prop></set></propertyupdate>",
    "dav.report": "<calendar-query xmlns='urn:ietf:params:xml:ns:caldav'><filter><comp-filter name='VCALENDAR'/>"
    "</filter></calendar-query>",
}


def body_of(stage: Stage, endpoint: str) -> dict[str, Any]:
    """What `client.open` sends: a form, or JSON for the API."""
    if endpoint == "api_exchanges.add_photo":
        return {"data": picture()}
    if endpoint == "api_exchanges.add_proof":
        return {"data": picture(), "query_string": {"name": "bon.jpg"}}
    if endpoint.startswith("api_"):
        return {"json": _json(stage, endpoint)}
    if endpoint.startswith("dav."):
        return {"data": DAV_BODIES.get(endpoint, "").format(uid=stage.names.dav_name)}
    return {"data": dict(BODIES.get(endpoint, {})) | _objects(stage, endpoint)}


def _json(stage: Stage, endpoint: str) -> dict[str, object]:
    world = stage.world
    if endpoint == "api_bookings.create":
        span = {"starts_at": "2027-05-12T14:00:00+02:00", "ends_at": "2027-05-12T15:00:00+02:00"}
        return {"resource_ids": [world.room_id], "structure_id": world.fournil_id, **span}
    if endpoint.startswith("api_exchanges."):
        return _exchanged(stage, endpoint.rpartition(".")[2])
    if endpoint == "api_bookings.put_parts":
        return {"part_ids": [world.room_id]}
    if endpoint == "api_resources.open_to_poles":
        return {"every": True}
    if endpoint == "api_bookings.rename_unit":
        return {"name": "Près de la fenêtre"}
    if endpoint.startswith("api_bookings."):
        return _around(stage, endpoint.rpartition(".")[2])
    return {}


def _around(stage: Stage, verb: str) -> dict[str, object]:
    """What the API around a booking is sent: Nadia has the room on the 24th, far days want an exception."""
    world = stage.world
    span = {"starts_at": "2027-05-24T09:00:00+02:00", "ends_at": "2027-05-24T10:00:00+02:00"}
    far = {"starts_at": "2029-05-14T09:00:00+02:00", "ends_at": "2029-05-14T10:00:00+02:00"}
    bodies: dict[str, dict[str, object]] = {
        "change": {"title": "Autre"}, "wait": {"resource_id": world.room_id, **span},
        "exception": {"resource_ids": [world.room_id], "structure_id": world.fournil_id, **far},
        "hand_over": {"moment": "out", "condition": "good"}, "pass_on": {"email": world.nadia.email},
        "add_wish": {"resource_id": world.room_id, "weekday": 3, "starts": "09:00", "ends": "11:00"},
        "open_round": {"name": "Été", "first_on": "2027-07-01", "last_on": "2027-08-01",
                       "wishes_until_on": "2027-06-01", "resource_ids": [world.room_id]},
        "answer_wish": {"granted": True},
        "place_wish": {"resource_id": world.room_id, "weekday": 3, "starts": "09:00", "ends": "11:00", "words": "Là"},
        "propose_swap": {"wanted_id": int(str(_objects(stage, "bookings.propose_swap")["wanted"]))},
    }  # fmt: skip
    return bodies.get(verb, {})


def _exchanged(stage: Stage, verb: str) -> dict[str, object]:
    """What the API of exchanges is sent: complete, so that a refusal is of the right."""
    world, version = stage.world, {"version_sha256": stage.names.version}
    what = {"kind": "equipment", "unit": "piece", "quantity": 2, "title": "Prêt", "event_on": "2027-05-02"}
    leg = {**what, "direction": "given", "other_structure_id": world.couture_id}
    terms = {name: what[name] for name in ("quantity", "title")} | {"event_on": "2027-03-08"}
    notice = {"listing": "offer", "category": "equipment", "title": "Barnum", "until_on": "2027-06-01"}
    bodies: dict[str, dict[str, object]] = {
        "create": leg, "set_up": {**leg, "every": "week", "until_on": "2027-06-30"},
        "hold_session": {**what, "structure_ids": [world.couture_id, world.fournil_id]},
        "confirm": version, "counter": {**version, **terms}, "refuse": {"reason": "non"},
        "dispute": {"reason": "Trop"}, "reverse": {"reason": "erreur"}, "publish": notice,
        "reply": {"message": "Bonjour"},
    }  # fmt: skip
    return bodies.get(verb, {})


def _objects(stage: Stage, endpoint: str) -> dict[str, object]:
    """Fields that name an object of the stage."""
    names, world = stage.names, stage.world
    loan = stage.terms.get(names.loans[LOAN_OF.get(endpoint.rpartition(".")[2], State.ACTIVE)], (0, ""))
    paper = lambda: (io.BytesIO(PDF), "signe.pdf")  # noqa: E731 -- read once each request
    found: dict[str, dict[str, object]] = {
        "account.act_for": {"structure_id": str(world.fournil_id)},
        "account.make_token": {"label": "Essai", "acting": f"{world.pole_id}:{world.fournil_id}"},
        "bookings.pass_on": {"person": str(world.nadia.person_id)},
        "bookings.propose_swap": {"wanted": str(names.other_date)},
        "bookings.answer_requests": {"booking": str(names.booking), "verb": "accept"},
        "bookings.name_stand_in": {"person": str(world.nadia.person_id)},
        "dav_passwords.create": {"label": "Essai", "acting": f"{world.pole_id}:{world.fournil_id}"},
        "exchanges.add_proof": {"proof": (io.BytesIO(picture()), "bon.jpg"), "title": "Bon signé"},
        "exchanges.add_photo": {"photo": (io.BytesIO(picture()), "barnum.jpg")},
        "exchanges.confirm": {"version_sha256": names.version},
        "exchanges.confirm_month": {"wanted": f"{names.proposed}:{names.version}"},
        "exchanges.counter": {"version_sha256": names.version},
        "exchanges.create": {"other": str(world.couture_id)},
        "exchanges.save_search": {"q": "barnum"},
    "exchanges.create_session": {"receivers": [str(world.couture_id), str(world.fournil_id)]},
        "old_calendars.create": {
            "resource": str(world.room_id), "file": (io.BytesIO(OLD_FILE), "ancien.ics"),
        },
        "outside.replace": {"file": (io.BytesIO(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), "a.ics")},
        "bookings.set_parts": {"parts": [str(world.room_id)], "fate": "cancel"},
        "resources.save": {"structure": str(world.couture_id)},
        "resources.add_document": {"document": paper()},
        "resources.add_photo": {"photo": (io.BytesIO(picture()), "salle.jpg"), "alt": "La table"},
        "resources.import_table": {"file": (io.BytesIO(b"name,kind,structure\nCric,equipment,La Couture\n"), "r.csv")},
        "resources.record_right": {"code": "induction", "holder": f"p{world.nadia.person_id}",
                                   "resource": str(world.room_id)},
        "resources.create": {"structure": str(world.couture_id)},
        "safety.add_consultation": {"structure_id": str(world.fournil_id)},
        "safety.add_measure": {"structure_id": str(world.fournil_id)},
        "safety.add_occupation": {"structure_id": str(world.fournil_id), "place_id": str(names.place)},
        "safety.walk_risk": {"version": str(names.risk_version)},
        "safety.walk_measure": {"giver_id": str(world.couture_id), "taker_id": str(world.fournil_id)},
        "safety.change_emission": {"where": f"resource:{world.van_id}", "profile": "driving", "family": "H01",
                                   "effect": "added", "reason": "Hayon glissant"},
        "safety.propose_at_place": {"where": f"H20 building:{names.place}", "mastery": "2", "measures": "Une allée"},
        "safety.sign_at_place": {"family": "H20", "place_key": f"place-{names.place}", "measures": "Horaires séparés"},
        "safety.propose_judgement": {"giver_id": str(world.couture_id), "taker_id": str(world.fournil_id)},
        "safety.add_photo": {"alt": "Le tableau", "photo": (io.BytesIO(picture()), "vue.jpg")},
        "safety.add_paper": {"kind": "asbestos", "title": "Dossier", "file": paper()},
        "safety.open_operation": {"host_id": str(world.couture_id), "worker_id": str(world.fournil_id)},
        "safety.write_operation": {"host_id": str(world.couture_id), "worker_id": str(world.fournil_id)},
        "safety.write_programme": {"structure_id": str(world.fournil_id)},
        "safety.read_sheet": {"sha256": names.sheet},
        "safety.publish": {"content": names.content},
        "staffing.save_derogation": {"file": paper()},
        "staffing.create": {"structure_id": str(world.couture_id)},
        "staffing.save_terms": {"seen": str(loan[0])},
        "staffing.save_person": {"person_id": str(stage.cast["employee"].person_id)},
        "staffing.save_paper": {"kind": "agreement", "code": loan[1], "signed_on": "2027-02-28", "file": paper()},
        "staffing.save_paper_consent": {"terms_id": str(loan[0]), "file": paper()},
    }  # fmt: skip
    if endpoint in ("staffing.agree", "staffing.answer"):
        return {"terms_id": str(loan[0])}
    return found.get(endpoint, {})
