"""From what is typed to a resource's sheet."""

from mutua.resources.forms.closure import ClosureForm
from mutua.resources.forms.rules import RulesForm, rules_form
from mutua.resources.forms.sheet import SheetForm, sheet_form
from mutua.resources.forms.words import PERIODS, REGIONS, RIGHTS

__all__ = ["PERIODS", "REGIONS", "RIGHTS", "ClosureForm", "RulesForm", "SheetForm", "rules_form", "sheet_form"]
