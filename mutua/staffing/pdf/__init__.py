"""The papers of a loan, as tagged PDF and as ODT to change before signing."""

from mutua.staffing.pdf.paper import paper_pdf, signed_paper
from mutua.staffing.pdf.parts import Facts
from mutua.staffing.pdf.sheets import SHEETS, sheet_of, sheet_pdf

__all__ = ["SHEETS", "Facts", "paper_pdf", "sheet_of", "sheet_pdf", "signed_paper"]
