"""The papers of a loan, as tagged PDF and as ODT to change before signing."""

from mutua.staffing.pdf.paper import clock_text, duration_text, paper_facts, paper_pdf, signed_paper, week_text
from mutua.staffing.pdf.sheets import SHEETS, Facts, sheet_of, sheet_pdf

__all__ = [
    "SHEETS",
    "Facts",
    "clock_text",
    "duration_text",
    "paper_facts",
    "paper_pdf",
    "sheet_of",
    "sheet_pdf",
    "signed_paper",
    "week_text",
]
