"""Tables and states of staff sharing."""

from mutua.staffing.models.arrangement import (
    Arrangement,
    Consent,
    CseOpinion,
    CseRecord,
    Ending,
    Paper,
    PaperKind,
    Remark,
    Step,
    Terms,
)
from mutua.staffing.models.people import Attestation, BaseSchedule, Channel, Employee
from mutua.staffing.models.states import (
    BEFORE_CONSENT,
    BEFORE_SIGNATURE,
    FOR_MANAGERS,
    NEXT_STATES,
    NOT_PURSUED,
    UNDER_WAY,
    Move,
    Party,
    State,
    Verb,
)
from mutua.staffing.models.terms import Slot, TermsContent, content_hash
from mutua.staffing.models.work import CostStatement, HoursEntry, HoursState

__all__ = [
    "BEFORE_CONSENT",
    "BEFORE_SIGNATURE",
    "FOR_MANAGERS",
    "NEXT_STATES",
    "NOT_PURSUED",
    "UNDER_WAY",
    "Arrangement",
    "Attestation",
    "BaseSchedule",
    "Channel",
    "Consent",
    "CostStatement",
    "CseOpinion",
    "CseRecord",
    "Employee",
    "Ending",
    "HoursEntry",
    "HoursState",
    "Move",
    "Paper",
    "PaperKind",
    "Party",
    "Remark",
    "Slot",
    "State",
    "Step",
    "Terms",
    "TermsContent",
    "Verb",
    "content_hash",
]
