"""The doors of exchanges: who gets in, what each answers, what a form keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from mutua.exchanges import actions, queries
from mutua.exchanges.models import Exchange, Listing, ListingKind, Notice, State
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole.models import LegalForm
from mutua.resources.models import Kind
from mutua.web.mailing import render
from mutua.web.sentences import known
from tests.builders import World, sign_in
from tests.exchanges.builders import DAY, LATER, leg, load, post, propose

ROOT = "/p/trois-ponts/exchanges"


@pytest.fixture(autouse=True)
def _today(app: object) -> Iterator[None]:
    with clock.frozen(LATER):
        yield


def form(world: World, **change: str) -> dict[str, str]:
    return {
        "other": str(world.fournil_id),
        "direction": "given",
        "kind": "staff",
        "orders": "giver",
        "title": "Réparation des tables",
        "event_on": "2027-03-08",
        "quantity": "3 h",
        "unit": "",
        "counterpart": "no",
        "idempotency_key": "one",
        **change,
    }


def page(answer: TestResponse) -> str:
    return answer.get_data(as_text=True).replace("\u00a0", " ")


def test_what_waits_stands_first_with_one_click(world: World, client: FlaskClient) -> None:
    propose(world)
    answer = sign_in(client, world.karim).get(ROOT)
    assert answer.status_code == 200
    assert "Confirmer 3 h" in page(answer)
    assert "à traiter : </span>1<" in page(answer)
    assert page(answer).index("À confirmer") < page(answer).index("Donné et reçu") < page(answer).index("Journal")


def test_the_words_of_debt_and_price_are_nowhere(world: World, client: FlaskClient) -> None:
    number = post(world)
    sign_in(client, world.karim)
    for path in (ROOT, f"{ROOT}/{number}", f"{ROOT}/statement", f"{ROOT}/new", f"{ROOT}/listings"):
        text = page(client.get(path)).lower()
        assert not [word for word in ("dette", "débit", "crédit", "€", "prix", "solde") if word in text], path


def test_confirming_answers_303_then_409_the_second_time(world: World, client: FlaskClient) -> None:
    number = propose(world)
    version = load(world.karim, number).current.sha256
    sign_in(client, world.karim)
    codes = [client.post(f"{ROOT}/{number}/confirm", data={"version_sha256": version}).status_code for _ in range(2)]
    assert codes == [303, 409]
    assert load(world.karim, number).state is State.CONFIRMED


def test_confirming_another_version_than_the_one_on_the_screen_is_a_409(world: World, client: FlaskClient) -> None:
    number = propose(world)
    answer = sign_in(client, world.karim).post(f"{ROOT}/{number}/confirm", data={"version_sha256": "0" * 64})
    assert answer.status_code == 409
    assert "a changé entre-temps" in page(answer)


@pytest.mark.parametrize("data", [{}, {"version_sha256": "x" * 5000}, {"version_sha256": "a\x00b"}])
def test_a_malformed_confirmation_is_a_422(world: World, client: FlaskClient, data: dict[str, str]) -> None:
    number = propose(world)
    assert sign_in(client, world.karim).post(f"{ROOT}/{number}/confirm", data=data).status_code == 422


def test_strangers_and_other_structures_get_a_404_the_coordination_reads(world: World, client: FlaskClient) -> None:
    number = post(world)
    version = load(world.karim, number).current.sha256
    for member, codes in (
        (world.stranger, (404, 404, 404)),
        (world.prevention, (404, 404, 404)),
        (world.lucie, (200, 403, 403)),
    ):
        sign_in(client, member)
        read = client.get(f"{ROOT}/{number}").status_code
        confirm = client.post(f"{ROOT}/{number}/confirm", data={"version_sha256": version}).status_code
        undo = client.post(f"{ROOT}/{number}/reverse", data={"reason": "x"}).status_code
        assert (read, confirm, undo) == codes, member.name
        client.post("/logout")


@pytest.mark.parametrize("number", [999, 10**30])
def test_an_exchange_that_is_not_there_is_a_404(world: World, client: FlaskClient, number: int) -> None:
    sign_in(client, world.karim)
    assert client.get(f"{ROOT}/{number}").status_code == 404
    assert client.post(f"{ROOT}/{number}/refuse").status_code == 404


def test_declaring_sends_once_however_often_it_is_pressed(world: World, client: FlaskClient) -> None:
    sign_in(client, world.ines)
    answers = [client.post(f"{ROOT}/new", data=form(world)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(db.session.scalars(select(Exchange)).all()) == 1


def test_a_draft_is_kept_then_sent(world: World, client: FlaskClient) -> None:
    sign_in(client, world.ines)
    kept = client.post(f"{ROOT}/new", data=form(world, act="keep"))
    assert "Brouillon" in page(client.get(kept.location))
    assert client.post(f"{kept.location}/send").status_code == 303
    assert db.session.scalars(select(Exchange.state)).all() == [State.PROPOSED]


W3, W6 = "Votre côté est probablement imposable", "la chose n’est plus en prêt à usage"


@pytest.mark.parametrize(
    ("taxable", "form_of", "warned"),
    [(False, LegalForm.ASSOCIATION, False), (True, LegalForm.ASSOCIATION, True), (False, LegalForm.SCIC, True)],
)
def test_who_proposes_a_counterpart_reads_every_warning_before_saying_yes(
    world: World, client: FlaskClient, taxable: bool, form_of: LegalForm, warned: bool
) -> None:
    """To propose is to assent: W3 (for a taxable side) and W6 stand in the form, and on the page of either side."""
    with transaction():
        ours, theirs = queries.structure(world.couture_id), queries.structure(world.fournil_id)
        ours.taxable, ours.legal_form, theirs.legal_form = taxable, form_of, LegalForm.ASSOCIATION
    before = page(sign_in(client, world.ines).get(f"{ROOT}/new"))
    assert (W3 in before, W6 in before) == (warned, True)
    back = {"back_kind": "desk", "back_title": "Poste", "back_quantity": "2", "back_unit": "half_day"}
    wanted = form(world, counterpart="yes", back_on="2027-03-08", **back)
    address = client.post(f"{ROOT}/new", data=wanted).location
    shown = [page(sign_in(client, who).get(address)) for who in (world.ines, world.karim)]
    assert [(W3 in text, W6 in text) for text in shown] == [(warned, True), (False, True)]


def test_an_agreed_counterpart_shows_the_dated_warning(world: World, client: FlaskClient) -> None:
    back = {"back_kind": "premises", "back_title": "Salle", "back_on": "2027-04-02", "back_quantity": "2 h"}
    answer = sign_in(client, world.ines).post(f"{ROOT}/new", data=form(world, counterpart="yes", **back))
    assert answer.status_code == 303
    text = page(client.get(answer.location))
    assert "Cet enregistrement n’est pas une facture" in text
    assert "CGI 266-1-a" in text
    assert "Lu dans le texte le 20 août 2026" in text


BACK = {"counterpart": "yes", "back_kind": "desk", "back_title": "x", "back_on": "2027-03-08"}
WRONG = [
    ({"quantity": "0"}, "plus grande que zéro"),
    ({"quantity": ""}, "Remplissez ce champ"),
    ({"quantity": "-3"}, "plus grande que zéro"),
    ({"quantity": "trois"}, "Écrivez un nombre"),
    ({"quantity": "0,33"}, "Le plus petit pas"),
    ({"quantity": "999999"}, "trop grande"),
    ({"quantity": "99999999999"}, "trop grande"),
    ({"event_on": "2027-03-12"}, "pas encore passée"),
    ({"event_on": "2027-02-29"}, "Cette date n’existe pas"),
    ({"event_on": "2020-02-29"}, "deux ans"),
    ({"event_on": "9999-12-31"}, "2000 et 2100"),
    ({"event_on": "hier"}, "Cette date n’existe pas"),
    ({"other": "999999"}, ""),
    ({"other": "x"}, ""),
    ({"other": ""}, "Choisissez une réponse"),
    ({"kind": "gold"}, ""),
    ({"unit": "km"}, "ne se compte pas"),
    ({"unit": "euro"}, ""),
    ({"orders": ""}, "Choisissez une réponse"),
    ({"orders": "receiver"}, "mise à disposition"),
    ({"title": ""}, "Remplissez ce champ"),
    ({"title": "x" * 161}, ""),
    ({"title": "a\x00b"}, "caractère illisible"),
    ({"note": "x" * 25_000}, ""),
    ({"counterpart": "yes"}, "Remplissez ce champ"),
    ({**BACK, "back_quantity": "1,5"}, "Le plus petit pas"),
    ({**BACK, "back_kind": "staff", "back_quantity": "1 h"}, "Choisissez une réponse"),
    ({**BACK, "back_kind": "staff", "back_quantity": "1 h", "back_orders": "receiver"}, "mise à disposition"),
    ({"idempotency_key": ""}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_a_wrong_declaration_is_a_422_and_keeps_what_was_typed(
    world: World, client: FlaskClient, change: dict[str, str], said: str
) -> None:
    answer = sign_in(client, world.ines).post(f"{ROOT}/new", data=form(world, **{"note": "À garder", **change}))
    assert answer.status_code == 422
    assert said in page(answer)
    assert page(answer).count("Prêter un salarié") <= 1  # W5, once
    assert "note" in change or "À garder" in page(answer)
    assert db.session.scalars(select(Exchange)).all() == []


def beside(answer: TestResponse, field: str) -> str:
    """What stands beside a field; the page names it in its summary too."""
    return page(answer).partition(f'id="{field}-error"')[2].partition("</div>")[0]


def test_everything_wrong_with_a_declaration_is_said_at_once_beside_its_field(
    world: World, client: FlaskClient
) -> None:
    wrong = {"title": "", "quantity": "0", "event_on": "2027-03-12", "every": "", "counterpart": "yes", "other": ""}
    answer = sign_in(client, world.ines).post(f"{ROOT}/new", data=form(world, **wrong, back_quantity="-5"))
    said = {name: beside(answer, name) for name in ("other", "title", "quantity", "event_on", "back_title", "back_on")}
    assert answer.status_code == 422
    assert all(said.values()), said
    assert ("plus grande que zéro" in said["quantity"], "pas encore passée" in said["event_on"]) == (True, True)
    assert "plus grande que zéro" in beside(answer, "back_quantity")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event_on": "2020-02-29"}, "event_on"),
        ({"unit": "km"}, "unit"),
        ({**BACK, "back_quantity": "1", "back_on": "2020-02-28"}, "back_on"),
        ({**BACK, "back_quantity": "1", "back_unit": "km"}, "back_unit"),
    ],
)
def test_what_a_rule_refuses_stands_beside_its_field(
    world: World, client: FlaskClient, change: dict[str, str], field: str
) -> None:
    answer = sign_in(client, world.ines).post(f"{ROOT}/new", data=form(world, **change))
    assert answer.status_code == 422
    assert beside(answer, field)


def test_a_notice_until_yesterday_says_so_beside_the_day_with_what_else_is_wrong(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.ines)
    notice = {"listing": "offer", "category": "premises", "title": "", "until_on": "2027-03-07"}
    answer = client.post(f"{ROOT}/listings/new", data=notice)
    assert answer.status_code == 422
    assert ("à venir" in beside(answer, "until_on"), bool(beside(answer, "title"))) == (True, True)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "🥖 pain", "=1+1"])
def test_any_honest_or_hostile_title_is_shown_as_text(world: World, client: FlaskClient, title: str) -> None:
    answer = sign_in(client, world.ines).post(f"{ROOT}/new", data=form(world, title=title))
    assert answer.status_code == 303
    assert "<script>alert" not in page(client.get(answer.location))


def test_a_correction_is_a_new_version_and_refuses_what_moved(world: World, client: FlaskClient) -> None:
    number = propose(world)
    old = load(world.karim, number).current.sha256
    sign_in(client, world.karim)
    assert "3 h" in page(client.get(f"{ROOT}/{number}/counter"))
    data = {"title": "Tables", "quantity": "2 h", "event_on": "2027-03-08", "version_sha256": old}
    assert client.post(f"{ROOT}/{number}/counter", data=data).status_code == 303
    again = client.post(f"{ROOT}/{number}/counter", data={**data, "quantity": "1 h"})
    assert (again.status_code, "1 h" in page(again)) == (409, True)
    assert client.post(f"{ROOT}/{number}/counter", data={**data, "quantity": "rien"}).status_code == 422
    assert load(world.karim, number).current.quantity == 120


def test_refuse_withdraw_dispute_settle_and_undo_through_the_doors(world: World, client: FlaskClient) -> None:
    first, second, third = propose(world), propose(world), post(world)
    sign_in(client, world.karim)
    assert client.get(f"{ROOT}/{first}/why/refuse").status_code == 200
    assert client.post(f"{ROOT}/{first}/refuse", data={"reason": "Pas ce jour"}).status_code == 303
    assert client.post(f"{ROOT}/{first}/refuse").status_code == 409
    assert client.post(f"{ROOT}/{second}/withdraw").status_code == 403
    assert client.post(f"{ROOT}/{second}/dispute").status_code == 422
    assert client.post(f"{ROOT}/{second}/dispute", data={"reason": "Deux heures"}).status_code == 303
    assert "Deux heures" in page(client.get(f"{ROOT}/{second}"))
    assert client.post(f"{ROOT}/{second}/settle").status_code == 303
    undone = client.post(f"{ROOT}/{third}/reverse", data={"reason": "Erreur"})
    assert undone.status_code == 303
    assert "Annulation de l’échange" in page(client.get(undone.location))
    assert client.post(f"{ROOT}/{third}/reverse", data={"reason": "Erreur"}).status_code == 409
    assert client.get(f"{ROOT}/{third}/why/else").status_code == 404


def test_one_disputes_what_the_other_wrote_not_ones_own_open_proposal(world: World, client: FlaskClient) -> None:
    number, posted = propose(world), post(world)
    asks = "/why/dispute"
    sign_in(client, world.ines)
    assert (asks in page(client.get(f"{ROOT}/{number}")), asks in page(client.get(f"{ROOT}/{posted}"))) == (False, True)
    answer = client.post(f"{ROOT}/{number}/dispute", data={"reason": "Deux heures"})
    assert (answer.status_code, "C’est votre proposition" in page(answer)) == (422, True)
    client.post("/logout")
    sign_in(client, world.karim)
    assert asks in page(client.get(f"{ROOT}/{number}"))


def test_no_get_acts(world: World, client: FlaskClient) -> None:
    number = propose(world)
    sign_in(client, world.karim)
    for verb in ("confirm", "refuse", "withdraw", "dispute", "reverse", "send", "settle"):
        assert client.get(f"{ROOT}/{number}/{verb}").status_code in (404, 405), verb
    assert load(world.karim, number).state is State.PROPOSED


def test_a_month_is_confirmed_in_one_click(world: World, client: FlaskClient) -> None:
    numbers = [propose(world) for _ in range(3)]
    sign_in(client, world.karim)
    assert "Confirmer les 3 échanges" in page(client.get(ROOT))
    wanted = " ".join(f"{number}:{load(world.karim, number).current.sha256}" for number in numbers)
    assert client.post(f"{ROOT}/confirm", data={"wanted": wanted}).status_code == 303
    assert queries.count_waiting(world.karim) == 0
    assert client.post(f"{ROOT}/confirm", data={"wanted": wanted}).status_code == 409
    for junk in ("", "x", "1:2:3", "\x00", "9" * 15 + ":a"):
        assert client.post(f"{ROOT}/confirm", data={"wanted": junk}).status_code in (409, 422), junk


def test_the_statement_adds_up_on_screen_and_in_the_file(world: World, client: FlaskClient) -> None:
    post(world, leg=leg(90, title="=SOMME(A1)"))
    sign_in(client, world.ines)
    text = page(client.get(f"{ROOT}/statement?from=2027-03-01&until=2027-03-31"))
    assert "Avant cette période" in text
    assert "1 h 30" in text
    file = client.get(f"{ROOT}/statement.csv?from=2027-03-01&until=2027-03-31")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    line = file.get_data(as_text=True).splitlines()[1].split(";")
    assert line[:8] == [
        "2027-03-08", "2027-03-08", "donné", "Le Fournil", "Temps de personnel", "'=SOMME(A1)", "90", "minutes",
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["from=2027-02-30", "from=x", "until=0001-01-01", "from=2027-03-31&until=2027-03-01"])
def test_a_wrong_period_is_said_and_never_a_500(world: World, client: FlaskClient, query: str) -> None:
    assert sign_in(client, world.ines).get(f"{ROOT}/statement?{query}").status_code in (200, 422)


def publish(world: World) -> int:
    with transaction():
        notice = Notice(ListingKind.OFFER, Kind.STAFF, "Relecture de dossiers", "Le mardi", date(2027, 4, 1))
        return actions.publish(notice, member=world.ines, now=LATER).id


def test_notices_are_published_answered_renewed_and_closed(world: World, client: FlaskClient) -> None:
    sign_in(client, world.ines)
    data = {"listing": "offer", "category": "staff", "title": "Relecture", "text": "", "until_on": "2027-04-01"}
    assert client.post(f"{ROOT}/listings/new", data=data).status_code == 303
    for change in (
        {"until_on": "2027-03-01"},
        {"until_on": "2030-01-01"},
        {"title": ""},
        {"category": "x"},
        {"text": "\x00"},
    ):
        assert client.post(f"{ROOT}/listings/new", data={**data, **change}).status_code == 422, change
    number = db.session.scalars(select(Listing.id)).one()
    assert client.post(f"{ROOT}/listings/{number}/answer", data={"message": "x"}).status_code == 422
    assert client.post(f"{ROOT}/listings/{number}/renew").status_code == 303
    client.post("/logout")
    sign_in(client, world.karim)
    assert client.post(f"{ROOT}/listings/{number}/close").status_code == 403
    assert client.post(f"{ROOT}/listings/{number}/answer", data={"message": ""}).status_code == 422
    assert client.post(f"{ROOT}/listings/{number}/answer", data={"message": "Volontiers"}).status_code == 303
    assert "Relecture" in page(client.get(f"{ROOT}/new?listing={number}"))
    client.post("/logout")
    sign_in(client, world.stranger)
    assert client.get(f"{ROOT}/listings/{number}/answer").status_code == 404


def test_only_the_coordination_sets_mode_limit_and_closed_months(world: World, client: FlaskClient) -> None:
    sign_in(client, world.ines)
    assert client.get(f"{ROOT}/settings").status_code == 403
    client.post("/logout")
    sign_in(client, world.lucie)
    assert "Demandez à votre comptable" in page(client.get(f"{ROOT}/settings"))
    assert client.post(f"{ROOT}/settings/mode", data={"mode": "time_unit"}).status_code == 422
    assert client.post(f"{ROOT}/settings/mode", data={"mode": "time_unit", "read": "y"}).status_code == 303
    kept = [(row.person_id, row.before, row.after) for row, _ in queries.modes_before(world.pole_id)]
    assert [(who, before, after[:19]) for who, before, after in kept] == [
        (world.lucie.person_id, "register", "time_unit, W1 read ")
    ]
    assert "après lecture de l’avertissement" in client.get(f"{ROOT}/settings").get_data(as_text=True)
    assert client.post(f"{ROOT}/settings/limit", data={"hours": "20 h"}).status_code == 303
    assert client.post(f"{ROOT}/settings/limit", data={"hours": "0"}).status_code == 422
    assert client.post(f"{ROOT}/settings/close", data={"through_on": "2027-02-28", "sure": "y"}).status_code == 303
    assert client.post(f"{ROOT}/settings/close", data={"through_on": "2027-03-31", "sure": "y"}).status_code == 422
    assert client.get(ROOT).status_code == 200


def test_a_pole_of_one_unit_shows_the_solde_d_entraide(world: World, client: FlaskClient) -> None:
    with transaction():
        queries.pole(world.pole_id).exchange_mode = "time_unit"
    post(world)
    text = page(sign_in(client, world.ines).get(ROOT))
    assert "Notre solde d’entraide" in text
    assert "+3 h" in text


def count_statements(client: FlaskClient) -> int:
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.extend([str(args[2])] if str(args[2]).startswith("SELECT") else [])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(ROOT).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_first_page_asks_as_often_for_many_rows_as_for_few(world: World, client: FlaskClient) -> None:
    propose(world), post(world), publish(world)
    sign_in(client, world.karim)
    client.get(ROOT)
    few = count_statements(client)
    for _ in range(3):
        propose(world), post(world), publish(world)
    assert count_statements(client) == few


def test_every_letter_reads_in_french(world: World) -> None:
    number = propose(world)
    with transaction():
        actions.dispute(load(world.karim, number, lock=True), "Deux heures", member=world.karim, now=LATER)
    with transaction():
        actions.answer_listing(
            queries.listing_for(world.karim, publish_inside(world)), "Oui", member=world.karim, now=LATER
        )
    for mail in db.session.scalars(select(Mail).where(Mail.template.like("exchanges/%"))):
        subject, body = render(mail.template, mail.facts, locale="fr", base_url="http://mutua.test")
        assert subject, mail.template
        assert "http://mutua.test/p/trois-ponts/exchanges" in body
        assert "%(" not in subject + body


def publish_inside(world: World) -> int:
    notice = Notice(ListingKind.NEED, Kind.VEHICLE, "Fourgon", "", DAY + timedelta(days=30))
    return actions.publish(notice, member=world.ines, now=LATER).id


@pytest.mark.parametrize(
    "template",
    ["proposed", "countered", "confirmed", "refused", "withdrawn", "disputed", "reversal", "reversed", "limit"],
)
def test_each_letter_has_a_subject_and_says_what_changes_hands(app: object, template: str) -> None:
    facts = {
        "name": "Inès", "by": "Karim", "structure": "Le Fournil", "title": "Tables", "giver": "La Couture",
        "receiver": "Le Fournil", "quantity": 210, "unit": "hour", "event": "2027-03-08", "counterpart": True,
        "path": "/p/trois-ponts/exchanges/1", "reason": "Raison", "limit": 1200,
    }  # fmt: skip
    subject, body = render(f"exchanges/{template}", facts, locale="fr", base_url="http://mutua.test")
    assert "\n" not in subject
    assert "3 h 30" in body.replace("\u00a0", " ")


def test_the_letter_of_the_worker_counts(app: object) -> None:
    facts = {"name": "Inès", "count": 3, "resource": "Salle", "event": "2027-03-08", "path": "/x"}
    subject, _body = render("exchanges/from_bookings", facts, locale="fr", base_url="http://mutua.test")
    assert subject.startswith("3 échanges à confirmer")


def test_every_refusal_has_its_sentence() -> None:
    from mutua.exchanges.rules import No  # noqa: PLC0415 -- the list itself is under test

    assert {reason.value for reason in No} <= known()


def test_months_are_read_over_before_they_are_closed_for_good(world: World, client: FlaskClient) -> None:
    month = {"through_on": "2027-03-31"}
    with clock.frozen(LATER + timedelta(days=40)):
        propose(world, now=LATER + timedelta(days=39))
        sign_in(client, world.lucie)
        assert 'method="get"' in page(client.get(f"{ROOT}/settings"))
        read = client.get(f"{ROOT}/settings/close", query_string=month)
        assert "Clore jusqu’à fin mars 2027" in page(read)
        assert "1 proposition de ces mois attend encore une réponse" in page(read)
        unsure = client.post(f"{ROOT}/settings/close", data=month)
        assert (unsure.status_code, "une clôture ne se défait pas" in page(unsure)) == (422, True)
        assert queries.closed_through(world.pole_id) is None
        assert client.post(f"{ROOT}/settings/close", data={**month, "sure": "y"}).status_code == 303
        assert queries.closed_through(world.pole_id) == date(2027, 3, 31)
        assert client.get(f"{ROOT}/settings/close", query_string=month).status_code == 303  # nothing left to ask
