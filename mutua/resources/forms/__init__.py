"""From what is typed to a resource's sheet."""

from mutua.resources.forms.closure import ClosureForm
from mutua.resources.forms.details import said as details_said
from mutua.resources.forms.fault import FaultForm
from mutua.resources.forms.features import FeaturesForm
from mutua.resources.forms.papers import READERS, SORTS, DocumentForm, PhotoForm, WordsForm
from mutua.resources.forms.rights import RightForm
from mutua.resources.forms.rules import RulesForm, rules_form
from mutua.resources.forms.sheet import SheetForm, sheet_form
from mutua.resources.forms.table import TableForm
from mutua.resources.forms.words import PERIODS, REGIONS, RIGHTS, days_said

__all__ = [
    "PERIODS",
    "READERS",
    "REGIONS",
    "RIGHTS",
    "SORTS",
    "ClosureForm",
    "DocumentForm",
    "FaultForm",
    "FeaturesForm",
    "PhotoForm",
    "RightForm",
    "RulesForm",
    "SheetForm",
    "TableForm",
    "WordsForm",
    "days_said",
    "details_said",
    "rules_form",
    "sheet_form",
]
