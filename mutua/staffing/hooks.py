"""Where higher rooms hang on: each named hook is declared here and connected in `app.py` alone."""

from blinker import Signal

# Sent with the Arrangement when its safety reception sheet is drawn; answers pairs (heading, lines) of the host's risks
# and instructions, from the shared safety document.
safety_sheet_wanted = Signal("safety_sheet_wanted")
