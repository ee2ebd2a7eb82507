"""What the command line imports from CSV files: each row stands or falls alone, and the report says why."""

from mutua.cli.intake.bookings import import_bookings
from mutua.cli.intake.resources import import_resources
from mutua.cli.intake.structures import import_structures

__all__ = ["import_bookings", "import_resources", "import_structures"]
