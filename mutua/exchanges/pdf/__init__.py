"""Statements as paper and workbooks: same facts, same figures."""

from mutua.exchanges.pdf.contribution import contribution_pdf, contribution_sheets
from mutua.exchanges.pdf.statement import statement_facts, statement_pdf, statement_sheets
from mutua.exchanges.pdf.workbook import Sheet, workbook

__all__ = [
    "Sheet",
    "contribution_pdf",
    "contribution_sheets",
    "statement_facts",
    "statement_pdf",
    "statement_sheets",
    "workbook",
]
