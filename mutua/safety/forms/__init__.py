"""From text to values: the forms of the safety document."""

from mutua.safety.forms.adoption import OpenAdoptionForm, ReaderForm
from mutua.safety.forms.draft import MeasureForm, RiskForm, RuleForm, ScopeForm, UnitForm
from mutua.safety.forms.place import CheckForm, DoneForm, PaperForm, PlaceForm, UploadForm
from mutua.safety.forms.record import (
    CloseIncidentForm,
    ConsultationForm,
    IncidentForm,
    JudgementForm,
    OccupationForm,
    PeriodForm,
)

__all__ = [
    "CheckForm",
    "CloseIncidentForm",
    "ConsultationForm",
    "DoneForm",
    "IncidentForm",
    "JudgementForm",
    "MeasureForm",
    "OccupationForm",
    "OpenAdoptionForm",
    "PaperForm",
    "PeriodForm",
    "PlaceForm",
    "ReaderForm",
    "RiskForm",
    "RuleForm",
    "ScopeForm",
    "UnitForm",
    "UploadForm",
]
