"""Pictures of a notice: seen by the pole, added and taken off by whoever published it."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.documents import queries as documents
from mutua.exchanges import actions, rules
from mutua.exchanges.forms import BareForm, PictureForm
from mutua.exchanges.models import Listing
from mutua.exchanges.views.blueprint import EVERYBODY, bp, go, listing_or_404, status_of
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.sentences import sentence

URL = "/p/<pole>/exchanges/listings/<int:listing_id>/photos"


@bp.get(URL + "/<int:photo_id>")
@open_to(*EVERYBODY)
def listing_photo(pole: str, listing_id: int, photo_id: int) -> ResponseReturnValue:
    """For the pole, as the notice itself; its bytes never change."""
    listing = listing_or_404(listing_id)
    picture = next((entry for entry in listing.photos if entry.id == photo_id), None)
    stored = documents.file_with_content(picture.file_id) if picture else None
    if stored is None:
        raise NotFound
    answer = send_file(io.BytesIO(stored.content), mimetype=stored.media_type)
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


@bp.get(URL)
@open_to(Role.MEMBER, Role.MANAGER)
def listing_photos(pole: str, listing_id: int) -> ResponseReturnValue:
    """The notice's pictures, and room for one more."""
    return _page(listing_or_404(listing_id), PictureForm(formdata=None))


def _page(listing: Listing, form: PictureForm, status: int = 200, why: str = "") -> ResponseReturnValue:
    full = rules.why_not_add_picture(listing, current_member())
    return render_template(
        "exchanges/listing_photos.html",
        listing=listing,
        form=form,
        why=why,
        full=sentence(full) if full else "",
        mine=rules.why_not_renew_listing(listing, current_member()) is None,
    ), status


@bp.post(URL)
@open_to(Role.MEMBER, Role.MANAGER)
def add_photo(pole: str, listing_id: int) -> ResponseReturnValue:
    form = PictureForm()
    picture = form.picture() if form.validate() else None
    if picture is None:
        return _page(listing_or_404(listing_id), form, 422)

    def act(listing: Listing) -> None:
        actions.add_picture(listing, picture, member=current_member(), now=clock.now())

    return _on(listing_id, act, form, _("Photo ajoutée."))


@bp.post(URL + "/<int:photo_id>/remove")
@open_to(Role.MEMBER, Role.MANAGER)
def remove_photo(pole: str, listing_id: int, photo_id: int) -> ResponseReturnValue:
    if not BareForm().validate():
        return _page(listing_or_404(listing_id), PictureForm(formdata=None), 422)

    def act(listing: Listing) -> None:
        actions.remove_picture(listing, photo_id, member=current_member(), now=clock.now())

    return _on(listing_id, act, PictureForm(formdata=None), _("Photo retirée."))


def _on(listing_id: int, act: Callable[[Listing], None], form: PictureForm, said: str) -> ResponseReturnValue:
    try:
        with transaction():
            act(listing_or_404(listing_id))
    except Refused as refused:
        return _page(listing_or_404(listing_id), form, status_of(refused.reason), sentence(refused.reason))
    return go("exchanges.listing_photos", said, listing_id=listing_id)
