"""Text to values: a file to check, a key of a device."""

from mutua.documents.forms.check import CheckForm
from mutua.documents.forms.passkeys import PasskeyForm

__all__ = ["CheckForm", "PasskeyForm"]
