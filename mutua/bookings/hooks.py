"""Where higher rooms hang on: each named hook is declared here and connected in `app.py` alone."""

from blinker import Signal

# Sent with the Booking, inside its transaction, after any change of its dates, times or states.
occurrences_changed = Signal("occurrences_changed")
