"""The verbs of people and structures: sign in, invite, accept, reset, name, lower, suspend."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

from mutua.kernel import audit, outbox
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.secret import hash_password, needs_rehash, new_token, password_fits, token_hash
from mutua.pole import queries, rules
from mutua.pole.models import (
    Affiliation,
    ApiToken,
    FailedSignIn,
    Invitation,
    Member,
    Membership,
    MembershipState,
    Office,
    PasswordReset,
    Person,
    Pole,
    PoleRole,
    SignIn,
    Structure,
    StructureRole,
)
from mutua.pole.rules import No

SESSION_LASTS = timedelta(days=30)
INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=2)
LINK_LASTS = timedelta(minutes=30)
LETTERS = 5
TRIES = 8
TRIES_WITHIN = timedelta(minutes=15)


def check_password(email: str, password: str, *, now: datetime) -> Person:
    """The person, or Refused. Wrong tries are counted by account, so honest members at one address are not limited."""
    key = token_hash(f"account:{email.strip().lower()}")
    if queries.count_failures(key, now - TRIES_WITHIN) >= TRIES:
        raise Refused(No.TOO_MANY_TRIES)
    person = queries.person_by_email(email)
    fits = password_fits(person.password_hash if person else None, password)
    if person is None or not fits or person.disabled_at is not None:
        raise Refused(No.WRONG_PASSWORD)
    return person


def count_failure(email: str, *, now: datetime) -> None:
    """Kept in a transaction of its own: the refusal rolled the other back."""
    db.session.add(FailedSignIn(key=token_hash(f"account:{email.strip().lower()}"), at=now))


def open_session(person: Person, *, password: str | None = None, browser: str, now: datetime) -> str:
    """A new session; its secret for the cookie."""
    if password and person.password_hash and needs_rehash(person.password_hash):
        person.password_hash = hash_password(password)
    queries.forget_failures(token_hash(f"account:{person.email}"))
    token = new_token()
    db.session.add(
        SignIn(
            token_sha256=token_hash(token),
            person_id=person.id,
            browser=browser[:200],
            created_at=now,
            seen_on=now.date(),
            expires_at=now + SESSION_LASTS,
        )
    )
    return token


def revoke_session(sign_in: SignIn, *, now: datetime) -> None:
    sign_in.revoked_at = now


def create_pole(name: str, slug: str, *, territory: str = "", zone: str = "Europe/Paris", now: datetime) -> Pole:
    """A new pole without anybody; its first coordinator comes by invitation."""
    pole = Pole(name=name, slug=slug, territory=territory, zone=zone, created_at=now)
    db.session.add(pole)
    db.session.flush()
    audit.record("pole.created", "pole", pole.id, actor=None, at=now, pole_id=pole.id)
    return pole


def add_structure(pole: Pole, structure: Structure, *, now: datetime, actor: Member | None = None) -> Structure:
    """A structure joins the pole."""
    structure.created_at = now
    db.session.add(structure)
    db.session.flush()
    count = queries.count_structures(pole.id)
    membership = Membership(pole_id=pole.id, structure_id=structure.id, joined_on=now.date(), hue=count % 12)
    db.session.add(membership)
    audit.record("structure.joined", "structure", structure.id, actor=actor, at=now, pole_id=pole.id)
    return structure


def add_person(name: str, email: str, *, password: str | None, locale: str = "fr", now: datetime) -> Person:
    """A new account."""
    person = Person(
        name=name,
        email=email.strip().lower(),
        password_hash=hash_password(password) if password else None,
        locale=locale,
        created_at=now,
    )
    db.session.add(person)
    db.session.flush()
    return person


def affiliate(
    person: Person, structure_id: int, role: StructureRole, *, now: datetime, actor: Member | None, pole_id: int
) -> None:
    """Put a person in a structure, or change their role there."""
    known = queries.affiliation(person.id, structure_id)
    if known is None:
        db.session.add(Affiliation(person_id=person.id, structure_id=structure_id, role=role, since_at=now))
    else:
        known.role = role
    before = known.role.value if known else None
    audit.record(
        "person.affiliated", "person", person.id, actor=actor, at=now, before=before, after=role.value, pole_id=pole_id
    )


def give_office(pole_id: int, person: Person, role: PoleRole, *, now: datetime, actor: Member | None) -> None:
    """Coordination or prevention for a person."""
    if all(row.person_id != person.id or row.role is not role for row in queries.offices_of(pole_id)):
        db.session.add(Office(pole_id=pole_id, person_id=person.id, role=role, since_at=now))
        audit.record("office.given", "person", person.id, actor=actor, at=now, after=role.value, pole_id=pole_id)


def take_office(office: Office, *, actor: Member, now: datetime) -> None:
    refuse_if(rules.why_not_set_pole(actor))
    refuse_if(rules.why_not_remove_office(office, queries.offices_of(office.pole_id)))
    audit.record("office.taken", "person", office.person_id, actor=actor, at=now, before=office.role.value)
    db.session.delete(office)


def invite(
    pole: Pole,
    *,
    email: str,
    name: str = "",
    structure_id: int | None = None,
    structure_role: StructureRole | None = None,
    pole_role: PoleRole | None = None,
    actor: Member | None,
    now: datetime,
) -> str:
    """Send an invitation; its token (for the operator's command line, which prints it)."""
    if structure_id is not None and actor is not None:
        refuse_if(rules.why_not_manage_structure(structure_id, actor))
    token = new_token()
    invitation = Invitation(
        token_sha256=token_hash(token),
        pole_id=pole.id,
        structure_id=structure_id,
        structure_role=structure_role,
        pole_role=pole_role,
        email=email.strip().lower(),
        name=name,
        invited_by_id=actor.person_id if actor else None,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record("invitation.sent", "invitation", invitation.id, actor=actor, at=now, pole_id=pole.id)
    facts = {"pole": pole.name, "by": actor.name if actor else "", "name": name, "path": f"/invitations/{token}"}
    outbox.mail("pole/invitation", to=invitation.email, locale="fr", pole_id=pole.id, facts=facts, at=now)
    return token


def accept_invitation(
    invitation: Invitation, *, name: str, password: str | None, signed_in: Person | None, now: datetime
) -> Person:
    """Make the account (or use the one signed in with that address) and give what the invitation promised."""
    refuse_if(rules.why_not_accept(invitation, now=now))
    known = queries.person_by_email(invitation.email)
    if known is not None and (signed_in is None or signed_in.id != known.id):
        raise Refused(No.SIGN_IN_FIRST)
    if known is None:
        refuse_if(rules.why_not_password(password or ""))
        known = add_person(name, invitation.email, password=password, now=now)
    if invitation.structure_id is not None and invitation.structure_role is not None:
        role, pole_id = invitation.structure_role, invitation.pole_id
        affiliate(known, invitation.structure_id, role, now=now, actor=None, pole_id=pole_id)
    if invitation.pole_role is not None:
        give_office(invitation.pole_id, known, invitation.pole_role, now=now, actor=None)
    invitation.accepted_at = now
    return known


def revoke_invitation(invitation: Invitation, *, actor: Member, now: datetime) -> None:
    if invitation.structure_id is not None:
        refuse_if(rules.why_not_manage_structure(invitation.structure_id, actor))
    else:
        refuse_if(rules.why_not_set_pole(actor))
    invitation.revoked_at = now
    audit.record("invitation.revoked", "invitation", invitation.id, actor=actor, at=now)


def ask_for_reset(email: str, *, now: datetime) -> None:
    """Mail a link if there is such an account; the answer on the page is the same either way."""
    person = _reader_of_links(email, now)
    if person is None:
        return
    token = new_token()
    db.session.add(PasswordReset(token_sha256=token_hash(token), person_id=person.id, expires_at=now + RESET_LASTS))
    facts = {"name": person.name, "path": f"/password/{token}", "minutes": RESET_LASTS.seconds // 60}
    outbox.mail("pole/password_reset", to=person.email, locale=person.locale, facts=facts, at=now)


def ask_for_link(email: str, wanted: str, *, now: datetime) -> None:
    """Mail a link that signs in once and leads to the page `wanted`."""
    person = _reader_of_links(email, now)
    if person is None:
        return
    token = new_token()
    db.session.add(PasswordReset(token_sha256=link_hash(token), person_id=person.id, expires_at=now + LINK_LASTS))
    path = f"/login/link/{token}" + (f"?next={quote(wanted)}" if wanted != "/" else "")
    facts = {"name": person.name, "path": path, "minutes": LINK_LASTS.seconds // 60}
    outbox.mail("pole/sign_in_link", to=person.email, locale=person.locale, facts=facts, at=now)


def _reader_of_links(email: str, now: datetime) -> Person | None:
    """Whom a link may be mailed to: an open account that did not ask for five within a quarter of an hour."""
    person = queries.person_by_email(email)
    if person is None or person.disabled_at is not None:
        return None
    key = token_hash(f"letters:{person.email}")
    if queries.count_failures(key, now - TRIES_WITHIN) >= LETTERS:
        return None
    db.session.add(FailedSignIn(key=key, at=now))
    return person


def link_hash(token: str) -> str:
    """Sign-in links and password links share a table; one cannot be used as the other."""
    return token_hash(f"link:{token}")


def why_not_use(link: PasswordReset | None, *, now: datetime) -> No | None:
    return No.LINK_EXPIRED if link is None else rules.why_not_reset(link, now=now)


def use_link(link: PasswordReset | None, *, now: datetime) -> Person:
    """Sign in by a mailed link, once."""
    refuse_if(why_not_use(link, now=now))
    assert link is not None  # why_not_use
    if link.person.disabled_at is not None:
        raise Refused(No.LINK_EXPIRED)
    link.used_at = now
    return link.person


def reset_password(reset: PasswordReset | None, password: str, *, now: datetime) -> Person:
    """A new password; every session is closed, every other link is void."""
    refuse_if(why_not_use(reset, now=now))
    assert reset is not None  # why_not_use
    refuse_if(rules.why_not_password(password))
    reset.person.password_hash = hash_password(password)
    _close_sessions(reset.person_id, now=now)
    queries.void_resets(reset.person_id, now)
    queries.forget_failures(token_hash(f"account:{reset.person.email}"))
    return reset.person


def _close_sessions(person_id: int, *, now: datetime, keep: int | None = None) -> None:
    for sign_in in queries.sign_ins_of(person_id, now):
        if sign_in.id != keep:
            sign_in.revoked_at = now


def change_password(person: Person, *, old: str, new: str, keep_sign_in: int, now: datetime) -> None:
    if not password_fits(person.password_hash, old):
        raise Refused(No.WRONG_PASSWORD)
    refuse_if(rules.why_not_password(new))
    person.password_hash = hash_password(new)
    _close_sessions(person.id, now=now, keep=keep_sign_in)


def make_token(member: Member, label: str, *, now: datetime) -> str:
    """An API token bound to the person, the structure and the pole as they act now; shown once."""
    if member.structure_id is None:
        raise Refused(No.UNKNOWN_STRUCTURE)
    token = new_token("mutua_")
    made = ApiToken(
        token_sha256=token_hash(token),
        person_id=member.person_id,
        pole_id=member.pole_id,
        structure_id=member.structure_id,
        label=label,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("token.made", "api_token", made.id, actor=member, at=now)
    return token


def set_membership_state(membership: Membership, state: MembershipState, *, actor: Member, now: datetime) -> None:
    """Suspend, take back, or let a structure leave."""
    refuse_if(rules.why_not_suspend(membership, actor))
    before, membership.state = membership.state, state
    membership.left_on = now.date() if state is MembershipState.LEFT else None
    audit.record(
        "structure.state",
        "structure",
        membership.structure_id,
        actor=actor,
        at=now,
        before=before.value,
        after=state.value,
    )


def leave_structure(affiliation: Affiliation, *, actor: Member, now: datetime) -> None:
    """A person leaves a structure; its last manager does not."""
    refuse_if(rules.why_not_manage_structure(affiliation.structure_id, actor))
    managers = len(queries.managers_of(affiliation.structure_id))
    refuse_if(rules.why_not_lower(affiliation.role, managers))
    audit.record("person.left", "person", affiliation.person_id, actor=actor, at=now, before=affiliation.role.value)
    db.session.delete(affiliation)
