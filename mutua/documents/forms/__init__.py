"""Text to values: a file to check, a key of a device."""

from mutua.documents.forms.check import CheckForm
from mutua.documents.forms.passkeys import Ceremony, PasskeyForm

__all__ = ["Ceremony", "CheckForm", "PasskeyForm"]
