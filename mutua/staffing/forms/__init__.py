"""Forms of staff sharing."""

from mutua.staffing.forms.request import RegimeForm, RequestForm, TermsForm, terms_data
from mutua.staffing.forms.steps import (
    AnswerForm,
    BriefingForm,
    CostForm,
    CseForm,
    DecisionForm,
    EmployeeForm,
    HoursAnswerForm,
    HoursForm,
    PaperConsentForm,
    PaperForm,
    ReasonForm,
    TermsSeenForm,
)
from mutua.staffing.forms.week import week_data

__all__ = [
    "AnswerForm",
    "BriefingForm",
    "CostForm",
    "CseForm",
    "DecisionForm",
    "EmployeeForm",
    "HoursAnswerForm",
    "HoursForm",
    "PaperConsentForm",
    "PaperForm",
    "ReasonForm",
    "RegimeForm",
    "RequestForm",
    "TermsForm",
    "TermsSeenForm",
    "terms_data",
    "week_data",
]
