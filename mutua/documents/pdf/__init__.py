"""From facts to files: tagged PDF and editable ODT. The seal is beside them: its library takes a second to import."""

from mutua.documents.pdf.odt import to_odt
from mutua.documents.pdf.sheet import Section, Sheet
from mutua.documents.pdf.typesetting import to_pdf

__all__ = ["Section", "Sheet", "to_odt", "to_pdf"]
