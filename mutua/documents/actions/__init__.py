"""Keeping a file, writing down a signature, the code and the link that one signs with."""

from mutua.documents.actions.files import erase_file, keep_sealed, record_signature, store_file
from mutua.documents.actions.passkeys import add_passkey, remove_passkey, use_passkey
from mutua.documents.actions.signing import count_try, make_link, send_code, use_code, use_link

__all__ = [
    "add_passkey",
    "remove_passkey",
    "use_passkey",
    "count_try",
    "erase_file",
    "keep_sealed",
    "make_link",
    "record_signature",
    "send_code",
    "store_file",
    "use_code",
    "use_link",
]
