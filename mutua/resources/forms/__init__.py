"""From what is typed to a resource's sheet."""

from mutua.resources.forms.closure import ClosureForm
from mutua.resources.forms.sheet import SheetForm, sheet_form

__all__ = ["ClosureForm", "SheetForm", "sheet_form"]
