"""Text to values, in the pole's zone."""

from mutua.exchanges.forms.amounts import quanta, written
from mutua.exchanges.forms.contribution import JudgeForm, LeadForm, MonthForm, ValueForm, YearForm
from mutua.exchanges.forms.exchange import (
    AgreedForm,
    BareForm,
    ConfirmForm,
    CounterForm,
    DeclareForm,
    ReasonForm,
    WhyForm,
)
from mutua.exchanges.forms.intake import RegistersForm, Wrong, draft_of
from mutua.exchanges.forms.pole import (
    AnswerForm,
    BatchForm,
    CloseForm,
    LimitForm,
    ListingForm,
    ModeForm,
    OutcomeForm,
    PictureForm,
    ProofForm,
    RulesForm,
    SearchForm,
)
from mutua.exchanges.forms.session import SessionForm

__all__ = [
    "AgreedForm",
    "RegistersForm",
    "Wrong",
    "draft_of",
    "AnswerForm",
    "BareForm",
    "BatchForm",
    "CloseForm",
    "ConfirmForm",
    "CounterForm",
    "DeclareForm",
    "JudgeForm",
    "LimitForm",
    "LeadForm",
    "ListingForm",
    "PictureForm",
    "ProofForm",
    "ModeForm",
    "MonthForm",
    "ReasonForm",
    "RulesForm",
    "OutcomeForm",
    "SearchForm",
    "SessionForm",
    "ValueForm",
    "WhyForm",
    "YearForm",
    "quanta",
    "written",
]
