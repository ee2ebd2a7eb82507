"""What a browser and a device say of a key, to values (W3C WebAuthn, read by py_webauthn: 14 MB, loaded when used)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from mutua.documents.models import Passkey

REQUIRED = UserVerificationRequirement.REQUIRED
# What a hostile answer raises on its way through the library.
UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Ceremony:
    """Where keys are made and shown: the installation's own address, and no other (`https://mutua.example`)."""

    base_url: str

    @property
    def rp_id(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def to_make(self, person_id: int, name: str, email: str, known: Sequence[Passkey]) -> tuple[str, str]:
        """The browser's options as JSON, and the challenge to remember. The device asks for finger, face or code."""
        options = generate_registration_options(
            rp_id=self.rp_id,
            rp_name="Mutua",
            user_id=f"mutua-{person_id}".encode(),
            user_name=email,
            user_display_name=name,
            authenticator_selection=AuthenticatorSelectionCriteria(user_verification=REQUIRED),
            exclude_credentials=_descriptors(known),
        )
        return options_to_json(options), bytes_to_base64url(options.challenge)

    def to_show(self, known: Sequence[Passkey]) -> tuple[str, str]:
        options = generate_authentication_options(
            rp_id=self.rp_id, allow_credentials=_descriptors(known), user_verification=REQUIRED
        )
        return options_to_json(options), bytes_to_base64url(options.challenge)

    def made(self, credential: str, challenge: str) -> tuple[str, bytes, int] | None:
        """Credential id, public key and count of a key made for this challenge here; None for anything else."""
        try:
            found = verify_registration_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self.rp_id,
                expected_origin=self.origin,
                require_user_verification=True,
            )
        except UNREADABLE:
            return None
        return bytes_to_base64url(found.credential_id), found.credential_public_key, found.sign_count

    def shown(self, credential: str, challenge: str, known: Sequence[Passkey]) -> tuple[Passkey, int] | None:
        """The key of these that proved itself for this challenge, and its new count; None when none did."""
        try:
            asked = json.loads(credential)["id"]
            passkey = next(key for key in known if key.credential_id == asked)
            found = verify_authentication_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self.rp_id,
                expected_origin=self.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except (*UNREADABLE, StopIteration):
            return None
        return passkey, found.new_sign_count


def _descriptors(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in known]
