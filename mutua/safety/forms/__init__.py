"""From text to values: the forms of the safety document."""

from mutua.safety.forms.adoption import AnswerForm, OpenAdoptionForm, ReaderForm, RemarkForm, SigningCodeForm
from mutua.safety.forms.draft import (
    DescribeForm,
    EffectForm,
    MeasureForm,
    ProgrammeForm,
    ProofForm,
    RiskFilterForm,
    RiskForm,
    RuleForm,
    ScopeForm,
    UnitForm,
    describe_form,
)
from mutua.safety.forms.outside import FirmCodeForm, FirmLinkForm, OperationForm, SignForm
from mutua.safety.forms.people import ExposureForm, FiguresForm, PhotoForm
from mutua.safety.forms.place import CheckForm, DoneForm, PaperForm, PlaceForm, UploadForm
from mutua.safety.forms.record import (
    CloseIncidentForm,
    ConsultationForm,
    IncidentForm,
    JudgementForm,
    OccupationForm,
    PeriodForm,
    PlaceMeasureForm,
    SpotForm,
)

__all__ = [
    "DescribeForm",
    "describe_form",
    "FirmCodeForm",
    "FirmLinkForm",
    "ExposureForm",
    "FiguresForm",
    "PhotoForm",
    "AnswerForm",
    "RemarkForm",
    "SigningCodeForm",
    "CheckForm",
    "CloseIncidentForm",
    "ConsultationForm",
    "DoneForm",
    "EffectForm",
    "IncidentForm",
    "JudgementForm",
    "MeasureForm",
    "OccupationForm",
    "OpenAdoptionForm",
    "OperationForm",
    "PaperForm",
    "PeriodForm",
    "PlaceForm",
    "PlaceMeasureForm",
    "ProgrammeForm",
    "ProofForm",
    "ReaderForm",
    "RiskFilterForm",
    "RiskForm",
    "RuleForm",
    "ScopeForm",
    "SignForm",
    "SpotForm",
    "UnitForm",
    "UploadForm",
]
