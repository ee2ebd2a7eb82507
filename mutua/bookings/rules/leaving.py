"""Why a booking ended when somebody left."""

from __future__ import annotations

from enum import StrEnum


class No(StrEnum):
    LEFT_THE_STRUCTURE = "left_the_structure"
    LEFT_THE_POLE = "left_the_pole"
