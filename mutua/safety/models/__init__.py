"""Tables of the shared safety document, by noun: the draft, what is adopted and published, who reads it."""

from mutua.safety.models.draft import (
    CommonRule,
    Measure,
    MeasureState,
    Risk,
    SafetyDocument,
    SourceKind,
    Theme,
    WorkUnit,
)
from mutua.safety.models.edition import Adoption, Edition, Extract, Signatory, SignatureMethod, SignatureRow
from mutua.safety.models.place import (
    CheckKind,
    CheckRecord,
    PaperKind,
    PeriodicCheck,
    PlacePaper,
    PlaceSafety,
    SafetyReminder,
    SheetReading,
    Ventilation,
)
from mutua.safety.models.reading import AccessLog, ReaderKind, ReaderLink, Thing
from mutua.safety.models.record import (
    Body,
    ConsultationEntry,
    Incident,
    IncidentKind,
    PairJudgement,
    StandingOccupation,
)

__all__ = [
    "AccessLog",
    "Adoption",
    "Body",
    "CheckKind",
    "CheckRecord",
    "CommonRule",
    "ConsultationEntry",
    "Edition",
    "Extract",
    "Incident",
    "IncidentKind",
    "Measure",
    "MeasureState",
    "PairJudgement",
    "PaperKind",
    "PeriodicCheck",
    "PlacePaper",
    "PlaceSafety",
    "ReaderKind",
    "ReaderLink",
    "Risk",
    "SafetyDocument",
    "SafetyReminder",
    "SheetReading",
    "Signatory",
    "SignatureMethod",
    "SignatureRow",
    "SourceKind",
    "StandingOccupation",
    "Theme",
    "Thing",
    "Ventilation",
    "WorkUnit",
]
