"""What exists (places, units, resources) and what is taken (claims, holds)."""

from mutua.resources.models.abroad import PoleShare
from mutua.resources.models.almanac import Region, SchoolZone
from mutua.resources.models.house import (
    Crowd,
    DayException,
    HolidayEffect,
    HouseRules,
    LateCancel,
    Measure,
    Per,
    Period,
    Purpose,
    Quota,
    SchoolEffect,
    Window,
)
from mutua.resources.models.opening import DAY, Opening, covered_by
from mutua.resources.models.papers import PaperSort, Readers, ResourceDocument, ResourcePhoto, Shot
from mutua.resources.models.sheet import Drawing, OpeningHours, Place, Resource, Unit
from mutua.resources.models.taken import Ask, Claim, Hold
from mutua.resources.models.terms import COLLECTIVE, LOCAL, Entitlement, Right, TermsAcceptance, UseTerms
from mutua.resources.models.upkeep import Fault, Feature, Severity
from mutua.resources.models.words import Approval, Audience, ClaimKind, Draw, Kind, PlaceKind, Regime, Shown

__all__ = [
    "TermsAcceptance",
    "Approval",
    "Ask",
    "Audience",
    "COLLECTIVE",
    "Claim",
    "ClaimKind",
    "Crowd",
    "DAY",
    "DayException",
    "Draw",
    "Drawing",
    "Entitlement",
    "Fault",
    "Feature",
    "Hold",
    "HolidayEffect",
    "HouseRules",
    "Kind",
    "LOCAL",
    "LateCancel",
    "Measure",
    "Opening",
    "OpeningHours",
    "PaperSort",
    "Per",
    "Period",
    "Place",
    "PlaceKind",
    "PoleShare",
    "Purpose",
    "Quota",
    "Readers",
    "Regime",
    "Region",
    "Resource",
    "ResourceDocument",
    "ResourcePhoto",
    "Right",
    "SchoolEffect",
    "SchoolZone",
    "Severity",
    "Shot",
    "Shown",
    "UseTerms",
    "Unit",
    "Window",
    "covered_by",
]
