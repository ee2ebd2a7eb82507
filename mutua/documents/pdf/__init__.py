"""From facts to tagged PDF. The ODT and the seal are beside it: their libraries are loaded by who needs them."""

from mutua.documents.pdf.sheet import Section, Sheet
from mutua.documents.pdf.typesetting import to_pdf

__all__ = ["Section", "Sheet", "to_pdf"]
