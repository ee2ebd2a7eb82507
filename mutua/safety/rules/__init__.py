"""What the safety document refuses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from mutua.pole.models import Member
from mutua.resources.models import Place, Resource
from mutua.safety.catalogue import Scoring, catalogue
from mutua.safety.models import (
    Adoption,
    DraftRemark,
    Incident,
    Measure,
    MeasureState,
    OutsideWork,
    PairJudgement,
    PlaceSignatory,
    ReaderKind,
    ReaderLink,
    Risk,
    Signatory,
)
from mutua.safety.models.draft import NEXT_MEASURE_STATES
from mutua.safety.rules.hosts import may_be_passed_on as may_be_passed_on
from mutua.safety.rules.hosts import standing_changes as standing_changes
from mutua.safety.rules.hosts import why_not_change_emission as why_not_change_emission
from mutua.safety.rules.no import No as No
from mutua.safety.rules.no import may_edit as may_edit
from mutua.safety.rules.no import why_not_edit as why_not_edit
from mutua.safety.rules.outside import content_sha256, is_gathered, missing, signed_sides
from mutua.safety.rules.units import why_not_accept as why_not_accept
from mutua.safety.rules.units import why_not_copy as why_not_copy
from mutua.safety.rules.units import why_not_describe as why_not_describe
from mutua.safety.rules.units import why_not_merge as why_not_merge
from mutua.safety.rules.units import why_not_say_nothing as why_not_say_nothing
from mutua.safety.rules.units import why_not_separate as why_not_separate
from mutua.safety.rules.units import why_not_set_aside as why_not_set_aside

LONGEST_LINK_DAYS = 366
MOST_REPORTS_AN_HOUR = 30
# Whoever reads as somebody of one employer, or of its health service, gets the link from that employer.
OF_ONE_EMPLOYER = (ReaderKind.WORKER, ReaderKind.FORMER_WORKER, ReaderKind.HEALTH_SERVICE, ReaderKind.CSE)
MOST_PHOTOS = 3
WHOLE = 100  # percent


def why_not_edit_place(place: Place, member: Member) -> No | None:
    """A place's safety belongs to the person in charge of it as well."""
    own = place.head_id is not None and place.head_id == member.person_id and place.pole_id == member.pole_id
    return None if own or may_edit(member) else No.NOT_THE_PLACE_HEAD


def why_not_rate(
    member: Member, *, family: str, situation: str, severity: int, severity_reason: str, frequency: int, measured: int,
    frequency_reason: str,
) -> No | None:  # fmt: skip
    """`measured`: the frequency the bookings give. Under the family's own severity, a reason is asked. What no matrix
    rates is not taken: psychosocial factors stay in each employer's own grid (law/safety 4.5)."""
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    known = catalogue().families.get(family)
    if known is None or known.scoring is not Scoring.MATRIX:
        return No.UNKNOWN_FAMILY
    if not situation:
        return No.SITUATION_MISSING
    if severity < (known.severity or 1) and not severity_reason:
        return No.LOWERED_WITHOUT_REASON
    return No.FREQUENCY_WITHOUT_REASON if frequency != measured and not frequency_reason else None


def why_not_move(measure: Measure, state: MeasureState, member: Member, reason: str | None = None) -> No | None:
    """Its owner's managers may say it is started or done; the rest is for those who edit. `reason`: words for
    dropping it, None where it is only asked whether one may."""
    if state not in NEXT_MEASURE_STATES.get(measure.state, ()):
        return No.MEASURE_STATE
    own = member.manages(measure.structure_id) and state is not MeasureState.DROPPED
    if not own and not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    return No.DROPPED_WITHOUT_REASON if state is MeasureState.DROPPED and reason == "" else None


def why_not_due(due_on: date, today: date) -> No | None:
    return No.DUE_IN_THE_PAST if due_on < today else None


def why_not_open_adoption(open_now: Adoption | None, risks: list[Risk], member: Member) -> No | None:
    if not member.is_coordinator:
        return No.NOT_THE_SAFETY_COORDINATION
    if open_now is not None:
        return No.ADOPTION_OPEN
    if not risks:
        return No.EMPTY_DOCUMENT
    return None if any(risk.rated_at for risk in risks) else No.NOTHING_RATED


def to_sign(adoption: Adoption, member: Member) -> tuple[Signatory | None, list[PlaceSignatory]]:
    """What this person has not signed yet: for the structure they manage, and for the places they head."""
    own = next((row for row in adoption.signatories if row.structure_id == member.structure_id), None)
    manages = own is not None and member.manages(own.structure_id) and own.signature is None
    places = [row for row in adoption.place_signatories if row.person_id == member.person_id and row.signature is None]
    return own if manages else None, places


def why_not_sign(adoption: Adoption | None, member: Member) -> No | None:
    """A manager for their own structure, a person in charge for their place, once; never after a withdrawal."""
    if adoption is None or adoption.withdrawn_at is not None:
        return No.ADOPTION_CLOSED
    own, places = to_sign(adoption, member)
    if own is not None or places:
        return None
    theirs = [row for row in adoption.signatories if member.manages(row.structure_id)]
    headed = [row for row in adoption.place_signatories if row.person_id == member.person_id]
    return No.ALREADY_SIGNED if theirs or headed else No.NOT_A_SIGNATORY


def why_not_remark(member: Member) -> No | None:
    """In the name of a structure; the prevention writes the draft itself."""
    return None if member.structure_id is not None else No.REMARK_WITHOUT_STRUCTURE


def why_not_add_photo(member: Member, alt: str, known: int) -> No | None:
    """With words for who cannot see it, and few enough that the document can be printed."""
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    if not alt:
        return No.PHOTO_WITHOUT_WORDS
    return No.PHOTOS_FULL if known >= MOST_PHOTOS else None


def why_not_say_of_ones_own(member: Member) -> No | None:
    """An employer's numbers are its manager's to say, nobody else's."""
    return None if member.structure_id is not None and member.manages(member.structure_id) else No.NOT_YOUR_PEOPLE


def why_not_say_figure(member: Member, exposed: int, beyond: int) -> No | None:
    return why_not_say_of_ones_own(member) or (No.BEYOND_EXPOSED if beyond > exposed else None)


def why_not_answer(row: DraftRemark, member: Member) -> No | None:
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    return No.ALREADY_ANSWERED if row.answered_at is not None else None


def why_not_publish(adoption: Adoption | None, member: Member) -> No | None:
    if not member.is_coordinator:
        return No.NOT_THE_SAFETY_COORDINATION
    if adoption is None:
        return No.NO_ADOPTION
    return None if adoption.is_open else No.ADOPTION_CLOSED


def why_not_sign_judgement(judgement: PairJudgement, member: Member) -> No | None:
    if member.structure_id not in (judgement.giver_id, judgement.taker_id) or not member.manages(member.structure_id):
        return No.NOT_YOUR_PAIR
    return None if judgement.awaits(member.structure_id) else No.ALREADY_SIGNED


def why_not_share(member: Member, structure_id: int | None, expires_at: datetime, *, now: datetime) -> No | None:
    """Managers for their own employer alone; the coordination and the safety officer the common volume alone."""
    own = member.manages(structure_id) if structure_id is not None else may_edit(member)
    if not own:
        return No.NOT_YOUR_LINK
    return None if now < expires_at and (expires_at - now).days <= LONGEST_LINK_DAYS else No.LINK_TOO_LONG


def why_not_read(
    kind: ReaderKind, structure_id: int | None, from_on: date | None, until_on: date | None, place: Place | None
) -> No | None:
    """What a link of this kind must say: an employer and a time for who worked there, a place for who owns it."""
    if kind in OF_ONE_EMPLOYER and structure_id is None:
        return No.READER_WITHOUT_EMPLOYER
    if kind is ReaderKind.FORMER_WORKER and (from_on is None or until_on is None or until_on < from_on):
        return No.READER_WITHOUT_PERIOD
    return No.READER_WITHOUT_PLACE if kind is ReaderKind.OWNER and place is None else None


def why_not_revoke(link: ReaderLink, member: Member) -> No | None:
    own = member.manages(link.structure_id) if link.structure_id is not None else may_edit(member)
    return None if own or member.is_coordinator else No.NOT_YOUR_LINK


def why_not_report(happened_on: date, today: date) -> No | None:
    return No.IN_THE_FUTURE if happened_on > today else None


def why_not_hear(reports: int) -> No | None:
    """A code on a wall hears everybody, but not the same joke a hundred times an hour."""
    return No.TOO_MANY_REPORTS if reports >= MOST_REPORTS_AN_HOUR else None


def why_not_acknowledge(incident: Incident, member: Member) -> No | None:
    """The prevention, and who is in charge of the place it names, say that they have read a report."""
    place = incident.unit.place if incident.unit else None
    own = place is not None and why_not_edit_place(place, member) is None
    return None if own or may_edit(member) else No.NOT_THE_SAFETY_OFFICER


def why_not_print_code(resource: Resource, member: Member) -> No | None:
    """Who edits the document, runs the place or shares the resource prints the code to post there."""
    place = resource.place
    own = member.manages(resource.structure_id) or (place is not None and why_not_edit_place(place, member) is None)
    return None if own or may_edit(member) else No.NOT_YOUR_CODE


def why_not_write_operation(host_id: int, worker_id: int | None, member: Member) -> No | None:
    """The prevention, and the managers of the host and of the firm that comes."""
    own = any(side is not None and member.manages(side) for side in (host_id, worker_id))
    return None if own or may_edit(member) else No.NOT_YOUR_OPERATION


def why_not_sign_operation(row: OutsideWork, side: str, member: Member) -> No | None:
    """Each side for itself, once for the same words; a firm without account signs on paper, gathered by the host."""
    if row.closed_at is not None:
        return No.ADOPTION_CLOSED
    signs_for = row.host_id if side == "host" or row.worker_id is None else row.worker_id
    if not member.manages(signs_for):
        return No.NOT_YOUR_OPERATION
    return No.ALREADY_SIGNED if side in signed_sides(row) else None


def why_not_signer(row: OutsideWork, side: str, signer: str, member: Member) -> No | None:
    """Who signs for a side that this member does not act for: somebody with a name, and somebody else."""
    if not is_gathered(row, side):
        return None
    if not signer:
        return No.SIGNER_MISSING
    return No.SIGNER_IS_COLLECTOR if " ".join(signer.split()).casefold() == member.name.casefold() else None


def why_not_send_link(row: OutsideWork, name: str, email: str, member: Member, own_email: str) -> No | None:
    """To a firm that has nobody in the pole, once its paper is whole; never to oneself."""
    if not is_gathered(row, "worker"):
        return No.NOT_YOUR_OPERATION
    if missing(row):
        return No.PLAN_INCOMPLETE
    if email.casefold() == own_email.casefold():
        return No.LINK_TO_ONESELF
    return why_not_signer(row, "worker", name, member)


def why_not_sign_by_link(row: OutsideWork, sha256: str) -> No | None:
    """A personal address signs the words it was sent for, while they stand and nobody of the firm has signed them."""
    if row.closed_at is not None or content_sha256(row) != sha256:
        return No.LINK_OF_OTHER_WORDS
    return No.ALREADY_SIGNED if "worker" in signed_sides(row) else None


def why_not_share_cost(shares: Mapping[int, int]) -> No | None:
    """Percent by structure: all of it, or nothing said."""
    return No.SHARES_NOT_WHOLE if shares and sum(shares.values()) != WHOLE else None


def why_not_prove(measure: Measure, member: Member) -> No | None:
    return None if member.manages(measure.structure_id) or may_edit(member) else No.NOT_THE_SAFETY_OFFICER


def why_not_check_effect(measure: Measure, member: Member) -> No | None:
    """Only what is done can have helped."""
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    return None if measure.state is MeasureState.DONE else No.NOT_DONE_YET
