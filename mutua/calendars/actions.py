"""The verbs of calendars."""


def connect() -> None:
    """Hang the writer of events on the bookings hook."""
