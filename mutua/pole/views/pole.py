"""The pole itself: offices, settings, announcements, first steps."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.law import rule
from mutua.pole import actions, login, queries, rules
from mutua.pole.forms import EXCHANGE_MODES, POLE_ROLES, AnnouncementForm, OfficeForm, OneButtonForm, PoleForm
from mutua.pole.models import Member, Pole, PoleRole
from mutua.pole.rules import No
from mutua.pole.views.structures import read_version
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence

bp = Blueprint("pole", __name__)


@bp.get("/p/<pole>/roles")
@open_to(Role.COORDINATOR)
def roles(pole: str) -> ResponseReturnValue:
    return _roles(OfficeForm(formdata=None))


@bp.post("/p/<pole>/roles")
@open_to(Role.COORDINATOR)
def give_office(pole: str) -> ResponseReturnValue:
    """Somebody of the pole gets the office at once; anybody else gets an invitation to it."""
    form, member = OfficeForm(), login.current_member()
    if not form.validate():
        return _roles(form, 422)
    role, now = PoleRole(form.role.data), clock.now()
    with transaction():
        person = queries.person_in(member.pole_id, text(form.email))
        if person is not None:
            actions.give_office(member.pole_id, person, role, now=now, actor=member)
            told = _("%(name)s a maintenant ce rôle.", name=person.name)
        else:
            actions.invite(_pole(member), email=text(form.email), pole_role=role, actor=member, now=now)
            told = _("L’invitation est partie à %(email)s.", email=form.email.data)
    flash(told)
    return redirect(url_for("pole.roles", pole=pole), 303)


@bp.post("/p/<pole>/roles/<int:office_id>/take")
@open_to(Role.COORDINATOR)
def take_office(pole: str, office_id: int) -> ResponseReturnValue:
    member = login.current_member()
    try:
        with transaction():
            office = queries.office_in(member.pole_id, office_id)
            if office is None:
                raise NotFound
            own = office.person_id == member.person_id
            actions.take_office(office, actor=member, now=clock.now())
    except Refused as refused:
        form = OfficeForm(formdata=None)
        form.form_errors = [sentence(refused.reason)]
        return _roles(form, 422)
    flash(_("Le rôle est retiré."))
    return redirect("/" if own else url_for("pole.roles", pole=pole), 303)


def _roles(form: OfficeForm, status: int = 200) -> ResponseReturnValue:
    offices = queries.offices_of(login.current_member().pole_id)
    refusals = {row.id: rules.why_not_remove_office(row, offices) for row in offices}
    page = render_template("pole/roles.html", form=form, offices=offices, refusals=refusals, names=POLE_ROLES)
    return page, status


@bp.get("/p/<pole>/settings")
@open_to(Role.COORDINATOR)
def settings(pole: str) -> ResponseReturnValue:
    return _settings(PoleForm(formdata=None, obj=login.current_pole()), AnnouncementForm(formdata=None))


@bp.post("/p/<pole>/settings")
@open_to(Role.COORDINATOR)
def save_settings(pole: str) -> ResponseReturnValue:
    form, member = PoleForm(), login.current_member()
    if not form.validate():
        return _settings(form, AnnouncementForm(formdata=None), 422)
    try:
        with transaction():
            here = queries.pole_to_edit(member.pole_id)
            actions.set_pole(here, form.facts(), version=read_version(form.version), actor=member, now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _settings(form, AnnouncementForm(formdata=None), 409 if refused.reason is No.POLE_CHANGED else 422)
    flash(_("Les réglages sont enregistrés."))
    return redirect(url_for("pole.settings", pole=pole), 303)


@bp.post("/p/<pole>/announcements")
@open_to(Role.COORDINATOR)
def announce(pole: str) -> ResponseReturnValue:
    form, member = AnnouncementForm(), login.current_member()
    if not form.validate():
        return _settings(PoleForm(formdata=None, obj=login.current_pole()), form, 422)
    until_on = form.until_on.data
    assert until_on is not None  # InputRequired
    with transaction():
        actions.announce(text(form.title), text(form.text), until_on, actor=member, now=clock.now())
    flash(_("L’annonce est affichée."))
    return redirect(url_for("pole.settings", pole=pole), 303)


@bp.post("/p/<pole>/announcements/<int:announcement_id>/withdraw")
@open_to(Role.COORDINATOR)
def withdraw(pole: str, announcement_id: int) -> ResponseReturnValue:
    member = login.current_member()
    with transaction():
        found = queries.announcement_in(member.pole_id, announcement_id)
        if found is None:
            raise NotFound
        actions.withdraw(found, actor=member, now=clock.now())
    flash(_("L’annonce est retirée."))
    return redirect(url_for("pole.settings", pole=pole), 303)


def _settings(form: PoleForm, news: AnnouncementForm, status: int = 200) -> ResponseReturnValue:
    member = login.current_member()
    here = _pole(member)
    today = wall(clock.now(), here.zone).date()
    both = _both(form, here) if status == 409 else []
    warning = rule("W1", on=today)
    page = render_template(
        "pole/settings.html",
        form=form,
        news=news,
        both=both,
        warning=warning.text_en if str(get_locale()) == "en" else warning.text_fr,
        checked_on=warning.checked_on,
        announcements=queries.announcements(member.pole_id, today),
        today=today,
        one_button=OneButtonForm(formdata=None),
    )
    return page, status


def _both(form: PoleForm, here: Pole) -> list[tuple[str, object, object]]:
    """What was typed beside what stands there now; from here on the form replaces the latter."""
    form.version.data = str(here.version)
    modes: dict[object, object] = {key.value: label for key, label in EXCHANGE_MODES.items()}
    pairs = [
        (field.label.text, field.data, getattr(here, field.name))
        for field in (form.name, form.territory, form.zone, form.charter_signed_on, form.exchange_mode)
    ]
    return [
        (label, modes.get(typed, typed), modes.get(there, there))
        for label, typed, there in pairs
        if (typed or "") != (there or "")
    ]


def _pole(member: Member) -> Pole:
    here = queries.pole_to_edit(member.pole_id) if request.method == "POST" else login.current_pole()
    if here is None:
        raise NotFound
    return here


@bp.get("/p/<pole>/first-steps")
@open_to(Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)
def first_steps(pole: str) -> ResponseReturnValue:
    """Three steps that one may skip; each leads to the real page."""
    member = login.current_member()
    own = queries.structure(member.structure_id) if member.structure_id is not None else None
    described = own is not None and bool(own.address and own.activity)
    wanted = request.args.get("step", "")
    step = int(wanted) if wanted in ("1", "2", "3") else (2 if described else 1)
    return render_template("pole/first_steps.html", structure=own, described=described, step=step)
