"""What the API of bookings takes."""

from __future__ import annotations

from marshmallow import fields, validate

from mutua.bookings.models import Profile, Scope
from mutua.resources.occupancy import OnConflict
from mutua.web.rest import Strict, Text


class UseTermsBody(Strict):
    """A version of a resource's conditions that was read; the refusal gives its number and text."""

    resource_id = fields.Integer(strict=True, required=True, validate=validate.Range(min=1, max=2**53))
    number = fields.Integer(strict=True, required=True, validate=validate.Range(min=1, max=2**31 - 1))


class WishBody(Strict):
    """A booking wanted: resources of the pole, moments with an offset, an RRULE with COUNT or UNTIL, or more starts.

    `work_said`: of a person lent, the codes of the signed loans whose work this is; the refusal names them.
    `terms`: the conditions that the structure accepts with this booking.
    """

    resource_ids = fields.List(
        fields.Integer(strict=True, validate=validate.Range(min=1, max=2**53)),
        required=True,
        validate=validate.Length(min=1, max=20),
    )
    structure_id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**53))
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    title = Text(160, load_default="")
    note = Text(4000, load_default="")
    headcount = fields.Integer(load_default=1, strict=True, validate=validate.Range(min=1, max=100_000))
    rrule = Text(500, load_default=None, allow_none=True)
    rdate = fields.List(fields.AwareDateTime(), load_default=list, validate=validate.Length(max=400))
    on_conflict = fields.Enum(OnConflict, by_value=True, load_default=OnConflict.REFUSE)
    profile = fields.Enum(Profile, by_value=True, load_default=None, allow_none=True)
    public = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    work_said = fields.List(Text(8), load_default=list, validate=validate.Length(max=20))
    terms = fields.List(fields.Nested(UseTermsBody), load_default=list, validate=validate.Length(max=20))


class ChangeBody(Strict):
    """New words or number of people, or another time for one date (`occurrence_id` when there are several), the
    following ones, or all.

    `on_conflict: skip` leaves the dates whose new time is taken at their old one.
    """

    title = Text(160)
    note = Text(4000)
    headcount = fields.Integer(strict=True, validate=validate.Range(min=1, max=100_000))
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    occurrence_id = fields.Integer(strict=True, validate=validate.Range(min=1, max=2**53))
    scope = fields.Enum(Scope, by_value=True, load_default=Scope.THIS)
    on_conflict = fields.Enum(OnConflict, by_value=True, load_default=OnConflict.REFUSE)


class WhichDates(Strict):
    """Which dates to cancel: all that are not over, or those from `occurrence_id`."""

    scope = fields.Enum(Scope, by_value=True, load_default=Scope.ALL)
    occurrence_id = fields.Integer(load_default=None, validate=validate.Range(min=1, max=2**53))


class PageOf(Strict):
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0, max=1_000_000))
